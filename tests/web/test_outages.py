"""While the record cannot be reached: every page says so in its place, and is right again after."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from api.app import build_app
from api.serving import Server, bound
from tests.builders import FAIR, Office, distributor, open_office, producer
from tests.builders.outages import log_gone, store_garbled, store_gone
from tests.routes import actions_by_route
from tests.web.halls import AT, PAIR, browser, fill, sent_pair, words

Outage = Callable[[Office], AbstractContextManager[None]]
OUT_OF_REACH = "The record cannot be reached. Nothing is lost; no new actions are taken for now."
LIVE = f"/api/v1{AT}/live"


@contextmanager
def listening(office: Office) -> Iterator[httpx.Client]:
    """Serve an office on a port of its own, and give who asks there."""
    with bound(0) as listener:
        server = Server(build_app(office))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def producers(html: str) -> str:
    """Return the number of producers that an overview shows."""
    found = re.search(r'subheader">Producers</div>\s*<div class="h1 mb-0">([^<]*)<', html)
    assert found
    return found[1]


@pytest.mark.parametrize("outage", [store_gone, store_garbled, log_gone])
def test_overview_stays_in_place_and_says_since_when_its_figures_stand(
    tmp_path: Path, outage: Outage
) -> None:
    with browser(tmp_path) as (office, client):
        office.register("p1", producer())
        office.clock.move(hours=5, minutes=5)
        client.get(AT)
        office.clock.move(minutes=3)
        with outage(office):
            during = client.get(AT)
            refused = client.post(f"{AT}/registration", data={"wanted": "closed"})
        office.register("d1", distributor())
        office.register("p2", producer("HTX Mẫu 2"))
        after = client.get(AT)

    assert (during.status_code, during.headers["retry-after"]) == (503, "2")
    assert refused.status_code == 503
    assert (
        "Figures stopped at 14:05: the record cannot be reached. Nothing is lost; no new actions "
        "are taken for now." in words(during.text)
    )
    assert producers(during.text) == "1"
    assert (after.status_code, producers(after.text)) == (200, "2")
    assert "Figures stopped" not in after.text


def test_overview_says_it_in_vietnamese(tmp_path: Path) -> None:
    with browser(tmp_path, "vi") as (office, client):
        office.clock.move(hours=5, minutes=5)
        client.get(AT)
        with store_gone(office):
            page = client.get(AT)

    assert (
        "Số liệu dừng lúc 14:05 vì mất kết nối với sổ ghi. Không mất gì; tạm thời chưa nhận thao "
        "tác mới." in words(page.text)
    )


def test_figures_of_another_day_say_which(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        client.get(AT)
        office.clock.move(days=1)
        with store_gone(office):
            page = client.get(AT)

    assert "Figures stopped at 4 May 2026 09:00:" in words(page.text)


def test_overview_asks_again_sooner_while_its_figures_are_stopped(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        usual = client.get(AT).text
        with store_gone(office):
            stopped = client.get(AT).text

    assert ("every 30s" in usual, "every 5s" in usual) == (True, False)
    assert ("every 30s" in stopped, "every 5s" in stopped) == (False, True)
    assert 'hx-status:503="swap:outerMorph"' in usual


def test_fair_that_was_never_looked_at_says_it_on_a_page_of_its_own(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client), store_gone(office):
        page = client.get(AT)

    assert page.status_code == 503
    assert OUT_OF_REACH in words(page.text)


def test_every_page_and_every_route_answers_and_none_breaks(tmp_path: Path) -> None:
    """What needs the record says that it is out of reach; what does not is there as ever."""
    with browser(tmp_path) as (office, client):
        fill(office, producers=2, distributors=1)
        addresses = sorted(
            re.sub(r"\{[^}]*\}", "x", path.replace("{fair}", FAIR))
            for name in actions_by_route(client.app)  # type: ignore[arg-type]
            for method, _, path in [name.partition(" ")]
            if method == "GET" and not path.endswith("/live")
        )
        with store_gone(office):
            answers = {address: client.get(address) for address in addresses}
        said = {address: answer for address, answer in answers.items() if answer.status_code == 503}

    assert {answer.status_code for answer in answers.values()} <= {200, 404, 422, 503}
    assert len(said) > 40
    for address, answer in said.items():
        assert answer.headers["retry-after"] == "2", address
        if address.startswith("/api/"):
            assert answer.headers["content-type"] == "application/problem+json", address
            assert answer.json()["code"] == "record_unreachable", address
        else:
            assert OUT_OF_REACH in words(answer.text), address
            assert "unable to open" not in answer.text, address
            assert "Try again" in words(answer.text), address


@pytest.mark.parametrize(
    "address", [f"{AT}?done={FAIR}~e", f"{AT}/match?done={FAIR}~e", "/?done=a~b"]
)
def test_undo_that_cannot_be_asked_about_is_not_offered(tmp_path: Path, address: str) -> None:
    with browser(tmp_path) as (office, client):
        client.get(AT)
        with store_gone(office):
            page = client.get(address)

    assert page.status_code == 503
    assert 'action="/undo"' not in page.text


def test_what_is_done_during_an_outage_is_refused_and_can_be_done_after(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        client.get(AT)
        with store_gone(office):
            closed = client.post(f"{AT}/registration", data={"wanted": "closed"})
        with log_gone(office):
            unrecorded = client.post(f"{AT}/open")
        after = client.post(f"{AT}/registration", data={"wanted": "closed"})

    assert (closed.status_code, unrecorded.status_code, after.status_code) == (503, 503, 303)
    assert OUT_OF_REACH in words(closed.text)
    assert "Not recorded; nothing changed." in words(unrecorded.text)
    assert "Figures stopped at 09:00" in words(unrecorded.text)


def test_answer_during_an_outage_says_that_the_suggestion_is_still_there(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        with store_gone(office):
            answer = client.post(f"{PAIR}/accept", data={"side": "distributor"})
        after = client.post(f"{PAIR}/accept", data={"side": "distributor"})

    assert (answer.status_code, after.status_code) == (503, 303)
    assert "Answer not recorded; the suggestion is still there. Try again." in words(answer.text)


def test_streams_outlive_an_outage_and_may_begin_in_one(tmp_path: Path) -> None:
    with ExitStack() as opened:
        office = opened.enter_context(open_office(tmp_path))
        client = opened.enter_context(listening(office))
        after = {"after": 1}
        streams = [opened.enter_context(client.stream("GET", LIVE, params=after))]
        with store_gone(office):
            broken = client.get(f"/api/v1{AT}")
            streams.append(opened.enter_context(client.stream("GET", LIVE, params=after)))
        office.register("p1", producer())
        told = [next(stream.iter_lines()) for stream in streams]

    assert broken.status_code == 503
    assert told == ["id: 2", "id: 2"]
