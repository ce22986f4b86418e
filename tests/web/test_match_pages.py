"""The page of the match: its sentence, who is short, its picture, and sending a round."""

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from streams.pairing import pace
from streams.store.queries.suggestions import suggestions_of
from streams.store.tables import match_pairs
from tests.builders import FAIR, distributor, producer, product, seat
from tests.web.halls import AT, browser, fields, fill, words

SVG = "{http://www.w3.org/2000/svg}"


def _picture(html: str) -> ET.Element:
    found = re.search(r"<svg class=\"match-picture\".*?</svg>", html, re.DOTALL)
    assert found
    return ET.fromstring(found.group())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Needs at least one producer and one distributor of the same group."),
        ("vi", "Cần ít nhất một chủ thể và một nhà phân phối cùng nhóm hàng."),
    ],
)
def test_an_empty_fair_says_what_it_needs(tmp_path: Path, language: str, sentence: str) -> None:
    with browser(tmp_path, language) as (_, client):
        answer = client.get(f"{AT}/match")
    assert answer.status_code == 200
    assert sentence in words(answer.text)
    assert "/match/send" not in answer.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "checked: no other pairing is better"),
        ("vi", "đã kiểm: không cách ghép nào tốt hơn"),
    ],
)
def test_a_proven_match_says_so_in_both_languages(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        fill(office, 4, 2)
        text = words(client.get(f"{AT}/match").text)
    assert sentence in text
    assert "4 / 4" in text or "4/4" in text.replace(" ", "")


def test_a_match_with_newer_events_is_not_called_proven(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 4, 2)
        office.register("late", producer("HTX Mẫu Đến Muộn"))
        text = words(client.get(f"{AT}/match").text)
    assert "checked: no other" not in text
    assert "Computing; the present result stays usable." in text


def test_a_large_fair_says_how_often_it_is_matched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "At a fair of this size it is computed anew every 10 seconds at most."
    with browser(tmp_path) as (office, client):
        fill(office, 4, 2)
        office.register("late", producer("HTX Mẫu Đến Muộn"))
        assert sentence not in words(client.get(f"{AT}/match").text)
        monkeypatch.setattr(pace, "LARGE", 6)
        assert sentence in words(client.get(f"{AT}/match").text)


def test_who_is_short_is_named_with_reason_and_checked_remedy(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 2, 2)
        office.register(
            "cold",
            distributor("Siêu thị Mẫu Lạnh", seats=(seat(product_sets=(14,), cold_chain=True),)),
        )
        office.register("warm", producer("HTX Mẫu Không Lạnh", products=(product(product_set=14),)))
        office.settle()
        text = words(client.get(f"{AT}/match").text)
    assert "HTX Mẫu Không Lạnh a cold chain is required (1 of 3) a cold chain: 1 more fit" in text


def test_products_without_a_star_are_called_unrated(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        office.register("p", producer(products=(product(star=None),)))
        office.register("d", distributor(seats=(seat(lowest_star=3),)))
        office.settle()
        text = words(client.get(f"{AT}/match").text)
    assert "none of its products is rated, wanted is 3 stars or more (1 of 1)" in text


def test_the_picture_is_well_formed_and_says_in_words_what_it_shows(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 8, 4)
        picture = _picture(client.get(f"{AT}/match").text)
        pairs = len(office.rows(match_pairs))
    texts = [element.text for element in picture.iter(f"{SVG}text")]
    links = list(picture.iter(f"{SVG}a"))
    assert picture.find(f"{SVG}title") is not None
    assert picture.find(f"{SVG}desc") is not None
    assert "HTX Mẫu Chủ Thể 000" in texts
    assert len(links) == pairs > 0
    assert all(link.attrib["aria-label"].endswith("not sent yet") for link in links)


@pytest.mark.parametrize(("distributors", "is_drawn"), [(20, True), (21, False)])
def test_above_sixty_names_there_is_a_table_instead(
    tmp_path: Path, distributors: int, is_drawn: bool
) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 40, distributors)
        html = client.get(f"{AT}/match").text
    assert ("<svg" in html) == is_drawn
    assert ("Meetings by distributor and product group" in html) != is_drawn


def test_numbers_of_the_table_add_up_and_lead_to_as_many_pairs(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 40, 25)
        html = client.get(f"{AT}/match").text
        cells = re.findall(
            r'<a href="([^"]*match/pairs\?distributor=[^"]*group=[^"]*)">(\d+)<', html
        )
        total = sum(int(number) for _, number in cells)
        shown = [
            len(re.findall("<tr><td>", client.get(unescape(address)).text))
            for address, _ in cells[:6]
        ]
        pairs = len(office.rows(match_pairs))
    assert total == pairs
    assert not any("&amp;" in unescape(address) for address, _ in cells)
    assert shown == [int(number) for _, number in cells[:6]]


def test_link_to_the_reasons_of_a_pair_names_both_companies(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 2, 1)
        html = client.get(f"{AT}/match/pairs").text
    hidden = re.findall(r'Reasons<span class="visually-hidden"> ([^<]*)</span>', html)
    assert sorted(hidden) == ["HTX Mẫu Chủ Thể 000, Siêu thị Mẫu 000"]


def test_every_score_shown_is_the_sum_of_the_parts_shown(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 8, 4)
        recorded = {
            (row["producer"], row["seat"]): row["score"] for row in office.rows(match_pairs)
        }
        checked = 0
        for left in range(8):
            for right in range(4):
                page = client.get(f"{AT}/pairs/p{left:03d}/d{right:03d}.1")
                found = re.search(r'id="score">(\d+) of 100: ([^<]*)\.<', page.text)
                assert found, page.text
                parts = [int(part.rsplit(" ", 1)[1]) for part in found.group(2).split(", ")]
                assert sum(parts) == int(found.group(1))
                score = recorded.get((f"p{left:03d}", f"d{right:03d}.1"))
                assert score is None or score // 100 == int(found.group(1))
                checked += 1
    assert checked == 32


def test_sending_twice_with_one_key_is_one_round(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 4, 2)
        form = fields(client.get(f"{AT}/match").text, f"{AT}/match/send")
        first = client.post(f"{AT}/match/send", data=form)
        second = client.post(f"{AT}/match/send", data=form)
        with office.reading() as connection:
            rounds = {row.round for row in suggestions_of(connection, FAIR, office.clock())}
    assert (first.status_code, second.status_code) == (303, 303)
    assert rounds == {1}


def test_a_match_that_moved_on_is_listed_anew_instead_of_sent(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 4, 2)
        form = fields(client.get(f"{AT}/match").text, f"{AT}/match/send")
        office.register("late", producer("HTX Mẫu Đến Muộn"))
        office.settle()
        answer = client.post(f"{AT}/match/send", data=form)
        again = fields(answer.text, f"{AT}/match/send")
        sent = client.post(f"{AT}/match/send", data=again)
        with office.reading() as connection:
            rows = suggestions_of(connection, FAIR, office.clock())
    assert answer.status_code == 409
    assert "1 registrations came in meanwhile; recomputed." in words(answer.text)
    assert sent.status_code == 303
    assert "late" in {row.producer for row in rows}


def test_a_round_can_be_undone_for_ten_seconds_and_no_longer(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 2, 2)
        form = fields(client.get(f"{AT}/match").text, f"{AT}/match/send")
        there = client.post(f"{AT}/match/send", data=form).headers["location"]
        offered = client.get(there).text
        undo = fields(offered, "/undo")
        office.clock.move(seconds=11)
        late = client.get(there).text
        refused = client.post("/undo", data=undo)
    assert "Undo (10 seconds)" in offered
    assert "Undo (10 seconds)" not in late
    assert refused.status_code == 409
    assert "An act can be taken back for 10 seconds. Correct it with a reason instead." in words(
        refused.text
    )


def test_a_round_undone_in_time_is_as_if_never_sent(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 2, 2)
        form = fields(client.get(f"{AT}/match").text, f"{AT}/match/send")
        there = client.post(f"{AT}/match/send", data=form).headers["location"]
        undone = client.post("/undo", data=fields(client.get(there).text, "/undo"))
        office.settle()
        text = words(client.get(f"{AT}/suggestions").text)
    assert undone.status_code == 303
    assert "No suggestions yet." in text


def test_a_clerk_neither_sees_the_match_nor_sends_it(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 2, 2)
        client.cookies.set("actor", "clerk")
        seen = client.get(f"{AT}/match")
        sent = client.post(f"{AT}/match/send", data={"listed": "x", "seen": "1"})
        with office.reading() as connection:
            rows = suggestions_of(connection, FAIR, office.clock())
    assert (seen.status_code, sent.status_code) == (404, 404)
    assert rows == []


def test_a_fair_that_is_not_there_has_no_match(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        answer = client.get("/fairs/no-such/match")
    assert answer.status_code == 404
    assert "There is no fair no-such." in words(answer.text)


def test_many_without_a_meeting_are_counted_and_the_first_are_told(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 60, 2)
        text = words(client.get(f"{AT}/match").text)
    assert "No meeting for 54 producers. Add places or accept." in text
    assert "Who is short (54)" in text
    assert "The first 25 are told here" in text


def test_a_crowded_group_is_told_with_its_places(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 10, 2)
        text = words(client.get(f"{AT}/match").text)
    assert "No meeting for 2 producers of food: 5 producers, 3 places. Add 2 places or accept." in (
        text
    )
