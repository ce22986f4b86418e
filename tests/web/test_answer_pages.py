"""Answers for somebody, the organiser's hand, undo, and what people read when they are late."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from streams.domain.errors import Unavailable
from streams.domain.registrations.commands import WithdrawRegistration
from streams.runtime.embedded import Embedded
from streams.store.tables import events
from tests.builders import FAIR, distributor, producer
from tests.web.halls import AT, PAIR, browser, fields, sent_pair, status_of_pair, words

YES = {"side": "distributor"}


def test_an_answer_by_phone_says_who_for_whom_how_and_when(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        office.clock.move(hours=3)
        answer = client.post(
            f"{PAIR}/accept", data={**YES, "channel": "phone", "happened": "2026-05-04T10:30"}
        )
        (act,) = office.rows(events, type="suggestion.accepted")
        page = words(client.get(PAIR).text)
    assert answer.status_code == 303
    assert (act["actor"], act["on_behalf_of"], act["channel"]) == ("organiser", "d", "phone")
    assert (
        "organiser · said yes · for Siêu thị Mẫu Bình · by phone · said at 4 May 2026 10:30" in page
    )


def test_words_of_a_decline_are_told_only_to_those_who_gather_answers(tmp_path: Path) -> None:
    text = "mùi-vị-không-hợp"
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        client.post(f"{PAIR}/decline", data={**YES, "reason": "volume", "text": text})
        gathering = words(client.get(PAIR).text)
        elsewhere = [client.get(f"{AT}{end}").text for end in ("/suggestions", "/producers/p")]
        client.cookies.set("actor", "official")
        elsewhere.append(client.get(PAIR).text)
        status = status_of_pair(office)
    assert status == "declined"
    assert f"said no: volume · for Siêu thị Mẫu Bình · in person Reason: {text}" in gathering
    assert not any(text in html for html in elsewhere)


def test_who_declined_after_a_yes_is_no_longer_said_to_agree(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        for side in ("producer", "distributor"):
            client.post(f"{PAIR}/accept", data={"side": side})
        agreed = words(client.get(PAIR).text)
        client.post(f"{PAIR}/decline", data={"side": "distributor"})
        declined = words(client.get(PAIR).text)
    assert "Said yes producer, distributor" in agreed
    assert "Said yes producer Declined by distributor" in declined


def test_an_answer_already_given_by_a_colleague_is_told_with_name_and_time(
    tmp_path: Path,
) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        client.cookies.set("actor", "clerk")
        client.post(f"{PAIR}/decline", data=YES)
        client.cookies.set("actor", "organiser")
        answer = client.post(f"{PAIR}/accept", data=YES)
        status = status_of_pair(office)
    assert answer.status_code == 409
    assert "Clerk said no at 4 May 2026 09:00. This is how it stands." in words(answer.text)
    assert status == "declined"


def test_an_answer_of_the_other_side_is_told_without_a_name(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        client.cookies.set("actor", "distributor")
        client.post(f"{PAIR}/decline", data=YES)
        client.cookies.set("actor", "organiser")
        answer = client.post(f"{PAIR}/accept", data=YES)
    assert answer.status_code == 409
    assert "It was dealt with at 4 May 2026 09:00. This is how it stands." in words(answer.text)


def test_two_people_answering_at_once_have_one_effect(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)

        def accept(_: int) -> tuple[int, str]:
            answer = client.post(f"{PAIR}/accept", data=YES)
            return answer.status_code, answer.text

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(accept, range(2)))
        acts = office.rows(events, type="suggestion.accepted")
    assert [status for status, _ in answers] == [303, 409]
    assert "This is how it stands." in words(answers[1][1])
    assert len([act for act in acts if act["outcome"] == "applied"]) == 1


def test_a_double_click_is_one_answer(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        form = fields(client.get(PAIR).text, f"{PAIR}/accept") | YES
        answers = [client.post(f"{PAIR}/accept", data=form).status_code for _ in range(2)]
        acts = office.rows(events, type="suggestion.accepted")
    assert answers == [303, 303]
    assert len(acts) == 1


def test_an_answer_that_could_not_be_recorded_says_that_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise Unavailable("not_recorded", "Not recorded; nothing changed. Try again in 2 seconds.")

    with browser(tmp_path) as (office, client):
        sent_pair(office)
        monkeypatch.setattr(Embedded, "execute", unreachable)
        answer = client.post(f"{PAIR}/accept", data=YES)
        status = status_of_pair(office)
    assert answer.status_code == 503
    assert "Answer not recorded; the suggestion is still there. Try again." in words(answer.text)
    assert status == "sent"


def test_a_company_that_withdrew_is_told_with_the_places_that_came_back(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        office.do(WithdrawRegistration(fair=FAIR, registration="p"), key="withdraw")
        answer = client.post(f"{PAIR}/accept", data=YES)
    assert answer.status_code == 409
    assert ("The producer withdrew at 4 May 2026 09:00. Place returned: 3 of 3 left.") in words(
        answer.text
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("side", "both"), ("channel", "carrier pigeon"), ("happened", "soon")],
)
def test_what_cannot_be_meant_is_refused_on_the_same_page(
    tmp_path: Path, field: str, value: str
) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        answer = client.post(f"{PAIR}/accept", data={**YES, field: value})
        status = status_of_pair(office)
    assert answer.status_code == 422
    assert value in words(answer.text)
    assert status == "sent"


def test_the_organisers_hand_pins_rules_out_and_lifts(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        office.register("p", producer())
        office.register("d", distributor())
        stood = []
        for step in ("pin", "allow", "forbid"):
            client.post(f"{PAIR}/{step}", data={"reason": "priority"} if step != "allow" else {})
            stood.append(status_of_pair(office))
        wished = client.post(f"{PAIR}/wish", data={"by": "producer", "wanted": "yes"})
        page = words(client.get(PAIR).text)
    assert stood == ["pinned", "open", "forbidden"]
    assert wished.status_code == 303
    assert "Wished by producer" in page


def test_an_answer_undone_in_time_is_open_again(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        there = client.post(f"{PAIR}/decline", data=YES).headers["location"]
        undone = client.post("/undo", data=fields(client.get(there).text, "/undo"))
        page = words(client.get(PAIR).text)
        status = status_of_pair(office)
    assert undone.status_code == 303
    assert status == "sent"
    assert "said no · for Siêu thị Mẫu Bình · in person · taken back" in page


def test_undo_is_not_offered_to_somebody_else(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        there = client.post(f"{PAIR}/decline", data=YES).headers["location"]
        client.cookies.set("actor", "clerk")
        html = client.get(there).text
    assert 'action="/undo"' not in html


def test_hostile_names_are_text_on_every_page(tmp_path: Path) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    with browser(tmp_path) as (office, client):
        sent_pair(office, name=hostile)
        office.settle()
        pages = [
            client.get(f"{AT}{end}").text
            for end in ("/match", "/match/pairs", "/suggestions", "/pairs/p/d.1", "/producers/p")
        ]
    assert all("&lt;script&gt;" in html for html in pages)
    assert not any("<script>alert" in html or "<img src=x" in html for html in pages)


def test_a_pair_of_nobody_is_no_page(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        found = [_code(client, f"{AT}/pairs/{pair}") for pair in ("p/d.9", "d/p", "nobody/d.1")]
    assert found == [404, 404, 404]


def _code(client: TestClient, address: str) -> int:
    return client.get(address).status_code
