"""Commands about matching: solve a problem file, look at a fair's match, export it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from api.cli.declare import as_json, at_fair, command
from api.cli.output import emit_json, lines, remark, say
from api.cli.root import noun
from api.cli.session import session
from api.names import participant_names
from api.reasons import pair_sentences, shortfall_sentence
from api.words import tr
from api.words.vocabulary import word
from matching.bmatching.faults import MAX_CAPACITY, Fault, shown
from matching.objective import MOST_LAMBDA, Objective
from matching.problem_file import parse_problem, solution_document
from streams.domain.state import registration_of
from streams.pairing.exchange import exported, fair_instance, graph_document
from streams.pairing.shortfall import served, shortfalls
from streams.pairing.solving import pair_explained, solved
from streams.store.queries.fairs import known_fair
from streams.store.queries.matching import is_optimal, match_pairs

LAMBDA = click.IntRange(0, MOST_LAMBDA)

match = noun("match", "The match: the best set of meetings, and its proof.")
"""What `solve`, `replay` and `explain` read and write: docs/matching.md."""


def _with_objective(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what best means."""
    for option in reversed(
        (
            click.option(
                "--objective",
                type=click.Choice(["score", "fair"]),
                default="score",
                show_default=True,
                help="What best means.",
            ),
            click.option(
                "--lambda-hundredths",
                type=LAMBDA,
                default=50,
                show_default=True,
                help="Weight of diminishing rewards, both sides.",
            ),
            click.option("--lambda-producers", type=LAMBDA, help="The same, producers only."),
            click.option("--lambda-distributors", type=LAMBDA, help="The same, distributors only."),
            click.option(
                "--guarantee",
                type=click.IntRange(0, MAX_CAPACITY),
                default=1,
                show_default=True,
                help="Meetings guaranteed to whoever states no number.",
            ),
        )
    ):
        function = option(function)
    return function


@command(match, "solve", action="matching.solve")
@click.argument("problem", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where it is written.")
@_with_objective
@click.option(
    "--method",
    type=click.Choice(["auto", "kernel", "flow", "reference"]),
    default="auto",
    show_default=True,
    help="How it is computed; all give the same pairs.",
)
@click.pass_context
def solve(context: click.Context, /, problem: Path, out: Path, method: str, **knobs: Any) -> None:
    """Solve a matching problem exactly and write the result with its proof."""
    parsed = parse_problem(_bytes_of(context, problem), _objective_of(**knobs))
    if isinstance(parsed, list):
        _refuse(context, parsed)
    document = solution_document(solved(parsed, method))
    out.write_bytes(msgspec.json.encode(document) + b"\n")


@command(match, "explain", action="matching.solve")
@click.argument("problem", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--pair",
    required=True,
    nargs=2,
    metavar="PRODUCER DISTRIBUTOR",
    help="The pair that is explained.",
)
@_with_objective
@as_json
@click.pass_context
def explain(
    context: click.Context, /, problem: Path, pair: tuple[str, str], json: bool, **knobs: Any
) -> None:
    """Explain why a pair is in the match of a problem, or what would bring it in."""
    parsed = parse_problem(_bytes_of(context, problem), _objective_of(**knobs))
    if isinstance(parsed, list):
        _refuse(context, parsed)
    for side, key, ids in (
        ("producer", pair[0], parsed.producers),
        ("distributor", pair[1], parsed.distributors),
    ):
        if key not in ids:
            _refuse(context, [Fault.at("--pair", "id_unknown", side=side, id=shown(key))])
    explained = pair_explained(parsed, *pair)
    if json:
        emit_json({"pair": list(pair), **explained})
        return
    for sentence in pair_sentences(explained):
        click.echo(sentence)


@command(match, "replay", action="matching.solve")
@click.argument("events", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where it is written.")
@_with_objective
@click.option(
    "--stickiness-hundredths",
    type=click.IntRange(0, 100),
    default=0,
    show_default=True,
    help="What a pair of the result before counts more.",
)
@click.option(
    "--checkpoint-every",
    type=click.IntRange(1),
    metavar="N",
    help="Prove the result after every N accepted lines.",
)
@click.option("--strict", is_flag=True, help="Stop at the first refused line, with exit code 2.")
@click.pass_context
def replay(
    context: click.Context,
    /,
    events: Path,
    out: Path,
    checkpoint_every: int | None,
    strict: bool,
    **knobs: Any,
) -> None:
    """Match one event after the other and write the last result with its proof."""
    # numba loads for half a second
    from streams.pairing.replaying import Replay, is_kept  # noqa: PLC0415

    if not is_kept():
        remark(
            "What is compiled cannot be kept here, so each start takes some 20 seconds longer. "
            "Name a folder that can be written in NUMBA_CACHE_DIR."
        )
    running = Replay(_objective_of(**knobs), checkpoint_every)
    for number, line in enumerate(_bytes_of(context, events).splitlines(), start=1):
        faults = running.take(line)
        if faults:
            reasons = "; ".join(_placed(fault) for fault in faults)
            click.echo(tr("line {number}: {reasons}", number=number, reasons=reasons), err=True)
            if strict:
                context.exit(2)
    out.write_bytes(msgspec.json.encode(running.document()) + b"\n")


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


def _objective_of(
    *,
    objective: str,
    lambda_hundredths: int,
    lambda_producers: int | None,
    lambda_distributors: int | None,
    guarantee: int,
    stickiness_hundredths: int = 0,
) -> Objective:
    if objective == "score":
        return Objective.score(stickiness_hundredths)
    left = lambda_hundredths if lambda_producers is None else lambda_producers
    right = lambda_hundredths if lambda_distributors is None else lambda_distributors
    return Objective(
        producer_lambda=left,
        distributor_lambda=right,
        guarantee=guarantee,
        stickiness_hundredths=stickiness_hundredths,
    )


def _bytes_of(context: click.Context, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remark("{path} cannot be read: {reason}.", path=path, reason=error.strerror)
        context.exit(2)


def _refuse(context: click.Context, faults: Sequence[Fault]) -> NoReturn:
    for fault in faults:
        click.echo(f"{fault.place}: {_fault_sentence(fault)}", err=True)
    context.exit(2)


def _placed(fault: Fault) -> str:
    sentence = _fault_sentence(fault)
    return sentence if fault.place in {"event", "document"} else f"{fault.place}: {sentence}"


def _fault_sentence(fault: Fault) -> str:
    params = {
        name: word(str(value)) if name == "side" else value for name, value in fault.params.items()
    }
    return tr(fault.template, **params)
