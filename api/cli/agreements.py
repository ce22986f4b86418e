"""Commands that bring a paper into the register, and look at it."""

from datetime import date
from typing import get_args

import click
import msgspec

from api.acting import How
from api.cli.declare import an_act, as_json, at_fair, command, perform
from api.cli.kinds import DAY, Form
from api.cli.output import emit_json, lines
from api.cli.root import noun
from api.cli.session import session
from api.forms.agreement import AgreementForm, content_of
from api.names import names_behind
from api.words.vocabulary import word
from streams.domain.agreements.commands import (
    CorrectAgreement,
    DraftAgreement,
    RecordAgreement,
)
from streams.domain.errors import NotFound
from streams.domain.events.agreements import RecordedState
from streams.domain.vocabulary import VoidReason
from streams.store.queries.agreements import AgreementRow, agreement_state, agreements_of
from streams.store.queries.fairs import known_fair

agreement = noun("agreement", "Agreements: papers that are signed, and what becomes of them.")
FORM = click.option(
    "--file",
    "form",
    required=True,
    type=Form(AgreementForm),
    help="The form as JSON; - reads standard input.",
)
_STATE = click.option(
    "--state",
    type=click.Choice(get_args(RecordedState)),
    default="signed",
    show_default=True,
    help="The state the paper has now.",
)
_EFFECTIVE = click.option("--effective-on", type=DAY, help="From which day that state holds.")
_REASON = click.option("--reason", type=click.Choice(get_args(VoidReason)), help="Why voided.")
_BY = click.option("--superseded-by", default="", metavar="NUMBER", help="What took its place.")
_INTO = click.option("--merged-into", default="", metavar="ID", help="Of which it is a copy.")


@command(agreement, "record", action="agreement.record")
@at_fair
@FORM
@_STATE
@_EFFECTIVE
@_REASON
@_BY
@_INTO
@an_act
@as_json
def record(
    fair: str,
    form: AgreementForm,
    state: RecordedState,
    effective_on: date | None,
    reason: VoidReason | None,
    superseded_by: str,
    merged_into: str,
    how: How,
    json: bool,
) -> None:
    """Enter a paper that was signed elsewhere, in the state it has now."""
    perform(
        RecordAgreement,
        fair,
        how,
        lambda request: RecordAgreement(
            fair=fair,
            content=content_of(form, request),
            state=state,
            effective_on=effective_on,
            reason=reason,
            superseded_by=superseded_by,
            merged_into=merged_into,
        ),
        json=json,
    )


@command(agreement, "draft", action="agreement.draft")
@at_fair
@FORM
@an_act
@as_json
def draft(fair: str, form: AgreementForm, how: How, json: bool) -> None:
    """Prepare a paper and reserve its number."""
    perform(
        DraftAgreement,
        fair,
        how,
        lambda request: DraftAgreement(fair=fair, content=content_of(form, request)),
        json=json,
    )


@command(agreement, "correct", action="agreement.correct")
@click.argument("agreement_id", metavar="ID")
@at_fair
@FORM
@click.option("--text", default="", help="Why in own words, kept closed.")
@an_act
@as_json
def correct(
    agreement_id: str, fair: str, form: AgreementForm, text: str, how: How, json: bool
) -> None:
    """Say that the record was wrong about a paper; the form states it whole."""
    perform(
        CorrectAgreement,
        fair,
        how,
        lambda request: CorrectAgreement(
            fair=fair,
            agreement=agreement_id,
            content=content_of(form, request),
            reason_ref=request.keep(text=text),
        ),
        json=json,
    )


@command(agreement, "list", action="agreement.read")
@at_fair
@click.option("--to-review", is_flag=True, help="Only copies that differ in content.")
@as_json
def list_agreements(fair: str, to_review: bool, json: bool) -> None:
    """List the papers of a fair."""
    with session().reading() as office:
        with office.reading() as connection:
            known_fair(connection, fair)
            rows = agreements_of(connection, fair, to_review=to_review)
        holders = ((row.producer_kind, row.producer_private) for row in rows)
        names = names_behind(office.keeper, holders)
    if json:
        emit_json([msgspec.to_builtins(row) for row in rows])
        return
    lines(
        [
            (
                row.number or row.id,
                row.producer_name or names[row.producer_private],
                row.distributor_name or "",
                row.signed_on or "",
                _standing(row),
                row.evidence,
            )
            for row in rows
        ],
        ("Number", "Producer", "Distributor", "Signed on", "State", "Evidence"),
    )


@command(agreement, "show", action="agreement.read")
@click.argument("agreement_id", metavar="ID")
@at_fair
def show(agreement_id: str, fair: str) -> None:
    """Show one paper as it stands on the record, as JSON."""
    with session().reading() as office, office.reading() as connection:
        state = agreement_state(connection, fair, agreement_id)
    if state is None:
        raise NotFound(
            "no_such_agreement",
            "There is no agreement {id} at this fair. Check the id.",
            id=agreement_id,
        )
    emit_json(msgspec.to_builtins(state))


def _standing(row: AgreementRow) -> str:
    """Return the word for what a paper is now: how it ended, else how far it came."""
    if row.merged_into:
        return word("merged")
    if row.voided_on:
        return word("voided")
    return word("superseded" if row.superseded_on else row.status)
