"""The HTTP door on the command line."""

import click

from api.cli.declare import command
from api.cli.ops import OPS_PORT, ops_listener
from api.cli.output import say
from api.cli.root import root
from api.cli.session import opened_cluster, session
from api.demo.folder import is_demo
from streams.runtime.embedded import Embedded

DEFAULT_PORT = 8000
PORT = click.option(
    "--port", type=click.IntRange(0, 65_535), help="Port; 8000 unless said otherwise, 0 for any."
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


def opened(address: str) -> None:
    """Say where the console is."""
    say("Open {address} (stop with Ctrl-C).", address=address)
