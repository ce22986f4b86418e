"""Events to bytes and back: CloudEvents 1.0, structured JSON.

The log keeps the exact bytes; nothing is ever re-encoded. Unknown fields are ignored, an older
version is lifted by its upcasters, a newer one than this program knows stops the reader.
"""

import re
from datetime import datetime
from typing import Annotated, Any

import msgspec

from streams.domain.errors import Unavailable
from streams.domain.event import Basis, Event, Fact
from streams.domain.events import CATALOGUE
from streams.domain.vocabulary import Channel
from streams.log.port import LARGEST_EVENT, LONGEST_KEY
from streams.log.upcasting import lift

SOURCE = "ketnoi"
MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_FIRST_YEAR, _LAST_YEAR = 1970, 9998
_Id = Annotated[str, msgspec.Meta(max_length=200)]
_Subject = Annotated[str, msgspec.Meta(max_length=500)]
_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_KEY)]
"""Texts that indexes hold, in signs of at most four bytes: PostgreSQL takes 2,700 bytes of key and
id, subject or aggregate name together, SQLite anything; so every store judges alike."""
_TYPE = re.compile(r"ketnoi\.([a-z_]+\.[a-z_]+)\.v([1-9]\d{0,3})")


class Undecodable(Exception):
    """A record that no version can read; it becomes a dead letter with this code."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class FutureVersion(Unavailable):
    """A record of a newer version than this program knows: upgrade, then read on."""


class _Data(msgspec.Struct, frozen=True):
    basis: Basis
    request: str
    fact: msgspec.Raw


class _Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """The wire form; attribute names are those of the specification, in its spelling."""

    specversion: str
    id: _Id
    source: str
    type: str
    subject: _Subject
    time: datetime
    datacontenttype: str
    partitionkey: _Key
    actor: str
    channel: Channel
    data: _Data
    onbehalfof: str | None = None
    correlationid: _Id | None = None
    causationid: str | None = None
    traceparent: str | None = None
    repairs: _Id | None = None


class _Keyed(msgspec.Struct, frozen=True):
    partitionkey: str


_encoder = msgspec.json.Encoder()
_keyed_decoder = msgspec.json.Decoder(_Keyed)
_envelope_decoder = msgspec.json.Decoder(_Envelope)
_raw_decoder: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])
_fact_decoders: dict[str, tuple[type[Fact], msgspec.json.Decoder[Any]]] = {
    fact.type: (fact, msgspec.json.Decoder(fact)) for fact in CATALOGUE
}


def type_name(fact: type[Fact]) -> str:
    """Return the CloudEvents type of a fact, as `ketnoi.noun.verb.vN`."""
    return f"ketnoi.{fact.type}.v{fact.version}"


def encode(event: Event) -> bytes:
    """Return the bytes of an event; the same event always gives the same bytes."""
    return _encoder.encode(
        _Envelope(
            specversion="1.0",
            id=event.id,
            source=SOURCE,
            type=type_name(type(event.fact)),
            subject=event.subject,
            time=event.time,
            datacontenttype="application/json",
            partitionkey=event.key,
            actor=event.actor,
            channel=event.channel,
            data=_Data(
                basis=event.basis,
                request=event.request,
                fact=msgspec.Raw(_encoder.encode(event.fact)),
            ),
            onbehalfof=event.on_behalf_of,
            correlationid=event.correlation,
            causationid=event.causation,
            traceparent=event.trace,
            repairs=event.repairs,
        )
    )


def decode(value: bytes, key: str | None) -> Event:
    """Read an event as it stands under a key of the log.

    Raises
    ------
    Undecodable
        When no version can read it, or it stands under another key than it names.
    FutureVersion
        When its version is newer than this program's.
    """
    if len(value) > LARGEST_EVENT:
        raise Undecodable("oversize", f"{len(value)} bytes, {LARGEST_EVENT} are the most")
    if b"\\u0000" in value and _NUL.search(value):
        raise Undecodable("bad_envelope", "U+0000, which PostgreSQL stores in no text")
    try:
        envelope = _envelope_decoder.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Undecodable("bad_envelope", str(error)) from None
    if envelope.specversion != "1.0":
        raise Undecodable("bad_envelope", f"specversion {envelope.specversion!r}")
    if envelope.time.tzinfo is None:
        raise Undecodable("bad_envelope", "time without a zone")
    if not _FIRST_YEAR <= envelope.time.year <= _LAST_YEAR:
        raise Undecodable("bad_envelope", f"a time of the year {envelope.time.year}")
    if envelope.partitionkey != key:
        raise Undecodable("key_mismatch", f"{envelope.partitionkey!r} stands under {key!r}")
    return Event(
        id=envelope.id,
        key=envelope.partitionkey,
        subject=envelope.subject,
        time=envelope.time,
        actor=envelope.actor,
        channel=envelope.channel,
        basis=envelope.data.basis,
        request=envelope.data.request,
        fact=_decode_fact(envelope.type, envelope.data.fact),
        on_behalf_of=envelope.onbehalfof,
        correlation=envelope.correlationid,
        causation=envelope.causationid,
        trace=envelope.traceparent,
        repairs=envelope.repairs,
    )


def key_named(value: bytes) -> str | None:
    """Return the key that a record names itself, or None where it names none."""
    try:
        return _keyed_decoder.decode(value).partitionkey
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _decode_fact(name: str, raw: msgspec.Raw) -> Fact:
    matched = _TYPE.fullmatch(name)
    known = _fact_decoders.get(matched[1]) if matched else None
    if matched is None or known is None:
        raise Undecodable("unknown_type", name)
    fact, decoder = known
    version = int(matched[2])
    if version > fact.version:
        raise FutureVersion(
            "future_version",
            "The log holds {type} version {version}, which this program does not know yet. "
            "Upgrade it, then start again; nothing was skipped.",
            type=fact.type,
            version=version,
        )
    try:
        if version == fact.version:
            return decoder.decode(raw)  # type: ignore[no-any-return]
        lifted = lift(fact.type, version, fact.version, _raw_decoder.decode(raw))
        return msgspec.convert(lifted, fact)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Undecodable("bad_fact", str(error)) from None
