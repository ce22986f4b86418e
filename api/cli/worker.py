"""Commands of the production shape: the worker, and a look at Kafka."""

import time
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, Any

import click
import msgspec

from api.cli.declare import as_json, command
from api.cli.ops import OPS_PORT, ops_listener
from api.cli.output import emit_json, progress, say
from api.cli.root import root
from api.cli.session import check_data, needed_place, opened_cluster, session
from api.cli.upkeep import log
from api.words import tr
from streams.domain.errors import Malformed, Unreachable
from streams.log.copying import copy_log
from streams.runtime.ops.lines import write_lines
from streams.runtime.place import Place

if TYPE_CHECKING:
    from streams.runtime.checkup.brokers import ListedTopic

_BREATH = 1.0


class _Folder(click.Path):
    """A folder that is named: the empty name would be the folder of the moment."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse the empty name."""
        if not str(value):
            self.fail(tr("Name a folder."), param, ctx)
        return super().convert(value, param, ctx)


FOLDER = _Folder(file_okay=False, path_type=Path)


@command(root, "worker", action="worker.run")
@click.option(
    "--instance",
    metavar="NAME",
    help="For a single worker: its name over restarts, so that it goes on at once after a crash.",
)
@OPS_PORT
def worker(instance: str | None, ops_port: int | None) -> None:
    """Apply the log and react to it, until stopped. Any number may run beside each other."""
    from streams.runtime.supervised import work  # noqa: PLC0415 -- no other command needs it

    place = needed_place()
    write_lines(session().logs, instance or gethostname())
    with ops_listener(ops_port) as ops:
        say("Working on {brokers} (stop with Ctrl-C).", brokers=place.brokers)
        work(place, session().folder / "worker", instance, ops)


@command(root, "set-up", action="worker.run")
@click.option(
    "--wait",
    type=click.IntRange(0, 3_600),
    default=0,
    metavar="SECONDS",
    help="How long to wait for Kafka and PostgreSQL if they are still starting.",
)
def set_up(wait: int) -> None:
    """Make what is absent of topics, schemas and tables, check the rest, and end."""
    place = needed_place()
    deadline = time.monotonic() + wait
    while True:
        try:
            _make(place)
            break
        except Unreachable:
            if time.monotonic() > deadline:
                raise
            time.sleep(_BREATH)
    say("Ready: the topic {topic}, and the database.", topic=place.topic)


def _make(place: Place) -> None:
    from streams.runtime.logs import make_outlets  # noqa: PLC0415 -- Kafka's clients are slow to load

    make_outlets(place)
    with opened_cluster(place):
        pass


@command(root, "lag", action="installation.examine")
@as_json
def lag(json: bool) -> None:
    """Show how far the store is behind the log, partition by partition."""
    with session().reading() as office:
        lines = [
            (partition, office.log.end(partition), office.progress.stands_at(partition))
            for partition in range(office.log.partitions)
        ]
    if json:
        emit_json([{"partition": p, "end": end, "applied": applied} for p, end, applied in lines])
        return
    for partition, end, applied in lines:
        say(
            "Partition {partition}: {behind} behind; {applied} of {end} applied.",
            partition=partition,
            behind=end - applied,
            applied=applied,
            end=end,
        )


@command(root, "topics", action="installation.examine")
@as_json
@click.pass_context
def topics(context: click.Context, json: bool) -> None:
    """Show the topics on Kafka, and what differs from what must be."""
    from streams.runtime.checkup.brokers import list_topics  # noqa: PLC0415 -- as `copy` below

    listed = list_topics(needed_place())
    if json:
        emit_json(
            [{**msgspec.to_builtins(one.found), "differing": list(one.differing)} for one in listed]
        )
    else:
        for one in listed:
            _print_topic(one)
    if any(one.differing for one in listed):
        context.exit(1)


def _print_topic(listed: "ListedTopic") -> None:
    found = listed.found
    if not found.partitions:
        say("The topic {topic} is absent. Run `ketnoi set-up`.", topic=found.name)
        return
    say(
        "{topic}: {partitions} partitions, {replicas} copies of each, {records} records.",
        topic=found.name,
        partitions=found.partitions,
        replicas=found.replicas,
        records=found.records,
    )
    for name, value in sorted(found.settings.items()):
        click.echo(f"  {name}={value}")
    if listed.differing:
        say(
            "Not as it must be: {differing}. Correct these settings.",
            differing="; ".join(listed.differing),
        )


@command(log, "copy", action="log.copy")
@click.option("--from", "source", type=FOLDER, metavar="DIR", help="A data folder; else Kafka.")
@click.option("--to", "target", type=FOLDER, metavar="DIR", help="A data folder; else Kafka.")
def copy(source: Path | None, target: Path | None) -> None:
    """Copy a log between a data folder and Kafka, byte by byte; go on where a copy stopped."""
    from streams.runtime.logs import open_log  # noqa: PLC0415 -- Kafka's clients are slow to load

    if source == target:
        raise Malformed("same_log", "Name a data folder with --from or with --to.")
    places = [source or needed_place(), target or needed_place()]
    if source is not None:
        check_data(source)
    with (
        open_log(places[0]) as begin,
        open_log(places[1]) as end,
        progress("Copying the log") as show,
    ):
        total = sum(begin.end(partition) for partition in range(begin.partitions))
        number = copy_log(begin, end, lambda done: show(done, total))
    say("{number} records copied.", number=number)
