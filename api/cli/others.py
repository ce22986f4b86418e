"""Commands about claims, persons and acts."""

from datetime import date
from typing import get_args

import click
import msgspec

from api.acting import How
from api.cli.declare import an_act, as_json, at_fair, command, perform
from api.cli.kinds import DAY
from api.cli.output import emit_json, lines, say
from api.cli.root import noun
from api.cli.session import session
from streams.domain.claims import RecordClaim
from streams.domain.erasure import ErasePerson
from streams.domain.event import ORG_KEY
from streams.domain.taking_back import TakeBack
from streams.domain.vocabulary import Exactness
from streams.store.queries.claims import all_claims

claim = noun("claim", "Claims: published figures, kept beside our own count.")
person = noun("person", "Persons: what is kept of them, and erasing it.")
act = noun("act", "Acts: taking one back.")


@command(claim, "record", action="claim.record")
@click.option("--about", required=True, help="What the figure is about: a fair, a series.")
@click.option("--kind", required=True, help="What is counted: memoranda, contracts.")
@click.option("--figure", required=True, help="The figure as printed.")
@click.option("--source", required=True, help="Where it was printed.")
@click.option("--number", type=int, help="The figure as a number.")
@click.option("--high", type=int, help="The upper end, for a range.")
@click.option(
    "--exactness",
    type=click.Choice(get_args(Exactness)),
    default="exact",
    show_default=True,
    help="How exact it claims to be.",
)
@click.option("--published-on", type=DAY, help="When it was printed.")
@an_act
@as_json
def record(
    about: str,
    kind: str,
    figure: str,
    source: str,
    number: int | None,
    high: int | None,
    exactness: Exactness,
    published_on: date | None,
    how: How,
    json: bool,
) -> None:
    """Enter a published figure with its source."""
    wanted = RecordClaim(
        about=about,
        kind=kind,
        figure=figure,
        source=source,
        number=number,
        high=high,
        exactness=exactness,
        published_on=published_on,
    )
    perform(RecordClaim, ORG_KEY, how, lambda _: wanted, json=json)


@command(claim, "list", action="claim.read")
@as_json
def list_claims(json: bool) -> None:
    """List the published figures."""
    with session().reading() as office, office.reading() as connection:
        found = all_claims(connection)
    if json:
        emit_json([msgspec.to_builtins(one) for one in found])
        return
    lines(
        [(c.fact.about, c.fact.figure, c.fact.kind, c.fact.source) for c in found],
        ("About", "Figure", "Of what", "Source"),
    )


@command(person, "find", action="person.find")
@click.argument("text")
@as_json
def find(text: str, json: bool) -> None:
    """Find the references of rows in which a text occurs, to erase them on request."""
    with session().reading() as office:
        references = office.keeper.find(text)
    if json:
        emit_json({"references": references})
        return
    for reference in references:
        click.echo(reference)
    if not references:
        say("Nothing is kept about {text}.", text=text)


@command(person, "erase", action="person.erase")
@click.argument("references", nargs=-1, required=True, metavar="REFERENCE...")
@an_act
@as_json
def erase(references: tuple[str, ...], how: How, json: bool) -> None:
    """Erase what is kept under these references; every count stays."""
    wanted = ErasePerson(references=references)
    perform(ErasePerson, ORG_KEY, how, lambda _: wanted, json=json)


@command(act, "take-back", action="act.take_back")
@click.argument("event", metavar="EVENT")
@at_fair
@an_act
@as_json
def take_back(event: str, fair: str, how: How, json: bool) -> None:
    """Take back an own act within 10 seconds."""
    perform(TakeBack, fair, how, lambda _: TakeBack(fair=fair, event=event), json=json)
