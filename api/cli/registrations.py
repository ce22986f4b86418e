"""Commands about registrations."""

from pathlib import Path
from typing import get_args

import click
import msgspec

from api.acting import How
from api.cli.declare import an_act, answer, as_json, at_fair, command, perform
from api.cli.kinds import Form
from api.cli.output import emit_json, lines
from api.cli.root import noun
from api.cli.session import begin, session
from api.forms.registration import RegistrationForm, profile_of
from api.names import names_behind
from api.words.vocabulary import word
from streams.domain.errors import NotFound
from streams.domain.registrations.commands import (
    AdmitRegistration,
    AttachPaper,
    ReviseRegistration,
    SubmitRegistration,
    WithdrawRegistration,
)
from streams.domain.vocabulary import WithdrawalReason
from streams.store.queries.fairs import known_fair
from streams.store.queries.registrations import registration_state, registrations_of

registration = noun("registration", "Registrations: who takes part in a fair, and with what.")
_FORM = click.option(
    "--file",
    "form",
    required=True,
    type=Form(RegistrationForm),
    help="The form as JSON; - reads standard input.",
)
_ID = click.argument("registration_id", metavar="ID")


@command(registration, "submit", action="registration.submit")
@at_fair
@_FORM
@an_act
@as_json
def submit(fair: str, form: RegistrationForm, how: How, json: bool) -> None:
    """Enter a fair."""
    perform(
        SubmitRegistration,
        fair,
        how,
        lambda request: SubmitRegistration(fair=fair, profile=profile_of(form, request)),
        json=json,
    )


@command(registration, "revise", action="registration.revise")
@_ID
@at_fair
@_FORM
@an_act
@as_json
def revise(registration_id: str, fair: str, form: RegistrationForm, how: How, json: bool) -> None:
    """Change an entry; the form states it whole."""
    perform(
        ReviseRegistration,
        fair,
        how,
        lambda request: ReviseRegistration(
            fair=fair, registration=registration_id, profile=profile_of(form, request)
        ),
        json=json,
    )


@command(registration, "admit", action="registration.admit")
@_ID
@at_fair
@an_act
@as_json
def admit(registration_id: str, fair: str, how: How, json: bool) -> None:
    """Admit an entry at a fair that asks for admission."""
    perform(
        AdmitRegistration,
        fair,
        how,
        lambda _: AdmitRegistration(fair=fair, registration=registration_id),
        json=json,
    )


@command(registration, "withdraw", action="registration.withdraw")
@_ID
@at_fair
@click.option(
    "--reason", type=click.Choice(get_args(WithdrawalReason)), default="other", help="Why."
)
@click.option("--text", default="", help="Why in own words, kept closed.")
@an_act
@as_json
def withdraw(
    registration_id: str, fair: str, reason: WithdrawalReason, text: str, how: How, json: bool
) -> None:
    """Leave the fair; places held by what was sent go back to the other side."""
    perform(
        WithdrawRegistration,
        fair,
        how,
        lambda request: WithdrawRegistration(
            fair=fair,
            registration=registration_id,
            reason=reason,
            reason_ref=request.keep(text=text),
        ),
        json=json,
    )


@command(registration, "attach", action="registration.attach")
@_ID
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@at_fair
@an_act
@as_json
def attach(registration_id: str, path: Path, fair: str, how: How, json: bool) -> None:
    """Attach a photo or scan of a certificate."""
    with session().office() as office:
        request = begin(office, AttachPaper, fair, how)
        document = office.store_document(path.read_bytes(), "paper")
        wanted = AttachPaper(fair=fair, registration=registration_id, document=document)
        answer(office.execute(request, wanted), json=json)


@command(registration, "list", action="registration.read")
@at_fair
@click.option("--side", type=click.Choice(["producer", "distributor"]), help="One side only.")
@as_json
def list_registrations(fair: str, side: str | None, json: bool) -> None:
    """List the entries of a fair."""
    with session().reading() as office:
        with office.reading() as connection:
            known_fair(connection, fair)
            rows = registrations_of(connection, fair, side)
        names = names_behind(office.keeper, ((row.kind, row.private) for row in rows))
    if json:
        emit_json([msgspec.to_builtins(row) for row in rows])
        return
    lines(
        [
            (
                r.id,
                word(r.side),
                r.name or names[r.private],
                word(r.kind),
                r.province,
                r.places,
                word(r.status),
            )
            for r in rows
        ],
        ("Id", "Side", "Name", "Kind", "Province", "Places", "State"),
    )


@command(registration, "show", action="registration.read")
@_ID
@at_fair
def show(registration_id: str, fair: str) -> None:
    """Show one entry as it stands on the record, as JSON."""
    with session().reading() as office, office.reading() as connection:
        state = registration_state(connection, fair, registration_id)
    if state is None:
        raise NotFound(
            "no_such_registration",
            "There is no registration {id} at this fair. Check the id.",
            id=registration_id,
        )
    emit_json(msgspec.to_builtins(state))
