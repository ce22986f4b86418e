"""Where a producer stands: honest about itself, silent about everybody else."""

from pathlib import Path

import pytest

from streams.domain.events.registrations import Paper, Terms
from streams.domain.registrations.commands import ReviseRegistration
from streams.domain.suggestions.commands import RequestMeeting, SendSuggestions
from tests.builders import (
    FAIR,
    Office,
    accept,
    decline,
    distributor,
    producer,
    product,
    scored,
    seat,
    send,
)
from tests.web.halls import AT, browser, words


def _hall(office: Office) -> None:
    """Register the producer in question, a rival, and one distributor with terms of its own."""
    office.register("p", producer("HTX Mẫu Hỏi", standing_yes=True))
    office.register("rival", producer("HTX Mẫu Đối Thủ"))
    office.register(
        "d",
        distributor(
            "Siêu thị Mẫu Kín",
            terms=Terms(discount_percent=37, payment_days=83, listing_fee=7_654_321),
        ),
    )
    office.register("e", distributor("Siêu thị Mẫu Khác"))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Suggestions open on 11 May 2026. Your file is complete; nothing to do."),
        ("vi", "Gợi ý mở từ 11/05/2026. Hồ sơ đã đủ, chưa cần làm gì."),
    ],
)
def test_before_the_first_round_there_is_nothing_to_do(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        _hall(office)
        answer = client.get(f"{AT}/producers/p")
    assert answer.status_code == 200
    assert sentence in words(answer.text)


def test_when_suggestions_are_late_no_day_is_promised(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        _hall(office)
        office.clock.move(days=7)
        text = words(client.get(f"{AT}/producers/p").text)
    assert "Suggestions have not been sent yet. The file is there; nothing to do." in text
    assert "Suggestions open on" not in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Suggestions open on 11 May 2026. HACCP is missing; before then is in time."),
        ("vi", "Gợi ý mở từ 11/05/2026. Còn thiếu HACCP; bổ sung trước đó vẫn kịp."),
    ],
)
def test_before_the_first_round_a_paper_that_would_help_is_named(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        office.register("d", distributor(seats=(seat(must_haves=("haccp",)),)))
        office.register("p", producer("HTX Mẫu Thiếu Giấy"))
        text = words(client.get(f"{AT}/producers/p").text)
    assert sentence in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Paper received. Looking at your chances again…"),
        ("vi", "Đã nhận giấy. Đang xem lại cơ hội…"),
    ],
)
def test_a_paper_that_came_in_is_looked_at_until_the_match_has_seen_it(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        _hall(office)
        office.settle()
        before = producer("HTX Mẫu Hỏi", standing_yes=True)
        other = ReviseRegistration(fair=FAIR, registration="p", profile=before.but(places=2))
        office.do(other, key="places")
        unrelated = words(client.get(f"{AT}/producers/p").text)
        papers = before.but(places=2, papers=(Paper(code="haccp"),))
        office.do(ReviseRegistration(fair=FAIR, registration="p", profile=papers), key="paper")
        received = words(client.get(f"{AT}/producers/p").text)
        another = words(client.get(f"{AT}/producers/rival").text)
        office.settle()
        seen = words(client.get(f"{AT}/producers/p").text)
    assert [sentence in page for page in (unrelated, received, another, seen)] == [
        False,
        True,
        False,
        False,
    ]


def test_what_others_keep_closed_is_never_on_the_page(tmp_path: Path) -> None:
    planted = ("37", "83", "7654321", "7.654.321", "7,654,321", "ý-kiến-riêng", "Đối Thủ")
    with browser(tmp_path) as (office, client):
        _hall(office)
        pages = [client.get(f"{AT}/producers/p").text]
        office.do(send(("p", "d.1"), ("rival", "d.1"), ("p", "e.1")), key="send")
        pages.append(client.get(f"{AT}/producers/p").text)
        client.post(
            f"{AT}/pairs/p/d.1/decline",
            data={"side": "distributor", "reason": "terms", "text": "ý-kiến-riêng"},
        )
        office.do(accept("p", "e.1", "distributor"), key="yes")
        pages += [client.get(f"{AT}/producers/p{why}").text for why in ("", "?why=d", "?why=e")]
    assert all("HTX Mẫu Hỏi" in words(html) for html in pages)
    assert [secret for secret in planted for html in pages if secret in words(html)] == []


def test_a_distributor_is_named_once_it_agreed(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        _hall(office)
        office.do(send(("p", "d.1"), ("p", "e.1")), key="send")
        waiting = client.get(f"{AT}/producers/p").text
        office.do(accept("p", "d.1", "distributor"), key="yes")
        agreed = client.get(f"{AT}/producers/p").text
    before, after = (html[: html.index('id="why-title"')] for html in (waiting, agreed))
    assert "Introduced to 2 distributors, waiting for answers." in words(waiting)
    assert "Siêu thị Mẫu" not in before
    assert "1 meeting is agreed." in words(agreed)
    assert "Siêu thị Mẫu Kín" in after
    assert "Siêu thị Mẫu Khác" not in after


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (None, "Siêu thị Mẫu Kín will not meet this time, no reason given; nothing else changes."),
        ("volume", "Siêu thị Mẫu Kín will not meet this time: volume. You have 1 other."),
    ],
)
def test_a_refusal_is_told_when_asked_and_only_its_kind(
    tmp_path: Path, reason: str | None, sentence: str
) -> None:
    with browser(tmp_path) as (office, client):
        _hall(office)
        office.do(send(("p", "d.1"), ("p", "e.1")), key="send")
        client.post(
            f"{AT}/pairs/p/d.1/decline", data={"side": "distributor", "reason": reason or ""}
        )
        text = words(client.get(f"{AT}/producers/p?why=d").text)
    assert sentence in text


def test_a_wish_not_to_meet_is_told_as_no_reason(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        _hall(office)
        wish = RequestMeeting(fair=FAIR, producer="p", seat="d.1", by="distributor", wanted=False)
        office.do(wish, key="wish")
        text = words(client.get(f"{AT}/producers/p?why=d").text)
    assert "Siêu thị Mẫu Kín will not meet this time, no reason given" in text


def test_who_is_short_reads_the_reason_and_a_step_that_was_checked(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        for number in range(6):
            strict = seat(must_haves=("haccp",))
            office.register(f"d{number}", distributor(f"Siêu thị Mẫu {number}", seats=(strict,)))
        office.register("cold", distributor("Kho Mẫu Lạnh", seats=(seat(cold_chain=True),)))
        office.register("p", producer("HTX Mẫu Thiếu Giấy"))
        papers = (Paper(code="haccp"),)
        office.register("ready", producer("HTX Mẫu Đủ Giấy", papers=papers))
        office.do(send(("ready", "d0.1")), key="send")
        text = words(client.get(f"{AT}/producers/p").text)
        office.register("other", producer("HTX Mẫu Gốm", products=(product(product_set=18),)))
        none = words(client.get(f"{AT}/producers/other").text)
    assert "None yet, because a cold chain is required." in text
    assert "a cold chain: fits fewer than 5 more buyers" in text
    assert "a valid HACCP: fits 6 more buyers" in text
    assert "What would get you in" not in none


def test_what_a_buyer_keeps_to_itself_is_one_part_of_the_score(tmp_path: Path) -> None:
    pair = scored("p", "d.1", score=6500, parts={"category": 3000, "price": 3000, "terms": 500})
    with browser(tmp_path) as (office, client):
        _hall(office)
        office.do(SendSuggestions(fair=FAIR, pairs=(pair,)), key="send")
        office.do(accept("p", "d.1", "distributor"), key="yes")
        text = words(client.get(f"{AT}/producers/p").text)
    assert "65 of 100: same product group 30, price 30, other grounds 5." in text
    assert "payment terms" not in text


def test_a_producer_past_its_answer_is_not_promised_anything(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        _hall(office)
        office.do(send(("p", "d.1")), key="send")
        office.do(decline("p", "d.1", "producer"), key="no")
        text = words(client.get(f"{AT}/producers/p").text)
    assert "None yet." in text
    assert "No place yet" not in text
    assert "will meet" not in text


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        (1, "No place yet: food needs 2, has fewer than 5. You come first when one opens."),
        (6, "No place yet: every place that fits is taken. You come first when one opens."),
    ],
)
def test_who_has_no_place_reads_counts_only_where_the_group_lacks_places(
    tmp_path: Path, places: int, sentence: str
) -> None:
    with browser(tmp_path) as (office, client):
        office.register("d", distributor("Siêu thị Mẫu Đầy", seats=(seat(places=1),)))
        if places > 1:
            strict = seat(places=places - 1, must_haves=("haccp",))
            office.register("e", distributor("Siêu thị Mẫu Khó", seats=(strict,)))
        office.register("p", producer("HTX Mẫu Hỏi"))
        office.register("rival", producer("HTX Mẫu Đối Thủ"))
        office.do(send(("rival", "d.1")), key="send")
        office.settle()
        text = words(client.get(f"{AT}/producers/p").text)
    assert sentence in text


def test_a_distributor_has_no_page_of_a_producer(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        _hall(office)
        found = [client.get(f"{AT}/producers/{one}").status_code for one in ("d", "nobody")]
    assert found == [404, 404]
