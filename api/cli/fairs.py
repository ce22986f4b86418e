"""Commands about fairs and series."""

from datetime import date
from typing import Any, get_args

import click
import msgspec

from api.acting import How
from api.cli.declare import an_act, answer, as_json, command, perform
from api.cli.kinds import DAY
from api.cli.output import emit_json, lines
from api.cli.root import noun
from api.cli.session import begin, session
from api.words.vocabulary import word
from streams.domain.errors import NotFound
from streams.domain.event import ORG_KEY
from streams.domain.events.fairs import FairDetails, FairSettings, Period
from streams.domain.fairs.commands import (
    AnnounceFair,
    CloseFair,
    DefineSeries,
    OpenFair,
    RescheduleFair,
    ReviseFair,
)
from streams.domain.fairs.state import Fair
from streams.domain.vocabulary import FairKind
from streams.runtime.installation import Installation
from streams.store.queries.fairs import all_fairs, all_series, fair_state

fair = noun("fair", "Fairs: when and where people meet.")
series = noun("series", "Series: fairs that are reported together.")

_DETAILS = (
    click.option("--name", help="The name, in Vietnamese."),
    click.option("--name-en", help="The name in English."),
    click.option("--kind", type=click.Choice(get_args(FairKind)), help="What kind of happening."),
    click.option("--region", help="The region that presents itself."),
    click.option("--venue", help="Where it is held."),
    click.option("--province", help="The province of the venue."),
    click.option("--series", "series", metavar="ID", help="The series it is reported with."),
)
_SETTINGS = (
    click.option("--live/--rounds", default=None, help="Send at once on the fair's days."),
    click.option(
        "--registration", type=click.Choice(["open", "closed"]), help="Whether people may register."
    ),
    click.option(
        "--admission",
        type=click.Choice(["automatic", "organiser"]),
        help="Whether the organiser admits each entry.",
    ),
    click.option("--daily-round", metavar="HH:MM", help="When the daily round is sent."),
    click.option("--answer-days", type=int, help="Days until an answer is due."),
)


def _with_details(function: Any) -> Any:
    for option in reversed((*_DETAILS, *_SETTINGS)):
        function = option(function)
    return function


@command(fair, "announce", action="fair.announce")
@click.argument("fair_id", metavar="ID")
@click.option("--first", type=DAY, required=True, help="The first planned day.")
@click.option("--last", type=DAY, required=True, help="The last planned day.")
@_with_details
@an_act
@as_json
def announce(fair_id: str, first: date, last: date, how: How, json: bool, **given: Any) -> None:
    """Announce a fair."""
    details = _details(FairDetails(name=""), given)
    planned = Period(first=first, last=last)
    perform(
        AnnounceFair,
        fair_id,
        how,
        lambda _: AnnounceFair(fair=fair_id, details=details, planned=planned),
        json=json,
    )


@command(fair, "revise", action="fair.revise")
@click.argument("fair_id", metavar="ID")
@_with_details
@an_act
@as_json
def revise(fair_id: str, how: How, json: bool, **given: Any) -> None:
    """Change the name, the place or the settings of a fair."""
    with session().office() as office:
        details = _details(_fair(office, fair_id).details, given)
        request = begin(office, ReviseFair, fair_id, how)
        answer(office.execute(request, ReviseFair(fair=fair_id, details=details)), json=json)


@command(fair, "reschedule", action="fair.reschedule")
@click.argument("fair_id", metavar="ID")
@click.option("--first", type=DAY, required=True, help="The first planned day.")
@click.option("--last", type=DAY, required=True, help="The last planned day.")
@click.option("--reason", default="", help="Why, kept closed.")
@an_act
@as_json
def reschedule(fair_id: str, first: date, last: date, reason: str, how: How, json: bool) -> None:
    """Move the planned days of a fair that has not opened."""
    perform(
        RescheduleFair,
        fair_id,
        how,
        lambda request: RescheduleFair(
            fair=fair_id,
            planned=Period(first=first, last=last),
            reason_ref=request.keep(text=reason),
        ),
        json=json,
    )


@command(fair, "open", action="fair.open")
@click.argument("fair_id", metavar="ID")
@click.option("--on", type=DAY, help="The first actual day; today where none is given.")
@an_act
@as_json
def open_(fair_id: str, on: date | None, how: How, json: bool) -> None:
    """Open a fair."""
    perform(OpenFair, fair_id, how, lambda _: OpenFair(fair=fair_id, on=on), json=json)


@command(fair, "close", action="fair.close")
@click.argument("fair_id", metavar="ID")
@click.option("--on", type=DAY, help="The last actual day; today where none is given.")
@an_act
@as_json
def close(fair_id: str, on: date | None, how: How, json: bool) -> None:
    """Close a fair; from then on nobody registers any more."""
    perform(CloseFair, fair_id, how, lambda _: CloseFair(fair=fair_id, on=on), json=json)


@command(fair, "list", action="fair.read")
@as_json
def list_fairs(json: bool) -> None:
    """List all fairs, the latest first."""
    with session().reading() as office, office.reading() as connection:
        rows = all_fairs(connection)
    if json:
        emit_json([msgspec.to_builtins(row) for row in rows])
        return
    lines(
        [(r.id, r.name, word(r.status), r.first_day, r.last_day, r.series or "") for r in rows],
        ("Id", "Name", "State", "First day", "Last day", "Series"),
    )


@command(fair, "show", action="fair.read")
@click.argument("fair_id", metavar="ID")
@as_json
def show(fair_id: str, json: bool) -> None:
    """Show one fair."""
    with session().reading() as office:
        state = _fair(office, fair_id)
    if json:
        emit_json(msgspec.to_builtins(state))
        return
    lines(
        [(state.id, state.details.name, word(state.status), state.first_day, state.last_day)],
        ("Id", "Name", "State", "First day", "Last day"),
    )


@command(series, "define", action="series.define")
@click.argument("series_id", metavar="ID")
@click.option("--name", required=True, help="The name, in Vietnamese.")
@click.option("--name-en", default="", help="The name in English.")
@click.option(
    "--grace-days",
    type=int,
    default=7,
    show_default=True,
    help="Days after a fair on which a signature still counts; fixed once defined.",
)
@an_act
@as_json
def define(series_id: str, name: str, name_en: str, grace_days: int, how: How, json: bool) -> None:
    """Define which fairs are reported together."""
    perform(
        DefineSeries,
        ORG_KEY,
        how,
        lambda _: DefineSeries(series=series_id, name=name, name_en=name_en, grace_days=grace_days),
        json=json,
    )


@command(series, "list", action="series.read")
@as_json
def list_series(json: bool) -> None:
    """List all series."""
    with session().reading() as office, office.reading() as connection:
        rows = all_series(connection)
    if json:
        emit_json([msgspec.to_builtins(row) for row in rows])
        return
    lines([(row.id, row.name, row.grace_days) for row in rows], ("Id", "Name", "Grace in days"))


def _fair(office: Installation, fair_id: str) -> Fair:
    with office.reading() as connection:
        state = fair_state(connection, fair_id)
    if state is None:
        raise NotFound(
            "no_such_fair",
            "There is no fair {fair}. Announce it first, or check the id.",
            fair=fair_id,
        )
    return state


def _details(before: FairDetails, given: dict[str, Any]) -> FairDetails:
    """Return details with everything that was stated put in its place."""
    stated = {name: value for name, value in given.items() if value is not None}
    settings = {name: stated.pop(name) for name in _SETTING_NAMES if name in stated}
    return before.but(**stated, settings=before.settings.but(**settings))


_SETTING_NAMES = FairSettings.__struct_fields__
