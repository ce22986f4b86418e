"""The list of what was sent: by seat, filtered, paged, and one click to accept."""

from pathlib import Path

import pytest

from streams.domain.events.registrations import Paper, Seat
from tests.builders import distributor, producer, seat, send
from tests.web.halls import AT, PAIR, browser, fields, sent_pair, status_of_pair, words

YES = {"side": "distributor"}


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "No suggestions yet."), ("vi", "Chưa có gợi ý.")]
)
def test_an_empty_list_says_so(tmp_path: Path, language: str, sentence: str) -> None:
    with browser(tmp_path, language) as (_, client):
        answer = client.get(f"{AT}/suggestions")
    assert answer.status_code == 200
    assert sentence in words(answer.text)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "No suggestions: 0 producers have HACCP and cold storage. Without cold storage: 2.",
        ),
        (
            "vi",
            "Chưa có gợi ý: 0 chủ thể đạt HACCP và kho lạnh. Bỏ yêu cầu kho lạnh sẽ có 2.",
        ),
    ],
)
def test_a_buyer_without_a_suggestion_reads_which_requirement_shuts_everybody_out(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        asking = seat(must_haves=("haccp",), cold_chain=True)
        office.register("d", distributor(seats=(asking,)))
        for number in range(2):
            papers = (Paper(code="haccp"),)
            office.register(f"p{number}", producer(f"HTX Mẫu {number}", papers=papers))
        office.register("p2", producer())
        answer = client.get(f"{AT}/suggestions?seat=d.1")
    assert sentence in words(answer.text)


def test_a_buyer_whom_producers_fit_only_waits_for_the_round(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        office.register("d", distributor(seats=(seat(must_haves=("haccp",)),)))
        office.register("p", producer(papers=(Paper(code="haccp"),)))
        text = words(client.get(f"{AT}/suggestions?seat=d.1").text)
    assert "No suggestions yet." in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "1 suggestion, answer by"), ("vi", "1 gợi ý, hạn")],
)
def test_the_list_has_deadline_places_and_reasons(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        sent_pair(office)
        text = words(client.get(f"{AT}/suggestions").text)
    assert sentence in text
    assert "2/3" in text
    assert "07/05/2026 17:00" in text or "7 May 2026 17:00" in text


def test_the_list_is_filtered_by_state_and_seat_and_paged(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        for number in range(30):
            office.register(f"p{number:03d}", producer(f"HTX Mẫu {number:03d}"))
        for number in range(2):
            name = f"Siêu thị Mẫu {number:03d}"
            office.register(f"d{number:03d}", distributor(name, seats=(seat(places=40),)))
        pairs = [(f"p{left:03d}", f"d{right:03d}.1") for left in range(30) for right in range(2)]
        office.do(send(*pairs), key="send")
        first = client.get(f"{AT}/suggestions").text
        second = client.get(f"{AT}/suggestions?first=50").text
        one = client.get(f"{AT}/suggestions?seat=d001.1").text
        agreed = words(client.get(f"{AT}/suggestions?state=agreed").text)
    total = first.count('id="row-') + second.count('id="row-')
    assert first.count('id="row-') == 50
    assert total == 60
    assert one.count('id="row-') == 30
    assert "Nothing in this state." in agreed


def test_buyers_are_told_apart_only_where_a_distributor_sends_several(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        office.register(
            "d", distributor("Siêu thị Mẫu Hai", seats=(seat(), seat(product_sets=(2,))))
        )
        office.register("e", distributor("Siêu thị Mẫu Một"))
        html = client.get(f"{AT}/suggestions").text
    assert ">Siêu thị Mẫu Hai · buyer 2</option>" in html
    assert ">Siêu thị Mẫu Một</option>" in html


def test_one_click_accepts_and_leads_back_to_the_list(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        sent_pair(office, standing_yes=True)
        form = fields(client.get(f"{AT}/suggestions").text, f"{PAIR}/accept")
        answer = client.post(f"{PAIR}/accept", data=form)
        status = status_of_pair(office)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{AT}/suggestions?")
    assert status == "agreed"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No suggestions: 0 producers have HACCP and cold storage. Without cold storage: 2."),
        ("vi", "Chưa có gợi ý: 0 chủ thể đạt HACCP và kho lạnh. Bỏ yêu cầu kho lạnh sẽ có 2."),
    ],
)
def test_buyer_whom_nobody_fits_reads_what_it_demands_and_what_would_help(
    tmp_path: Path, language: str, sentence: str
) -> None:
    strict = seat(must_haves=("haccp",), cold_chain=True)
    with browser(tmp_path, language) as (office, client):
        office.register("d", distributor(seats=(strict,)))
        for number in range(3):
            papers = (Paper(code="haccp"),) if number else ()
            office.register(f"p{number}", producer(f"HTX Mẫu {number}", papers=papers))
        text = words(client.get(f"{AT}/suggestions?seat=d.1").text)
        everybody = words(client.get(f"{AT}/suggestions").text)
    assert sentence in text
    assert sentence not in everybody


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            seat(must_haves=("haccp", "gmp")),
            "No suggestions: 0 producers have HACCP and GMP.",
        ),
        (seat(product_sets=(18,)), "No suggestions: no producer offers what is wanted."),
        (seat(), "No suggestions yet."),
    ],
)
def test_buyer_reads_no_remedy_that_does_not_help(
    tmp_path: Path, wanted: Seat, sentence: str
) -> None:
    with browser(tmp_path) as (office, client):
        office.register("d", distributor(seats=(wanted,)))
        office.register("p", producer())
        text = words(client.get(f"{AT}/suggestions?seat=d.1").text)
    assert sentence in text
    assert "Without" not in text


@pytest.mark.parametrize(("language", "said"), [("en", "Saving…"), ("vi", "Đang ghi…")])
def test_page_asks_what_to_say_while_an_answer_takes_its_time(
    tmp_path: Path, language: str, said: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        sent_pair(office)
        page = client.get(f"{AT}/suggestions").text
        answer = client.get("/saving")
    assert 'hx-get="/saving"' in page
    assert answer.text == said
