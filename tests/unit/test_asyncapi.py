"""The description of what stands on Kafka: whole, resolvable, and true of the samples."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
import pytest

from streams.domain.events import CATALOGUE
from streams.log.codec import encode, type_name
from streams.log.kafka.layout import topics
from streams.runtime.feeds import FEEDS, Feed
from streams.store.queries.outbox import Outgoing
from tests.asyncapi import CHANNELS, asyncapi_document
from tests.documents import ROOT
from tests.golden.samples import SAMPLES

PUBLISHED = "https://mau.example/"
DOCUMENT: dict[str, Any] = json.loads(json.dumps(asyncapi_document()))


def references(node: Any) -> Iterator[str]:
    """Yield every reference below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def found(reference: str) -> Any:
    """Return what a reference points to, in this document or in a file beside it."""
    file, _, pointer = reference.partition("#")
    text = (ROOT / "docs" / file).read_text(encoding="utf-8") if file else ""
    node = json.loads(text) if file else DOCUMENT
    for part in filter(None, pointer.split("/")):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def test_every_reference_resolves() -> None:
    every = set(references(DOCUMENT))

    assert len(every) > 2 * len(CATALOGUE)
    assert all(isinstance(found(one), dict) for one in every)


def test_document_has_what_the_specification_requires() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= DOCUMENT["info"].keys()
    for operation in DOCUMENT["operations"].values():
        assert operation["action"] in {"send", "receive"}
        assert found(operation["channel"]["$ref"])["address"]
    for message in DOCUMENT["components"]["messages"].values():
        required = {"name", "summary", "contentType", "payload", "bindings"}
        assert message.keys() - {"headers"} == required
        assert message["summary"].endswith(".")


def test_every_topic_of_ours_is_a_channel_and_every_event_a_message() -> None:
    addresses = [channel["address"] for channel in DOCUMENT["channels"].values()]

    assert addresses == [channel.topic for channel in CHANNELS]
    assert set(topics("ketnoi.events.v1", 1)) == set(addresses)
    assert DOCUMENT["channels"]["events"]["messages"].keys() == {
        type_name(fact) for fact in CATALOGUE
    }


def test_channel_states_how_its_topic_is_made() -> None:
    assert DOCUMENT["channels"]["events"]["bindings"]["kafka"] == {
        "topic": "ketnoi.events.v1",
        "partitions": 12,
        "replicas": 3,
        "topicConfiguration": {
            "cleanup.policy": ["delete"],
            "retention.ms": -1,
            "retention.bytes": -1,
            "max.message.bytes": 4194304,
        },
        "bindingVersion": "0.5.0",
    }


@dataclass
class Record:
    """A record as a broker has it."""

    offset: int = 0
    key: bytes | None = b"org"
    value: bytes | None = b"{}"
    headers: Sequence[tuple[str, bytes]] = ()


def test_facts_are_the_events_with_headers_beside_them() -> None:
    messages = DOCUMENT["components"]["messages"]

    for name in DOCUMENT["channels"]["events"]["messages"]:
        fact = messages[f"facts.{name}"]
        assert {key: part for key, part in fact.items() if key != "headers"} == messages[name]


@pytest.mark.parametrize(
    ("feed", "schema"), [(FEEDS[0], "OfFact"), (FEEDS[1], "OfDeadLetter")], ids=["fact", "letter"]
)
def test_headers_are_those_that_are_published(feed: Feed, schema: str) -> None:
    one = Outgoing(
        offset=0,
        through=0,
        key="org",
        ordinal=1,
        recorded_at="2026-01-01T00:00:00.000000Z",
        skipped=0,
    )
    (message,) = feed.messages("log", 0, [one], {0: Record()})

    assert {name for name, _ in message.headers} == found(f"#/components/schemas/{schema}")[
        "properties"
    ].keys()


@pytest.fixture(scope="module")
def registry() -> jsonschema_rs.Registry:
    """The document, and the schemas beside it, as if they were published."""
    schemas = [
        (f"{PUBLISHED}schemas/{path.name}", json.loads(path.read_text(encoding="utf-8")))
        for path in (ROOT / "docs" / "schemas").glob("*.json")
    ]
    return jsonschema_rs.Registry([(f"{PUBLISHED}asyncapi.json", DOCUMENT), *schemas])


@pytest.mark.parametrize("name", DOCUMENT["channels"]["events"]["messages"])
def test_sample_is_what_its_message_says(name: str, registry: jsonschema_rs.Registry) -> None:
    payload = f"{PUBLISHED}asyncapi.json#/components/messages/{name}/payload"
    validator = jsonschema_rs.validator_for({"$ref": payload}, registry=registry)
    sample = json.loads(encode(SAMPLES[name]))

    assert [error.message for error in validator.iter_errors(sample)] == []
    assert not validator.is_valid({**sample, "type": "ketnoi.other.thing.v1"})
    sample["data"]["fact"] = "nothing of the kind"
    assert not validator.is_valid(sample)
