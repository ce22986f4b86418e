"""Importing registrations: what a list describes, laid beside what is on record."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.imports.columns import Column
from api.imports.history import touched_by_hand
from api.imports.ledger import headings
from api.imports.opening import open_sheets
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
from api.imports.registrations.side import side_of
from api.imports.report import ImportReport, Together
from api.imports.uninterrupted import uninterrupted
from streams.domain.days import local_day
from streams.domain.errors import DomainError, NotFound
from streams.domain.fairs.state import Fair
from streams.domain.naming import company_identity
from streams.domain.registrations.commands import SubmitRegistration
from streams.domain.registrations.state import Identity, Registration
from streams.domain.vocabulary import Side
from streams.runtime.embedded import Embedded
from streams.runtime.request import keyed
from streams.store.queries.fairs import fair_state
from streams.store.queries.recorded import Entered, versions_of

_MEANWHILE = frozenset({"already_registered", "registration_exists"})


@dataclass(slots=True)
class _Counts:
    recorded: int = 0
    changed: int = 0
    unchanged: int = 0


@uninterrupted()
def import_registrations(
    office: Embedded,
    content: bytes,
    filename: str,
    *,
    fair: str,
    side: Side | None,
    actor: str,
    progress: Progress | None = None,
) -> ImportReport:
    """Record the companies of a list as registrations of one fair, held or not.

    Parameters
    ----------
    side : str or None
        None tells the side by the columns.

    Raises
    ------
    UnusableFile
        When the file is no such list.
    NotFound
        When there is no such fair.
    Unavailable
        When log or store cannot be reached.
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
    opened = open_sheets(sheets, understood, kind.columns, filename, today)
    gather = producers_of if kind.side == "producer" else distributors_of
    entries = gather(opened.good, at, today)
    recorder = Recorder(office, actor, rows=len(opened.rows), progress=progress)
    recorded = Recorded(office, fair, kind.side)
    proposed = _proposed(entries, recorded.entered)
    counts = _Importer(office, at, recorder, kind.name).take(entries, recorded)
    recorder.finish()
    opened.ledger.settle(opened.rows)
    return ImportReport(
        noun="registrations",
        rows=len(opened.rows),
        described=counts.recorded + counts.changed + counts.unchanged,
        recorded=counts.recorded,
        changed=counts.changed,
        unchanged=counts.unchanged,
        merged=tuple(_merged(entry) for entry in entries if len(entry.names) > 1),
        proposed=proposed,
        errors=opened.ledger.errors,
        warnings=opened.ledger.warnings,
        columns=headings(opened.understood),
    )


class _Importer:
    """Decides for each entry what to ask for, asks for it, and counts."""

    def __init__(self, office: Embedded, fair: Fair, recorder: Recorder, name: Column[str]) -> None:
        self._office = office
        self._fair = fair
        self._recorder = recorder
        self._name = name
        self._counts = _Counts()

    def take(self, entries: Sequence[Entry], recorded: Recorded) -> _Counts:
        """Submit what is new and revise what changed."""
        found = recorded.find(entries)
        new = [entry for entry, entered in zip(entries, found, strict=True) if entered is None]
        known: list[tuple[Entry, Entered]] = [
            (entry, entered)
            for entry, entered in zip(entries, found, strict=True)
            if entered is not None and self._takes_part(entry, entered)
        ]
        revisions = self._revisions(known, recorded)
        self._carry_out(new, self._submissions(new))
        self._carry_out([entry for entry, _ in revisions], [want for _, want in revisions])
        return self._counts

    def _takes_part(self, entry: Entry, entered: Entered) -> bool:
        """Whether an entry on record may be revised; who withdrew is not brought back."""
        if entered.status == "withdrawn":
            entry.rows[0].doubt(self._name, "withdrawn")
            self._counts.unchanged += 1
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
                self._counts.unchanged += 1
        return revisions

    def _says_more(self, known: Known, laid: Overlaid, entry: Entry) -> bool:
        if laid.missed:
            entry.rows[0].doubt(self._name, "person_erased")
        if self._differs(known, laid):
            return True
        self._counts.unchanged += 1
        return False

    def _differs(self, known: Known, laid: Overlaid) -> bool:
        return laid.form != known.form or bool(laid.notes)

    def _said(self, registration: Registration) -> dict[str, object]:
        references = list(references_of(registration.profile))
        private = self._office.keeper.read(references) if references else {}
        return said_of(registration.profile, private)

    def _carry_out(self, entries: Sequence[Entry], wanted: Sequence[Wanted]) -> None:
        for entry, want, answer in zip(
            entries, wanted, self._recorder.carry_out(wanted), strict=True
        ):
            if not isinstance(answer, DomainError):
                if answer.repeated:
                    self._counts.unchanged += 1
                elif isinstance(want.command, SubmitRegistration):
                    self._counts.recorded += 1
                else:
                    self._counts.changed += 1
            elif answer.code in _MEANWHILE and isinstance(want.command, SubmitRegistration):
                entry.rows[0].doubt(self._name, "entered_meanwhile")
                self._counts.unchanged += 1
            else:
                for row in entry.rows:
                    row.refused_by(self._name, answer)


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
