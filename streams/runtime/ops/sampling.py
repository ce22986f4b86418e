"""How far log and store are, asked again and again by a thread of its own.

Who scrapes or probes gets what was found last, at once, however long an answer takes meanwhile.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from streams.domain.errors import Unreachable
from streams.runtime.ops.process import Process
from streams.store.queries.judged import next_offsets

_EVERY = 2.0
_LEAVING_SECONDS = 1.0
_NOT_YET = "it was not asked yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was found last.

    Attributes
    ----------
    taken_at : float
        When both had been asked, on the monotonic clock.
    ends, applied : mapping of partition to offset
        Where the log ends, and up to where the store has taken it in; the last that were told.
    log_fault, store_fault : str
        Why one of them did not answer; empty where it did.
    """

    taken_at: float = field(default_factory=time.monotonic)
    ends: Mapping[int, int] = field(default_factory=dict)
    applied: Mapping[int, int] = field(default_factory=dict)
    log_fault: str = _NOT_YET
    store_fault: str = _NOT_YET

    def lag(self, partition: int) -> int | None:
        """Return how many records of a partition wait; None where that is not known."""
        if partition not in self.ends:
            return None
        return max(0, self.ends[partition] - self.applied.get(partition, 0))


class Sampler:
    """Asks log and store of a process every two seconds."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._ended = threading.Event()
        self.latest = Sample()
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def close(self) -> None:
        """Ask no more; who still waits for an answer is left behind."""
        self._ended.set()
        self._thread.join(_LEAVING_SECONDS)

    def _run(self) -> None:
        while not self._ended.is_set():
            found = self._ask_store(self._ask_log(self.latest))
            self.latest = replace(found, taken_at=time.monotonic())
            self._ended.wait(_EVERY)

    def _ask_log(self, before: Sample) -> Sample:
        log = self._process.office.log
        try:
            ends = log.ends()
        except Unreachable as outage:
            return replace(before, log_fault=str(outage.params["reason"]))
        return replace(before, ends=ends, log_fault="")

    def _ask_store(self, before: Sample) -> Sample:
        try:
            with self._process.office.reading() as connection:
                applied = next_offsets(connection)
        except Unreachable as outage:
            return replace(before, store_fault=str(outage.params["reason"]))
        return replace(before, applied=applied, store_fault="")
