"""One entry of a fair: shown in words with its history, entered, edited, admitted, withdrawn."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.datastructures import FormData

from api.acting import How, act
from api.doors import Actor, Office, may
from api.forms.registration import RegistrationForm, profile_of
from api.imports.registrations.commands import with_known_references
from api.imports.registrations.known import Known
from api.web.entry_fields import fields_of, fields_typed, form_with
from api.web.entry_pages import CHANNELS, blank, entry_page, form_page, known_entry
from api.web.found import AtFair
from api.web.pages import after
from api.web.typed import Typed, text_of
from streams.domain.errors import Conflict, DomainError
from streams.domain.registrations.commands import (
    AdmitRegistration,
    ReviseRegistration,
    SubmitRegistration,
    WithdrawRegistration,
)
from streams.domain.vocabulary import (
    Channel,
    Side,
    WithdrawalReason,
)
from streams.runtime.request import Request as Asked

router = APIRouter(prefix="/fairs/{fair}/registrations")


@router.get("/new", dependencies=[may("registration.submit")])
def new(request: Request, fair: AtFair, side: Annotated[Side, Query()] = "producer") -> Response:
    """Show an empty form."""
    return form_page(request, fair, fields_of(blank(fair, side)), side=side)


@router.post("/new", dependencies=[may("registration.submit")])
def submit(request: Request, office: Office, actor: Actor, fair: AtFair, typed: Typed) -> Response:
    """Register a company."""
    side: Side = "distributor" if text_of(typed, "side") == "distributor" else "producer"
    fields = fields_typed(typed)
    try:
        form = form_with(fields, blank(fair, side))
        result = act(
            office,
            actor,
            SubmitRegistration,
            fair.id,
            lambda asked: SubmitRegistration(fair=fair.id, profile=profile_of(form, asked)),
            how=_how(typed),
        )
    except DomainError as refusal:
        return form_page(request, fair, fields, side=side, refusal=refusal)
    return after(result, f"/fairs/{fair.id}/registrations/{result.id}")


@router.get("/{registration}", dependencies=[may("registration.read")])
def show(request: Request, office: Office, fair: AtFair, registration: str) -> Response:
    """Show an entry in words, and what happened to it."""
    return entry_page(request, office, fair, registration)


@router.get("/{registration}/edit", dependencies=[may("registration.revise")])
def edit(request: Request, office: Office, fair: AtFair, registration: str) -> Response:
    """Show an entry as a form."""
    known = known_entry(office, fair.id, registration)
    return form_page(request, fair, fields_of(known.form), known=known)


@router.post("/{registration}/edit", dependencies=[may("registration.revise")])
def revise(
    *,
    request: Request,
    office: Office,
    actor: Actor,
    fair: AtFair,
    registration: str,
    typed: Typed,
) -> Response:
    """Change an entry; who saves second is told, and nothing typed is lost."""
    known = known_entry(office, fair.id, registration)
    fields = fields_typed(typed)
    try:
        if text_of(typed, "version") != str(known.version):
            raise Conflict(
                "changed_meanwhile",
                "Somebody changed this entry meanwhile; nothing was saved. What you typed is "
                "below: compare it with the entry, then save it again.",
            )
        form = form_with(fields, known.form)
        result = act(
            office,
            actor,
            ReviseRegistration,
            fair.id,
            lambda asked: _revision(fair.id, known, form, asked),
            how=_how(typed, registration),
        )
    except DomainError as refusal:
        return form_page(request, fair, fields, known=known, refusal=refusal)
    return after(result, f"/fairs/{fair.id}/registrations/{registration}")


@router.post("/{registration}/admit", dependencies=[may("registration.admit")])
def admit(
    *,
    request: Request,
    office: Office,
    actor: Actor,
    fair: AtFair,
    registration: str,
    typed: Typed,
) -> Response:
    """Admit an entry at a fair that asks for admission."""
    wanted = AdmitRegistration(fair=fair.id, registration=registration)
    try:
        result = act(office, actor, AdmitRegistration, fair.id, lambda _: wanted, how=_how(typed))
    except DomainError as refusal:
        return entry_page(request, office, fair, registration, refusal=refusal)
    return after(result, f"/fairs/{fair.id}/registrations/{registration}")


@router.post("/{registration}/withdraw", dependencies=[may("registration.withdraw")])
def withdraw(
    *,
    request: Request,
    office: Office,
    actor: Actor,
    fair: AtFair,
    registration: str,
    typed: Typed,
    reason: Annotated[WithdrawalReason, Form()] = "other",
) -> Response:
    """Take an entry out; places held by what was sent go back to the other side."""
    text = text_of(typed, "text")
    try:
        result = act(
            office,
            actor,
            WithdrawRegistration,
            fair.id,
            lambda asked: WithdrawRegistration(
                fair=fair.id,
                registration=registration,
                reason=reason,
                reason_ref=asked.keep(text=text),
            ),
            how=_how(typed, registration),
        )
    except DomainError as refusal:
        return entry_page(request, office, fair, registration, refusal=refusal)
    return after(result, f"/fairs/{fair.id}/registrations/{registration}")


def _revision(fair: str, known: Known, form: RegistrationForm, asked: Asked) -> ReviseRegistration:
    """Return the command that makes an entry say what the form says, and nothing less."""
    before = known.registration.profile
    # A holder who was erased has no name left; it stays as it stands on the log.
    stated = profile_of(replace(form, name=form.name or "–"), asked)
    profile = with_known_references(stated, known, asked).but(
        note_refs=(*before.note_refs, *stated.note_refs),
        defaults=tuple(
            name
            for name in before.defaults
            if getattr(form, name, None) == getattr(known.form, name, None)
        ),
    )
    return ReviseRegistration(fair=fair, registration=known.registration.id, profile=profile)


def _how(typed: FormData, registration: str | None = None) -> How:
    channel: Channel = next((c for c in CHANNELS if c == text_of(typed, "channel")), "own")
    return How(
        idempotency_key=text_of(typed, "idempotency_key") or None,
        channel=channel,
        on_behalf_of=registration if channel != "own" else None,
    )
