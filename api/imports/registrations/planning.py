"""What a list of registrations would do: read, gathered, laid beside the record; nothing recorded.

The import page shows a plan before anybody agrees to it; an import makes one and carries it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.imports.columns import Column, Understood
from api.imports.history import touched_by_hand
from api.imports.ledger import headings
from api.imports.opening import Opened, open_sheets
from api.imports.reading import read_file
from api.imports.recording import Progress, Recorder, Wanted
from api.imports.registrations.commands import revision, submission
from api.imports.registrations.distributors import distributors_of
from api.imports.registrations.entry import Entry
from api.imports.registrations.finding import Recorded
from api.imports.registrations.known import Known, references_of, said_of
from api.imports.registrations.likeness import Named, likely_same
from api.imports.registrations.overlay import Overlaid, overlaid
from api.imports.registrations.producers import is_natural, producers_of
from api.imports.registrations.side import Kind, side_of
from api.imports.repairs import NO_REPAIRS, Repairs, repaired
from api.imports.report import ImportReport, Together
from api.imports.uninterrupted import uninterrupted
from streams.domain.days import local_day
from streams.domain.errors import NotFound
from streams.domain.fairs.state import Fair
from streams.domain.naming import company_identity
from streams.domain.registrations.commands import SubmitRegistration
from streams.domain.registrations.state import Identity, Registration
from streams.domain.vocabulary import Side
from streams.runtime.embedded import Embedded
from streams.runtime.request import keyed
from streams.store.queries.fairs import fair_state
from streams.store.queries.recorded import Entered, versions_of

Asked = tuple[Entry, Wanted]
"""An entry of the list, and the command that makes the record say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A list as read, with the commands that would record it.

    Attributes
    ----------
    asked : list of (Entry, Wanted)
        New entries first, then revisions.
    unchanged : int
        How many companies of the list stand there already, as the list says.
    """

    kind: Kind
    opened: Opened
    entries: list[Entry]
    asked: list[Asked]
    unchanged: int
    proposed: tuple[Together, ...]
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
    office: Embedded,
    content: bytes,
    filename: str,
    *,
    fair: str,
    side: Side | None,
    actor: str,
    repairs: Repairs = NO_REPAIRS,
    progress: Progress | None = None,
) -> Plan:
    """Read a list and decide what it asks for; nothing is recorded, and nobody is told.

    Parameters
    ----------
    side : str or None
        None tells the side by the columns.
    repairs : mapping
        What a person wrote in place of cells of the file.

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
    understood = _with(understood, repairs)
    opened = open_sheets(sheets, understood, kind.columns, filename, today)
    gather = producers_of if kind.side == "producer" else distributors_of
    entries = gather(opened.good, at, today)
    recorder = Recorder(office, actor, rows=len(opened.rows), progress=progress)
    recorded = Recorded(office, fair, kind.side)
    proposed = _proposed(entries, recorded.entered)
    asked, unchanged = _Planner(office, at, recorder, kind.name).plan(entries, recorded)
    return Plan(
        kind=kind,
        opened=opened,
        entries=entries,
        asked=asked,
        unchanged=unchanged,
        proposed=proposed,
        recorder=recorder,
    )


def _with(understood: Understood | None, repairs: Repairs) -> Understood | None:
    if understood is None or not repairs:
        return understood
    return replace(understood, sheet=repaired(understood.sheet, repairs))


class _Planner:
    """Decides for each entry what to ask for; asks for nothing."""

    def __init__(self, office: Embedded, fair: Fair, recorder: Recorder, name: Column[str]) -> None:
        self._office = office
        self._fair = fair
        self._recorder = recorder
        self._name = name
        self._unchanged = 0

    def plan(self, entries: Sequence[Entry], recorded: Recorded) -> tuple[list[Asked], int]:
        """Return what to ask for, new entries first, and how many stand there already."""
        found = recorded.find(entries)
        new = [entry for entry, entered in zip(entries, found, strict=True) if entered is None]
        known: list[tuple[Entry, Entered]] = [
            (entry, entered)
            for entry, entered in zip(entries, found, strict=True)
            if entered is not None and self._takes_part(entry, entered)
        ]
        revisions = self._revisions(known, recorded)
        return [*zip(new, self._submissions(new), strict=True), *revisions], self._unchanged

    def _takes_part(self, entry: Entry, entered: Entered) -> bool:
        """Whether an entry on record may be revised; who withdrew is not brought back."""
        if entered.status == "withdrawn":
            entry.rows[0].doubt(self._name, "withdrawn")
            self._unchanged += 1
            return False
        return True

    def _submissions(self, new: Sequence[Entry]) -> list[Wanted]:
        identities = [self._identity(entry) for entry in new]
        with self._office.reading() as connection:
            versions = versions_of(connection, self._fair.id, identities)
        return [
            submission(self._recorder, self._fair.id, entry, versions[identity])
            for entry, identity in zip(new, identities, strict=True)
        ]

    def _identity(self, entry: Entry) -> str:
        form = entry.form
        plain = company_identity(form.name, form.place.province, form.tax_code or None)
        if is_natural(entry):
            plain = keyed(self._office.keeper, plain)
        return Identity.name_of(plain)

    def _revisions(
        self, entries: Sequence[tuple[Entry, Entered]], recorded: Recorded
    ) -> list[tuple[Entry, Wanted]]:
        known = recorded.known([entered.id for _, entered in entries])
        differing: list[tuple[Entry, Known]] = []
        for entry, entered in entries:
            state = known[entered.id]
            if state.registration.side != entry.form.side:
                for row in entry.rows:
                    row.refuse(self._name, "other_side")
            elif self._says_more(state, overlaid(entry, state, frozenset()), entry):
                differing.append((entry, state))
        touched = touched_by_hand(
            self._office,
            self._fair.id,
            Registration,
            [state.registration.id for _, state in differing],
            fields=self._said,
        )
        revisions: list[tuple[Entry, Wanted]] = []
        for entry, state in differing:
            by_hand = touched.get(state.registration.id, frozenset())
            laid = overlaid(entry, state, by_hand)
            if laid.kept:
                entry.rows[0].doubt(self._name, "changed_by_hand", fields=", ".join(laid.kept))
            if not by_hand or self._differs(state, laid):
                want = revision(self._recorder, self._fair.id, entry, state, laid)
                revisions.append((entry, want))
            else:
                self._unchanged += 1
        return revisions

    def _says_more(self, known: Known, laid: Overlaid, entry: Entry) -> bool:
        if laid.missed:
            entry.rows[0].doubt(self._name, "person_erased")
        if self._differs(known, laid):
            return True
        self._unchanged += 1
        return False

    def _differs(self, known: Known, laid: Overlaid) -> bool:
        return laid.form != known.form or bool(laid.notes)

    def _said(self, registration: Registration) -> dict[str, object]:
        references = list(references_of(registration.profile))
        private = self._office.keeper.read(references) if references else {}
        return said_of(registration.profile, private)


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
