"""Importing registrations: what a list describes, laid beside what is on record."""

from dataclasses import dataclass

from api.imports.recording import Progress
from api.imports.registrations.planning import Plan, plan_registrations
from api.imports.report import ImportReport
from streams.domain.errors import DomainError
from streams.domain.registrations.commands import SubmitRegistration
from streams.domain.vocabulary import Side
from streams.runtime.installation import Installation
from streams.store.collecting import uninterrupted

_MEANWHILE = frozenset({"already_registered", "registration_exists"})


@dataclass(slots=True)
class _Counts:
    recorded: int = 0
    changed: int = 0
    unchanged: int = 0


@uninterrupted()
def import_registrations(
    office: Installation,
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
    plan = plan_registrations(
        office, content, filename, fair=fair, side=side, actor=actor, progress=progress
    )
    return record_plan(plan)


@uninterrupted()
def record_plan(plan: Plan) -> ImportReport:
    """Carry out what a plan asks for; what became impossible meanwhile is refused by row.

    Raises
    ------
    Unavailable
        When log or store cannot be reached.
    """
    counts = _Counts(unchanged=plan.unchanged)
    is_new = [isinstance(want.command, SubmitRegistration) for _, want in plan.asked]
    first_revision = sum(is_new)
    for portion in (plan.asked[:first_revision], plan.asked[first_revision:]):
        answers = plan.recorder.carry_out([want for _, want in portion])
        for (entry, want), answer in zip(portion, answers, strict=True):
            if not isinstance(answer, DomainError):
                if answer.repeated:
                    counts.unchanged += 1
                elif isinstance(want.command, SubmitRegistration):
                    counts.recorded += 1
                else:
                    counts.changed += 1
            elif answer.code in _MEANWHILE and isinstance(want.command, SubmitRegistration):
                entry.rows[0].doubt(plan.kind.name, "entered_meanwhile")
                counts.unchanged += 1
            else:
                for row in entry.rows:
                    row.refused_by(plan.kind.name, answer)
    plan.recorder.finish()
    return plan.report_of(counts.recorded, counts.changed, counts.unchanged)
