"""Deciding for each company of a list what to ask for: nothing, a new entry, or a revision."""

from collections.abc import Collection, Mapping, Sequence

from api.imports.columns import Column
from api.imports.history import Touch, touches_by_hand
from api.imports.recording import Recorder, Wanted
from api.imports.registrations.commands import revision, submission
from api.imports.registrations.disputed import Disputed, disputed_in, still_touched
from api.imports.registrations.entry import Entry
from api.imports.registrations.finding import Recorded
from api.imports.registrations.known import Known, references_of, said_of
from api.imports.registrations.overlay import Overlaid, overlaid
from api.imports.registrations.producers import is_natural
from streams.domain.fairs.state import Fair
from streams.domain.naming import company_identity
from streams.domain.registrations.state import Identity, Registration
from streams.domain.vocabulary import NATURAL_PERSONS
from streams.runtime.installation import Installation
from streams.runtime.request import keyed
from streams.store.queries.recorded import Entered, versions_of

Asked = tuple[Entry, Wanted]
"""An entry of the list, and the command that makes the record say so."""


class Planner:
    """Decides for each entry what to ask for; asks for nothing.

    Attributes
    ----------
    unchanged : int
        How many companies stand there already, as the list says.
    disputed : list of Disputed
        Where the list says otherwise than people did.
    """

    def __init__(
        self,
        office: Installation,
        fair: Fair,
        recorder: Recorder,
        name: Column[str],
        chosen: Collection[str],
    ) -> None:
        self.unchanged = 0
        self.disputed: list[Disputed] = []
        self._office = office
        self._fair = fair
        self._recorder = recorder
        self._name = name
        self._chosen = chosen

    def plan(self, entries: Sequence[Entry], recorded: Recorded) -> list[Asked]:
        """Return what to ask for, new entries first."""
        found = recorded.find(entries)
        new = [entry for entry, entered in zip(entries, found, strict=True) if entered is None]
        known: list[tuple[Entry, Entered]] = [
            (entry, entered)
            for entry, entered in zip(entries, found, strict=True)
            if entered is not None and self._takes_part(entry, entered)
        ]
        revisions = self._revisions(known, recorded)
        return [*zip(new, self._submissions(new), strict=True), *revisions]

    def _takes_part(self, entry: Entry, entered: Entered) -> bool:
        """Whether an entry on record may be revised; who withdrew is not brought back."""
        if entered.status == "withdrawn":
            entry.rows[0].doubt(self._name, "withdrawn")
            self.unchanged += 1
            return False
        return True

    def _submissions(self, new: Sequence[Entry]) -> list[Wanted]:
        identities = [self._identity(entry) for entry in new]
        with self._office.reading() as connection:
            versions = versions_of(connection, self._fair.id, identities)
        return [
            submission(self._recorder, self._fair.id, entry, versions[identity])
            for entry, identity in zip(new, identities, strict=True)
        ]

    def _identity(self, entry: Entry) -> str:
        form = entry.form
        plain = company_identity(form.name, form.place.province, form.tax_code or None)
        if is_natural(entry):
            plain = keyed(self._office.keeper, plain)
        return Identity.name_of(plain)

    def _revisions(
        self, entries: Sequence[tuple[Entry, Entered]], recorded: Recorded
    ) -> list[tuple[Entry, Wanted]]:
        known = recorded.known([entered.id for _, entered in entries])
        differing: list[tuple[Entry, Known]] = []
        for entry, entered in entries:
            state = known[entered.id]
            if state.registration.side != entry.form.side:
                for row in entry.rows:
                    row.refuse(self._name, "other_side")
            elif self._says_more(state, overlaid(entry, state, frozenset()), entry):
                differing.append((entry, state))
        touches = touches_by_hand(
            self._office,
            self._fair.id,
            Registration,
            [state.registration.id for _, state in differing],
            fields=self._said,
        )
        revisions: list[Asked] = []
        for entry, state in differing:
            laid = self._laid(entry, state, touches.get(state.registration.id, {}))
            if self._differs(state, laid):
                want = revision(self._recorder, self._fair.id, entry, state, laid)
                revisions.append((entry, want))
            else:
                self.unchanged += 1
        return revisions

    def _laid(self, entry: Entry, state: Known, touches: Mapping[str, Touch]) -> Overlaid:
        """Lay an entry over the record, and note what of it people did otherwise by hand."""
        registration = state.registration.id
        laid = overlaid(entry, state, still_touched(touches, registration, self._chosen))
        if laid.kept:
            natural = state.form.kind in NATURAL_PERSONS
            entry.rows[0].doubt(self._name, "changed_by_hand", fields=", ".join(laid.kept))
            self.disputed += disputed_in(entry, registration, laid.kept, touches, natural=natural)
        return laid

    def _says_more(self, known: Known, laid: Overlaid, entry: Entry) -> bool:
        if laid.missed:
            entry.rows[0].doubt(self._name, "person_erased")
        if self._differs(known, laid):
            return True
        self.unchanged += 1
        return False

    def _differs(self, known: Known, laid: Overlaid) -> bool:
        return laid.form != known.form or bool(laid.notes)

    def _said(self, registration: Registration) -> dict[str, object]:
        references = list(references_of(registration.profile))
        private = self._office.keeper.read(references) if references else {}
        return said_of(registration.profile, private)
