"""Which rows are one paper: second copies, rows marked as duplicates, and what they refer to.

The first row of a number in the file's order is kept and the others are its copies; where the
number is on record, its paper there is kept. References are looked up among all rows and all that
is on record, so the order of the file does not matter.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from api.imports.agreements import columns
from api.imports.agreements.paper import CONTENT_FIELDS, ListedPaper, Paper
from api.imports.agreements.recorded import RecordedPaper
from streams.domain.agreements.identity import number_key
from streams.domain.naming import normal_name

Standing = Mapping[str, Sequence[RecordedPaper]]
"""What is on record at one fair, by identity; the kept paper of each comes first."""

_NO_DIFFERENCE = frozenset({"number", "note"})


class Register:
    """The rows of one fair, beside what is on record there."""

    def __init__(
        self,
        rows: Sequence[ListedPaper],
        standing: Standing,
        *,
        make_id: Callable[[str, int], str],
    ) -> None:
        self.rows = list(rows)
        self._standing = standing
        self._make_id = make_id
        self._kept: dict[str, ListedPaper | RecordedPaper] = {
            identity: papers[0] for identity, papers in standing.items()
        }
        self.before: dict[int, RecordedPaper] = {}
        """What is on record of a row, by row number."""

    def resolve(self) -> list[list[ListedPaper]]:
        """Settle copies and references; return the good rows in the order they can be recorded.

        Rows whose references lead nowhere are refused. Each inner list refers only to what is on
        record or stands in an earlier one.
        """
        by_identity: dict[str, list[ListedPaper]] = {}
        for row in self.rows:
            by_identity.setdefault(row.identity, []).append(row)
        for identity, rows in by_identity.items():
            self._settle_copies(identity, rows)
        self._follow_duplicates()
        good = [row for row in self.rows if not row.row.faults]
        for row in good:
            self._check_successor(row)
        depths = {row.id: self._depth(row) for row in good}
        ordered = sorted(good, key=lambda row: depths[row.id])
        return [list(some) for _, some in groupby(ordered, key=lambda row: depths[row.id])]

    def _settle_copies(self, identity: str, rows: Sequence[ListedPaper]) -> None:
        standing = self._standing.get(identity, ())
        new = self._pair(rows, standing)
        if not standing:
            unmarked = [row for row in new if not _repeats_itself(row)]
            kept = (unmarked or new)[0]
            kept.id = self._make_id(identity, 0)
            self._kept[identity] = kept
            new.remove(kept)
        first = len(standing) or 1
        for position, row in enumerate(new):
            row.id = self._make_id(identity, first + position)
        kept_id = _id_of(self._kept[identity])
        for row in rows:
            if row.id != kept_id:
                self._become_copy(row, kept_id, identity)

    def _pair(
        self, rows: Sequence[ListedPaper], standing: Sequence[RecordedPaper]
    ) -> list[ListedPaper]:
        """Pair rows with papers on record, equal ones first, then by order; return the others."""
        left = list(standing)
        waiting = []
        for row in rows:
            equal = next((paper for paper in left if _says_the_same(row, paper)), None)
            if equal is None:
                waiting.append(row)
            else:
                self._is(row, equal)
                left.remove(equal)
        for row, paper in zip(waiting, left, strict=False):
            self._is(row, paper)
        return waiting[len(left) :]

    def _is(self, row: ListedPaper, paper: RecordedPaper) -> None:
        row.id = paper.agreement.id
        self.before[row.row.number] = paper

    def _become_copy(self, row: ListedPaper, kept_id: str, identity: str) -> None:
        kept = self._kept[identity].paper
        row.copy_of = kept_id
        row.differs = _differences(row.paper, kept)
        if row.differs and row.row.number not in self.before:
            row.row.doubt(
                columns.NUMBER,
                "copy_differs",
                number=kept.number or row.paper.number,
                fields=", ".join(row.differs),
            )
        if row.paper.signed_on is not None:
            row.becomes(
                state="merged",
                effective_on=row.paper.signed_on,
                merged_into=kept_id,
                reason=None,
                superseded_by="",
            )
            row.since = row.paper.signed_on

    def _follow_duplicates(self) -> None:
        """Let duplicates carry the id of the paper that is kept, at whatever depth."""
        marked = [row for row in self.rows if row.paper.state == "merged" and not row.copy_of]
        for row in marked:
            if not row.repeats:
                row.row.refuse(columns.STATE, "copy_of_missing")
        for row in marked:
            if row.repeats and self._goes_in_circles(row):
                row.row.refuse(columns.DUPLICATE_OF, "copy_of_itself", number=row.repeats)
        while True:
            lost = [row for row in marked if not row.row.faults and self._original(row) is None]
            if not lost:
                break
            for row in lost:
                row.row.refuse(columns.DUPLICATE_OF, "unknown_original", number=row.repeats)
                self._refuse_copies(row)
        for row in self.rows:
            if row.paper.state == "merged" and not row.row.faults:
                row.becomes(merged_into=self._kept_in_the_end(row))

    def _refuse_copies(self, refused: ListedPaper) -> None:
        """Refuse the second copies of a row that was refused: nothing is left to be a copy of."""
        for row in self.rows:
            if row.copy_of == refused.id and refused.row.number not in self.before:
                row.row.refuse(columns.NUMBER, "unknown_original", number=row.paper.number)

    def _original(self, row: ListedPaper) -> ListedPaper | RecordedPaper | None:
        """Return the paper a row repeats, unless its own row is refused."""
        found = self._kept.get(number_key(row.repeats))
        return None if isinstance(found, ListedPaper) and found.row.faults else found

    def _kept_in_the_end(self, row: ListedPaper) -> str:
        """Return the id of the paper that counts: a copy of a copy is one of the kept paper."""
        at: ListedPaper | RecordedPaper | None = row
        while isinstance(at, ListedPaper) and at.paper.state == "merged":
            at = self._kept[at.identity] if at.copy_of else self._original(at)
        if isinstance(at, RecordedPaper):
            return at.agreement.merged_into or at.agreement.id
        return at.id if at else ""

    def _goes_in_circles(self, row: ListedPaper) -> bool:
        seen = {row.identity}
        at: ListedPaper | RecordedPaper | None = row
        while isinstance(at, ListedPaper) and at.repeats and not at.copy_of:
            target = number_key(at.repeats)
            if target == row.identity:
                return True
            if target in seen:
                return False
            seen.add(target)
            at = self._kept.get(target)
        return False

    def _depth(self, row: ListedPaper) -> int:
        """Return how many rows must be recorded before this one."""
        depth = 0
        at: ListedPaper | RecordedPaper | None = row
        while isinstance(at, ListedPaper):
            if at.copy_of:
                at = self._kept[at.identity]
            elif at.paper.state == "merged":
                at = self._original(at)
            else:
                break
            if isinstance(at, ListedPaper) and at.row.number not in self.before:
                depth += 1
        return depth

    def _check_successor(self, row: ListedPaper) -> None:
        if row.paper.state != "superseded":
            return
        if not row.paper.superseded_by:
            row.row.doubt(columns.STATE, "successor_missing")
        elif number_key(row.paper.superseded_by) not in self._kept:
            number = row.paper.superseded_by
            row.row.doubt(columns.SUPERSEDED_BY, "unknown_successor", number=number)


def _id_of(paper: ListedPaper | RecordedPaper) -> str:
    return paper.id if isinstance(paper, ListedPaper) else paper.agreement.id


def _repeats_itself(row: ListedPaper) -> bool:
    return row.paper.state == "merged" and number_key(row.repeats) in ("", row.identity)


def _says_the_same(row: ListedPaper, paper: RecordedPaper) -> bool:
    return all(
        getattr(row.paper, name) == getattr(paper.paper, name)
        for name in CONTENT_FIELDS
        if name not in paper.erased
    )


def _differences(paper: Paper, kept: Paper) -> tuple[str, ...]:
    """Return the fields in which two records of one paper differ in more than spelling."""
    names = [name for name in CONTENT_FIELDS if name not in _NO_DIFFERENCE]
    if paper.state != kept.state and "merged" not in (paper.state, kept.state):
        names.append("state")
    return tuple(
        name for name in names if _bare(getattr(paper, name)) != _bare(getattr(kept, name))
    )


def _bare(value: object) -> object:
    return normal_name(value) if isinstance(value, str) else value
