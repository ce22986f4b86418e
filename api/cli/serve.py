"""The HTTP door on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from api.cli.declare import command
from api.cli.output import say
from api.cli.root import root
from api.cli.session import opened_cluster, session
from api.demo.folder import is_demo
from streams.runtime.embedded import Embedded

if TYPE_CHECKING:
    from streams.runtime.ops.endpoints import OpsPort

DEFAULT_PORT = 8000
PORT = click.option(
    "--port", type=click.IntRange(0, 65_535), help="Port; 8000 unless said otherwise, 0 for any."
)


OPS_PORT = click.option(
    "--ops-port",
    type=click.IntRange(0, 65_535),
    metavar="PORT",
    help="Also serve /metrics, /livez and /readyz for operators on this port; 0 for any.",
)


@command(root, "serve", action="console.serve")
@PORT
@OPS_PORT
def serve(port: int | None, ops_port: int | None) -> None:
    """Serve the console and the API on this machine, until stopped."""
    from api.serving import bound, serve_app  # noqa: PLC0415 -- other commands start without it

    folder, place = session().folder, session().place
    wanted = DEFAULT_PORT if port is None else port
    listener = bound(wanted, in_container=session().in_container)
    with listener, ops_listener(ops_port) as ops:
        if place is not None:
            with opened_cluster(place) as cluster:
                serve_app(cluster, listener, ready=opened, ops=ops)
            return
        with Embedded(folder) as office:
            office.start()
            serve_app(office, listener, ready=opened, is_demo=is_demo(folder), ops=ops)


@contextmanager
def ops_listener(port: int | None) -> Iterator["OpsPort | None"]:
    """Listen for operators on a port and say where, if one was named."""
    from streams.runtime.ops.endpoints import OpsPort  # noqa: PLC0415 -- seldom asked for

    if port is None:
        yield None
        return
    with OpsPort(port, in_container=session().in_container) as ops:
        say("For operators: {address}", address=f"http://127.0.0.1:{ops.port}/metrics")
        yield ops


def opened(address: str) -> None:
    """Say where the console is."""
    say("Open {address} (stop with Ctrl-C).", address=address)
