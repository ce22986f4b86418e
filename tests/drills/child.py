"""A process that a drill stops at will, with what it acknowledged; supervised as in production."""

import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
_FREEZE_SECONDS = 8.0
_ENDS_WITHIN = 20.0
_RESTS_SECONDS = 1.0


class Child:
    """A process that is started anew when it was stopped, and when it ended by itself.

    Parameters
    ----------
    complaints : Path
        A file for what it writes to standard error.
    listen : bool
        Whether it says what it acknowledged, `EVENT TYPE` a line, and is told the number of its run
        as its last argument.
    runs : int
        The number of its first run.

    Attributes
    ----------
    fell : list of str
        What it said last, each time it ended by itself.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        complaints: Path,
        *,
        listen: bool,
        runs: int = 0,
    ) -> None:
        self._arguments, self._env, self._listen = arguments, env, listen
        self._complaints = complaints
        self._changing = threading.Lock()
        self.runs = runs
        self.fell: list[str] = []
        self.acknowledged: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        """Start the next run."""
        number = [str(self.runs)] if self._listen else []
        self.runs += 1
        with self._complaints.open("ab") as complaints:
            self.process = subprocess.Popen(
                [*self._arguments, *number],
                env=self._env,
                cwd=ROOT,
                stdout=subprocess.PIPE if self._listen else subprocess.DEVNULL,
                stderr=complaints,
                text=True,
            )
        self._ending = threading.Event()
        begun = (self.process, self._ending)
        self._following = threading.Thread(target=self._follow, args=begun, daemon=True)
        self._following.start()

    def stop(self, how: str) -> None:
        """Kill it, tell it to stop, or freeze it past its session; then see that it runs."""
        if how == "freeze":
            self.process.send_signal(signal.SIGSTOP)
            time.sleep(_FREEZE_SECONDS)
            self.process.send_signal(signal.SIGCONT)
            return
        self.end(signal.SIGKILL if how == "kill" else signal.SIGTERM)
        self.start()

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it, and read what it said last."""
        with self._changing:
            self._ending.set()
        self.process.send_signal(how)
        try:
            self.process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._following.join()

    def _follow(self, process: subprocess.Popen[str], ending: threading.Event) -> None:
        """Read what a run says until it ends; start the next one if nobody meant to end it."""
        if process.stdout is not None:
            self._read(process.stdout)
        process.wait()
        if ending.wait(_RESTS_SECONDS):
            return
        with self._changing:
            if not ending.is_set():
                said = self._complaints.read_text(encoding="utf-8", errors="replace")
                self.fell.append(said.strip().rpartition("\n")[2])
                self.start()

    def _read(self, output: IO[str]) -> None:
        with output as lines:
            for line in lines:
                if line.endswith("\n"):
                    event, _, kind = line.rstrip().partition(" ")
                    self.acknowledged[event] = kind
