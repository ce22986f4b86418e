"""When Python's collector looks for cyclic garbage: it stops every thread for as long as it looks.

Reference counting frees nearly all that we make, so the collector finds next to nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_COLLECT_AFTER = 20_000
"""Allocations before a collection; with the usual 700, seven pauses of 0.15 s a minute were seen
under the load of `./run drill live`."""


def settle_memory() -> None:
    """Collect seldom from now on, and never what was loaded so far; for processes that stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 10, 10)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let the collector rest while much is held in memory, and leave it as it was.

    A list of 10,000 rows is a million small objects, which it walked over several times: 0.7 s of
    2.0 s of the importer's own work, and a tenth of a rebuild.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
