"""How commands are declared: under a noun, with the action they ask the policy table for.

Help texts are English originals in docstrings and options; `api.cli.translate` puts them into the
language of the moment before anything is shown.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, get_args

import click

from api.acting import How
from api.cli.kinds import MOMENT
from api.cli.output import emit_json, say
from api.cli.session import begin, result_document, session
from api.policy import POLICY, check_allowed
from streams.domain.command import Command
from streams.domain.vocabulary import Channel
from streams.runtime.request import Request
from streams.runtime.result import Result

Function = TypeVar("Function", bound=Callable[..., Any])


def command(
    group: click.Group, name: str, *, action: str
) -> Callable[[Callable[..., None]], click.Command]:
    """Declare a command under a noun.

    Parameters
    ----------
    group : Group
        The noun.
    name : str
        The verb.
    action : str
        Its line in the policy table.

    Raises
    ------
    LookupError
        At import, for an action that the policy table does not know.
    """
    if action not in POLICY:
        raise LookupError(f"{group.name} {name} names the action {action}, which no policy knows")

    def declare(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def allowed(*arguments: Any, **options: Any) -> None:
            check_allowed(session().actor, action)
            function(*arguments, **options)

        return group.command(name)(allowed)

    return declare


def as_json(function: Function) -> Function:
    """Add `--json`."""
    option = click.option("--json", "json", is_flag=True, help="Print the result as JSON.")
    return option(function)


def at_fair(function: Function) -> Function:
    """Add `--fair`."""
    option = click.option("--fair", required=True, metavar="ID", help="The fair's id.")
    return option(function)


def of_pair(function: Function) -> Function:
    """Add the two arguments that name a pair."""
    seat = click.argument("seat", metavar="SEAT")
    producer = click.argument("producer", metavar="PRODUCER")
    return producer(seat(function))


def an_act(function: Callable[..., None]) -> Callable[..., None]:
    """Add what every act may state, and hand it over as `how`."""

    @wraps(function)
    def with_how(
        *arguments: Any,
        idempotency_key: str | None,
        channel: Channel,
        on_behalf_of: str | None,
        happened_at: datetime | None,
        **options: Any,
    ) -> None:
        how = How(
            idempotency_key=idempotency_key,
            channel=channel,
            on_behalf_of=on_behalf_of,
            happened_at=happened_at,
        )
        function(*arguments, how=how, **options)

    for option in (
        click.option(
            "--happened-at", type=MOMENT, help="When it happened, if earlier: a phone call."
        ),
        click.option("--on-behalf-of", metavar="ID", help="For whom it is done."),
        click.option(
            "--channel",
            type=click.Choice(get_args(Channel)),
            default="own",
            show_default=True,
            help="How it reached you.",
        ),
        click.option(
            "--idempotency-key", metavar="KEY", help="The same key again is the same act."
        ),
    ):
        with_how = option(with_how)
    return with_how


def perform(
    kind: type[Command],
    fair: str,
    how: How,
    build: Callable[[Request], Command],
    *,
    json: bool,
) -> None:
    """Carry out a command and print what took effect.

    Parameters
    ----------
    kind : type
        The command's class, which names its action.
    fair : str
        The fair, or `org`.
    build : callable
        Makes the command from its request, which keeps what is private.
    """
    with session().office() as office:
        request = begin(office, kind, fair, how)
        answer(office.execute(request, build(request)), json=json)


def answer(result: Result, *, json: bool) -> None:
    """Print what took effect."""
    if json:
        emit_json(result_document(result))
    elif result.repeated:
        say("Done before: {id}, event {event}.", id=result.id, event=result.event)
    else:
        say("Done: {id}, event {event}.", id=result.id, event=result.event)
