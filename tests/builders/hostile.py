"""What nobody should send and somebody will: records that must be dead letters on every store.

Long texts are of chance, so that no database makes them short enough for an index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from streams.domain.event import ORG_KEY, Event, Fact
from streams.domain.events.fairs import FairAnnounced
from streams.domain.events.registrations import RegistrationSubmitted
from streams.domain.events.suggestions import MatchEntry, MatchingUpdated, MeetingRequested
from streams.log.codec import encode
from streams.log.port import LARGEST_EVENT, LONGEST_KEY
from tests.builders.events import event
from tests.builders.fairs import details, period
from tests.builders.moments import FAIR
from tests.builders.profiles import distributor, seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """A record, the key it must be counted under, and the code of its dead letter."""

    key: str | None
    value: bytes
    owner: str
    code: str


def noise(signs: int, seed: int = 7) -> str:
    """Return a text of four-byte signs that cannot be compressed."""
    chance = Random(seed)
    return "".join(chr(chance.randint(0x20000, 0x2A6DF)) for _ in range(signs))


def wish(**changes: object) -> Event:
    """Return a wish with something odd about it."""
    fact: Fact = MeetingRequested(by="producer")
    given: dict[str, object] = {"changes": {"wish/p~s.1": 0}, "name": repr(changes), **changes}
    return event(fact, **given)  # type: ignore[arg-type]


def _bad(value: bytes | Event, code: str, *, key: str | None = FAIR, owner: str = FAIR) -> Hostile:
    content = encode(value) if isinstance(value, Event) else value
    return Hostile(key=key, value=content, owner=owner, code=code)


def _padded(size: int) -> bytes:
    value = encode(wish(name="padded"))
    return value + b" " * (size - len(value))


_LONG_KEY = noise(LONGEST_KEY + 1)
_MATCH = MatchEntry(producer=noise(400), seat=noise(400, 8), enters=True, score=1)

HOSTILE: Mapping[str, Hostile] = {
    "one byte too large": _bad(_padded(LARGEST_EVENT + 1), "oversize"),
    "far too large, and no event": _bad(b"\xff" * 3_000_000, "oversize"),
    "no bytes": _bad(b"", "bad_envelope"),
    "no text": _bad(b"\x00\x01", "bad_envelope"),
    "NUL in a text": _bad(wish(actor="a\x00b"), "bad_envelope"),
    "NUL in an unknown type": _bad(b'{"type":"\x00"}', "bad_envelope"),
    "id too long": _bad(wish(id=noise(201)), "bad_envelope"),
    "subject too long": _bad(wish(subject=noise(501)), "bad_envelope"),
    "correlation too long": _bad(wish(correlation=noise(201)), "bad_envelope"),
    "name too long in what is changed": _bad(wish(changes={noise(501): 0}), "bad_envelope"),
    "name too long in what is read": _bad(wish(reads={noise(501): 0}), "bad_envelope"),
    "type that says much": _bad(
        encode(wish(name="t")).replace(b".requested.v1", b".requested" + b"x" * 9_000),
        "unknown_type",
    ),
    "another key": _bad(wish(key="mau-a"), "key_mismatch"),
    "no key": _bad(wish(name="no key"), "key_mismatch", key=None, owner=ORG_KEY),
    "empty key": _bad(wish(key=""), "bad_envelope", key="", owner=ORG_KEY),
    "key too long": _bad(wish(key=_LONG_KEY), "bad_envelope", key=_LONG_KEY, owner=ORG_KEY),
    "key with NUL": _bad(wish(name="nul"), "key_mismatch", key=f"{FAIR}\x00", owner=ORG_KEY),
    "entries that no index takes": _bad(
        event(
            MatchingUpdated(through=1, entries=(_MATCH,)),
            subject=f"matching/{FAIR}",
            changes={f"matching/{FAIR}": 0},
        ),
        "cannot_apply",
    ),
    "seat that no index takes": _bad(
        event(
            RegistrationSubmitted(profile=distributor(seats=(seat(f"d1.{noise(700)}"),))),
            subject="registration/d1",
            changes={"registration/d1": 0},
        ),
        "cannot_apply",
    ),
    "series that no index takes": _bad(
        event(
            FairAnnounced(details=details(series=noise(700)), planned=period()),
            changes={f"fair/{FAIR}": 1},
        ),
        "cannot_apply",
    ),
}
"""Records after the fair was announced, by what is wrong with them."""

LARGEST_OF_ALL: tuple[Event, ...] = (
    wish(id=noise(200), subject=noise(500), correlation=noise(200)),
    wish(changes={f"wish/{noise(495)}": 0}, name="longest name"),
)
"""Events that are as long as they may be, and take effect."""
