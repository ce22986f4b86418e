"""A process that a drill stops at will and starts anew, with what it acknowledged."""

import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FREEZE_SECONDS = 8.0
_ENDS_WITHIN = 20.0


class Child:
    """A process that is started anew whenever it was stopped.

    Parameters
    ----------
    listen : bool
        Whether it says what it acknowledged, `EVENT TYPE` a line, and is told the number of its run
        as its last argument.
    runs : int
        The number of its first run.
    """

    def __init__(
        self, arguments: Sequence[str], env: Mapping[str, str], *, listen: bool, runs: int = 0
    ) -> None:
        self._arguments, self._env, self._listen = arguments, env, listen
        self.runs = runs
        self.acknowledged: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        """Start the next run."""
        number = [str(self.runs)] if self._listen else []
        self.runs += 1
        self.process = subprocess.Popen(
            [*self._arguments, *number],
            env=self._env,
            cwd=ROOT,
            stdout=subprocess.PIPE if self._listen else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self._listen:
            self._reading = threading.Thread(target=self._read, args=[self.process], daemon=True)
            self._reading.start()

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
        self.process.send_signal(how)
        try:
            self.process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._listen:
            self._reading.join()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):
                    event, _, kind = line.rstrip().partition(" ")
                    self.acknowledged[event] = kind
