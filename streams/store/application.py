"""One batch of records being applied within one transaction."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from streams.domain.days import stamp
from streams.domain.effectiveness import Verdict, judge
from streams.domain.event import Batch, Entry, Event
from streams.domain.events.acts import ActTakenBack
from streams.domain.events.suggestions import MatchingUpdated
from streams.log.codec import Undecodable
from streams.log.port import Stored, owner_of
from streams.store import tables
from streams.store.among import Among, listed
from streams.store.batch_parts import IncompleteBatch, Parts
from streams.store.effects import CannotApply, effects_of
from streams.store.pending import Pending
from streams.store.prepared import Prepared
from streams.store.projected import Outcome, Projected, event_row
from streams.store.reliance import relied_since
from streams.store.rows.projection import Row
from streams.store.workspace import Name, Workspace

_REFERENCE = re.compile(rb'"(prv-[0-9a-f]{32})"')
_LONGEST_DETAIL = 500
_KNOWN_IDS = Prepared(
    sa.select(tables.events.c.key, tables.events.c.id).where(Among(tables.events.c.id, "ids"))
)


class Application:
    """Applies decoded records in order, gathering what to write.

    Parameters
    ----------
    connection : Connection
        Within a transaction that the caller commits.
    workspace : Workspace
        What earlier batches left in memory.
    records : sequence
        Records with their events, or with what kept them from being read.
    look_for_repeats : bool
        Whether to ask the store for these event ids first. Without it a repeated event makes the
        write fail on the ids' index, and the caller tries again with it.
    unfit : str
        Why the tables did not take these records, known from an attempt: they become dead letters.

    Attributes
    ----------
    duplicates : int
        Records whose event had been applied before: they get no ordinal and no effect.
    """

    def __init__(
        self,
        connection: sa.Connection,
        workspace: Workspace,
        records: Sequence[tuple[Stored, Event | Undecodable]],
        *,
        look_for_repeats: bool,
        unfit: str = "",
    ) -> None:
        self.duplicates = 0
        self._connection = connection
        self._workspace = workspace
        self._records = records
        self._unfit = unfit
        self._pending = Pending()
        self._read_here: list[tuple[str, int, set[str]]] = []
        events = [event for _, event in records if isinstance(event, Event)]
        self._seen = self._known_ids([event.id for event in events]) if look_for_repeats else set()
        self._parts = Parts(connection, events)
        self._load_aggregates(events)
        keys = {_key(record, event) for record, event in records}
        workspace.load_keys(connection, sorted(keys))

    def run(self) -> list[Projected]:
        """Apply every record and return what became of each; repeated ones are left out."""
        return [done for record, event in self._records if (done := self._one(record, event))]

    def write(self) -> None:
        """Write what was gathered."""
        self._pending.write(self._connection, self._workspace)
        self._parts.write()

    def _one(self, record: Stored, event: Event | Undecodable) -> Projected | None:
        if isinstance(event, Undecodable):
            return self._dead(record, event.code, event.detail, None)
        if (event.key, event.id) in self._seen:
            self.duplicates += 1
            return None
        self._seen.add((event.key, event.id))
        if self._unfit:
            return self._dead(record, "cannot_apply", self._unfit, event)
        if isinstance(event.fact, Batch) and event.fact.part < event.fact.parts:
            self._parts.keep(event, event.fact)
            return self._note(record, event, "part", Verdict())
        try:
            lines = self._parts.join(event, event.fact) if isinstance(event.fact, Batch) else ()
        except IncompleteBatch:
            return self._note(record, event, "lost", Verdict(stale=("parts",)))
        verdict = judge(
            event.basis, lines, self._workspace.versions_of(event.key), self._relied_since(event)
        )
        if verdict.stale:
            return self._note(record, event, "lost", verdict)
        try:
            effects = effects_of(event, verdict, self._workspace)
        except CannotApply as error:
            return self._dead(record, "cannot_apply", str(error), event)
        done = self._note(record, event, "applied", verdict)
        versions = {
            name: self._workspace.change(name, state, done.ordinal)
            for name, state in effects.states.items()
        }
        self._pending.add(effects, versions, done.recorded_at)
        for reference in set(_REFERENCE.findall(record.value)):
            row: Row = {"key": event.key, "ordinal": done.ordinal, "reference": reference.decode()}
            self._pending.insert(tables.private_references, row)
        return done

    def _dead(self, record: Stored, code: str, detail: str, event: Event | None) -> Projected:
        done = self._note(record, event, "dead", Verdict())
        self._pending.insert(
            tables.dead_letters,
            {
                "key": done.key,
                "ordinal": done.ordinal,
                "code": code,
                "detail": detail.replace("\0", "")[:_LONGEST_DETAIL],
                "value": record.value,
            },
        )
        return done

    def _note(
        self, record: Stored, event: Event | None, outcome: Outcome, verdict: Verdict
    ) -> Projected:
        """Give the record its ordinal and note what became of it."""
        key = _key(record, event)
        time = stamp(event.time) if event else None
        ordinal, recorded_at = self._workspace.next_ordinal(key, time)
        reads: set[str] = set()
        changes: dict[str, int] = {}
        if outcome == "applied" and event and not isinstance(event.fact, MatchingUpdated):
            reads.update(event.basis.reads, *(line.reads for line in verdict.lines))
            changes = {name: self._workspace.version((key, name)) for name in verdict.changes}
            self._read_here.append((key, ordinal, reads))
        done = Projected(
            key=key,
            ordinal=ordinal,
            recorded_at=recorded_at,
            outcome=outcome,
            event=event,
            stale=verdict.stale,
            skipped=verdict.skipped,
            version=changes[event.subject] + 1 if event and event.subject in changes else None,
        )
        self._pending.insert(tables.events, event_row(done, record, reads, changes))
        return done

    def _relied_since(self, event: Event) -> frozenset[str]:
        """Return what people have relied on since the act that an event takes back."""
        if not isinstance(event.fact, ActTakenBack):
            return frozenset()
        after = event.fact.ordinal
        names = set(relied_since(self._connection, event.key, after))
        for key, ordinal, reads in self._read_here:
            if key == event.key and ordinal > after:
                names |= reads
        return frozenset(names)

    def _known_ids(self, ids: Sequence[str]) -> set[tuple[str, str]]:
        rows = _KNOWN_IDS.rows(self._connection, {"ids": listed(ids)})
        return {(key, event_id) for key, event_id in rows}

    def _load_aggregates(self, events: Sequence[Event]) -> None:
        names: set[Name] = set()
        for event in events:
            names.update((event.key, name) for name in event.basis.reads)
            names.update((event.key, name) for name in event.basis.changes)
            if isinstance(event.fact, Batch):
                for line in event.fact.lines:
                    names.update(_names(event.key, line))
        for key, line in self._parts.known():
            names.update(_names(key, line))
        self._workspace.load(self._connection, names)


def _key(record: Stored, event: Event | Undecodable | None) -> str:
    return event.key if isinstance(event, Event) else owner_of(record.key)


def _names(key: str, line: Entry) -> list[Name]:
    return [(key, name) for name in (*line.reads, *line.changes)]
