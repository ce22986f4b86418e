"""The codec: whatever stands on the log is an event, a dead letter or a newer version."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from streams.domain.events import CATALOGUE
from streams.domain.events.fairs import FairOpened
from streams.log.codec import FutureVersion, Undecodable, decode, encode, type_name
from tests.builders import FAIR, TODAY, event
from tests.golden.samples import SAMPLES

OPENED = event(FairOpened(on=TODAY), changes={f"fair/{FAIR}": 1}, name="opened")


def altered(**changes: Any) -> bytes:
    """Return the opened event with attributes replaced, or left out where None."""
    attributes = json.loads(encode(OPENED)) | changes
    return json.dumps({k: v for k, v in attributes.items() if v is not None}).encode()


def code_of(value: bytes, key: str | None = FAIR) -> str:
    """Return the code under which a record is refused."""
    with pytest.raises(Undecodable) as error:
        decode(value, key)
    return error.value.code


def test_event_survives_the_way_through_the_log() -> None:
    assert decode(encode(OPENED), FAIR) == OPENED


def test_bytes_of_an_event_are_always_the_same() -> None:
    assert encode(OPENED) == encode(decode(encode(OPENED), FAIR))


def test_defaults_are_left_out() -> None:
    assert set(json.loads(encode(OPENED))) == {
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "datacontenttype",
        "partitionkey",
        "actor",
        "channel",
        "data",
    }


def test_types_are_unique_and_well_formed() -> None:
    names = [type_name(fact) for fact in CATALOGUE]
    assert len(set(names)) == len(names)
    assert {decode(encode(SAMPLES[n]), SAMPLES[n].key).fact.__class__ for n in names} == set(
        CATALOGUE
    )


@pytest.mark.parametrize("attribute", ["id", "type", "subject", "time", "actor", "data", "channel"])
def test_missing_attribute_makes_a_dead_letter(attribute: str) -> None:
    assert code_of(altered(**{attribute: None})) == "bad_envelope"


@pytest.mark.parametrize(
    "value",
    [b"", b"\x00", b"null", b"[]", b"{", b"\xff\xfe", b"{}{}", b'"ketnoi"', b"1e999"],
)
def test_bytes_that_are_no_event_make_a_dead_letter(value: bytes) -> None:
    assert code_of(value) == "bad_envelope"


@pytest.mark.parametrize("specversion", ["0.3", "1.1", ""])
def test_other_specification_makes_a_dead_letter(specversion: str) -> None:
    assert code_of(altered(specversion=specversion)) == "bad_envelope"


@pytest.mark.parametrize("key", [None, "", "other-fair", FAIR + "\x00"])
def test_event_under_another_key_makes_a_dead_letter(key: str | None) -> None:
    assert code_of(encode(OPENED), key) == "key_mismatch"


def test_time_without_a_zone_makes_a_dead_letter() -> None:
    assert code_of(altered(time="2026-05-04T02:00:00")) == "bad_envelope"


def test_time_in_another_zone_is_the_same_moment() -> None:
    hanoi = datetime(2026, 5, 4, 9, 0, tzinfo=timezone(timedelta(hours=7)))
    read = decode(altered(time=hanoi.isoformat()), FAIR)
    assert read.time == datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "ketnoi.fair.opened",
        "ketnoi.fair.opened.v0",
        "ketnoi.fair.opened.v01",
        "ketnoi.fair.opened.v1\n",
        "ketnoi.fair.opened.v99999",
        "ketnoi.Fair.opened.v1",
        "com.example.fair.opened.v1",
        "ketnoi.fair.painted.v1",
        "",
    ],
)
def test_unknown_type_makes_a_dead_letter(name: str) -> None:
    assert code_of(altered(type=name)) == "unknown_type"


def test_newer_version_stops_and_says_so() -> None:
    with pytest.raises(FutureVersion) as error:
        decode(altered(type="ketnoi.fair.opened.v2"), FAIR)
    assert str(error.value) == (
        "The log holds fair.opened version 2, which this program does not know yet. "
        "Upgrade it, then start again; nothing was skipped."
    )


def test_newer_version_stops_whatever_its_fact_says() -> None:
    data = {"basis": {}, "request": "r", "fact": {"nothing": "we know"}}
    with pytest.raises(FutureVersion):
        decode(altered(type="ketnoi.fair.opened.v2", data=data), FAIR)


@pytest.mark.parametrize("fact", [{}, {"on": 5}, {"on": "2026-02-30"}, [], None, "x", 1e308])
def test_fact_of_another_shape_makes_a_dead_letter(fact: Any) -> None:
    data = {"basis": {"reads": {}, "changes": {}}, "request": "r", "fact": fact}
    assert code_of(altered(data=data)) == "bad_fact"


@pytest.mark.parametrize(
    "basis",
    [None, [], {"reads": []}, {"reads": {"x": "1"}}, {"changes": {"x": 1.5}}, {"changes": None}],
)
def test_basis_of_another_shape_makes_a_dead_letter(basis: Any) -> None:
    data = {"basis": basis, "request": "r", "fact": {"on": "2026-05-04"}}
    assert code_of(altered(data=data)) == "bad_envelope"


def test_deep_nesting_makes_a_dead_letter() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert code_of(deep) == "bad_envelope"
    inside = encode(OPENED).replace(b'"fact":{', b'"fact":{"later":' + deep + b",")
    assert code_of(inside) in {"bad_envelope", "bad_fact"}


def test_lone_surrogate_makes_a_dead_letter() -> None:
    assert code_of(encode(OPENED).replace(b"organiser-1", b"\\ud800")) == "bad_envelope"
    assert code_of(encode(OPENED).replace(b"organiser-1", b"\xed\xa0\x80")) == "bad_envelope"


def test_number_of_any_size_is_read_exactly() -> None:
    huge = 10**60
    value = encode(OPENED).replace(f'"fair/{FAIR}":1'.encode(), f'"fair/{FAIR}":{huge}'.encode())
    assert decode(value, FAIR).basis.changes == {f"fair/{FAIR}": huge}


def test_nul_character_makes_a_dead_letter() -> None:
    assert code_of(altered(actor="a\x00b")) == "bad_envelope"


def test_moment_without_a_zone_in_a_fact_makes_a_dead_letter() -> None:
    sent = SAMPLES["ketnoi.suggestions.sent.v1"]
    value = encode(sent).replace(b'"deadline":"2026-05-07T10:00:00Z"', b'"deadline":"2026-05-07"')
    assert value != encode(sent)
    naive = encode(sent).replace(b"2026-05-07T10:00:00Z", b"2026-05-07T10:00:00")
    assert code_of(naive, sent.key) == "bad_fact"


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_time_beyond_the_calendar_in_utc_makes_a_dead_letter(time: str) -> None:
    assert code_of(altered(time=time)) == "bad_envelope"
