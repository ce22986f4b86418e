"""Decisions about registrations."""

from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict, NotFound
from streams.domain.events.evidence import DocumentAttached
from streams.domain.events.registrations import (
    DistributorProfile,
    Profile,
    RegistrationAdmitted,
    RegistrationRevised,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from streams.domain.fairs.rules import fair_of
from streams.domain.fairs.state import Fair
from streams.domain.registrations.checks import check_profile
from streams.domain.registrations.commands import (
    AdmitRegistration,
    AttachPaper,
    ReviseRegistration,
    SubmitRegistration,
    WithdrawRegistration,
)
from streams.domain.registrations.state import (
    Identity,
    Places,
    Registration,
    highest_seat,
)
from streams.domain.state import pair_id
from streams.domain.suggestions.state import Suggestion
from streams.domain.view import View
from streams.domain.vocabulary import Origin


def submit_registration(command: SubmitRegistration, view: View, act: Act) -> Decision:
    """A company enters a fair once; a held or closed fair takes imports only."""
    _check_open(fair_of(view, command.fair), command.origin, act)
    registration = command.registration or act.new_id("r")
    profile = _with_seat_ids(registration, command.profile, 0)
    check_profile(registration, profile)
    if view.change(Registration, registration) is not None:
        raise Conflict(
            "registration_exists",
            "The registration {id} exists already. Revise it instead.",
            id=registration,
        )
    _take_identity(view, profile.holder.identity)
    return Decision(
        subject=Registration.name_of(registration),
        fact=RegistrationSubmitted(profile=profile, origin=command.origin),
    )


def revise_registration(command: ReviseRegistration, view: View, act: Act) -> Decision:
    """An entry may be revised while the fair takes registrations; its side stays.

    Lowering places below what is held takes nothing back; a seat that holds places stays.
    """
    _check_open(fair_of(view, command.fair), command.origin, act)
    registration = _active(view.change(Registration, command.registration), command.registration)
    profile = _with_seat_ids(registration.id, command.profile, registration.seats_given)
    check_profile(registration.id, profile)
    if type(profile) is not type(registration.profile):
        raise Conflict(
            "other_side",
            "A registration cannot change sides. Withdraw it and register again.",
        )
    if profile.holder.identity != registration.profile.holder.identity:
        view.change(Identity, registration.profile.holder.identity)
        _take_identity(view, profile.holder.identity)
    _keep_seats_in_use(registration, profile, view)
    return Decision(
        subject=Registration.name_of(registration.id),
        fact=RegistrationRevised(profile=profile, origin=command.origin),
    )


def admit_registration(command: AdmitRegistration, view: View, _: Act) -> Decision:
    """Only a submitted entry can be admitted."""
    registration = _active(view.change(Registration, command.registration), command.registration)
    if registration.status == "admitted":
        raise Conflict("already_admitted", "This entry was admitted before. Nothing to do.")
    return Decision(subject=Registration.name_of(registration.id), fact=RegistrationAdmitted())


def withdraw_registration(command: WithdrawRegistration, view: View, _: Act) -> Decision:
    """A company may leave at any time; each pair that held places gives them back.

    The pairs come from a search, so the decision also changes the company's own places: whoever
    sends it another pair meanwhile makes this decision stale, and it is taken again.
    """
    registration = _active(view.change(Registration, command.registration), command.registration)
    view.change(Identity, registration.profile.holder.identity)
    for node in registration.nodes:
        view.change(Places, node)
    released = sorted(view.active_pairs(registration.id))
    for producer, seat in released:
        view.change(Suggestion, pair_id(producer, seat))
        view.change(Places, producer)
        view.change(Places, seat)
    return Decision(
        subject=Registration.name_of(registration.id),
        fact=RegistrationWithdrawn(
            reason=command.reason, reason_ref=command.reason_ref, released=tuple(released)
        ),
    )


def attach_paper(command: AttachPaper, view: View, _: Act) -> Decision:
    """A file may be attached to any entry that was not withdrawn."""
    registration = _active(view.change(Registration, command.registration), command.registration)
    if any(known.digest == command.document.digest for known in registration.documents):
        raise Conflict("already_attached", "This file is attached already. Nothing to do.")
    return Decision(
        subject=Registration.name_of(registration.id),
        fact=DocumentAttached(document=command.document),
    )


def _check_open(fair: Fair, origin: Origin, act: Act) -> None:
    if origin == "import":
        return
    if fair.is_held(act.today):
        raise Conflict(
            "fair_held",
            "{fair} lies in the past and takes no registrations. Only a list can be imported.",
            fair=fair.details.name,
        )
    if fair.details.settings.registration == "closed":
        raise Conflict(
            "registration_closed",
            "{fair} takes no more registrations. Ask the organiser to open them again.",
            fair=fair.details.name,
        )


def _active(registration: Registration | None, registration_id: str) -> Registration:
    if registration is None:
        raise NotFound(
            "no_such_registration",
            "There is no registration {id} at this fair. Check the id.",
            id=registration_id,
        )
    if registration.status == "withdrawn":
        raise Conflict(
            "registration_withdrawn",
            "This registration was withdrawn. Register the company again.",
        )
    return registration


def _take_identity(view: View, identity: str) -> None:
    taken = view.change(Identity, identity)
    if taken is not None and taken.registration is not None:
        raise Conflict(
            "already_registered",
            "This company is registered at this fair already, as {registration}. "
            "Open that registration and revise it.",
            registration=taken.registration,
        )


def _with_seat_ids(registration: str, profile: Profile, given: int) -> Profile:
    """Number the seats that have no id yet, after the highest number ever given."""
    if not isinstance(profile, DistributorProfile):
        return profile
    highest = max(given, highest_seat(profile))
    seats = []
    for seat in profile.seats:
        if seat.id:
            seats.append(seat)
            continue
        highest += 1
        seats.append(seat.but(id=f"{registration}.{highest}"))
    return profile.but(seats=tuple(seats))


def _keep_seats_in_use(registration: Registration, profile: Profile, view: View) -> None:
    kept = {seat.id for seat in profile.seats} if isinstance(profile, DistributorProfile) else set()
    for node in registration.nodes:
        if isinstance(profile, DistributorProfile) and node not in kept:
            places = view.read(Places, node)
            if places is not None and places.held > 0:
                raise Conflict(
                    "seat_in_use",
                    "Buyer {seat} still holds {held} places. Decline or wait, then remove it.",
                    seat=node,
                    held=places.held,
                )
