"""What stands on Kafka, as AsyncAPI 3.0: `docs/asyncapi.json`, made from the catalogue of events.

A topic is a line of `CHANNELS`; its messages are those of the catalogue, whose facts are described
by the frozen schemas in `docs/schemas`.
"""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from streams.domain.event import Fact
from streams.domain.events import CATALOGUE
from streams.log import codec
from streams.log.kafka.layout import EVENTS, GROUP, TopicSettings

_BINDING = "0.5.0"
_SCHEMA = "#/components/schemas/{name}"
_NUMBERS = ("retention.ms", "retention.bytes", "max.message.bytes")
"""Settings of a topic that the binding knows as numbers."""
_DESCRIPTION = """\
The record of trade-fair matchmaking on Apache Kafka. Every record is one CloudEvents 1.0 document
in structured JSON under the key of its fair, or `org`; one key has one order. Defaults are left
out; unknown fields are to be ignored."""
_KEY = {"type": "string", "description": "The fair's id, or `org`; equal to `partitionkey`."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What we do with a topic. `group` is the consumer group of those who receive."""

    name: str
    action: Literal["send", "receive"]
    summary: str
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A topic: what stands there, and who writes and reads it."""

    name: str
    topic: str
    description: str
    facts: Sequence[type[Fact]]
    operations: Sequence[Operation]
    settings: TopicSettings


CHANNELS = (
    Channel(
        name="events",
        topic=EVENTS,
        description="Every event as it was decided: the truth, kept for ever. Whether one took "
        "effect follows from the rule of effectiveness in `docs/events.md`.",
        facts=CATALOGUE,
        operations=(
            Operation(
                name="appendEvents",
                action="send",
                summary="Console, imports and reactions append what was decided.",
            ),
            Operation(
                name="applyEvents",
                action="receive",
                summary="Workers apply what was appended.",
                group=GROUP,
            ),
        ),
        settings=TopicSettings(replicas=3),
    ),
)


def asyncapi_document() -> dict[str, Any]:
    """Return the description of every channel."""
    facts = {codec.type_name(fact): fact for channel in CHANNELS for fact in channel.facts}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "ketnoi", "version": "1", "description": _DESCRIPTION},
        "defaultContentType": codec.MEDIA_TYPE,
        "channels": {channel.name: _channel(channel) for channel in CHANNELS},
        "operations": {
            operation.name: _operation(channel, operation)
            for channel in CHANNELS
            for operation in channel.operations
        },
        "components": {
            "messages": {name: _message(name, fact) for name, fact in facts.items()},
            "schemas": _envelope(),
        },
    }


def _channel(channel: Channel) -> dict[str, Any]:
    settings = channel.settings
    return {
        "address": channel.topic,
        "description": channel.description,
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"}
            for name in map(codec.type_name, channel.facts)
        },
        "bindings": {
            "kafka": {
                "topic": channel.topic,
                "partitions": settings.partitions,
                "replicas": settings.replicas,
                "topicConfiguration": {
                    "cleanup.policy": [settings.stated["cleanup.policy"]],
                    **{name: int(settings.stated[name]) for name in _NUMBERS},
                },
                "bindingVersion": _BINDING,
            }
        },
    }


def _operation(channel: Channel, operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "action": operation.action,
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "summary": operation.summary,
    }
    if operation.group is not None:
        group = {"type": "string", "enum": [operation.group]}
        described["bindings"] = {"kafka": {"groupId": group, "bindingVersion": _BINDING}}
    return described


def _message(name: str, fact: type[Fact]) -> dict[str, Any]:
    schema = f"schemas/{fact.type}.v{fact.version}.json"
    return {
        "name": name,
        "summary": inspect.cleandoc(fact.__doc__ or "").partition("\n")[0],
        "contentType": codec.MEDIA_TYPE,
        "payload": {
            "allOf": [
                {"$ref": _SCHEMA.format(name="Envelope")},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": name},
                        "data": {"type": "object", "properties": {"fact": {"$ref": schema}}},
                    },
                },
            ]
        },
        "bindings": {"kafka": {"key": _KEY, "bindingVersion": _BINDING}},
    }


def _envelope() -> Mapping[str, Any]:
    """Return the schemas of what is around every fact, without the marks of private names."""
    _, schemas = msgspec.json.schema_components([codec._Envelope], ref_template=_SCHEMA)
    written = msgspec.json.encode(schemas, order="deterministic")
    for name in schemas:
        public = name.removeprefix("_").encode()
        written = written.replace(b'/%s"' % name.encode(), b'/%s"' % public)
        written = written.replace(b'"%s":' % name.encode(), b'"%s":' % public)
        written = written.replace(b'"title":"%s"' % name.encode(), b'"title":"%s"' % public)
    found: dict[str, Any] = msgspec.json.decode(written)
    return found
