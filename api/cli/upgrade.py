"""The command that brings a cluster to another store: a new one beside the old, or back again."""

import click

from api.cli.declare import command
from api.cli.output import progress, remark, say
from api.cli.root import root
from api.cli.session import needed_place
from streams.domain.errors import Malformed


@command(root, "upgrade", action="store.upgrade")
@click.option("--back", is_flag=True, help="Use the store again that was used before.")
@click.option("--drop-old", is_flag=True, help="Delete every store but the one in use.")
@click.pass_context
def upgrade(context: click.Context, back: bool, drop_old: bool) -> None:
    """Build the store of this program beside the one in use, and use it; the old one is kept."""
    from streams.runtime import upgrading  # noqa: PLC0415 -- Kafka's clients are slow to load
    from streams.runtime.cluster import open_pointer  # noqa: PLC0415
    from streams.runtime.logs import open_log  # noqa: PLC0415

    if back and drop_old:
        raise Malformed("back_or_drop", "Choose one: --back needs the old store, --drop-old not.")
    place = needed_place()
    with open_pointer(place) as pointer:
        if drop_old:
            names = upgrading.drop_old(pointer)
            say("{number} old stores deleted.", number=len(names))
            return
        if back:
            say("The store {store} is used again.", store=upgrading.go_back(pointer))
            return
        with open_log(place) as log, progress("Building the store") as show:
            done = upgrading.upgrade(log, pointer, show)
    say("The store {store} is used from now on. The way back: upgrade --back.", store=done.store)
    if done.compared is not None and not done.compared.equal:
        remark(
            "The store before differed from the log and is kept as suspect. {difference}",
            difference=done.compared.difference or "",
        )
        context.exit(1)
