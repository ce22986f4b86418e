"""The demo on the command line: the main job from start to end, on fictional companies."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from api.cli.declare import as_json, command
from api.cli.output import emit_json, progress, say
from api.cli.root import root
from api.cli.serve import DEFAULT_PORT, PORT, opened
from api.cli.session import session
from api.demo.arrivals import SECONDS, Arrivals
from api.demo.clock import StoryClock
from api.demo.folder import prepare
from api.demo.hand import Hand
from api.demo.story import BEGINS_BEFORE, FAIR, SERIES, UNTIL_ANSWERED, Story
from api.forms.registration import RegistrationForm
from api.names import participant_names
from api.reasons import shortfall_sentence
from api.words import tr
from streams.domain.days import local_day, stamp
from streams.pairing.exchange import fair_instance
from streams.pairing.shortfall import Served, Shortfall, served, shortfalls
from streams.runtime.embedded import Embedded, utc_now
from streams.runtime.inspection import every_record
from streams.runtime.rebuild import Rebuilt
from streams.store.queries.agreement_report import (
    AgreementReport,
    agreement_report,
    report_scope,
)
from streams.store.queries.matching import is_optimal, matching_of
from streams.store.queries.suggestions import suggestions_of

_FROM_TODAY = timedelta(days=21)
"""How far away the fair is that is served: when suggestions are usually sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the story ended, read back from the store."""

    report: AgreementReport
    summary: Served
    short: tuple[Shortfall, ...]
    names: dict[str, str]
    sent: int
    accepted: int
    objective: int
    bound: int
    optimal: bool
    log_events: int
    rebuilt: Rebuilt
    seconds: float


@command(root, "demo", action="demo.run")
@click.option("--once", is_flag=True, help="Tell the story to its end and stop; nothing is served.")
@PORT
@as_json
def demo(once: bool, port: int | None, json: bool) -> None:
    """Show the main job on fictional companies, in a browser, while more of them register."""
    if json and not once:
        raise click.UsageError(tr("--json shows how the story ended: add --once."))
    folder = session().folder if session().folder_chosen else Path("ketnoi-demo")
    if once:
        _tell_once(folder, json=json)
    else:
        _serve(folder, port)


def _tell_once(folder: Path, *, json: bool) -> None:
    began = time.perf_counter()
    prepare(folder)
    clock = StoryClock(utc_now() - BEGINS_BEFORE)
    with Embedded(folder, clock=clock) as office:
        with progress("Registrations come in") as show:
            Story(Hand(office, clock, FAIR), local_day(utc_now())).tell(show)
        ending = _ending(office, began)
    if json:
        emit_json(_document(ending))
    else:
        _print(ending, folder)


def _serve(folder: Path, port: int | None) -> None:
    """Tell the story until the first answers are in, then serve while more register."""
    from api.serving import bound, bound_from, serve_app  # noqa: PLC0415 -- see `serve`

    with bound_from(DEFAULT_PORT) if port is None else bound(port) as listener:
        prepare(folder)
        late = _begin(folder)
        with Embedded(folder) as office:
            office.start()
            with Arrivals(office, late):
                serve_app(office, listener, ready=opened, is_demo=True, arriving=SECONDS)


def _begin(folder: Path) -> tuple[RegistrationForm, ...]:
    clock = StoryClock(utc_now() - UNTIL_ANSWERED)
    first_day = local_day(utc_now()) + _FROM_TODAY
    with (
        Embedded(folder, clock=clock) as office,
        progress("Registrations come in") as show,
    ):
        return Story(Hand(office, clock, FAIR), first_day).tell_until_answered(show)


def _ending(office: Embedded, began: float) -> Ending:
    with office.reading() as connection:
        now = office.clock()
        scope = report_scope(
            connection, SERIES, fair=None, as_of=local_day(now), recorded_as_of=stamp(now)
        )
        instance = fair_instance(connection, FAIR)
        matching = matching_of(connection, FAIR)
        rows = suggestions_of(connection, FAIR, now)
        names = participant_names(office, FAIR)
        report = agreement_report(connection, scope)
        summary = served(instance, connection)
        short = tuple(shortfalls(instance, connection))
        optimal = is_optimal(connection, FAIR)
    return Ending(
        report=report,
        summary=summary,
        short=short,
        names=names,
        sent=len(rows),
        accepted=sum(row.status == "agreed" for row in rows),
        objective=matching.objective,
        bound=matching.bound,
        optimal=optimal,
        log_events=sum(1 for _ in every_record(office.log)),
        rebuilt=office.rebuild(),
        seconds=time.perf_counter() - began,
    )


def _document(ending: Ending) -> dict[str, Any]:
    return {
        "series": SERIES,
        "signed_memoranda": ending.report.count,
        "by_fair": dict(ending.report.tables["fair"]),
        "fair": {
            "id": FAIR,
            "producers": ending.summary.producers,
            "distributors": ending.summary.seats,
            "pairs": ending.summary.meetings,
            "sent": ending.sent,
            "accepted": ending.accepted,
            "objective": ending.objective,
            "bound": ending.bound,
            "optimal": ending.optimal,
        },
        "log_events": ending.log_events,
        "rebuild": {
            "before": ending.rebuilt.before,
            "after": ending.rebuilt.after,
            "equal": ending.rebuilt.equal,
        },
        "seconds": round(ending.seconds, 3),
    }


def _print(ending: Ending, folder: Path) -> None:
    say(
        "{count} memoranda were signed through {fairs} events of 2020.",
        count=ending.report.count,
        fairs=len(ending.report.tables["fair"]),
    )
    summary = ending.summary
    say(
        "{meetings} meetings; {served} of {all} producers have at least one.",
        meetings=summary.meetings,
        served=summary.producers_served,
        all=summary.producers,
    )
    if ending.optimal:
        say("Checked: no other set of meetings is better.")
    for one in ending.short:
        click.echo(shortfall_sentence(one, ending.names[one.producer], summary.seats))
    say("{sent} suggestions sent, {accepted} agreed.", sent=ending.sent, accepted=ending.accepted)
    say(
        "{events} events on the log; rebuilt from it, the store is equal.", events=ending.log_events
    )
    say(
        "Took {seconds} s. Look into {path} with --data.",
        seconds=round(ending.seconds, 1),
        path=folder,
    )
