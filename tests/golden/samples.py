"""The frozen files: a sample event and a JSON Schema for each event type of the catalogue."""

from pathlib import Path
from typing import Any
from uuid import uuid5

import msgspec

from streams.domain.event import ORG_KEY, Basis, Event, Fact
from streams.domain.events import CATALOGUE
from streams.domain.events import evidence as ev
from streams.domain.events import fairs as fa
from streams.domain.events import registrations as re
from streams.domain.events.acts import PersonErased
from streams.log.codec import encode, type_name
from tests.golden.facts import AT, FACTS, FAIR, HOUSEHOLD, NAMESPACE

EVENTS = Path(__file__).parent / "events"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def sample(subject: str, fact: Fact) -> Event:
    """Return the sample event of a fact, with the envelope filled in whole."""
    name = type_name(type(fact))
    org = type(fact) in (fa.SeriesDefined, ev.ClaimRecorded, PersonErased)
    return Event(
        id=str(uuid5(NAMESPACE, name)),
        key=ORG_KEY if org else FAIR,
        subject=subject,
        time=AT,
        actor="staff-7",
        channel="phone",
        basis=Basis(reads={f"fair/{FAIR}": 1}, changes={subject: 3}),
        request="4c" * 16,
        fact=fact,
        on_behalf_of="p1",
        correlation=str(uuid5(NAMESPACE, "correlation")),
        causation=str(uuid5(NAMESPACE, "causation")),
        trace="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )


SAMPLES: dict[str, Event] = {
    type_name(type(fact)): sample(subject, fact) for subject, fact in FACTS
}
"""Sample event by CloudEvents type, in the order of the catalogue."""

FURTHER: tuple[Event, ...] = (
    sample("registration/p2", re.RegistrationSubmitted(profile=HOUSEHOLD)).but(
        repairs=f"{FAIR}/17"
    ),
)
"""Shapes that the samples of their type do not show."""


def pretty(event: Event) -> bytes:
    """Return an event's bytes with line breaks, as the files keep them."""
    return msgspec.json.format(encode(event), indent=2) + b"\n"


def schema(fact: type[Fact]) -> bytes:
    """Return the JSON Schema of a fact, as the files keep it: its words are in `docs/events.md`."""
    found = _without_prose(msgspec.json.schema(fact))
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | found
    return msgspec.json.format(msgspec.json.encode(found, order="deterministic"), indent=2) + b"\n"


def _without_prose(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out the docstrings, which may be improved after a release."""
    for definition in schema["$defs"].values():
        definition.pop("description", None)
    return schema


def files() -> dict[Path, bytes]:
    """Return what each frozen file should hold."""
    found = {EVENTS / f"{name}.json": pretty(event) for name, event in SAMPLES.items()}
    for fact in CATALOGUE:
        found[SCHEMAS / f"{fact.type}.v{fact.version}.json"] = schema(fact)
    return found
