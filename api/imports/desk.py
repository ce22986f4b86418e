"""What is done with an uploaded list, from any door: kept, looked at, repaired, taken.

Nothing is recorded before somebody takes the good rows; the same importer as everywhere takes them.
Every step answers with the reference of the list as it is from then on.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from api.imports.colleagues import answered, caught_up, repaired
from api.imports.kept import KeptList, Taken, keep, keep_upload, kept_list, lists_at
from api.imports.registrations.importing import record_plan
from api.imports.registrations.planning import Plan, plan_registrations
from api.imports.repairs import no_such_column
from api.imports.report import ImportReport, Wording
from api.progress import Far
from streams.domain.errors import Malformed, Unavailable
from streams.domain.vocabulary import Side
from streams.runtime.installation import Installation


def upload(
    office: Installation,
    content: bytes,
    *,
    fair: str,
    filename: str,
    side: Side | None,
    actor: str,
    far: Far | None = None,
) -> str:
    """Keep a list that can be read.

    Parameters
    ----------
    far : Far
        Is told how far the reading is.

    Raises
    ------
    UnusableFile
        When the file is no such list.
    NotFound
        When there is no such fair.
    """
    plan = plan_registrations(
        office,
        content,
        filename,
        fair=fair,
        side=side,
        actor=actor,
        reading=far.at("reading") if far else None,
    )
    return keep_upload(
        office,
        content,
        fair=fair,
        filename=filename,
        side=side,
        actor=actor,
        bad=plan.report().rejected,
    )


class OpenList:
    """A kept list, and who works on it.

    Raises
    ------
    NotFound
        When there is none, or it was kept for its day and swept.
    """

    def __init__(self, office: Installation, fair: str, reference: str, actor: str) -> None:
        self._office = office
        self._fair = fair
        self._actor = actor
        self.kept, self._content = kept_list(office, fair, reference)

    def plan(
        self, kept: KeptList | None = None, chosen: Collection[str] = (), far: Far | None = None
    ) -> Plan:
        """Return what the list, or another state of it, would record as things stand now.

        Parameters
        ----------
        chosen : collection of str
            Answers, by id, to what would otherwise stay as people left it.
        """
        kept = kept or self.kept
        return plan_registrations(
            self._office,
            self._content,
            kept.filename,
            fair=kept.fair,
            side=kept.side,
            actor=self._actor,
            repairs=kept.repairs,
            chosen=chosen,
            reading=far.at("reading") if far else None,
            progress=far.at("taking") if far else None,
        )

    def repair(self, column: str, values: Mapping[int, str]) -> str:
        """Write values into a column, by row; an empty value leaves its cell as it is.

        Raises
        ------
        Malformed
            When nothing is written, or the list has no such column or row.
        """
        repairs = {(row, column): value for row, value in values.items() if value.strip()}
        if not repairs:
            raise Malformed("nothing_written", "Nothing was written. Give a value, then repair.")
        now = self._office.clock()
        mended = repaired(self.kept, repairs, self._others(), self._actor, now)
        plan = self.plan(mended)
        if column not in {heading.column for heading in plan.report().columns}:
            raise no_such_column(column)
        rows = {row.number for row in plan.opened.rows}
        for row, _ in repairs:
            if row not in rows:
                raise Malformed(
                    "no_such_row", "The list has no row {row}. Look at it again.", row=row
                )
        return self._keep(replace(mended, bad=plan.report().rejected))

    def take(self, wording: Wording, chosen: Collection[str] = (), far: Far | None = None) -> str:
        """Record the good rows; taken again, it changes nothing.

        What people changed stands unless something else was chosen. Where a colleague repaired a
        cell meanwhile nothing is recorded: the list as it is by then is to be looked at first.

        Parameters
        ----------
        wording : callable
            How the cause reads for which the record refuses a row that was good.

        Raises
        ------
        Unavailable
            When log or store cannot be reached.
        """
        kept = caught_up(self.kept, self._others(), self._actor)
        if kept is not self.kept:
            return self._keep(replace(kept, bad=self.plan(kept).report().rejected))
        kept = answered(kept, chosen, self._actor, self._office.clock())
        plan = self.plan(kept, chosen, far)
        known = {error.row for error in plan.report().errors}
        report = _recorded(plan)
        taken = Taken(
            recorded=report.recorded,
            changed=report.changed,
            unchanged=report.unchanged,
            refused=tuple(
                f"{error.row}: {wording(error)}"
                for error in report.errors
                if error.row not in known
            ),
        )
        return self._keep(replace(kept, taken=taken, bad=len(known)))

    def _others(self) -> Iterator[KeptList]:
        """Yield the same upload in every state in which it was kept."""
        for found in lists_at(self._office, self._fair):
            if found.kept.digest == self.kept.digest:
                yield found.kept

    def _keep(self, kept: KeptList) -> str:
        return keep(self._office, len(self._content), kept)


def _recorded(plan: Plan) -> ImportReport:
    """Carry out a plan.

    Raises
    ------
    Unavailable
        When the record is out of reach before its end.
    """
    try:
        return record_plan(plan)
    except Unavailable as outage:
        raise Unavailable(
            outage.code,
            "Not every row was recorded; what was recorded stays. Take the list again: no row is "
            "taken twice.",
        ) from outage
