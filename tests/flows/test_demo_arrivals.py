"""The companies that arrive while somebody watches the demo: for an hour, whatever happens."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.demo.arrivals import SECONDS, Arrivals
from api.demo.clock import StoryClock
from api.demo.companies import further_companies
from api.demo.hand import Hand
from api.demo.story import FAIR, UNTIL_ANSWERED, Story
from api.forms.registration import profile_of
from streams.domain.days import local_day
from streams.domain.errors import DomainError
from streams.domain.fairs.commands import ReviseFair
from streams.domain.registrations.commands import SubmitRegistration
from streams.runtime.embedded import Embedded
from streams.store import tables
from streams.store.queries.matching import is_optimal, matching_of
from tests.builders import LAST_DAY, NOW, Clock, Office, announce, details, settings, until
from tests.builders.outages import log_gone, store_gone

Outage = Callable[[Embedded], AbstractContextManager[None]]
AN_HOUR = 3_600
FORMS = further_companies(LAST_DAY, 10)
SOON = 0.001


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The fair of the demo, announced."""
    with Office(tmp_path) as opened:
        opened.do(announce(fair=FAIR))
        yield opened


def sides(office: Office) -> list[str]:
    """Return the sides of those who are in."""
    return sorted(row["side"] for row in office.rows(tables.registrations, key=FAIR))


def test_everybody_comes_in_and_every_fifth_buys(office: Office) -> None:
    with Arrivals(office, FORMS, every=SOON):
        until(lambda: len(sides(office)) == len(FORMS))

    assert sides(office) == ["distributor"] * 2 + ["producer"] * 8


def test_who_finds_registration_closed_waits_and_nobody_is_lost(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def switch(to: str) -> None:
        changed = details(settings=settings(registration=to))
        office.do(ReviseFair(fair=FAIR, details=changed))

    caplog.set_level(logging.INFO)
    switch("closed")
    with Arrivals(office, FORMS, every=SOON):
        until(lambda: caplog.text.count("arrival 1 was refused") > 2)
        before = sides(office)
        switch("open")
        until(lambda: len(sides(office)) == len(FORMS))

    assert before == []


@pytest.mark.parametrize("outage", [store_gone, log_gone])
def test_outage_costs_nobody_the_entry(
    office: Office, outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with ExitStack() as running:
        with outage(office):
            running.enter_context(Arrivals(office, FORMS, every=SOON))
            until(lambda: caplog.text.count("arrival 1 waits") > 2)
        until(lambda: len(sides(office)) == len(FORMS))

    assert "Traceback" not in caplog.text


def test_one_who_cannot_register_holds_nobody_up(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    twice, unknown = FORMS[0], replace(FORMS[1], kind="no kind")
    broken = replace(FORMS[2], products=None)  # type: ignore[arg-type]
    with Arrivals(office, (FORMS[0], twice, unknown, broken, *FORMS[3:]), every=SOON):
        until(lambda: len(sides(office)) == len(FORMS) - 2)

    assert caplog.text.count("failed") == 1


@pytest.mark.slow
def test_arrivals_last_an_hour_none_is_refused_and_the_match_keeps_up(tmp_path: Path) -> None:
    clock = StoryClock(NOW - UNTIL_ANSWERED)
    with Embedded(tmp_path, clock=clock) as office:
        story = Story(Hand(office, clock, FAIR), local_day(NOW) + timedelta(days=21))
        forms = story.tell_until_answered(lambda _done, _total: None)
    assert len(forms) * SECONDS > AN_HOUR

    with Office(tmp_path, clock=Clock(NOW)) as office:
        asked = []
        for form in forms:
            request = office.request(SubmitRegistration, FAIR, actor=form.side)
            profile = profile_of(form, request)
            asked.append((request, SubmitRegistration(fair=FAIR, profile=profile)))
        answers = office.execute_many(asked)
        office.settle()
        with office.reading() as connection:
            matching, optimal = matching_of(connection, FAIR), is_optimal(connection, FAIR)

    assert [answer for answer in answers if isinstance(answer, DomainError)] == []
    assert optimal
    assert matching.objective > 0
