"""Names of natural persons, for those who may read them; after erasure only the kind is left."""

from collections.abc import Collection, Iterable

from api.words import tr
from api.words.vocabulary import word
from streams.runtime.installation import Installation
from streams.store.private.keeper import Keeper
from streams.store.queries.recorded import registrations_by_id
from streams.store.queries.registrations import registrations_of


def participant_names(office: Installation, fair: str) -> dict[str, str]:
    """Return the name of every company registered at a fair, by registration."""
    with office.reading() as connection:
        entries = registrations_of(connection, fair)
    hidden = names_behind(office.keeper, ((entry.kind, entry.private) for entry in entries))
    return {entry.id: entry.name or hidden[entry.private] for entry in entries}


def names_of(office: Installation, fair: str, ids: Collection[str]) -> dict[str, str]:
    """Return the names of some companies of a fair; an id that is none is left out."""
    with office.reading() as connection:
        entries = registrations_by_id(connection, fair, sorted(ids))
    profiles = {id_: entry.profile for id_, (_, entry) in entries.items()}
    holders = ((one.kind, one.holder.private) for one in profiles.values())
    hidden = names_behind(office.keeper, holders)
    return {id_: one.holder.name or hidden[one.holder.private] for id_, one in profiles.items()}


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
