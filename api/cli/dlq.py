"""Commands about dead letters: records without effect, to be repaired or given up."""

import json as documents
from pathlib import Path
from typing import Any

import click

from api.acting import How
from api.cli.declare import an_act, as_json, command, perform
from api.cli.output import emit_json, lines, remark, say
from api.cli.root import noun
from api.cli.session import session
from streams.domain.errors import Malformed
from streams.domain.letters import DropLetter, no_such_letter
from streams.runtime.letters import Repaired, repair
from streams.store.queries.letters import DeadLetter, letter_at, letters_newest

dlq = noun("dlq", "Dead letters: records without effect, to be repaired or given up.")

_MOST = 10_000
_LONGEST_REASON = 500
_key = click.argument("key", metavar="KEY")
_ordinal = click.argument("ordinal", metavar="ORDINAL", type=click.IntRange(1, 2**63 - 1))


@command(dlq, "list", action="log.read")
@click.option("--all", "closed_too", is_flag=True, help="Those repaired or dropped as well.")
@as_json
def list_letters(closed_too: bool, json: bool) -> None:
    """List the dead letters that nobody has dealt with, the latest first."""
    with session().reading() as office, office.reading() as connection:
        found = letters_newest(connection, _MOST, closed_too=closed_too)
    if json:
        emit_json([_document(one) for one in found])
        return
    lines(
        [(one.key, one.ordinal, _date(one), one.code, one.status) for one in found],
        ("Key", "Ordinal", "Recorded", "Cause", "Status"),
    )


@command(dlq, "show", action="log.read")
@_key
@_ordinal
def show(key: str, ordinal: int) -> None:
    """Print the bytes of a dead letter as far as they are text; cause and place beside them."""
    with session().reading() as office, office.reading() as connection:
        letter = letter_at(connection, key, ordinal)
    if letter is None:
        raise no_such_letter(key, ordinal)
    remark(
        "Record {ordinal} of {key}, at offset {offset} of partition {partition}: {code}. {detail}",
        ordinal=ordinal,
        key=key,
        offset=letter.position.offset,
        partition=letter.position.partition,
        code=letter.code,
        detail=letter.detail,
    )
    click.echo(letter.raw)


@command(dlq, "repair", action="letter.repair")
@_key
@_ordinal
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The event as it should have been, as CloudEvents JSON; else the same bytes again.",
)
@as_json
@click.pass_context
def repair_letter(
    context: click.Context, key: str, ordinal: int, file: Path | None, json: bool
) -> None:
    """Record a dead letter's event anew; it takes effect if what it relied on is still current."""
    corrected = None if file is None else file.read_bytes()
    with session().office() as office:
        repaired = repair(office, key, ordinal, corrected)
    if json:
        emit_json(_outcome(repaired))
    else:
        _tell(repaired)
    if not repaired.has_effect:
        context.exit(1)


@command(dlq, "drop", action="letter.drop")
@_key
@_ordinal
@click.option("--reason", required=True, metavar="TEXT", help="Why, kept closed.")
@an_act
@as_json
def drop(key: str, ordinal: int, reason: str, how: How, json: bool) -> None:
    """Give up a dead letter: nothing is to be made of it."""
    text = _checked(reason)
    perform(
        DropLetter,
        key,
        how,
        lambda request: DropLetter(fair=key, ordinal=ordinal, reason_ref=request.keep(text=text)),
        json=json,
    )


def _checked(reason: str) -> str:
    """Return a reason without the spaces around it.

    Raises
    ------
    Malformed
        When nothing of it can be seen, or it is too long.
    """
    text = reason.strip()
    if not any(sign.isprintable() and not sign.isspace() for sign in text):
        raise Malformed("no_reason", "The reason is empty. Say why nothing is to be made of it.")
    if len(text) > _LONGEST_REASON:
        raise Malformed(
            "too_long",
            "The text is too long. Give at most {most} signs.",
            most=_LONGEST_REASON,
        )
    return text


def _date(letter: DeadLetter) -> str:
    return "–" if letter.dated_at is None else f"{letter.dated_at:%Y-%m-%d %H:%M}"


def _tell(repaired: Repaired) -> None:
    record = repaired.record
    place = {"key": repaired.key, "ordinal": record.ordinal}
    if repaired.has_effect:
        say("Repaired: record {ordinal} of {key} has its effect.", **place)
    elif record.outcome == "lost":
        say(
            "Recorded as record {ordinal} of {key}, without effect: {names} had changed meanwhile. "
            "Correct what it relies on, and repair it again with --file.",
            names=", ".join(_stale(repaired)),
            **place,
        )
    elif record.outcome == "dead":
        say(
            "Recorded as record {ordinal} of {key}, which is a dead letter itself: {code}. Correct "
            "it, and repair the first one again with --file.",
            code=record.reason,
            **place,
        )
    else:
        say("Recorded as record {ordinal} of {key}; it waits for its last part.", **place)


def _stale(repaired: Repaired) -> list[str]:
    names: list[str] = documents.loads(repaired.record.stale or "[]")
    return names


def _outcome(repaired: Repaired) -> dict[str, Any]:
    return {
        "key": repaired.key,
        "ordinal": repaired.record.ordinal,
        "event": repaired.record.event,
        "outcome": repaired.record.outcome,
        "stale": _stale(repaired),
        "reason": repaired.record.reason,
    }


def _document(letter: DeadLetter) -> dict[str, Any]:
    return {
        "key": letter.key,
        "ordinal": letter.ordinal,
        "recorded_at": letter.dated_at,
        "status": letter.status,
        "code": letter.code,
        "detail": letter.detail,
        "partition": letter.position.partition,
        "offset": letter.position.offset,
        "readable": letter.readable,
    }
