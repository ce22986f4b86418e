"""What is done with an uploaded list, from any door: kept, looked at, repaired, taken.

Nothing is recorded before somebody takes the good rows; the same importer as everywhere takes them.
Every step answers with the reference of the list as it is from then on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.imports.kept import KeptList, Taken, keep, keep_upload, kept_list
from api.imports.registrations.importing import record_plan
from api.imports.registrations.planning import Plan, plan_registrations
from api.imports.report import Wording
from streams.domain.errors import Malformed
from streams.domain.vocabulary import Side
from streams.runtime.embedded import Embedded


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A kept list of `size` bytes, and what it would record if its good rows were taken now."""

    kept: KeptList
    size: int
    plan: Plan


def upload(
    office: Embedded, content: bytes, *, fair: str, filename: str, side: Side | None, actor: str
) -> str:
    """Keep a list that can be read.

    Raises
    ------
    UnusableFile
        When the file is no such list.
    NotFound
        When there is no such fair.
    """
    plan_registrations(office, content, filename, fair=fair, side=side, actor=actor)
    return keep_upload(office, content, fair=fair, filename=filename, side=side)


def planned(office: Embedded, fair: str, reference: str, actor: str) -> Planned:
    """Lay a kept list beside the record as it stands now.

    Raises
    ------
    NotFound
        When there is none, or it was kept for its day and swept.
    """
    kept, content = kept_list(office, fair, reference)
    plan = plan_registrations(
        office,
        content,
        kept.filename,
        fair=kept.fair,
        side=kept.side,
        actor=actor,
        repairs=kept.repairs,
    )
    return Planned(kept=kept, size=len(content), plan=plan)


def repair(office: Embedded, at: Planned, column: str, values: Mapping[int, str]) -> str:
    """Write values into a column of a list, by row; an empty value leaves its cell as it is.

    Raises
    ------
    Malformed
        When nothing is written, or the list has no such column or row.
    """
    if column not in {heading.column for heading in at.plan.report().columns}:
        raise Malformed("no_such_column", "The list has no column {column}.", column=column)
    repairs = {(row, column): value for row, value in values.items() if value.strip()}
    if not repairs:
        raise Malformed("nothing_written", "Nothing was written. Give a value, then repair.")
    rows = {row.number for row in at.plan.opened.rows}
    for row, _ in repairs:
        if row not in rows:
            raise Malformed("no_such_row", "The list has no row {row}. Look at it again.", row=row)
    return keep(office, at.size, at.kept.repaired(repairs))


def take(office: Embedded, at: Planned, wording: Wording) -> str:
    """Record the good rows of a list; taken again, it changes nothing.

    Parameters
    ----------
    wording : callable
        How the cause reads for which the record refuses a row that was good.

    Raises
    ------
    Unavailable
        When log or store cannot be reached.
    """
    known = {error.row for error in at.plan.report().errors}
    report = record_plan(at.plan)
    taken = Taken(
        recorded=report.recorded,
        changed=report.changed,
        unchanged=report.unchanged,
        refused=tuple(
            f"{error.row}: {wording(error)}" for error in report.errors if error.row not in known
        ),
    )
    return keep(office, at.size, replace(at.kept, taken=taken))
