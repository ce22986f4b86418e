"""Importing agreements: the rows of a register, laid beside what is on record."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.imports.agreements import columns
from api.imports.agreements.commands import correction, laid_over, record
from api.imports.agreements.content import content_of
from api.imports.agreements.copies import Register
from api.imports.agreements.paper import ListedPaper, listed_paper, stated_fields
from api.imports.agreements.recorded import (
    RecordedPaper,
    recorded_paper,
    references_of,
    said_of,
)
from api.imports.columns import Row
from api.imports.history import touched_by_hand
from api.imports.ledger import headings
from api.imports.opening import open_list
from api.imports.recording import Progress, Recorder, Wanted
from api.imports.report import ImportReport, Together
from streams.domain.agreements.commands import RecordAgreement
from streams.domain.agreements.identity import content_digest, number_key
from streams.domain.agreements.state import Agreement
from streams.domain.days import local_day
from streams.domain.errors import DomainError
from streams.runtime.installation import Installation
from streams.store.collecting import uninterrupted
from streams.store.queries.fairs import fair_state
from streams.store.queries.recorded import papers_by_number, versions_of

_ID_LENGTH = 18


@dataclass(slots=True)
class _Counts:
    recorded: int = 0
    changed: int = 0
    unchanged: int = 0
    merged: list[Together] = field(default_factory=list)


@uninterrupted()
def import_agreements(
    office: Installation,
    content: bytes,
    filename: str,
    *,
    actor: str,
    progress: Progress | None = None,
) -> ImportReport:
    """Record the papers of a register, each in the state its row gives.

    Raises
    ------
    UnusableFile
        When the file is no register of agreements.
    Unavailable
        When log or store cannot be reached.
    """
    today = local_day(office.clock())
    opened = open_list(content, filename, columns.COLUMNS, today)
    _check_fairs(office, opened.rows)
    listed = [listed_paper(row, today) for row in opened.good]
    recorder = Recorder(office, actor, rows=len(opened.rows), progress=progress)
    counts = _Counts()
    stated = stated_fields(opened.understood)
    for fair, papers in _by_fair(listed).items():
        _FairImporter(office, recorder, fair, stated, counts).take(papers)
    recorder.finish()
    opened.ledger.settle(opened.rows)
    return ImportReport(
        noun="agreements",
        rows=len(opened.rows),
        described=counts.recorded + counts.changed + counts.unchanged,
        recorded=counts.recorded,
        changed=counts.changed,
        unchanged=counts.unchanged,
        merged=tuple(counts.merged),
        errors=opened.ledger.errors,
        warnings=opened.ledger.warnings,
        columns=headings(opened.understood),
    )


def _check_fairs(office: Installation, rows: Sequence[Row]) -> None:
    """Refuse rows of a fair that nobody announced."""
    known: dict[str, bool] = {}
    for row in rows:
        fair = (row.get(columns.FAIR) or "").lower()
        if fair and fair not in known:
            with office.reading() as connection:
                known[fair] = fair_state(connection, fair) is not None
        if not known.get(fair, True):
            row.refuse(columns.FAIR, "unknown_fair", fair=fair)


def _by_fair(listed: Sequence[ListedPaper]) -> dict[str, list[ListedPaper]]:
    """Return the papers that can be taken, by fair."""
    found: dict[str, list[ListedPaper]] = {}
    for paper in listed:
        if not paper.row.faults:
            found.setdefault(paper.fair, []).append(paper)
    return found


class _FairImporter:
    """Takes the rows of one fair."""

    def __init__(
        self,
        office: Installation,
        recorder: Recorder,
        fair: str,
        stated: frozenset[str],
        counts: _Counts,
    ) -> None:
        self._office = office
        self._recorder = recorder
        self._fair = fair
        self._stated = stated
        self._counts = counts

    def take(self, rows: Sequence[ListedPaper]) -> None:
        """Record what is new, correct what says otherwise, and count."""
        for row in rows:
            if not row.identity:
                row.identity = self._digest(row)
        register = Register(rows, self._standing(rows), make_id=self._make_id)
        portions = register.resolve()
        self._note_copies(rows)
        for portion in portions:
            new = [row for row in portion if row.row.number not in register.before]
            self._carry_out(new, self._records(new))
        known = [
            (row, register.before[row.row.number])
            for portion in portions
            for row in portion
            if row.row.number in register.before
        ]
        corrections = self._corrections(known)
        self._carry_out([row for row, _ in corrections], [want for _, want in corrections])

    def _standing(self, rows: Sequence[ListedPaper]) -> dict[str, list[RecordedPaper]]:
        """Return what is on record under the numbers that the rows have or refer to."""
        numbers = {
            number_key(number)
            for row in rows
            for number in (row.paper.number, row.repeats, row.paper.superseded_by)
        }
        with self._office.reading() as connection:
            found = papers_by_number(connection, self._fair, numbers)
        references = [
            reference
            for papers in found.values()
            for _, paper in papers
            for reference in references_of(paper)
        ]
        private = self._office.keeper.read(references) if references else {}
        return {
            number: [recorded_paper(paper, version, private) for version, paper in papers]
            for number, papers in found.items()
        }

    def _digest(self, row: ListedPaper) -> str:
        """Return the identity of a paper without a number; the request is never carried out."""
        request = self._recorder.request(RecordAgreement, self._fair, "digest")
        return content_digest(content_of(row.paper, request, None))

    def _make_id(self, identity: str, position: int) -> str:
        """Return the id of a new paper, equal for everybody who imports the same row at once."""
        return "a" + self._recorder.fingerprint(self._fair, identity, position)[:_ID_LENGTH]

    def _records(self, new: Sequence[ListedPaper]) -> list[Wanted]:
        names = [Agreement.name_of(row.id) for row in new]
        with self._office.reading() as connection:
            versions = versions_of(connection, self._fair, names)
        return [
            record(self._recorder, row, versions[name])
            for row, name in zip(new, names, strict=True)
        ]

    def _corrections(
        self, known: Sequence[tuple[ListedPaper, RecordedPaper]]
    ) -> list[tuple[ListedPaper, Wanted]]:
        differing = []
        for row, before in known:
            laid = laid_over(row, before, self._stated, frozenset())
            if laid.missed:
                row.row.doubt(columns.PRODUCER, "person_erased")
            if laid.paper == before.paper:
                self._counts.unchanged += 1
            else:
                differing.append((row, before))
        touched = touched_by_hand(
            self._office,
            self._fair,
            Agreement,
            [before.agreement.id for _, before in differing],
            fields=self._said,
        )
        corrections = []
        for row, before in differing:
            by_hand = touched.get(before.agreement.id, frozenset())
            laid = laid_over(row, before, self._stated, by_hand)
            if laid.kept:
                row.row.doubt(columns.NUMBER, "changed_by_hand", fields=", ".join(laid.kept))
            if laid.paper == before.paper:
                self._counts.unchanged += 1
            else:
                corrections.append((row, correction(self._recorder, row, before, laid.paper)))
        return corrections

    def _said(self, agreement: Agreement) -> dict[str, object]:
        references = list(references_of(agreement))
        private = self._office.keeper.read(references) if references else {}
        return said_of(agreement, private)

    def _carry_out(self, rows: Sequence[ListedPaper], wanted: Sequence[Wanted]) -> None:
        answers = self._recorder.carry_out(wanted)
        for row, want, answer in zip(rows, wanted, answers, strict=True):
            new = isinstance(want.command, RecordAgreement)
            if not isinstance(answer, DomainError):
                if answer.repeated:
                    self._counts.unchanged += 1
                elif new:
                    self._counts.recorded += 1
                else:
                    self._counts.changed += 1
            elif new and answer.code == "agreement_exists":
                row.row.doubt(columns.NUMBER, "entered_meanwhile")
                self._counts.unchanged += 1
            else:
                row.row.refused_by(columns.NUMBER, answer)

    def _note_copies(self, rows: Sequence[ListedPaper]) -> None:
        """Note which rows were brought together as one paper."""
        together: dict[str, list[ListedPaper]] = {}
        for row in rows:
            if not row.row.faults:
                together.setdefault(row.copy_of or row.id, []).append(row)
        for copies in together.values():
            if len(copies) > 1:
                self._counts.merged.append(
                    Together(
                        code="same_paper",
                        names=tuple(dict.fromkeys(row.paper.number for row in copies)),
                        rows=tuple(row.row.number for row in copies),
                    )
                )
