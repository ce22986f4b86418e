"""The Guard: whatever a consumer hands over, each record takes effect exactly once.

A consumer may deliver records again, out of another worker's hands, or leave some out; the position
in the store, written with the effects, decides. What is behind it is skipped, what is missing is
read from the log, and a rival's write is noticed because the position is compared and then held.
"""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import TypeVar

import sqlalchemy as sa

from streams.log.codec import FutureVersion
from streams.log.port import EventLog, Position, Stored
from streams.runtime.projection import check_stand
from streams.store.engine import writing
from streams.store.outage import fault_words
from streams.store.projected import Projected
from streams.store.projector import PositionMoved, Projector, Stand

T = TypeVar("T")
_log = logging.getLogger(__name__)
_AT_A_TIME = 2_000
_FIRST_REST, _LONGEST_REST = 0.1, 5.0


class Guard:
    """Applies the partitions of one worker to one store. Used by one thread.

    Parameters
    ----------
    tell : callable
        Is told what was applied, after each batch; it must be quick.
    going_on : callable
        Whether to try again after the store failed; False once the worker is to stop.

    Attributes
    ----------
    stopped : dict of partition to FutureVersion
        Partitions that stand before a record this program is too old for. Nothing of them is
        applied until another program takes them over.
    skipped, repaired : int
        Records that had been applied before; records left out by the consumer and read from the
        log.
    measured : callable
        Is told how many seconds a batch took; whoever measures sets it.
    """

    def __init__(
        self,
        log: EventLog,
        engine: sa.Engine,
        tell: Callable[[Sequence[Projected]], None],
        going_on: Callable[[], bool] = lambda: True,
    ) -> None:
        self._log = log
        self._engine = engine
        self._tell = tell
        self._going_on = going_on
        self._projector: Projector | None = None
        self.stopped: dict[int, FutureVersion] = {}
        self.skipped = self.repaired = 0
        self.measured: Callable[[float], None] = lambda _seconds: None

    def close(self) -> None:
        """Give the connection back."""
        projector, self._projector = self._projector, None
        if projector is not None:
            with suppress(sa.exc.DBAPIError):
                projector.close()

    def fill(self, engine: sa.Engine) -> None:
        """Apply to another store from now on, from wherever it stands."""
        self.close()
        self._engine = engine

    def stand(self, partition: int) -> Stand:
        """Return where a partition was applied to."""
        return self._patiently(lambda projector: projector.stand(partition))

    def assigned(self, partitions: Collection[int], kept: Collection[int] = ()) -> None:
        """Look again where partitions stand that another worker may have applied.

        Parameters
        ----------
        kept : collection of int
            Those that this worker had before; where all are, what it knows of them is kept too.

        Raises
        ------
        StoreAheadOfLog
            When the log is shorter than the store's position, or holds another event just before.
        """
        if not set(partitions) <= set(kept):
            self.close()
        for partition in partitions:
            self.stopped.pop(partition, None)
            check_stand(self._log, partition, self.stand(partition))

    def take(self, records: Sequence[Stored]) -> None:
        """Apply records of one partition; return when they have their effect.

        Nothing is applied to a partition that is stopped. Where the store fails it is tried again
        until it works or the worker is to stop.

        Raises
        ------
        DBAPIError
            When the store failed and the worker is to stop.
        LogUnavailable
            When records are missing before these and cannot be read.
        """
        while records and records[0].position.partition not in self.stopped:
            next_offset = self.stand(records[0].position.partition).next_offset
            new = [record for record in records if record.position.offset >= next_offset]
            self.skipped += len(records) - len(new)
            records = new
            if not records:
                return
            missing = self._missing(records[0].position, next_offset)
            batch = missing or records[:_AT_A_TIME]
            if self._apply(batch) and not missing:
                records = records[len(batch) :]

    def catch_up(self, partitions: Collection[int]) -> None:
        """Apply what the log has beyond the positions, whoever should have delivered it.

        Raises
        ------
        LogUnavailable
            When it does not answer.
        """
        ends = self._log.ends()
        for partition in sorted(partitions):
            self._catch_up(partition, ends[partition])

    def _catch_up(self, partition: int, end: int) -> None:
        while partition not in self.stopped:
            next_offset = self.stand(partition).next_offset
            if next_offset >= end:
                return
            self._apply(self._read(Position(partition, next_offset), _AT_A_TIME))

    def _missing(self, first: Position, next_offset: int) -> list[Stored]:
        """Return what lies between the position and the first record delivered."""
        if first.offset == next_offset:
            return []
        start = Position(first.partition, next_offset)
        return self._read(start, min(first.offset - next_offset, _AT_A_TIME))

    def _read(self, start: Position, limit: int) -> list[Stored]:
        found = self._log.read(start, limit)
        self.repaired += len(found)
        return found

    def _apply(self, records: Sequence[Stored]) -> bool:
        """Apply records that follow each other; tell whether it was done here and now."""
        partition = records[0].position.partition
        begun = time.monotonic()
        try:
            done = self._patiently(lambda projector: projector.apply(records))
        except PositionMoved:  # a rival was faster; where it stands by now is read again
            return False
        except FutureVersion as future:
            _log.error("a partition stops: %s", future, extra={"partition": partition})
            self.stopped[partition] = future
            return False
        self.measured(time.monotonic() - begun)
        self._tell(done)
        return True

    def _patiently(self, act: Callable[[Projector], T]) -> T:
        """Do something with the store, on a new connection whenever one fails."""
        rest = _FIRST_REST
        while True:
            try:
                if self._projector is None:
                    self._projector = Projector(writing(self._engine))
                return act(self._projector)
            except sa.exc.DBAPIError as error:
                self.close()
                if not self._going_on():
                    raise
                _log.warning("the store fails, tried again in %.1f s: %s", rest, fault_words(error))
                time.sleep(rest)
                rest = min(2 * rest, _LONGEST_REST)
