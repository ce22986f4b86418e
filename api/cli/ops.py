"""The port for operators on the command line: who has it, and what is told there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from api.cli.session import session
from api.words import tr
from streams.log.counted import Tell
from streams.runtime.installation import Installation

if TYPE_CHECKING:
    from streams.runtime.ops.endpoints import OpsPort

OPS_PORT = click.option(
    "--ops-port",
    type=click.IntRange(0, 65_535),
    metavar="PORT",
    help="Also serve /metrics, /livez and /readyz for operators on this port; 0 for any.",
)


@contextmanager
def ops_listener(port: int | None, *, beside: bool = False) -> Iterator["OpsPort | None"]:
    """Listen for operators on a port, if one was named, and say where."""
    if port is None:
        yield None
        return
    from streams.runtime.ops.endpoints import OpsPort  # noqa: PLC0415 -- seldom asked for

    with OpsPort(port, in_container=session().in_container) as ops:
        address = f"http://127.0.0.1:{ops.port}/metrics"
        click.echo(tr("For operators: {address}", address=address), err=beside)
        yield ops


@contextmanager
def rebuild_told(port: int | None, office: Installation) -> Iterator[Tell]:
    """Give a function that takes in how far a rebuild is, and tell it at a port, if named."""
    with ops_listener(port, beside=True) as ops:
        if ops is None:
            yield lambda _done, _total: None
            return
        from streams.runtime.ops.process import Process, Rebuilding  # noqa: PLC0415 -- as above

        rebuilding = Rebuilding()
        with ops.telling_of(Process(office=office, pulses=(), rebuilding=rebuilding)):
            yield rebuilding.tell
