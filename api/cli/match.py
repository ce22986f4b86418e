"""Commands about matching: solve a problem file, look at a fair's match, export it."""

from pathlib import Path

import click
import msgspec

from api.cli.declare import as_json, at_fair, command
from api.cli.output import emit_json, lines, remark, say
from api.cli.root import noun
from api.cli.session import session
from api.names import participant_names
from api.reasons import shortfall_sentence
from api.words import tr
from api.words.vocabulary import word
from matching.bmatching.faults import Fault
from matching.problem_file import parse_problem, solution_document
from streams.domain.state import registration_of
from streams.pairing.exchange import exported, fair_instance, graph_document
from streams.pairing.shortfall import served, shortfalls
from streams.pairing.solving import solved
from streams.store.queries.fairs import known_fair
from streams.store.queries.matching import is_optimal, match_pairs

match = noun("match", "The match: the best set of meetings, and its proof.")
"""The pinned interface of `solve` and `export` is described in docs/cli.md."""


@command(match, "solve", action="matching.solve")
@click.argument("problem", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where it is written.")
@click.option("--objective", type=click.Choice(["score"]), default="score", help="What best means.")
@click.option(
    "--method",
    type=click.Choice(["flow", "reference"]),
    default="flow",
    show_default=True,
    help="How it is computed; both give the same pairs.",
)
@click.pass_context
def solve(context: click.Context, problem: Path, out: Path, objective: str, method: str) -> None:
    """Solve a matching problem exactly and write the result with its proof."""
    del objective  # one so far
    try:
        parsed = parse_problem(problem.read_bytes())
    except OSError as error:
        remark("{path} cannot be read: {reason}.", path=problem, reason=error.strerror)
        context.exit(2)
    if isinstance(parsed, list):
        for fault in parsed:
            click.echo(f"{fault.place}: {_fault_sentence(fault)}", err=True)
        context.exit(2)
    document = solution_document(solved(parsed, method))
    out.write_bytes(msgspec.json.encode(document) + b"\n")


@command(match, "export", action="matching.read")
@at_fair
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where it is written.")
def export(fair: str, out: Path) -> None:
    """Write a fair's live instance as a problem, with the recorded match as its result."""
    with session().reading() as office:
        office.settle()
        with office.reading() as connection:
            known_fair(connection, fair)
            document = exported(connection, fair)
    out.write_bytes(msgspec.json.encode(document) + b"\n")


@command(match, "show", action="matching.read")
@at_fair
@click.option(
    "--graph", type=click.Path(path_type=Path), help="Also write the graph of record there."
)
@as_json
def show(fair: str, graph: Path | None, json: bool) -> None:
    """Show a fair's match: how many meet, who does not and why."""
    with session().reading() as office:
        office.settle()
        with office.reading() as connection:
            known_fair(connection, fair)
            instance = fair_instance(connection, fair)
            summary = served(instance, connection)
            short = shortfalls(instance, connection)
            optimal = is_optimal(connection, fair)
            proposed = match_pairs(connection, fair)
            if graph is not None:
                graph.write_bytes(msgspec.json.encode(graph_document(connection, fair)) + b"\n")
        names = participant_names(office, fair)
    if json:
        emit_json(
            {
                **msgspec.to_builtins(summary),
                "optimal": optimal,
                "proposed": [[*pair, score] for pair, score in sorted(proposed.items())],
                "short": [msgspec.to_builtins(one) for one in short],
            }
        )
        return
    say(
        "{meetings} meetings; {served} of {all} producers have at least one.",
        meetings=summary.meetings,
        served=summary.producers_served,
        all=summary.producers,
    )
    if optimal:
        say("Checked: no other set of meetings is better.")
    else:
        say("Newer events have not been taken in yet.")
    for one in short:
        click.echo(shortfall_sentence(one, names[one.producer], summary.seats))
    lines(
        [
            (names[producer], names[registration_of(seat)], producer, seat, score // 100)
            for (producer, seat), score in sorted(proposed.items())
        ],
        ("Producer", "Distributor", "Id", "Seat", "Fit score"),
    )


def _fault_sentence(fault: Fault) -> str:
    params = {
        name: word(str(value)) if name == "side" else value for name, value in fault.params.items()
    }
    return tr(fault.template, **params)
