"""Golden samples: decoded for ever, by our codec and by the CloudEvents SDK."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from streams.domain.event import Event
from streams.domain.events import CATALOGUE
from streams.log.codec import decode, encode, type_name
from tests.golden.__main__ import main
from tests.golden.samples import EVENTS, FURTHER, SAMPLES, SCHEMAS, files, schema

NAMES = sorted(path.stem for path in EVENTS.glob("*.json"))


def compact(name: str) -> bytes:
    """Return a golden file as it would stand on the log."""
    return msgspec.json.format((EVENTS / f"{name}.json").read_bytes(), indent=-1)


def test_sample_exists_for_every_type_of_the_catalogue() -> None:
    assert {type_name(fact) for fact in CATALOGUE} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_sample_decodes_to_the_event_it_was_made_from(name: str) -> None:
    value = compact(name)
    assert decode(value, json.loads(value)["partitionkey"]) == SAMPLES[name]


@pytest.mark.parametrize("name", NAMES)
def test_sample_gives_equal_bytes_when_encoded_again(name: str) -> None:
    value = compact(name)
    assert encode(decode(value, json.loads(value)["partitionkey"])) == value


@pytest.mark.parametrize("name", NAMES)
def test_sample_is_a_cloudevent_for_the_sdk(name: str) -> None:
    event = JSONFormat().read(CloudEvent, compact(name))
    ours = SAMPLES[name]
    assert (event.get_specversion(), event.get_id(), event.get_type()) == ("1.0", ours.id, name)
    assert (event.get_subject(), event.get_time()) == (ours.subject, ours.time)
    assert event.get_datacontenttype() == "application/json"
    extensions = {
        key: event.get_extension(key) for key in ("partitionkey", "actor", "onbehalfof", "channel")
    }
    assert extensions == {
        "partitionkey": ours.key,
        "actor": ours.actor,
        "onbehalfof": ours.on_behalf_of,
        "channel": ours.channel,
    }
    data = event.get_data()
    assert isinstance(data, dict)
    assert set(data) == {"basis", "request", "fact"}


@pytest.mark.parametrize("name", NAMES)
def test_sample_holds_scalars_in_every_attribute_but_data(name: str) -> None:
    attributes = json.loads(compact(name))
    del attributes["data"]
    assert {type(value) for value in attributes.values()} == {str}
    assert all(key.isalnum() and key.islower() for key in attributes)


@pytest.mark.parametrize("event", FURTHER, ids=lambda event: event.subject)
def test_further_shape_gives_equal_bytes_when_encoded_again(event: Event) -> None:
    assert decode(encode(event), event.key) == event


def test_unknown_fields_are_ignored_wherever_they_stand() -> None:
    name = "ketnoi.registration.submitted.v1"
    value = json.loads(compact(name))

    def with_more(node: Any) -> Any:
        if isinstance(node, dict):
            return {**{key: with_more(inner) for key, inner in node.items()}, "later": [1]}
        return [with_more(inner) for inner in node] if isinstance(node, list) else node

    value["data"]["fact"] = with_more(value["data"]["fact"])
    value["later"] = "x"
    assert decode(json.dumps(value).encode(), value["partitionkey"]) == SAMPLES[name]


def test_every_field_is_filled_in_some_sample() -> None:
    filled: dict[type, set[str]] = {}
    for event in (*SAMPLES.values(), *FURTHER):
        note_filled(event, filled)
    missing = {
        f"{struct.__name__}.{field}"
        for struct in filled
        for field in set(struct.__struct_fields__) - filled[struct]  # type: ignore[attr-defined]
    }
    assert missing == set()


def note_filled(value: object, filled: dict[type, set[str]]) -> None:
    """Note which fields of a struct, and of all structs in it, differ from their default."""
    if isinstance(value, msgspec.Struct):
        defaults = dict(defaults_of(type(value)))
        known = filled.setdefault(type(value), set())
        for field in value.__struct_fields__:
            inner = getattr(value, field)
            if field not in defaults or inner != defaults[field]:
                known.add(field)
            note_filled(inner, filled)
    elif isinstance(value, Mapping):
        for inner in value.values():
            note_filled(inner, filled)
    elif isinstance(value, tuple):
        for inner in value:
            note_filled(inner, filled)


def defaults_of(struct: type[msgspec.Struct]) -> Iterator[tuple[str, object]]:
    """Yield the fields of a struct that have a default."""
    for field in msgspec.structs.fields(struct):
        if field.default is not msgspec.NODEFAULT:
            yield field.name, field.default
        elif field.default_factory is not msgspec.NODEFAULT:
            yield field.name, field.default_factory()


def test_times_are_utc_to_the_microsecond() -> None:
    event = SAMPLES["ketnoi.fair.opened.v1"]
    precise = event.but(time=datetime(2026, 5, 4, 2, 30, 15, 1, UTC))
    assert decode(encode(precise), event.key).time == precise.time


@pytest.mark.parametrize("fact", CATALOGUE, ids=lambda fact: fact.type)
def test_schema_is_the_frozen_one(fact: Any) -> None:
    frozen = SCHEMAS / f"{fact.type}.v{fact.version}.json"
    assert json.loads(frozen.read_bytes()) == json.loads(schema(fact))


def test_schemas_are_those_of_the_catalogue_and_older_versions() -> None:
    known = {path.stem for path in SCHEMAS.glob("*.json")}
    assert {f"{fact.type}.v{fact.version}" for fact in CATALOGUE} <= known
    assert {name.rpartition(".v")[0] for name in known} == {fact.type for fact in CATALOGUE}


def test_moment_in_a_fact_is_a_date_time_in_its_schema() -> None:
    fact = type(SAMPLES["ketnoi.suggestions.sent.v1"].fact)
    definition = json.loads(schema(fact))["$defs"][fact.__name__]
    assert definition["properties"]["deadline"] == {"type": "string", "format": "date-time"}


def test_writer_says_nothing_when_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == ""


def test_writer_refuses_to_change_a_frozen_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, missing = tmp_path / "changed.json", tmp_path / "missing.json"
    changed.write_bytes(b"old")
    monkeypatch.setattr("tests.golden.__main__.files", lambda: {changed: b"new", missing: b"new"})
    assert main([]) == 1
    assert (changed.read_bytes(), missing.read_bytes()) == (b"old", b"new")
    assert str(changed) in capsys.readouterr().err
    assert main(["--force"]) == 0
    assert changed.read_bytes() == b"new"


def test_files_hold_one_sample_and_one_schema_per_type() -> None:
    assert len(files()) == 2 * len(CATALOGUE)
