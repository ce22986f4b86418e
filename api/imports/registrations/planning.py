"""What a list of registrations would do: read, gathered, laid beside the record; nothing recorded.

The import page shows a plan before anybody agrees to it; an import makes one and carries it out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from api.imports.columns import Understood
from api.imports.ledger import headings
from api.imports.opening import Opened, open_sheets
from api.imports.reading import read_file
from api.imports.recording import Progress, Recorder
from api.imports.registrations.disputed import Disputed
from api.imports.registrations.distributors import distributors_of
from api.imports.registrations.entry import Entry
from api.imports.registrations.finding import Recorded
from api.imports.registrations.likeness import Named, likely_same
from api.imports.registrations.planner import Asked, Planner
from api.imports.registrations.producers import is_natural, producers_of
from api.imports.registrations.side import Kind, side_of
from api.imports.repairs import NO_REPAIRS, Repairs, before, repaired
from api.imports.report import ImportReport, Together
from streams.domain.days import local_day
from streams.domain.errors import NotFound
from streams.domain.registrations.commands import SubmitRegistration
from streams.domain.vocabulary import Side
from streams.runtime.installation import Installation
from streams.store.collecting import uninterrupted
from streams.store.queries.fairs import fair_state
from streams.store.queries.recorded import Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A list as read, with the commands that would record it.

    Attributes
    ----------
    asked : list of (Entry, Wanted)
        New entries first, then revisions.
    unchanged : int
        How many companies of the list stand there already, as the list says.
    disputed : tuple of Disputed
        Where it says otherwise than people did by hand; what they did stands.
    sent : mapping
        What stands in the file itself in the cells that are repaired.
    """

    kind: Kind
    opened: Opened
    entries: list[Entry]
    asked: list[Asked]
    unchanged: int
    proposed: tuple[Together, ...]
    disputed: tuple[Disputed, ...]
    sent: Repairs
    recorder: Recorder

    def report(self) -> ImportReport:
        """Return what would be answered if the plan were carried out now."""
        new = sum(isinstance(want.command, SubmitRegistration) for _, want in self.asked)
        return self.report_of(new, len(self.asked) - new, self.unchanged)

    def report_of(self, recorded: int, changed: int, unchanged: int) -> ImportReport:
        """Return the answer with these counts, and everything found in the rows so far."""
        ledger = self.opened.settled()
        return ImportReport(
            noun="registrations",
            rows=len(self.opened.rows),
            described=recorded + changed + unchanged,
            recorded=recorded,
            changed=changed,
            unchanged=unchanged,
            merged=tuple(_merged(entry) for entry in self.entries if len(entry.names) > 1),
            proposed=self.proposed,
            errors=ledger.errors,
            warnings=ledger.warnings,
            columns=headings(self.opened.understood),
        )


@uninterrupted()
def plan_registrations(
    office: Installation,
    content: bytes,
    filename: str,
    *,
    fair: str,
    side: Side | None,
    actor: str,
    repairs: Repairs = NO_REPAIRS,
    chosen: Collection[str] = (),
    reading: Progress | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Read a list and decide what it asks for; nothing is recorded, and nobody is told.

    Parameters
    ----------
    side : str or None
        None tells the side by the columns.
    repairs : mapping
        What a person wrote in place of cells of the file.
    chosen : collection of str
        Disputed fields in which the list's value is to be taken, by their ids.
    reading, progress : callable
        Are told how many rows were read, and how many were taken if the plan is carried out.

    Raises
    ------
    UnusableFile
        When the file is no such list.
    NotFound
        When there is no such fair.
    """
    today = local_day(office.clock())
    with office.reading() as connection:
        at = fair_state(connection, fair)
    if at is None:
        raise NotFound(
            "no_such_fair",
            "There is no fair {fair}. Announce it first, or check the id.",
            fair=fair,
        )
    sheets = read_file(content, filename)
    kind, understood = side_of(sheets, filename, side)
    sent = before(understood.sheet, repairs) if understood and repairs else {}
    understood = _with(understood, repairs)
    opened = open_sheets(sheets, understood, kind.columns, filename, today, progress=reading)
    gather = producers_of if kind.side == "producer" else distributors_of
    entries = gather(opened.good, at, today)
    recorder = Recorder(office, actor, rows=len(opened.rows), progress=progress)
    recorded = Recorded(office, fair, kind.side)
    proposed = _proposed(entries, recorded.entered)
    planner = Planner(office, at, recorder, kind.name, chosen)
    asked = planner.plan(entries, recorded)
    return Plan(
        kind=kind,
        opened=opened,
        entries=entries,
        asked=asked,
        unchanged=planner.unchanged,
        proposed=proposed,
        disputed=tuple(planner.disputed),
        sent=sent,
        recorder=recorder,
    )


def _with(understood: Understood | None, repairs: Repairs) -> Understood | None:
    if understood is None or not repairs:
        return understood
    return replace(understood, sheet=repaired(understood.sheet, repairs))


def _merged(entry: Entry) -> Together:
    return Together(
        code="same_company",
        names=() if is_natural(entry) else entry.names,
        rows=tuple(row.number for row in entry.rows),
    )


def _proposed(entries: Sequence[Entry], entered: Sequence[Entered]) -> tuple[Together, ...]:
    listed = [
        Named(
            name=entry.form.name,
            province=entry.form.place.province,
            rows=tuple(row.number for row in entry.rows),
            natural=is_natural(entry),
        )
        for entry in entries
    ]
    names = {(named.name, named.province) for named in listed}
    recorded = [
        Named(name=one.name, province=one.province, rows=())
        for one in entered
        if one.name and (one.name, one.province) not in names
    ]
    return likely_same([*listed, *recorded])
