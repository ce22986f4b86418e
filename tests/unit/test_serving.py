"""Listening: on this machine only, and without waiting before an answer is sent."""

import socket

import pytest

from api.serving import bound, bound_from
from streams.domain.errors import Unavailable


def test_only_this_machine_is_listened_to() -> None:
    with bound(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_answers_are_sent_at_once() -> None:
    """The event loop switches Nagle's algorithm off only where the protocol is named."""
    with bound(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_taken_port_is_refused_and_the_next_one_found() -> None:
    with bound(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Unavailable, match=str(port)):
            bound(port)
        with bound_from(port) as other:
            assert other.getsockname()[1] > port
