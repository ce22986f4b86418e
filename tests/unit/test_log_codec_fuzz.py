"""The codec under arbitrary bytes: never another exception than the two it promises."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from streams.domain.event import Event
from streams.log.codec import FutureVersion, Undecodable, decode, encode
from tests.golden.samples import SAMPLES

NAMES = sorted(SAMPLES)
VALUES = [encode(SAMPLES[name]) for name in NAMES]
KEYS = st.one_of(st.none(), st.sampled_from(["mau-2026", "org", ""]), st.text(max_size=5))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=2**62, max_value=2**80),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.sampled_from(["", "2026-02-29", "0001-01-01T00:00:00+14:00", "\x00", "v1", "-0"]),
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def outcome(value: bytes, key: str | None) -> Event | None:
    """Return the event, or None where the codec refuses in one of its two ways."""
    try:
        return decode(value, key)
    except (Undecodable, FutureVersion):
        return None


@given(st.binary(max_size=300), KEYS)
def test_arbitrary_bytes_are_never_an_accident(value: bytes, key: str | None) -> None:
    assert outcome(value, key) is None


@given(JSON, KEYS)
def test_arbitrary_json_is_never_an_accident(value: Any, key: str | None) -> None:
    assert outcome(json.dumps(value).encode(), key) is None


@given(st.data())
def test_mutated_bytes_are_refused_or_an_event(data: st.DataObject) -> None:
    value = bytearray(data.draw(st.sampled_from(VALUES)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(value) - 1))
        how = data.draw(st.sampled_from(["set", "cut", "insert", "double"]))
        if how == "set":
            value[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del value[at : at + data.draw(st.integers(1, 20))]
        elif how == "insert":
            value[at:at] = data.draw(st.binary(min_size=1, max_size=8))
        else:
            value[at:at] = value[at : at + 10]
        if not value:
            return
    read = outcome(bytes(value), "mau-2026")
    assert read is None or decode(encode(read), read.key) == read


@given(st.sampled_from(NAMES), st.data())
def test_replaced_node_is_refused_or_an_event(name: str, data: st.DataObject) -> None:
    """Put something else anywhere into a valid event, in the envelope or deep in its fact."""
    event = json.loads(encode(SAMPLES[name]))
    node: Any = event
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        at = data.draw(st.sampled_from(keys))
        if isinstance(node[at], dict | list) and node[at] and data.draw(st.booleans()):
            node = node[at]
            continue
        node[at] = data.draw(JSON)
        break
    read = outcome(json.dumps(event).encode(), SAMPLES[name].key)
    assert read is None or decode(encode(read), read.key) == read
