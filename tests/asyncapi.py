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
from streams.log.kafka.layout import DEAD_LETTERS, EVENTS, FACTS, GROUP, topics

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
    """A topic: what stands there, and who writes and reads it.

    `headers` names a schema of what stands beside each record; without `facts` a record is bytes.
    """

    name: str
    topic: str
    description: str
    facts: Sequence[type[Fact]]
    operations: Sequence[Operation]
    headers: str | None = None

    @property
    def kinds(self) -> Sequence[type[Fact] | None]:
        """What its messages are about; None is a record of any bytes."""
        return self.facts or (None,)

    def message(self, fact: type[Fact] | None) -> str:
        """Return the name of a message of this channel."""
        name = "record" if fact is None else codec.type_name(fact)
        return name if self.headers is None else f"{self.name}.{name}"


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
    ),
    Channel(
        name="facts",
        topic=FACTS,
        description="What took effect, and nothing else, in the order of its key, with the bytes "
        "of the log: for other systems. After a takeover some of it comes again; drop what you "
        "have by `id`.",
        facts=CATALOGUE,
        operations=(
            Operation(
                name="publishFacts",
                action="send",
                summary="Workers publish what took effect.",
            ),
        ),
        headers="OfFact",
    ),
    Channel(
        name="deadLetters",
        topic=DEAD_LETTERS,
        description="Records of the log that no version reads, as they stand there, with the "
        "headers of Kafka Streams (KIP-1034). They may come again; their place says which they "
        "are.",
        facts=(),
        operations=(
            Operation(
                name="publishDeadLetters",
                action="send",
                summary="Workers publish what could not be read.",
            ),
        ),
        headers="OfDeadLetter",
    ),
)
_REPLICAS = 3
_TEXT, _WHOLE = {"type": "string"}, {"type": "string", "pattern": "^[0-9]+$"}
_OF_BOTH: Mapping[str, Any] = {
    "ketnoi.key": _TEXT,
    "ketnoi.ordinal": _WHOLE,
    "ketnoi.recorded_at": {"type": "string", "format": "date-time"},
    "ketnoi.through": _WHOLE,
}
_HEADERS: Mapping[str, Mapping[str, Any]] = {
    "OfFact": {**_OF_BOTH, "content-type": {"const": codec.MEDIA_TYPE}, "ketnoi.skipped": _WHOLE},
    "OfDeadLetter": {
        **_OF_BOTH,
        "__streams.errors.topic": _TEXT,
        "__streams.errors.partition": _WHOLE,
        "__streams.errors.offset": _WHOLE,
        "__streams.errors.exception": _TEXT,
        "__streams.errors.message": _TEXT,
        "ketnoi.code": _TEXT,
    },
}


def asyncapi_document() -> dict[str, Any]:
    """Return the description of every channel."""
    messages = {
        channel.message(fact): _message(channel, fact)
        for channel in CHANNELS
        for fact in channel.kinds
    }
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
            "messages": messages,
            "schemas": {
                **_envelope(),
                **{
                    name: {"type": "object", "properties": headers}
                    for name, headers in _HEADERS.items()
                },
            },
        },
    }


def _channel(channel: Channel) -> dict[str, Any]:
    settings = topics(EVENTS, _REPLICAS)[channel.topic]
    return {
        "address": channel.topic,
        "description": channel.description,
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"}
            for name in map(channel.message, channel.kinds)
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


def _message(channel: Channel, fact: type[Fact] | None) -> dict[str, Any]:
    headers = {"headers": {"$ref": _SCHEMA.format(name=channel.headers)}} if channel.headers else {}
    bindings = {"bindings": {"kafka": {"key": _KEY, "bindingVersion": _BINDING}}}
    if fact is None:
        return {
            "name": "record",
            "summary": "A record of the log.",
            "contentType": "application/octet-stream",
            "payload": {"type": "string", "format": "binary"},
            **headers,
            **bindings,
        }
    name = codec.type_name(fact)
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
        **headers,
        **bindings,
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
    for schema in found.values():
        if "description" in schema:  # Python 3.13 takes the margin of a docstring away itself
            schema["description"] = inspect.cleandoc(schema["description"])
    return found
