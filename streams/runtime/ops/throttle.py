"""Keeping the transport's loggers from flooding: they say the same 100 times a second in an outage.

A line that was left out is counted, and the count is said with the next line that passes.
"""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass

_FLOODING = frozenset({"aiokafka", "faust", "kafka", "mode"})
_MOST = 5
"""Lines of one of these, with all loggers below it, in one second."""


@dataclass(slots=True)
class _Second:
    """What one logger wrote in one second."""

    number: int
    written: int = 0
    left_out: int = 0


class Throttle:
    """Lets records through, at most a few a second from each library that floods."""

    def __init__(self) -> None:
        self._seconds: dict[str, _Second] = {}
        self._lock = threading.Lock()

    def through(self, record: logging.LogRecord) -> list[logging.LogRecord]:
        """Return what is to be written now: lines about what was left out, and the record."""
        library, now = record.name.partition(".")[0], int(record.created)
        with self._lock:
            found = list(self._said(now))
            if library not in _FLOODING:
                return [*found, record]
            second = self._seconds.setdefault(library, _Second(now))
            if second.written < _MOST:
                second.written += 1
                return [*found, record]
            second.left_out += 1
            return found

    def rest(self) -> list[logging.LogRecord]:
        """Return lines about all that was left out and not said yet."""
        with self._lock:
            return list(self._said(None))

    def _said(self, now: int | None) -> Iterator[logging.LogRecord]:
        """Yield a line for each library that left some out in a second that is over."""
        over = [name for name, second in self._seconds.items() if second.number != now]
        for library in over:
            left_out = self._seconds.pop(library).left_out
            if left_out:
                yield logging.makeLogRecord(
                    {
                        "name": library,
                        "levelno": logging.WARNING,
                        "levelname": "WARNING",
                        "msg": "%d more lines within one second were left out",
                        "args": (left_out,),
                    }
                )
