"""The register of 2020 and its count: 473 = 175 + 152 + 146, and why the rest is left out."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from api.exports.agreement_report import document_of
from api.imports import import_agreements, import_fairs
from api.words import speak
from streams.domain.agreements.commands import MergeAgreement, UnmergeAgreement, VoidAgreement
from streams.domain.days import stamp
from streams.domain.erasure import ErasePerson
from streams.domain.errors import NotFound
from streams.runtime.embedded import Embedded
from streams.store.queries.agreement_report import (
    agreement_report,
    counted_papers,
    excluded_papers,
    report_scope,
)
from tests.documents import ROOT

EXPECTED = json.loads((ROOT / "tests/data/hanoi-2020/expected.json").read_text(encoding="utf-8"))
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Open an office that holds the register of 2020; tests only read it."""
    with Embedded(tmp_path_factory.mktemp("register")) as office:
        load(office)
        yield office


def load(office: Embedded) -> None:
    for name, importer in (("fairs.csv", import_fairs), ("agreements.csv", import_agreements)):
        content = (resources.files("api.demo") / "data" / name).read_bytes()
        importer(office, content, name, actor="organiser")


def report(
    office: Embedded,
    *,
    as_of: date = date(2021, 12, 31),
    recorded_as_of: datetime = LATER,
    fair: str | None = None,
) -> dict[str, Any]:
    speak("en")
    with office.reading() as connection:
        scope = report_scope(
            connection,
            "hanoi-2020",
            fair=fair,
            as_of=as_of,
            recorded_as_of=stamp(recorded_as_of),
        )
        counted = agreement_report(connection, scope)
        return document_of(counted, list(counted_papers(connection, scope)), office.keeper)


def test_count_and_exclusions_of_2020(register: Embedded) -> None:
    found = report(register)

    assert found["count"] == 473
    assert found["by_fair"] == {
        "ocop-bac-2020": 175,
        "ocop-dbsh-2020": 152,
        "ocop-mttn-2020": 146,
    }
    assert found["excluded"] == {
        "other_fair": 38,
        "other_kind": 6,
        "not_signed": 11,
        "authority_pending": 0,
        "not_yet": 0,
        "out_of_dates": 9,
        "voided": 7,
        "superseded": 5,
        "second_copy": 20,
    }
    assert found["candidates"] == 569


@pytest.mark.parametrize("day", EXPECTED)
def test_count_as_of_each_expected_day(register: Embedded, day: str) -> None:
    found = report(register, as_of=date.fromisoformat(day))

    assert {"count": found["count"], "by_fair": found["by_fair"]} == EXPECTED[day]
    assert found["count"] + sum(found["excluded"].values()) == found["candidates"] == 569


def test_tables_close_and_have_an_unknown_line(register: Embedded) -> None:
    tables = report(register)["tables"]

    for name in ("fair", "month", "province", "distributor_kind", "producer_kind", "evidence"):
        assert sum(line["count"] for line in tables[name]) == 473, name
    assert {"value": "", "count": 16} in tables["province"]


def test_each_number_lists_its_documents(register: Embedded) -> None:
    found = report(register)
    papers = found["documents"]

    assert len(papers) == 473
    for name in ("fair", "month", "province", "producer_kind", "distributor_kind", "evidence"):
        assert Counter(paper[name] for paper in papers) == {
            line["value"]: line["count"] for line in found["tables"][name]
        }


def test_excluded_papers_are_listed_with_their_reason(register: Embedded) -> None:
    with register.reading() as connection:
        scope = report_scope(
            connection,
            "hanoi-2020",
            fair=None,
            as_of=date(2021, 12, 31),
            recorded_as_of=stamp(LATER),
        )
        reasons = Counter(paper["reason"] for paper in excluded_papers(connection, scope))

    excluded = report(register)["excluded"]
    assert reasons == {reason: number for reason, number in excluded.items() if number}


def test_one_fair_of_the_series_leaves_the_others_out(register: Embedded) -> None:
    found = report(register, fair="ocop-bac-2020")

    assert (found["count"], found["candidates"]) == (175, 569)


def test_before_anything_was_recorded_there_is_no_series(register: Embedded) -> None:
    with pytest.raises(NotFound) as refused:
        report(register, recorded_as_of=datetime(2019, 1, 1, tzinfo=UTC))

    assert refused.value.code == "no_such_series"


def test_fair_of_another_series_is_refused(register: Embedded) -> None:
    with pytest.raises(NotFound) as refused:
        report(register, fair="ocop-nb-2020")

    assert refused.value.code == "fair_not_in_series"


def test_voiding_changes_today_and_not_an_earlier_day(tmp_path: Path) -> None:
    with Embedded(tmp_path) as office:
        load(office)
        before = office.clock()
        paper = report(office)["documents"][0]
        request = office.request(VoidAgreement, paper["fair"], actor="organiser")
        office.execute(
            request,
            VoidAgreement(
                fair=paper["fair"],
                agreement=paper["id"],
                effective_on=date(2021, 1, 5),
                reason="not_performed",
            ),
        )

        assert report(office)["count"] == 472
        assert report(office, as_of=date(2021, 1, 4))["count"] == 473
        assert report(office, recorded_as_of=before)["count"] == 473


def test_merging_is_reversible_and_then_never_was(tmp_path: Path) -> None:
    with Embedded(tmp_path) as office:
        load(office)
        kept, copy = [p for p in report(office)["documents"] if p["fair"] == "ocop-bac-2020"][:2]
        merge = office.request(MergeAgreement, kept["fair"], actor="organiser")
        office.execute(
            merge, MergeAgreement(fair=kept["fair"], agreement=copy["id"], into=kept["id"])
        )
        merged_at = office.clock()
        assert report(office)["count"] == 472

        undo = office.request(UnmergeAgreement, kept["fair"], actor="organiser")
        office.execute(undo, UnmergeAgreement(fair=kept["fair"], agreement=copy["id"]))

        assert report(office)["count"] == 473
        assert report(office, recorded_as_of=merged_at)["count"] == 472


def test_erasure_leaves_every_count_and_no_name(tmp_path: Path) -> None:
    with Embedded(tmp_path) as office:
        load(office)
        household = next(
            p for p in report(office)["documents"] if p["producer_kind"] == "household"
        )
        references = tuple(office.keeper.find(household["producer"]))
        request = office.request(ErasePerson, "org", actor="organiser")
        office.execute(request, ErasePerson(references=references))
        office.settle()

        after = report(office)

    assert after["count"] == 473
    same = next(p for p in after["documents"] if p["id"] == household["id"])
    assert same["producer"] == "Household business (erased)"
    assert household["producer"] not in json.dumps(after, ensure_ascii=False)
