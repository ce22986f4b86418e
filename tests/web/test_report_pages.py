"""The agreement report as a page: 473, what was left out, and a list behind every number."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from api.web import reports
from streams.domain.agreements.commands import VoidAgreement
from streams.domain.counting import PARTITIONS
from streams.runtime.embedded import Embedded
from streams.store.queries.agreement_report import agreement_report
from tests.web.registers import (
    DAYS,
    REPORT,
    browser,
    every_paper,
    linked_numbers,
    papers_on,
    read,
    register_of_2020,
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with register_of_2020(tmp_path_factory.mktemp("register")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(office: Embedded) -> Iterator[TestClient]:
    with browser(office) as client:
        yield client


def test_report_says_the_sentence_the_rule_and_what_was_left_out(pages: TestClient) -> None:
    page = read(pages, REPORT, **DAYS)

    assert (
        "Through 3 events of 2020, 473 memoranda of cooperation on the consumption of products "
        "were signed (as of 31 December 2021)." in page
    )
    assert "at most 7 days after the last one" in page
    assert "569 papers = 473 counted + 96 left out:" in page
    left_out = re.search(r'id="excluded">(.*?)</ul>', page, re.DOTALL)
    assert left_out
    assert re.findall(r">(\d+ [a-z ]+)</a>", left_out[1]) == [
        "38 at another event",
        "6 other kind of paper",
        "11 signatures missing",
        "0 authority pending",
        "0 signed later",
        "9 signed too late",
        "7 voided",
        "5 superseded",
        "20 second copy",
    ]


def test_every_number_of_the_report_links_to_exactly_that_many_papers(pages: TestClient) -> None:
    numbers = linked_numbers(read(pages, REPORT, **DAYS))

    different = {
        address: (number, found)
        for address, number in dict(numbers).items()
        if (found := len(set(every_paper(pages, address)))) != number
    }

    assert len(dict(numbers)) > 60
    assert different == {}


def test_tables_of_one_value_per_paper_close_with_an_unknown_line(pages: TestClient) -> None:
    numbers = dict(linked_numbers(read(pages, REPORT, **DAYS)))

    for table in PARTITIONS:
        lines = [n for address, n in numbers.items() if re.search(rf"table={table}(&|$)", address)]
        assert sum(lines) == 473, table
    assert [n for address, n in numbers.items() if address.endswith("table=province")] == [16]


def test_product_sets_and_groups_are_named(pages: TestClient) -> None:
    page = " ".join(read(pages, REPORT).split())

    assert '<th scope="row" class="fw-normal">rice, cereals (3)</th>' in page
    assert '<th scope="row" class="fw-normal">food (1)</th>' in page
    assert "rice, cereals (3)." in read(pages, f"{REPORT}/papers", table="product_set", value="3")


def test_provinces_stand_in_the_order_of_the_alphabet(pages: TestClient) -> None:
    page = read(pages, REPORT)
    names = ("Bắc Giang", "Bình Định", "Cao Bằng", "Đà Nẵng", "Điện Biên", "Gia Lai")
    places = [page.index(f'fw-normal">{name}</th>') for name in names]

    assert places == sorted(places)


def test_first_page_leads_to_the_473_and_one_of_its_papers_in_three_clicks(
    pages: TestClient,
) -> None:
    assert f'href="{REPORT}"' in read(pages, "/")
    behind = dict(linked_numbers(read(pages, REPORT)))
    address = next(one for one, number in behind.items() if number == 473)
    paper = papers_on(read(pages, address))[0]

    assert 'id="standing"' in read(pages, paper)


@pytest.mark.parametrize(("day", "count"), [("2020-07-31", 178), ("2020-09-30", 175)])
def test_report_as_of_an_earlier_day(pages: TestClient, day: str, count: int) -> None:
    page = read(pages, REPORT, as_of=day)

    assert f">{count}</a> papers behind this number" in page
    assert f'value="{day}"' in page


def test_report_according_to_the_record_of_an_earlier_day_knows_nothing(pages: TestClient) -> None:
    answer = pages.get(REPORT, params={"recorded": "2019-01-01"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"as_of": "yesterday"}, 422),
        ({"as_of": "0001-01-01"}, 422),
        ({"recorded": "2020-01-01T00:00"}, 422),
        ({"fair": "ocop-nb-2020"}, 404),
    ],
)
def test_report_refuses_days_and_fairs_that_are_none(
    pages: TestClient, query: dict[str, str], status: int
) -> None:
    assert pages.get(REPORT, params=query).status_code == status


@pytest.mark.parametrize(
    "query", [{"table": "name"}, {"excluded": "nonsense"}, {"table": "star", "value": "x"}]
)
def test_list_that_no_report_has_is_not_found(pages: TestClient, query: dict[str, str]) -> None:
    assert pages.get(f"{REPORT}/papers", params=query).status_code == 404


def test_page_after_the_last_shows_the_last(pages: TestClient) -> None:
    assert len(papers_on(read(pages, f"{REPORT}/papers", page="9999"))) == 473 % 50


def test_report_in_vietnamese_is_headed_by_its_number(office: Embedded) -> None:
    with browser(office, "vi") as pages:
        page = read(pages, REPORT, as_of="2020-12-18")

    assert ">473</a>" in page
    assert '<html lang="vi"' in page


def test_report_whose_tables_do_not_close_prints_nothing(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> object:
        report = agreement_report(*given)  # type: ignore[arg-type]
        return replace(report, count=report.count - 2)

    monkeypatch.setattr(reports, "agreement_report", broken)

    answer = pages.get(REPORT)

    assert answer.status_code == 409
    assert "adds up to 473, not to 471" in answer.text
    assert linked_numbers(answer.text) == []


def test_voided_paper_leaves_the_count_from_that_day_on(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with register_of_2020(tmp_path_factory.mktemp("voided")) as office, browser(office) as pages:
        paper = papers_on(read(pages, f"{REPORT}/papers"))[0]
        fair, agreement = paper.split("/")[2], paper.split("/")[4]
        before = office.clock().isoformat()
        request = office.request(VoidAgreement, fair, actor="organiser")
        office.execute(
            request,
            VoidAgreement(fair=fair, agreement=agreement, effective_on=date(2021, 1, 5)),
        )

        assert ">472</a> papers behind" in read(pages, REPORT)
        assert ">473</a> papers behind" in read(pages, REPORT, as_of="2021-01-04")
        assert ">473</a> papers behind" in read(pages, REPORT, recorded=before)
