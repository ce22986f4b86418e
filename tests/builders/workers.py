"""A worker as a process of its own, with a port for operators; its log lines go to a file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.runtime.place import Place

ROOT = Path(__file__).parents[2]
_KETNOI = "import sys; from api.cli.main import main; sys.argv[0] = 'ketnoi'; main()"


@contextmanager
def worker(place: Place, folder: Path, port: int) -> Iterator[Path]:
    """Run a worker while the block runs; give the file of its log lines."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "KETNOI_KAFKA": place.brokers,
        "KETNOI_POSTGRES": place.database,
        "KETNOI_LOGS": "json",
    }
    arguments = ["--data", str(folder), "worker", "--instance", "w1", "--ops-port", str(port)]
    with (
        (folder / "lines").open("wb") as lines,
        subprocess.Popen(
            [sys.executable, "-c", _KETNOI, *arguments],
            env=env,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=lines,
        ) as process,
    ):
        try:
            yield folder / "lines"
        finally:
            process.kill()
