"""Commands of the production shape: the worker, and a look at Kafka."""

import click

from api.cli.declare import as_json, command
from api.cli.output import emit_json, say
from api.cli.root import root
from api.cli.session import opened_cluster, session
from streams.domain.errors import Malformed
from streams.runtime.place import Place


@command(root, "worker", action="worker.run")
@click.option(
    "--instance",
    metavar="NAME",
    help="For a single worker: its name over restarts, so that it goes on at once after a crash.",
)
def worker(instance: str | None) -> None:
    """Apply the log and react to it, until stopped. Any number may run beside each other."""
    from streams.runtime.worker import work  # noqa: PLC0415 -- Faust is slow to import

    place = _place()
    say("Working on {brokers} (stop with Ctrl-C).", brokers=place.brokers)
    work(place, session().folder / "worker", instance)


@command(root, "lag", action="installation.examine")
@as_json
def lag(json: bool) -> None:
    """Show how far the workers are behind the log, partition by partition."""
    with opened_cluster(_place()) as cluster:
        lines = [
            (partition, cluster.log.end(partition), cluster.progress.stands_at(partition))
            for partition in range(cluster.log.partitions)
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


def _place() -> Place:
    place = session().place
    if place is None:
        raise Malformed(
            "no_place", "This needs Kafka and PostgreSQL: set KETNOI_KAFKA and KETNOI_POSTGRES."
        )
    return place
