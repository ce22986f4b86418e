"""Repairing dead letters: the event is recorded anew and names the record that had no effect.

The old record stays as it is, for ever. What became of a repair is decided like everything else, by
the order of the log: it takes effect, or it is lost where what it relied on has moved on.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

from streams.domain.errors import Malformed, Unavailable
from streams.domain.event import Event
from streams.domain.letters import check_open, no_such_letter
from streams.log.codec import Undecodable, decode, key_named
from streams.runtime.installation import Installation
from streams.runtime.port import NotAppliedYet
from streams.runtime.recording import recordable
from streams.store.queries.letters import DeadLetter, count_attempts, letter_at, place_of
from streams.store.queries.records import RecordRow, record_of_event

_NAMESPACE = UUID("7b8a1e0c-52b6-5d0f-8e3e-9a6a4d1f2c55")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What became of a repair: the key and the record of the event that was recorded anew."""

    key: str
    record: RecordRow

    @property
    def has_effect(self) -> bool:
        """Whether it took effect; else the letter is still open."""
        return self.record.outcome == "applied"


def repair(
    office: Installation, key: str, ordinal: int, corrected: bytes | None = None
) -> Repaired:
    """Record a dead letter's event anew.

    The id follows from letter and attempt, so two who repair at once do it once.

    Parameters
    ----------
    corrected : bytes
        The event as it should have been, as CloudEvents JSON; without it the same bytes are read
        again, by a program that may know them by now.

    Raises
    ------
    NotFound
        When there is no such dead letter.
    Conflict
        When it was repaired or dropped before.
    Malformed
        When it cannot be read still.
    Unavailable
        When it cannot be recorded or applied for now.
    """
    with office.reading() as connection:
        letter = letter_at(connection, key, ordinal)
        if letter is None:
            raise no_such_letter(key, ordinal)
        check_open(key, ordinal, letter.status)
        attempt = count_attempts(connection, key, ordinal) + 1
    place = place_of(key, ordinal)
    event = _read(letter, corrected).but(
        id=str(uuid5(_NAMESPACE, f"{place} {attempt}")), repairs=place
    )
    positions = office.log.append([recordable(event)])
    try:
        office.progress.apply_until(positions)
    except NotAppliedYet:
        raise _not_visible() from None
    with office.reading() as connection:
        record = record_of_event(connection, event.key, event.id)
    if record is None:
        raise _not_visible()
    return Repaired(key=event.key, record=record)


def _read(letter: DeadLetter, corrected: bytes | None) -> Event:
    try:
        if corrected is not None:
            return decode(corrected, key_named(corrected))
        return decode(letter.value, letter.key)
    except Undecodable as error:
        raise Malformed(
            "letter_unreadable",
            "Record {ordinal} of {key} still cannot be read ({cause}: {detail}). Give it "
            "corrected, with --file.",
            ordinal=letter.ordinal,
            key=letter.key,
            cause=error.code,
            detail=error.detail,
        ) from None


def _not_visible() -> Unavailable:
    return Unavailable(
        "repair_not_visible",
        "The repair is recorded, but not visible yet. List the dead letters again later.",
    )
