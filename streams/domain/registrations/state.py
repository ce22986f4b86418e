"""The states around a registration: the entry, the identity that is unique, the places held."""

from collections import Counter
from typing import Literal

from streams.domain.events.evidence import Document, DocumentAttached
from streams.domain.events.registrations import (
    DistributorProfile,
    ProducerProfile,
    Profile,
    RegistrationAdmitted,
    RegistrationRevised,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from streams.domain.state import Change, State, number_of
from streams.domain.vocabulary import Channel, Origin, Side


class Registration(State):
    """One company's entry at one fair. `seats_given` is the highest seat number ever given."""

    noun = "registration"

    id: str
    profile: Profile
    status: Literal["submitted", "admitted", "withdrawn"] = "submitted"
    origin: Origin = "own"
    channel: Channel = "own"
    documents: tuple[Document, ...] = ()
    seats_given: int = 0

    @property
    def side(self) -> Side:
        """Which side of the match it stands on."""
        return "producer" if isinstance(self.profile, ProducerProfile) else "distributor"

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes of the match that belong to it: itself, or its seats."""
        return nodes_of(self.id, self.profile)

    def takes_part(self, *, admission: bool) -> bool:
        """Whether it can be matched; `admission` says that the fair asks for admission."""
        return self.status == "admitted" or (self.status == "submitted" and not admission)

    def places_of(self, node: str) -> int:
        """Return how many meetings a node of it offers; 0 for a seat that was removed."""
        if isinstance(self.profile, DistributorProfile):
            return next((s.places for s in self.profile.seats if s.id == node), 0)
        return self.profile.places


class Identity(State):
    """Which registration a company holds at this fair; absent after withdrawal."""

    noun = "identity"

    registration: str | None = None


class Places(State):
    """How many places of a producer or a seat are held by what was sent, pinned or agreed."""

    noun = "places"

    held: int = 0


def nodes_of(registration: str, profile: Profile) -> tuple[str, ...]:
    """Return the nodes that a profile brings into the match."""
    if isinstance(profile, DistributorProfile):
        return tuple(seat.id for seat in profile.seats)
    return (registration,)


def highest_seat(profile: Profile) -> int:
    """Return the highest number among a profile's seats; 0 where there is none."""
    seats = profile.seats if isinstance(profile, DistributorProfile) else ()
    return max((number_of(seat.id) for seat in seats), default=0)


def submitted(_: Registration | None, fact: RegistrationSubmitted, at: Change) -> Registration:
    """Begin a registration."""
    return Registration(
        id=at.event.subject.partition("/")[2],
        profile=fact.profile,
        origin=fact.origin,
        channel=at.event.channel,
        seats_given=highest_seat(fact.profile),
    )


def revised(registration: Registration, fact: RegistrationRevised, _: Change) -> Registration:
    """Replace the profile; what was admitted stays admitted, numbers of seats stay given."""
    return registration.but(
        profile=fact.profile,
        seats_given=max(registration.seats_given, highest_seat(fact.profile)),
    )


def admitted(registration: Registration, _: RegistrationAdmitted, __: Change) -> Registration:
    """Let the entry take part."""
    return registration.but(status="admitted")


def withdrawn(registration: Registration, _: RegistrationWithdrawn, __: Change) -> Registration:
    """Take the entry out; it stays visible."""
    return registration.but(status="withdrawn")


def document_attached(
    registration: Registration, fact: DocumentAttached, _: Change
) -> Registration:
    """Add a file once."""
    return registration.but(documents=(*registration.documents, fact.document))


def identity_taken(
    _: Identity | None, fact: RegistrationSubmitted | RegistrationRevised, at: Change
) -> Identity:
    """Give the identity to this registration, or free the one that a revision left behind."""
    if at.name == Identity.name_of(fact.profile.holder.identity):
        return Identity(registration=at.event.subject.partition("/")[2])
    return Identity()


def identity_freed(_: Identity, __: RegistrationWithdrawn, ___: Change) -> Identity:
    """Free the identity, so that the company may register again."""
    return Identity()


def places_released(places: Places | None, fact: RegistrationWithdrawn, at: Change) -> Places:
    """Give back the places of every pair that left with the company."""
    freed = Counter(node for pair in fact.released for node in pair)
    held = places.held if places else 0
    return Places(held=held - freed[at.name.partition("/")[2]])
