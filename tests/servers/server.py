"""What real servers have in common: a process in a folder, which is started, stopped and killed."""

import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self


class Server(ABC):
    """A server in a folder. Use as a context manager.

    Parameters
    ----------
    data : Path
        Everything the server writes; a server started there again has the same data.
    """

    def __init__(self, data: Path) -> None:
        self._data = data.resolve()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process, which must have been started."""
        assert self._process is not None, "not started"
        return self._process.pid

    @abstractmethod
    def start(self) -> Self:
        """Start and return once it can serve."""

    @abstractmethod
    def stop(self) -> None:
        """End in order."""

    def kill(self) -> None:
        """End at once, as a crash would."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _until_ready(self, is_ready: Callable[[], bool], deadline: float) -> Self:
        """Return once it can serve.

        Raises
        ------
        RuntimeError
            When it ended, or is not ready in time; with what it said last.
        """
        assert self._process is not None
        while not is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError((self._data / "output.log").read_text()[-2_000:])
            time.sleep(0.05)
        return self
