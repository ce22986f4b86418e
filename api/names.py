"""Names of natural persons, for those who may read them; after erasure only the kind is left."""

from collections.abc import Iterable

from api.words import tr
from api.words.vocabulary import word
from streams.runtime.embedded import Embedded
from streams.store.private.keeper import Keeper
from streams.store.queries.registrations import registration_state, registrations_of


def participant_names(office: Embedded, fair: str) -> dict[str, str]:
    """Return the name of every company registered at a fair, by registration."""
    with office.reading() as connection:
        entries = registrations_of(connection, fair)
    hidden = names_behind(office.keeper, ((entry.kind, entry.private) for entry in entries))
    return {entry.id: entry.name or hidden[entry.private] for entry in entries}


def company_name(office: Embedded, fair: str, registration: str) -> str:
    """Return the name of one company registered at a fair."""
    with office.reading() as connection:
        entry = registration_state(connection, fair, registration)
    if entry is None:
        return registration
    holder = entry.profile.holder
    if holder.name:
        return holder.name
    return names_behind(office.keeper, [(entry.profile.kind, holder.private)])[holder.private]


def names_behind(
    keeper: Keeper, holders: Iterable[tuple[str, str | None]]
) -> dict[str | None, str]:
    """Return the name behind each reference, in words where it was erased.

    Parameters
    ----------
    keeper : Keeper
        The private data.
    holders : iterable of (kind, reference)
        The kind is what is left to say after erasure.
    """
    kinds = {reference: kind for kind, reference in holders}
    fields = keeper.read(reference for reference in kinds if reference is not None)
    return {
        reference: fields[reference].get("name", "")
        if reference in fields
        else tr("{kind} (erased)", kind=word(kind).capitalize())
        for reference, kind in kinds.items()
    }
