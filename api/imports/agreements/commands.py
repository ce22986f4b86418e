"""From rows to commands: what is new is recorded, what says otherwise is corrected."""

from dataclasses import dataclass, replace
from typing import Any

from api.imports.agreements.content import content_of
from api.imports.agreements.paper import CONTENT_FIELDS, STATE_FIELDS, ListedPaper, Paper
from api.imports.agreements.recorded import RecordedPaper
from api.imports.recording import Recorder, Wanted
from streams.domain.agreements.commands import CorrectAgreement, RecordAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A paper on record with its row laid over it.

    `kept` are fields in which the row says otherwise than people did; `missed` says that the row
    may name somebody who was erased.
    """

    paper: Paper
    kept: tuple[str, ...]
    missed: bool


def laid_over(
    row: ListedPaper, before: RecordedPaper, stated: frozenset[str], touched: frozenset[str]
) -> Laid:
    """Return what a paper on record becomes by a row.

    Parameters
    ----------
    stated : frozenset of str
        Fields that the register has columns for.
    touched : frozenset of str
        Fields that people changed since a list last did.
    """
    listed, recorded = row.paper, before.paper
    if listed.place.province == recorded.place.province:
        listed = replace(listed, place=recorded.place)
    if not listed.reason_text:
        # A reason once given stays in the paper's history; an empty cell takes nothing back.
        listed = replace(listed, reason_text=recorded.reason_text)
    names = [name for name in CONTENT_FIELDS if name in stated and name not in before.erased]
    if "state" in stated or row.copy_of:
        names += sorted(STATE_FIELDS - before.erased)
    differing = [name for name in names if getattr(listed, name) != getattr(recorded, name)]
    kept = {name for name in differing if name in touched}
    if touched & STATE_FIELDS:
        # A state is one thing: when people gave it, none of its fields is the list's.
        kept |= STATE_FIELDS & set(differing)
    changes: dict[str, Any] = {
        name: getattr(listed, name) for name in differing if name not in kept
    }
    return Laid(
        paper=replace(recorded, **changes),
        kept=tuple(sorted(kept)),
        missed=bool(before.erased & {"producer", "third_parties"}),
    )


def record(recorder: Recorder, row: ListedPaper, version: int) -> Wanted:
    """Return the command that enters a paper; `version` is that of its id."""
    paper = row.paper
    request = recorder.request(
        RecordAgreement, row.fair, row.id, version, paper, row.copy_of, row.since, row.differs
    )
    content = content_of(paper, request, None)
    return Wanted(
        request=request,
        command=RecordAgreement(
            fair=row.fair,
            agreement=row.id,
            content=content,
            state=paper.state,
            effective_on=row.since,
            reason=paper.reason,
            reason_ref=request.keep(text=paper.reason_text),
            superseded_by=paper.superseded_by,
            merged_into=paper.merged_into or row.copy_of,
            differs=row.differs,
        ),
    )


def correction(recorder: Recorder, row: ListedPaper, before: RecordedPaper, after: Paper) -> Wanted:
    """Return the command that makes the record say what the row says."""
    request = recorder.request(CorrectAgreement, row.fair, row.id, before.version, after)
    content = content_of(after, request, before)
    command = CorrectAgreement(fair=row.fair, agreement=row.id, content=content)
    known = before.paper
    if any(getattr(after, name) != getattr(known, name) for name in STATE_FIELDS):
        new_reason = after.reason_text != known.reason_text
        command = replace(
            command,
            state=after.state,
            effective_on=after.effective_on,
            reason=after.reason,
            superseded_by=after.superseded_by,
            merged_into=after.merged_into,
            reason_ref=request.keep(text=after.reason_text) if new_reason else None,
        )
    return Wanted(request=request, command=command)
