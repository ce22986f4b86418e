"""The overview of a fair: what needs somebody, six figures, phase, last actions, three buttons."""

import re
from pathlib import Path

import pytest

from streams.domain.registrations.commands import WithdrawRegistration
from streams.runtime.inspection import last_ordinal
from tests.builders import (
    FAIR,
    accept,
    announce,
    details,
    distributor,
    producer,
    send,
    settings,
)
from tests.lists import csv_list
from tests.web.halls import AT, PAIR, browser, fill, sent_pair, words


def figures(html: str) -> list[tuple[str, str, str]]:
    """Return words, number and yesterday's change of each figure."""
    cards = re.findall(
        r'subheader">([^<]*)</div>\s*<div class="h1 mb-0">([^<]*)</div>\s*'
        r'<div class="text-secondary">([^<]*)<',
        html,
    )
    return [(name, number, change) for name, number, change in cards]


def step(html: str) -> str:
    """Return the phase that is marked as the present one."""
    (found,) = re.findall(r'step-item active"[^>]*>([^<]*)', html)
    return str(found)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "No registrations yet. Import a list or share the link.",
                "Nothing needs you now.",
                "28 days left",
            ),
        ),
        (
            "vi",
            (
                "Chưa có đăng ký. Nhập danh sách Excel hoặc gửi liên kết đăng ký.",
                "Cần xử lý ngay",
                "Còn 28 ngày",
            ),
        ),
    ],
)
def test_an_empty_fair_says_how_to_begin(
    tmp_path: Path, language: str, sentences: tuple[str, ...]
) -> None:
    with browser(tmp_path, language) as (_, client):
        page = client.get(AT)

    assert page.status_code == 200
    assert [one for one in sentences if one not in words(page.text)] == []


def test_figures_are_links_with_what_they_rose_by_yesterday(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        for number in range(4):
            office.register(f"p{number}", producer(f"HTX Mẫu {number}"))
        office.register("d0", distributor())
        office.do(WithdrawRegistration(fair=FAIR, registration="p3"))
        office.clock.move(days=1)
        office.register("p9", producer("HTX Mẫu 9"))
        office.do(send(("p0", "d0.1"), ("p1", "d0.1")), key="round")
        office.do(accept("p0", "d0.1", "distributor"))
        office.do(accept("p0", "d0.1", "producer"))
        today = client.get(AT)
        office.clock.move(days=1)
        tomorrow = client.get(AT)

    assert figures(today.text) == [
        ("Producers", "4", "+3 yesterday"),
        ("Distributors", "1", "+1 yesterday"),
        ("Suggestions sent", "2", "unchanged yesterday"),
        ("Both agreed", "1", "unchanged yesterday"),
        ("Meetings held", "0", "unchanged yesterday"),
        ("Memoranda signed", "0", "unchanged yesterday"),
    ]
    assert [change for _, _, change in figures(tomorrow.text)[:4]] == [
        "+1 yesterday",
        "unchanged yesterday",
        "+2 yesterday",
        "+1 yesterday",
    ]
    for address in re.findall(r'card-link h-100" href="([^"]*)"', today.text):
        assert address.startswith(f"{AT}/")


def test_what_needs_somebody_comes_first_with_one_button_each(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, producers=4, distributors=2)
        matched = client.get(AT).text
        office.do(send(("p000", "d000.1")), key="round")
        office.clock.move(days=2, hours=10)
        near = client.get(AT).text

    assert re.findall(r'id="pressing-(\w+)"', matched) == ["unsent"]
    assert f'href="{AT}/match"' in matched
    assert re.findall(r'id="pressing-(\w+)"', near)[0] == "near"
    assert f'href="{AT}/suggestions?state=sent"' in near


def test_registrations_wait_for_admission_only_where_it_is_asked_for(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        asking = details(settings=settings(admission="organiser"))
        office.do(announce(fair="admit", details=asking), key="admit")
        office.register("p1", producer(), fair="admit")
        office.register("p1", producer())
        asked, automatic = client.get("/fairs/admit").text, client.get(AT).text

    assert 'id="pressing-to_admit"' in asked
    assert 'id="pressing-to_admit"' not in automatic


def test_last_actions_name_people_and_tell_a_list_in_one_line(tmp_path: Path) -> None:
    rows = [{"Chủ thể": f"HTX Mẫu {n}", "Sản phẩm": "Cam", "Bộ sản phẩm": "1"} for n in range(30)]
    with browser(tmp_path) as (office, client):
        uploaded = client.post(f"{AT}/import", files={"list_file": ("mau.csv", csv_list(*rows))})
        client.post(f"{uploaded.headers['location']}/take")
        office.register("d1", distributor())
        office.settle()
        html = client.get(AT).text

    recent = words(html).partition("Last actions by people")[2]
    assert "organiser: registered a company × 30, by import" in recent
    assert recent.count("registered a company") == 2
    assert "matcher" not in recent


@pytest.mark.parametrize("language", ["en", "vi"])
def test_page_is_refreshed_from_where_it_was_drawn(tmp_path: Path, language: str) -> None:
    with browser(tmp_path, language) as (office, client):
        fill(office, producers=2, distributors=1)
        html = client.get(AT).text
        (ordinal,) = re.findall(rf"/api/v1/fairs/{FAIR}/live\?after=(\d+)", html)
        with office.reading() as connection:
            last = last_ordinal(connection, FAIR)

    assert int(ordinal) == last
    assert 'hx-trigger="fair.changed from:body throttle:1s, every 30s"' in html


def test_last_actions_name_whom_they_were_about_and_lead_there(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office)
        client.post(f"{PAIR}/accept", data={"side": "distributor", "channel": "phone"})
        html = client.get(AT).text
        recent = words(html).partition("Last actions by people")[2]

    assert (
        "organiser (for Siêu thị Mẫu Bình): accepted a suggestion "
        "· HTX Mẫu An – Siêu thị Mẫu Bình, by phone"
    ) in recent
    assert f'<a href="{PAIR}">accepted a suggestion</a>' in html


def test_fair_is_opened_and_closed_by_its_buttons(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        before = client.get(AT).text
        office.clock.move(days=28)
        opened = client.post(f"{AT}/open")
        during = client.get(AT).text
        again = client.post(f"{AT}/open")
        office.clock.move(days=4)
        closed = client.post(f"{AT}/close")
        office.clock.move(days=2)
        after = client.get(AT).text

    assert [answer.status_code for answer in (opened, again, closed)] == [303, 409, 303]
    assert [step(html) for html in (before, during, after)] == [
        "registration",
        "fair days",
        "signing",
    ]
    assert "Day 1 of 5" in words(during)
    assert "Ended 2 days ago" in words(after)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Organiser closed registration at 4 May 2026 09:00."),
        ("vi", "Ban tổ chức đã đóng đăng ký lúc 04/05/2026 09:00."),
    ],
)
def test_who_closes_registration_second_is_told_who_was_first(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (_, client):
        first = client.post(f"{AT}/registration", data={"wanted": "closed"})
        second = client.post(f"{AT}/registration", data={"wanted": "closed"})
        opened = client.post(f"{AT}/registration", data={"wanted": "open"})

    assert (first.status_code, second.status_code, opened.status_code) == (303, 409, 303)
    assert sentence in words(second.text)


@pytest.mark.parametrize(
    ("language", "moved", "sentence"),
    [
        ("en", 28 + 4 + 2161, "Ended 2,161 days ago"),
        ("vi", 28 + 4 + 2161, "Đã kết thúc 2.161 ngày"),
        ("en", 28 - 1200, "1,200 days left"),
        ("vi", 28 - 1200, "Còn 1.200 ngày"),
    ],
)
def test_days_are_grouped_like_other_numbers(
    tmp_path: Path, language: str, moved: int, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        office.clock.move(days=moved)
        text = words(client.get(AT).text)

    assert sentence in text


def test_unknown_fair_is_not_found(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        answers = [
            client.get("/fairs/nowhere"),
            client.post("/fairs/nowhere/open"),
            client.post("/fairs/nowhere/registration", data={"wanted": "open"}),
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
