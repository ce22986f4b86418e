"""The lines of what needs somebody now: how much, for how long, who has it, and one button."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from streams.domain.events.suggestions import MeetingRequested
from streams.log.codec import encode
from streams.log.port import Record
from tests.builders import (
    FAIR,
    Office,
    accept,
    announce,
    details,
    distributor,
    event,
    producer,
    seat,
    send,
    settings,
)
from tests.lists import csv_list
from tests.web.halls import AT, browser, fill

IMPORT = f"{AT}/import"
GOOD = {"Chủ thể": "HTX Mẫu Tốt", "Sản phẩm": "Cam", "Bộ sản phẩm": "1"}
BAD = {**GOOD, "Chủ thể": ""}


def lines(client: TestClient, at: str = AT) -> dict[str, str]:
    """Return the lines of an overview in words, by code, buttons left out."""
    html = client.get(at).text
    found = re.findall(
        r'id="pressing-(\w+)">.*?<div class="col-12 col-md">(.*?)</div>', html, re.DOTALL
    )
    return {code: unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split())) for code, text in found}


def upload(client: TestClient, *rows: dict[str, str], name: str = "mau.csv") -> str:
    """Upload a list and return where it is."""
    files = {"list_file": (name, csv_list(*rows))}
    answer = client.post(IMPORT, files=files, data={"side": "producer"})
    return answer.headers["location"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "2 · Rows to repair in mau.csv (waiting 3 hours · clerk)"),
        ("vi", "2 · Dòng cần sửa trong mau.csv (đã chờ 3 giờ · nhân viên quầy)"),
    ],
)
def test_rows_of_a_list_that_wait_for_repair_are_a_line(
    tmp_path: Path, language: str, line: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        client.cookies.set("actor", "clerk")
        at = upload(client, GOOD, BAD, {**BAD, "Sản phẩm": "Bưởi"})
        client.cookies.set("actor", "organiser")
        office.clock.move(hours=3)
        found = lines(client)
        html = client.get(AT).text

    assert found == {"to_repair": line}
    assert f'href="{at}"' in html


def test_line_of_a_list_follows_its_repair_and_ends_with_it(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, GOOD, BAD, {**BAD, "Sản phẩm": "Bưởi"})
        office.clock.move(minutes=5)
        one = client.post(f"{at}/repair", data={"column": "A", "rows": "3", "value": "HTX Mẫu Ba"})
        half = one.headers["location"]
        after_one, html = lines(client), client.get(AT).text
        office.clock.move(minutes=5)
        client.post(f"{half}/take")
        taken = lines(client)
        office.clock.move(minutes=5)
        client.post(f"{half}/repair", data={"column": "A", "rows": "4", "value": "HTX Mẫu Tư"})
        mended = lines(client)

    assert after_one["to_repair"].startswith("1 · Rows to repair in mau.csv (waiting 1 minute")
    assert f'href="{half}"' in html
    assert taken["to_repair"].startswith("1 · Rows to repair in mau.csv")
    assert "to_repair" not in mended


def test_list_that_waits_longest_is_the_line_and_the_others_are_counted(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, BAD, name="first.csv")
        office.clock.move(hours=1)
        upload(client, BAD, {**BAD, "Sản phẩm": "Bưởi"}, name="second.csv")
        upload(client, GOOD, name="good.csv")
        both, html = lines(client), client.get(AT).text
        client.post(f"{at}/repair", data={"column": "A", "rows": "2", "value": "HTX Mẫu Ba"})
        second = lines(client)

    assert both["to_repair"].startswith("1 · Rows to repair in first.csv, and 1 more lists (")
    assert f'href="{at}"' in html
    assert second["to_repair"].startswith("2 · Rows to repair in second.csv (")


def test_list_of_another_fair_is_not_its_line(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        office.do(announce(fair="other"), key="other")
        upload(client, BAD)
        assert "to_repair" not in lines(client, "/fairs/other")
        assert "to_repair" in lines(client)


def test_suggestions_due_say_whose_answer_is_missing_and_since_when(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        for number in range(3):
            office.register(f"p{number}", producer(f"HTX Mẫu {number}"))
        for number in range(2):
            office.register(f"d{number}", distributor(f"Siêu thị Mẫu {number}"))
        office.do(send(("p0", "d0.1"), ("p1", "d0.1"), ("p2", "d1.1")), key="round")
        for pair in ("p0", "p1"):
            office.do(accept(pair, "d0.1", "producer"), key=f"yes {pair}")
        office.clock.move(days=2, hours=10)
        three = lines(client)["near"]
        office.do(accept("p2", "d1.1", "producer"), key="yes p2")
        office.do(accept("p2", "d1.1", "distributor"), key="both")
        one = lines(client)["near"]

    until = "until 7 May 2026 17:00)"
    words = "Suggestions without an answer, due within 24 hours"
    assert three == f"3 · {words} (waiting 2 days · 3 companies · {until}"
    assert one == f"2 · {words} (waiting 2 days · Siêu thị Mẫu 0 · {until}"


def test_household_that_alone_has_to_answer_is_named_to_the_organiser(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        form = {
            "side": "producer",
            "kind": "household",
            "name": "Hộ Mẫu Ba",
            "province": "Hà Nội",
            "places": "3",
            "product_name": "Cam",
            "product_set": "1",
            "product_star": "4",
            "product_volume": "",
            "product_unit": "kg",
        }
        added = client.post(f"{AT}/registrations/new", data=form).headers["location"]
        household = added.partition("?")[0].rpartition("/")[2]
        office.register("d", distributor(seats=(seat(),)))
        office.do(send((household, "d.1")), key="round")
        office.do(accept(household, "d.1", "distributor"), key="yes")
        office.clock.move(days=2, hours=10)
        line = lines(client)["near"]

    assert "(waiting 2 days · Hộ Mẫu Ba · until" in line


def test_registrations_and_pairs_that_wait_are_the_organisers(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        asking = details(settings=settings(admission="organiser"))
        office.do(announce(fair="admit", details=asking), key="admit")
        office.register("p1", producer(), fair="admit")
        office.clock.move(hours=26)
        office.register("p2", producer("HTX Mẫu 2"), fair="admit")
        fill(office, producers=2, distributors=1)
        admit, unsent = lines(client, "/fairs/admit"), lines(client)

    assert admit["to_admit"] == (
        "2 · Registrations that wait for admission (waiting 1 day · organiser)"
    )
    assert unsent["unsent"].endswith("(waiting 1 minute · organiser)")


def test_acts_without_effect_say_whose_they_are(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        office.register("p", producer())
        lose(office, "first", "clerk-2")
        one = lines(client)["lost"]
        lose(office, "second", "clerk-3")
        two = lines(client)["lost"]

    assert one == "1 · Actions that had no effect (waiting 1 minute · clerk 2)"
    assert two == "2 · Actions that had no effect (waiting 1 minute · 2 people)"


def lose(office: Office, name: str, actor: str) -> None:
    """Append an act of somebody that comes too late to have an effect."""
    stale = {"registration/p": 7}
    late = event(MeetingRequested(by="producer"), reads=stale, name=name, actor=actor)
    office.log.append([Record(FAIR, encode(late))])
    office.projection.catch_up()
