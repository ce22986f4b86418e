"""The trace that what happens now belongs to, by the W3C recommendation Trace Context.

A request brings one in its header `traceparent`, or gets one of its own; the event that follows
from it carries it, and so does what reacts to that event. Nothing is decided by it.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_HEADER = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_VERSION, _NO_VERSION = "00", "ff"
_SAMPLED = 1
_current: ContextVar[str | None] = ContextVar("trace", default=None)


def current_trace() -> str | None:
    """Return the `traceparent` of this context, if it has one."""
    return _current.get()


def trace_id(traceparent: str) -> str:
    """Return the part that all of one trace have in common."""
    return traceparent.split("-")[1]


def begin_trace(traceparent: str | None) -> None:
    """Let what follows in this context go on with a trace.

    Parameters
    ----------
    traceparent : str | None
        From whoever caused it. Where it is absent, or not as the recommendation says, a new trace
        begins.
    """
    _current.set(_next(traceparent))


@contextmanager
def tracing(traceparent: str | None) -> Iterator[None]:
    """Let a block go on with a trace, or with a new one, as `begin_trace` says."""
    token = _current.set(_next(traceparent))
    try:
        yield
    finally:
        _current.reset(token)


def _next(traceparent: str | None) -> str:
    """Return the same trace with a step of its own, else a new one."""
    trace, flags = _read(traceparent) or (secrets.token_hex(16), 0)
    return f"{_VERSION}-{trace}-{secrets.token_hex(8)}-{flags:02x}"


def _read(traceparent: str | None) -> tuple[str, int] | None:
    """Return the trace and its flags; of a later version what this one knows."""
    matched = _HEADER.fullmatch(traceparent or "")
    if matched is None:
        return None
    version, trace, parent, flags, more = matched.groups()
    if version == _NO_VERSION or (version == _VERSION and more is not None):
        return None
    if not (int(trace, 16) and int(parent, 16)):
        return None
    return trace, int(flags, 16) & _SAMPLED
