"""Commands of the operator: rebuild, look at the log, examine the installation."""

import click
import msgspec

from api.cli.declare import as_json, command
from api.cli.ops import OPS_PORT, rebuild_told
from api.cli.output import emit_json, progress, say
from api.cli.root import noun, root
from api.cli.session import session
from api.findings import finding_sentence
from streams.runtime.checkup.disk import check_folder
from streams.runtime.inspection import (
    Finding,
    effective_records,
    every_record,
    examine,
    verify_log,
)

log = noun("log", "The log: the truth, record by record.")

_NOTHING_TO_DO = frozenset({"lost_events", "unfinished_parts"})


@command(root, "rebuild", action="store.rebuild")
@as_json
@OPS_PORT
@click.pass_context
def rebuild(context: click.Context, json: bool, ops_port: int | None) -> None:
    """Build the store anew from the log, compare it with the one in use, and use the new one."""
    with (
        session().reading() as office,
        rebuild_told(ops_port, office) as tell,
        progress("Rebuilding") as show,
    ):

        def told(done: int, total: int) -> None:
            tell(done, total)
            show(done, total)

        found = office.rebuild(told)
    if json:
        emit_json(
            {
                "before": found.before,
                "after": found.after,
                "equal": found.equal,
                "events": found.events,
                "seconds": round(found.seconds, 3),
                "difference": found.difference,
            }
        )
    elif found.equal:
        say("Equal: {events} events say the same again.", events=found.events)
    else:
        say(
            "Not equal. The new store is used, the old one is kept as suspect. {difference}",
            difference=found.difference or "",
        )
        click.echo(f"{found.before}\n{found.after}")
    if not found.equal:
        context.exit(1)


@command(log, "verify", action="log.read")
@as_json
@click.pass_context
def verify(context: click.Context, json: bool) -> None:
    """Read and decode every record of the log."""
    with session().reading() as office, progress("Reading the log"):
        found = verify_log(office.log)
    if json:
        emit_json(msgspec.to_builtins(found))
    else:
        say(
            "{records} records under {keys} keys; {unreadable} unreadable, {repeated} repeated.",
            **msgspec.to_builtins(found),
        )
    if found.unreadable:
        context.exit(1)


@command(log, "export", action="log.read")
@click.option("--effective", is_flag=True, help="Only events that took effect.")
def export(effective: bool) -> None:
    """Print the log's records as they stand, one JSON document a line."""
    out = click.get_binary_stream("stdout")
    with session().reading() as office, office.reading() as connection:
        records = (
            effective_records(connection, office.log) if effective else every_record(office.log)
        )
        for record in records:
            out.write(record.value.replace(b"\n", b" ") + b"\n")


@command(root, "doctor", action="installation.examine")
@as_json
@click.pass_context
def doctor(context: click.Context, json: bool) -> None:
    """Say what is wrong with this installation, and what to do."""
    findings = _findings()
    if json:
        emit_json({finding.code: finding.count for finding in findings})
    else:
        for finding in findings:
            click.echo(finding_sentence(finding))
        if not findings:
            say("All is well.")
    if {finding.code for finding in findings} - _NOTHING_TO_DO:
        context.exit(1)


def _findings() -> list[Finding]:
    place = session().place
    if place is not None:
        # Kafka's clients are slow to load.
        from streams.runtime.checkup.cluster import check_cluster  # noqa: PLC0415

        with progress("Examining"):
            return check_cluster(place)
    with session().reading() as office, office.reading() as connection:
        return [*check_folder(session().folder), *examine(connection)]
