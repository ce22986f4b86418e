"""What must be closed about natural persons, wherever they stand: entries and papers alike."""

from streams.domain.errors import Malformed
from streams.domain.events.agreements import Party
from streams.domain.events.registrations import Holder

KEYED = "keyed:"
"""How an identity begins that reveals nothing without the key of the private store."""


def is_closed(holder: Holder) -> bool:
    """Whether nothing about a holder identifies a natural person."""
    open_fields = (holder.name, holder.tax_code, holder.address, holder.phone)
    owner = holder.owner
    return (
        not any(open_fields)
        and holder.identity.startswith(KEYED)
        and (owner is None or owner.startswith(KEYED))
    )


def is_closed_party(party: Party) -> bool:
    """Whether nothing about a party identifies a natural person."""
    return party.name is None and party.identity.startswith(KEYED)


def person_in_the_open(kind: str) -> Malformed:
    """Return the refusal of data that must be kept closed."""
    return Malformed(
        "person_in_the_open",
        "A {kind} is a natural person. Keep name, address, phone, tax number and identity closed.",
        kind=kind,
    )
