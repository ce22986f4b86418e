"""Commands about suggestions: send, look, answer."""

from typing import get_args

import click
import msgspec

from api.acting import How
from api.cli.declare import an_act, answer, as_json, at_fair, command, of_pair, perform
from api.cli.output import emit_json, lines
from api.cli.root import noun
from api.cli.session import begin, session
from api.words.vocabulary import word
from streams.domain.suggestions.commands import (
    AcceptSuggestion,
    DeclineSuggestion,
    SendSuggestions,
)
from streams.domain.vocabulary import DeclineReason, Side
from streams.pairing.sending import pairs_to_send
from streams.store.queries.fairs import known_fair
from streams.store.queries.suggestions import suggestions_of

suggestions = noun("suggestions", "Suggestions: pairs that are sent and answered.")
_SIDE = click.option(
    "--side", type=click.Choice(get_args(Side)), required=True, help="Which side answers."
)


@command(suggestions, "send", action="suggestion.send")
@at_fair
@an_act
@as_json
def send(fair: str, how: How, json: bool) -> None:
    """Send the present match: every pair of it that was not sent."""
    with session().office() as office:
        office.settle()
        with office.reading() as connection:
            known_fair(connection, fair)
            pairs = tuple(pairs_to_send(connection, fair))
        request = begin(office, SendSuggestions, fair, how)
        # Asked again with its key, it is the round that was sent, whatever the match is by now.
        sent = office.whereabouts(fair, request.id).result(fair)
        wanted = SendSuggestions(fair=fair, pairs=pairs)
        answer(sent or office.execute(request, wanted), json=json)


@command(suggestions, "list", action="suggestion.read")
@at_fair
@as_json
def list_suggestions(fair: str, json: bool) -> None:
    """List what was sent, and how it was answered."""
    with session().reading() as office, office.reading() as connection:
        known_fair(connection, fair)
        rows = suggestions_of(connection, fair, office.clock())
    if json:
        emit_json([msgspec.to_builtins(row) for row in rows])
        return
    lines(
        [(r.producer, r.seat, word(r.status), r.round, r.score // 100) for r in rows],
        ("Producer", "Seat", "State", "Round", "Fit score"),
    )


@command(suggestions, "accept", action="suggestion.accept")
@of_pair
@at_fair
@_SIDE
@an_act
@as_json
def accept(producer: str, seat: str, fair: str, side: Side, how: How, json: bool) -> None:
    """Say yes for one side; after the deadline this chooses the pair again."""
    perform(
        AcceptSuggestion,
        fair,
        how,
        lambda _: AcceptSuggestion(fair=fair, producer=producer, seat=seat, side=side),
        json=json,
    )


@command(suggestions, "decline", action="suggestion.decline")
@of_pair
@at_fair
@_SIDE
@click.option("--reason", type=click.Choice(get_args(DeclineReason)), help="Why; optional.")
@click.option("--text", default="", help="Why in own words, kept closed.")
@an_act
@as_json
def decline(
    producer: str,
    seat: str,
    fair: str,
    side: Side,
    reason: DeclineReason | None,
    text: str,
    how: How,
    json: bool,
) -> None:
    """Say no for one side; the places go back."""
    perform(
        DeclineSuggestion,
        fair,
        how,
        lambda request: DeclineSuggestion(
            fair=fair,
            producer=producer,
            seat=seat,
            side=side,
            reason=reason,
            reason_ref=request.keep(text=text),
        ),
        json=json,
    )
