"""Log lines for operators: one per record, as JSON or as text, without personal data.

Messages are ours, or those of the transport, and name partitions, fairs and codes. What an
exception says may hold what somebody typed, so it is written only for kinds that cannot.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from streams.domain.errors import Unavailable
from streams.runtime.ops.throttle import Throttle
from streams.runtime.settings import Logs
from streams.runtime.trace import current_trace, trace_id
from streams.store.outage import fault_words

_NAME = "ketnoi"
_FIELDS = ("partition", "reaction", "seconds")
"""What a record may carry beside its message, as `extra`."""
_OWN = "streams"
_OPEN = (ConnectionError, TimeoutError, NotADirectoryError, PermissionError)
"""Exceptions whose words name addresses and files, and nothing that was typed."""


def write_lines(logs: Logs, instance: str | None = None) -> None:
    """Write this process's log lines to standard error, in one shape, whoever logs.

    Parameters
    ----------
    instance : str
        A name of this process, for every line.
    """
    stop_writing()
    root = logging.getLogger()
    handler = Lines(_SHAPES[logs]({"instance": instance} if instance else {}))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(_OWN).setLevel(logging.INFO)


def stop_writing() -> None:
    """Write no more lines; what was left out is said before."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if one.name == _NAME]:
        root.removeHandler(handler)
        handler.close()


class Lines(logging.StreamHandler["_Output"]):
    """Writes to whatever standard error is at the moment; floods are cut and counted."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(_Output())
        self.name = _NAME
        self._throttle = Throttle()
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, unless its logger has written too many in this second."""
        for passed in self._throttle.through(record):
            super().emit(passed)

    def close(self) -> None:
        """Say what was left out and not said yet."""
        for left_out in self._throttle.rest():
            super().emit(left_out)
        super().close()


class _Output:
    """Standard error as it is when something is written."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class JsonLine(logging.Formatter):
    """A record as one JSON document a line."""

    def __init__(self, always: Mapping[str, str]) -> None:
        super().__init__()
        self._always = always

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record, self._always),
        }
        if record.exc_info:
            line["error"] = "\n".join(_told(record))
        return msgspec.json.encode(line, enc_hook=str).decode()


class TextLine(logging.Formatter):
    """A record as one line of text, and what failed in lines below it."""

    def __init__(self, always: Mapping[str, str]) -> None:
        super().__init__()
        self._always = always

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        begin = f"{_moment(record)} {record.levelname} {record.name}: {record.getMessage()}"
        fields = [f"{name}={value}" for name, value in _fields(record, self._always).items()]
        line = f"{begin} [{' '.join(fields)}]" if fields else begin
        return "\n".join([line, *_told(record)])


_SHAPES: Mapping[Logs, type[JsonLine] | type[TextLine]] = {"json": JsonLine, "text": TextLine}


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _fields(record: logging.LogRecord, always: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {**always}
    found |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
    traceparent = current_trace()
    if traceparent is not None:
        found["trace"] = trace_id(traceparent)
    return found


def _told(record: logging.LogRecord) -> Iterator[str]:
    """Yield what failed and where: the places in the code, never the values there."""
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        yield _words(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _words(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, (Unavailable, *_OPEN)):
        return f"{name}: {error}"
    code = fault_words(error) or getattr(error, "code", None)
    return f"{name}: {code}" if code else name
