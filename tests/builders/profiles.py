"""Companies as they register: a cooperative with one product, a chain with one buyer."""

from typing import Any
from uuid import UUID, uuid5

from streams.domain.events.registrations import (
    DistributorProfile,
    Holder,
    Place,
    ProducerProfile,
    Product,
    Profile,
    Seat,
)
from streams.domain.naming import company_identity
from streams.domain.registrations.commands import SubmitRegistration
from streams.domain.vocabulary import NATURAL_PERSONS
from tests.builders.moments import FAIR

_NAMESPACE = UUID("6f1f4f0a-5d77-5c1c-8f3b-2f1f6f1b9a10")


def holder(name: str = "HTX Mẫu An", *, kind: str = "cooperative", **changes: Any) -> Holder:
    """Return a holder; a natural person is known by a keyed identity alone."""
    place = changes.pop("place", Place(province="Hà Nội"))
    identity = company_identity(name, place.province, None)
    if kind in NATURAL_PERSONS:
        keyed = f"keyed:{uuid5(_NAMESPACE, identity).hex}"
        return Holder(identity=keyed, place=place).but(**changes)
    return Holder(identity=identity, name=name, place=place).but(**changes)


def product(**changes: Any) -> Product:
    """Return a rated product of set 1."""
    return Product(name="Rau củ Mẫu", product_set=1, star=4).but(**changes)


def producer(name: str = "HTX Mẫu An", **changes: Any) -> ProducerProfile:
    """Return a producer with one product and three places."""
    kind = changes.get("kind", "cooperative")
    given: dict[str, Any] = {
        "kind": kind,
        "holder": holder(name, kind=kind),
        "products": (product(),),
        **changes,
    }
    return ProducerProfile(**given)


def seat(seat_id: str = "", **changes: Any) -> Seat:
    """Return a buyer for product set 1 with three places; an empty id is numbered on entry."""
    return Seat(id=seat_id, product_sets=(1,), places=3).but(**changes)


def distributor(name: str = "Siêu thị Mẫu Bình", **changes: Any) -> DistributorProfile:
    """Return a supermarket chain with one buyer."""
    given: dict[str, Any] = {
        "kind": "supermarket_chain",
        "holder": holder(name),
        "seats": (seat(),),
        **changes,
    }
    return DistributorProfile(**given)


def submit(
    registration: str | None = None, profile: Profile | None = None, *, fair: str = FAIR
) -> SubmitRegistration:
    """Return the command that enters a company."""
    return SubmitRegistration(fair=fair, profile=profile or producer(), registration=registration)
