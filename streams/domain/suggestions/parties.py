"""The two registrations behind a pair, and the places they have."""

from streams.domain.errors import Conflict, NotFound
from streams.domain.events.registrations import DistributorProfile, ProducerProfile
from streams.domain.registrations.state import Places, Registration
from streams.domain.state import pair_id, registration_of
from streams.domain.suggestions.state import Suggestion
from streams.domain.view import View


def read_pair(view: View, producer: str, seat: str) -> tuple[Registration, Registration]:
    """Return both registrations of a pair that decisions may rely on.

    Raises
    ------
    NotFound
        When one of them does not exist, or stands on the other side.
    """
    left = view.read(Registration, producer)
    right = view.read(Registration, registration_of(seat))
    if (
        left is None
        or right is None
        or not isinstance(left.profile, ProducerProfile)
        or not isinstance(right.profile, DistributorProfile)
        or seat not in right.nodes
    ):
        raise NotFound(
            "no_such_pair",
            "{producer} and {seat} are not a producer and a buyer of this fair. Check the ids.",
            producer=producer,
            seat=seat,
        )
    return left, right


def check_present(left: Registration, right: Registration) -> None:
    """Check that nobody has withdrawn.

    Raises
    ------
    Conflict
        When a company has left the fair.
    """
    if "withdrawn" in (left.status, right.status):
        raise Conflict(
            "company_withdrawn", "One of the two has left the fair. Choose another pair."
        )


def take_places(view: View, left: Registration, right: Registration, seat: str) -> None:
    """Mark one place on both sides as taken by this decision.

    Raises
    ------
    Conflict
        When a side has no free place.
    """
    for registration, node in ((left, left.id), (right, seat)):
        places = view.change(Places, node)
        if (places.held if places else 0) >= registration.places_of(node):
            raise Conflict(
                "no_place",
                "{node} has no free place any more. Choose another pair, or add a place.",
                node=node,
            )


def release_places(view: View, producer: str, seat: str) -> None:
    """Mark one place on both sides as given back by this decision."""
    view.change(Places, producer)
    view.change(Places, seat)


def shown(view: View, producer: str, seat: str) -> Suggestion:
    """Return a suggestion that was sent once, to be changed.

    Raises
    ------
    NotFound
        When this pair was never sent.
    """
    suggestion = view.change(Suggestion, pair_id(producer, seat))
    if suggestion is None or suggestion.round is None:
        raise NotFound(
            "not_sent",
            "This pair was never sent. Look at the list of suggestions.",
        )
    return suggestion
