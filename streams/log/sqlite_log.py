"""The embedded log: one SQLite file, one partition, every append durable before it is confirmed.

Callers that append at the same moment share one transaction and one flush to disk: whoever gets
the lock first writes for all who wait (group commit).
"""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from streams.log.port import LogUnavailable, Position, Record, Stored

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    "offset" INTEGER PRIMARY KEY,
    "key" TEXT NOT NULL,
    value BLOB NOT NULL
) STRICT
"""
_INSERT = 'INSERT INTO records ("offset", "key", value) VALUES (?, ?, ?)'
_READ = 'SELECT "offset", "key", value FROM records WHERE "offset" >= ? ORDER BY "offset" LIMIT ?'
_END = 'SELECT coalesce(max("offset"), -1) + 1 FROM records'


@dataclass(slots=True)
class _Waiting:
    """One caller's batch: filled in by whoever writes it."""

    records: Sequence[Record]
    positions: list[Position] = field(default_factory=list)
    error: Exception | None = None
    done: bool = False


class SqliteLog:
    """An event log in one file.

    Parameters
    ----------
    path : Path
        The file; made if absent.
    synchronous : str
        `FULL` flushes before confirming. Anything less loses confirmed records with the power, and
        exists so that a drill can show it.
    """

    partitions = 1

    def __init__(self, path: Path, *, synchronous: str = "FULL") -> None:
        self._path = path
        self._synchronous = synchronous
        self._path.touch()
        self._writer = self._connect()
        try:
            self._prepare_writer()
            self._writer.execute(_SCHEMA)
            self._next = int(self._writer.execute(_END).fetchone()[0])
        except BaseException:
            self._writer.close()
            raise
        self._is_writer_lost = False
        self._is_reader_lost = False
        self._write_lock = threading.Lock()
        self._queue_lock = threading.Lock()
        self._queue: list[_Waiting] = []
        self._reader = self._connect()
        self._read_lock = threading.Lock()

    def append(self, records: Sequence[Record]) -> list[Position]:
        """Append a batch durably and return a position per record."""
        waiting = _Waiting(records)
        with self._queue_lock:
            self._queue.append(waiting)
        with self._write_lock:
            if not waiting.done:
                self._write_queue()
        if waiting.error is not None:
            raise LogUnavailable(str(waiting.error)) from waiting.error
        return waiting.positions

    def _write_queue(self) -> None:
        """Write everything that waits, in one transaction; if that fails, each on its own."""
        with self._queue_lock:
            batch, self._queue = self._queue, []
        try:
            self._write(batch)
        except Exception as failure:
            if len(batch) == 1:
                batch[0].error = failure
            else:
                for waiting in batch:
                    self._write_alone(waiting)
        for waiting in batch:
            waiting.done = True

    def _write_alone(self, waiting: _Waiting) -> None:
        try:
            self._write([waiting])
        except Exception as failure:
            waiting.error = failure

    def _write(self, batch: Sequence[_Waiting]) -> None:
        """Write some callers' records in one transaction and tell them their positions."""
        if self._is_writer_lost:
            self._open_writer_anew()
        rows: list[tuple[int, str, bytes]] = []
        positions: list[list[Position]] = []
        for waiting in batch:
            mine = range(self._next + len(rows), self._next + len(rows) + len(waiting.records))
            rows.extend(
                (offset, record.key, record.value)
                for offset, record in zip(mine, waiting.records, strict=True)
            )
            positions.append([Position(0, offset) for offset in mine])
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            self._writer.executemany(_INSERT, rows)
            self._writer.execute("COMMIT")
        except BaseException:
            self._recover()
            raise
        self._next += len(rows)
        for waiting, mine_at in zip(batch, positions, strict=True):
            waiting.positions = mine_at

    def _open_writer_anew(self) -> None:
        """Open the file again, which must hold everything that was confirmed."""
        self._writer.close()
        self._writer = self._connect()
        self._prepare_writer()
        end = int(self._writer.execute(_END).fetchone()[0])
        if end < self._next:
            raise LogUnavailable(f"the log ends at {end}, not at {self._next}")
        self._next = end
        self._is_writer_lost = False

    def _recover(self) -> None:
        """Leave a failed transaction and look again where the log ends."""
        try:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            self._next = int(self._writer.execute(_END).fetchone()[0])
        except sqlite3.Error:
            # The disk is still in trouble: the next append opens the file anew and looks again.
            self._is_writer_lost = True

    def read(self, start: Position, limit: int) -> list[Stored]:
        """Return up to `limit` records from `start` on."""
        rows = self._look(_READ, (start.offset, limit))
        return [Stored(Position(0, offset), key, value) for offset, key, value in rows]

    def end(self, partition: int) -> int:
        """Return the offset of the next record."""
        if partition != 0:
            raise ValueError(f"the embedded log has one partition, 0, not {partition}")
        ((end,),) = self._look(_END, ())
        return int(end)

    def ends(self) -> dict[int, int]:
        """Return the offset of the next record of the only partition."""
        return {0: self.end(0)}

    def _look(self, question: str, values: Sequence[Any]) -> list[Any]:
        """Ask for rows; after a failure the next question opens the file anew."""
        with self._read_lock:
            try:
                if self._is_reader_lost:
                    self._reader.close()
                    self._reader = self._connect()
                    self._is_reader_lost = False
                return self._reader.execute(question, values).fetchall()
            except sqlite3.Error as error:
                self._is_reader_lost = True
                raise LogUnavailable(error) from error

    def close(self) -> None:
        """Close both connections."""
        with self._write_lock, self._read_lock:
            self._writer.close()
            self._reader.close()

    def _prepare_writer(self) -> None:
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._writer.execute(f"PRAGMA synchronous = {self._synchronous}")

    def _connect(self) -> sqlite3.Connection:
        """Open the file; one that went missing is not made again, empty."""
        address = f"file:{quote(str(self._path))}?mode=rw"
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=30
        )
        connection.execute("PRAGMA busy_timeout = 30000")
        return connection
