"""Importing fairs: series first, then what is new, then what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.imports.fairs import columns
from api.imports.fairs.listed import ListedFair, fields_of, listed_fair
from api.imports.history import touched_by_hand
from api.imports.ledger import headings
from api.imports.opening import open_list
from api.imports.recording import Progress, Recorder, Wanted
from api.imports.report import ImportReport
from streams.domain.command import Command
from streams.domain.days import local_day
from streams.domain.errors import DomainError
from streams.domain.event import ORG_KEY
from streams.domain.fairs.commands import (
    AnnounceFair,
    CloseFair,
    DefineSeries,
    OpenFair,
    RescheduleFair,
    ReviseFair,
)
from streams.domain.fairs.state import Fair, Series
from streams.runtime.installation import Installation
from streams.store.collecting import uninterrupted
from streams.store.queries.fairs import fair_state, series_state
from streams.store.queries.recorded import versions_of

GRACE_DAYS = 7


@dataclass(slots=True)
class _Counts:
    recorded: int = 0
    changed: int = 0
    unchanged: int = 0


@uninterrupted()
def import_fairs(
    office: Installation,
    content: bytes,
    filename: str,
    *,
    actor: str,
    progress: Progress | None = None,
) -> ImportReport:
    """Record the fairs of a list; an unknown series is defined with a grace of 7 days.

    Raises
    ------
    UnusableFile
        When the file is no list of fairs.
    Unavailable
        When log or store cannot be reached.
    """
    today = local_day(office.clock())
    opened = open_list(content, filename, columns.COLUMNS, today)
    ledger = opened.ledger
    listed = [fair for row in opened.good if (fair := listed_fair(row, today)) is not None]
    _refuse_repeated(listed)
    good = [fair for fair in listed if not fair.row.faults]
    recorder = Recorder(office, actor, rows=len(opened.rows), progress=progress)
    counts = _Counts()
    _define_series(office, recorder, good)
    for fair in good:
        if not fair.row.faults:
            _take(office, recorder, fair, counts)
        recorder.advance(1)
    recorder.finish()
    ledger.settle(opened.rows)
    return ImportReport(
        noun="fairs",
        rows=len(opened.rows),
        described=counts.recorded + counts.changed + counts.unchanged,
        recorded=counts.recorded,
        changed=counts.changed,
        unchanged=counts.unchanged,
        errors=ledger.errors,
        warnings=ledger.warnings,
        columns=headings(opened.understood),
    )


def series_name(series: str) -> str:
    """Return a name made from an id, until somebody gives a better one.

    Examples
    --------
    >>> series_name("hanoi-2020")
    'Hanoi 2020'
    """
    return " ".join(word.capitalize() for word in series.split("-") if word)


def _refuse_repeated(listed: Sequence[ListedFair]) -> None:
    """One fair in two rows is a mistake that nobody can decide for the list's author."""
    first: dict[str, int] = {}
    for fair in listed:
        row = first.setdefault(fair.id, fair.row.number)
        if row != fair.row.number:
            fair.row.refuse(columns.ID, "fair_twice", fair=fair.id, row=row)


def _define_series(office: Installation, recorder: Recorder, fairs: Sequence[ListedFair]) -> None:
    users: dict[str, list[ListedFair]] = {}
    for fair in fairs:
        if fair.details.series:
            users.setdefault(fair.details.series, []).append(fair)
    for series, using in users.items():
        name = Series.name_of(series)
        with office.reading() as connection:
            if series_state(connection, series) is not None:
                continue
            version = versions_of(connection, ORG_KEY, [name])[name]
        command = DefineSeries(
            series=series, name=series_name(series), grace_days=GRACE_DAYS, origin="import"
        )
        request = recorder.request(DefineSeries, ORG_KEY, command, version)
        (answer,) = recorder.carry_out([Wanted(request=request, command=command, rows=0)])
        if isinstance(answer, DomainError):
            for fair in using:
                fair.row.refused_by(columns.ID, answer)


def _take(office: Installation, recorder: Recorder, fair: ListedFair, counts: _Counts) -> None:
    name = Fair.name_of(fair.id)
    with office.reading() as connection:
        known = fair_state(connection, fair.id)
        version = versions_of(connection, fair.id, [name])[name]
    if known is None:
        commands: list[Command] = [_announced(fair)]
    else:
        touched = touched_by_hand(office, fair.id, Fair, [fair.id], fields=fields_of)
        commands = _changes(fair, known, touched.get(fair.id, frozenset()))
    if fair.row.faults:
        return
    for command in commands:
        request = recorder.request(type(command), fair.id, command, version)
        (answer,) = recorder.carry_out([Wanted(request=request, command=command, rows=0)])
        if isinstance(answer, DomainError):
            fair.row.refused_by(columns.ID, answer)
            return
    if known is None:
        counts.recorded += 1
    elif commands:
        counts.changed += 1
    else:
        counts.unchanged += 1


def _announced(fair: ListedFair) -> AnnounceFair:
    return AnnounceFair(
        fair=fair.id,
        details=fair.details,
        planned=fair.planned,
        actual=fair.actual,
        origin="import",
    )


def _changes(fair: ListedFair, known: Fair, touched: frozenset[str]) -> list[Command]:
    """Return what makes the record say what the row says, except where people changed it."""
    differing = {
        name
        for name in fair.stated - {"planned"}
        if getattr(fair.details, name) != getattr(known.details, name)
    }
    commands: list[Command] = []
    if "planned" in fair.stated and fair.planned != known.planned:
        if "planned" in touched:
            differing.add("planned")
        else:
            commands.append(RescheduleFair(fair=fair.id, planned=fair.planned))
    if kept := sorted(differing & touched):
        fair.row.doubt(columns.ID, "changed_by_hand", fields=", ".join(kept))
    revised = {name: getattr(fair.details, name) for name in differing - touched}
    if revised:
        commands.append(ReviseFair(fair=fair.id, details=known.details.but(**revised)))
    return [*commands, *_held(fair, known)]


def _held(fair: ListedFair, known: Fair) -> list[Command]:
    """Return what records the actual days of a fair that was announced before it was held."""
    if fair.actual is None:
        return []
    first, last = known.actual_first, known.actual_last
    if (first or fair.actual.first, last or fair.actual.last) != (
        fair.actual.first,
        fair.actual.last,
    ):
        fair.row.refuse(
            columns.ACTUAL_FIRST, "actual_fixed", first=first, last=last or known.last_day
        )
        return []
    opening = [] if first else [OpenFair(fair=fair.id, on=fair.actual.first)]
    closing = [] if last else [CloseFair(fair=fair.id, on=fair.actual.last)]
    return [*opening, *closing]
