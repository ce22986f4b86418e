"""Which of a list's companies are on record at the fair already, and as what."""

from collections.abc import Sequence

from api.imports.registrations.entry import Entry
from api.imports.registrations.known import Known, known_of, references_of
from streams.domain.naming import company_identity
from streams.domain.vocabulary import Side
from streams.runtime.installation import Installation
from streams.runtime.request import keyed
from streams.store.queries.recorded import (
    Entered,
    entries_of,
    registrations_by_id,
)


class Recorded:
    """The entries of one fair as they stand; who left the other side is as good as new."""

    def __init__(self, office: Installation, fair: str, side: Side) -> None:
        self._office = office
        self._fair = fair
        with office.reading() as connection:
            entered = entries_of(connection, fair)
        self.entered = [one for one in entered if one.status != "withdrawn" or one.side == side]
        self._by_identity = {entered.identity: entered for entered in self.entered}

    def find(self, entries: Sequence[Entry]) -> list[Entered | None]:
        """Return for each entry the one on record; no two entries get the same."""
        if not self.entered:
            return [None] * len(entries)
        found = [self._by_own_identity(entry) for entry in entries]
        taken = {entered.id for entered in found if entered is not None}
        missing = [index for index, entered in enumerate(found) if entered is None]
        if missing:
            by_name = self._by_name(taken)
            for index in missing:
                form = entries[index].form
                name = company_identity(form.name, form.place.province, None)
                entered = None if form.tax_code else by_name.pop(name, None)
                found[index] = entered
        claimed: set[str] = set()
        for index, entered in enumerate(found):
            if entered is not None and entered.id in claimed:
                found[index] = None
            elif entered is not None:
                claimed.add(entered.id)
        return found

    def known(self, ids: Sequence[str]) -> dict[str, Known]:
        """Return entries with their private data, by id."""
        with self._office.reading() as connection:
            states = registrations_by_id(connection, self._fair, ids)
        references = [ref for _, state in states.values() for ref in references_of(state.profile)]
        private = self._office.keeper.read(references) if references else {}
        return {
            wanted: known_of(state, version, private) for wanted, (version, state) in states.items()
        }

    def _by_own_identity(self, entry: Entry) -> Entered | None:
        """Look for an entry under each identity it may have been recorded with.

        Its kind may have been unknown then, which makes the identity a keyed one, or it stated no
        tax code.
        """
        form = entry.form
        codes = [form.tax_code] if form.tax_code else []
        for code in (*codes, None):
            plain = company_identity(form.name, form.place.province, code)
            closed = keyed(self._office.keeper, plain)
            found = self._by_identity.get(plain) or self._by_identity.get(closed)
            if found is not None:
                return found
        return None

    def _by_name(self, taken: set[str]) -> dict[str, Entered]:
        """Return entries recorded with a tax code by the identity they would have without."""
        ids = {
            entered.id: entered
            for entered in self.entered
            if entered.id not in taken and entered.identity.startswith(("tax:", "keyed:"))
        }
        return {
            company_identity(known.form.name, known.form.place.province, None): ids[wanted]
            for wanted, known in self.known(list(ids)).items()
            if known.form.tax_code and known.form.name
        }
