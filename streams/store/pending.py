"""What a batch of events will write, gathered and then written table by table.

Rows of a table go in one statement per kind, because a statement costs more than a row; and what is
new is inserted without looking for what it would replace.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from streams.store import tables
from streams.store.bulk import delete_rows, insert_rows, update_rows
from streams.store.effects import Effects
from streams.store.rows import PROJECTIONS
from streams.store.rows.projection import Projection, Row
from streams.store.workspace import Name, Workspace


class Pending:
    """Rows to delete, close and insert, in the order of the log."""

    def __init__(self) -> None:
        self._inserts: dict[sa.Table, list[Row]] = {}
        self._replaced: dict[Name, list[tuple[sa.Table, Row]]] = {}
        self._closed: dict[sa.Table, list[Row]] = {}
        self._pairs: dict[tuple[str, str, str], tuple[int, str] | None] = {}

    def insert(self, table: sa.Table, row: Row) -> None:
        """Insert a row."""
        self._inserts.setdefault(table, []).append(row)

    def add(self, effects: Effects, versions: Mapping[Name, int], recorded_at: str) -> None:
        """Gather the effects of one event; `versions` are those after it."""
        for name, rows in effects.rows.items():
            projection = PROJECTIONS.get(name[1].partition("/")[0])
            if projection is None:
                continue
            if projection.owned:
                self._replaced[name] = [line for line in rows if line[0] in projection.owned]
            if projection.versions is not None:
                self._add_version(projection, name, versions[name], recorded_at, rows)
        for (producer, seat), pair in effects.pairs.items():
            self._pairs[effects.key, producer, seat] = pair

    def _add_version(
        self,
        projection: Projection,
        name: Name,
        version: int,
        recorded_at: str,
        rows: list[tuple[sa.Table, Row]],
    ) -> None:
        main = projection.versions
        if main is None:
            return
        if version > 1:
            identity = projection.identity(name[0], name[1].partition("/")[2])
            closing = {**identity, "version": version - 1, "recorded_to": recorded_at}
            self._closed.setdefault(main, []).append(closing)
        for table, row in rows:
            if table in projection.owned:
                continue
            row["version"] = version
            if table is main:
                row["recorded_from"] = recorded_at
                row["recorded_to"] = None
            self.insert(table, row)

    def write(self, connection: sa.Connection, workspace: Workspace) -> None:
        """Write everything within the connection's transaction."""
        self._write_aggregates(connection, workspace)
        self._write_replaced(connection, workspace.new)
        self._write_pairs(connection)
        for table, rows in self._inserts.items():
            insert_rows(connection, table, rows)
        for table, closings in self._closed.items():
            by = [name for name in closings[0] if name != "recorded_to"]
            update_rows(connection, table, by, closings)
        workspace.written()

    def _write_aggregates(self, connection: sa.Connection, workspace: Workspace) -> None:
        updates: list[Row] = []
        for (key, name), aggregate in workspace.changed.items():
            row = {
                "version": aggregate.version,
                "ordinal": aggregate.ordinal,
                "state": aggregate.text,
                "before": aggregate.before,
            }
            if (key, name) in workspace.new:
                noun = name.partition("/")[0]
                self.insert(tables.aggregates, {"key": key, "name": name, "noun": noun, **row})
            else:
                updates.append({"key": key, "name": name, **row})
        update_rows(connection, tables.aggregates, ["key", "name"], updates)

    def _write_replaced(self, connection: sa.Connection, new: set[Name]) -> None:
        deletes: dict[sa.Table, list[Row]] = {}
        for (key, name), rows in self._replaced.items():
            noun, _, aggregate_id = name.partition("/")
            if (key, name) not in new:
                for table, owned in PROJECTIONS[noun].owned.items():
                    deletes.setdefault(table, []).append(owned(key, aggregate_id))
            for table, row in rows:
                self.insert(table, row)
        for table, owners in deletes.items():
            delete_rows(connection, table, owners)

    def _write_pairs(self, connection: sa.Connection) -> None:
        if not self._pairs:
            return
        owners: list[Row] = [
            {"key": key, "producer": producer, "seat": seat} for key, producer, seat in self._pairs
        ]
        delete_rows(connection, tables.match_pairs, owners)
        for (key, producer, seat), pair in self._pairs.items():
            if pair is not None:
                score, parts = pair
                row = {"key": key, "producer": producer, "seat": seat}
                self.insert(tables.match_pairs, {**row, "score": score, "parts": parts})
