"""Lists kept over the API: shown before anything is recorded, repaired, taken once."""

import io
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from streams.runtime.reactions.erasure import sweep
from streams.store import tables
from tests.builders import FAIR
from tests.flows.api.world import World
from tests.lists import csv_list

LISTS = f"/fairs/{FAIR}/lists"
UNTIDY = csv_list(
    {"Chủ thể": "HTX Mẫu Một", "Sản phẩm": "Mật ong", "Bộ sản phẩm": "4"},
    {"Chủ thể": "HTX Mẫu Hai", "Sản phẩm": "Mật ong", "Bộ sản phẩm": "4"},
    *({"Chủ thể": "", "Sản phẩm": f"Chè {n}", "Bộ sản phẩm": "11"} for n in range(3)),
)
"""Rows 4 to 6 name no producer."""


def kept(world: World, content: bytes = UNTIDY) -> str:
    return f"{LISTS}/{world.kept_list(content)['reference']}"


def step(world: World, to: str, body: Any = None) -> dict[str, Any]:
    answer = world.post(to, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counts(document: dict[str, Any]) -> tuple[int, int, int]:
    report = document["report"]
    return report["accepted"], report["rejected"], report["recorded"]


def entries(world: World) -> int:
    return len(world.office.rows(tables.registrations, key=FAIR))


def test_list_is_shown_repaired_and_taken_and_nothing_is_recorded_before(world: World) -> None:
    end = world.office.log.end(0)
    at = kept(world)
    shown = world.get(at).json()

    group = {"column": "A", "rows": [4, 5, 6], "value": "HTX Mẫu Ba"}
    repaired = step(world, f"{at}/repair", group)
    before = world.office.log.end(0)
    taken = step(world, f"{LISTS}/{repaired['reference']}/take")

    assert (counts(shown), shown["side"], shown["taken"]) == ((2, 3, 2), "producer", None)
    assert [(one["row"], one["column"]) for one in shown["report"]["errors"]] == [
        (4, "A"),
        (5, "A"),
        (6, "A"),
    ]
    assert (counts(repaired), before) == ((5, 0, 3), end)
    assert repaired["repaired"][0] == {"row": 4, "column": "A", "value": "HTX Mẫu Ba"}
    assert counts(world.get(at).json()) == (2, 3, 0)
    assert taken["taken"] == {"recorded": 3, "changed": 0, "unchanged": 0, "refused": []}
    assert (counts(taken), entries(world)) == ((5, 0, 0), 3)


def test_list_taken_twice_changes_nothing_the_second_time(world: World) -> None:
    at = kept(world)
    step(world, f"{at}/take")
    end = world.office.log.end(0)

    again = step(world, f"{at}/take")

    assert again["taken"] == {"recorded": 0, "changed": 0, "unchanged": 2, "refused": []}
    assert world.office.log.end(0) == end


def test_single_cells_are_repaired_and_an_empty_one_stays(world: World) -> None:
    cells = [{"row": 4, "value": "HTX Mẫu Tư"}, {"row": 5, "value": " "}]

    repaired = step(world, f"{kept(world)}/repair", {"column": "A", "cells": cells})

    assert counts(repaired) == (3, 2, 3)
    assert [one["row"] for one in repaired["repaired"]] == [4]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"column": "A"}, "nothing_written"),
        ({"column": "A", "rows": [4], "value": " "}, "nothing_written"),
        ({"column": "ZZ", "rows": [4], "value": "HTX"}, "no_such_column"),
        ({"column": "A", "rows": [4, 7], "value": "HTX"}, "no_such_row"),
        ({"column": "A", "rows": [1], "value": "HTX"}, "no_such_row"),
        ({"column": "A", "rows": [4], "value": "HTX", "channel": "desk"}, "malformed"),
    ],
)
def test_repair_that_cannot_be_meant_is_refused(
    world: World, body: dict[str, Any], code: str
) -> None:
    answer = world.post(f"{kept(world)}/repair", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_rows_to_repair_are_a_workbook_that_can_be_sent_in_again(world: World) -> None:
    answer = world.get(f"{kept(world)}/bad-rows")

    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    again = kept(world, answer.content)
    assert sheet == "Lỗi"
    assert answer.headers["content-disposition"] == 'attachment; filename="loi.xlsx"'
    assert counts(world.get(again).json()) == (0, 3, 0)


def test_list_kept_over_the_api_is_the_one_of_the_page(world: World) -> None:
    reference = world.kept_list(UNTIDY)["reference"]

    page = world.client.get(f"/fairs/{FAIR}/import/{reference}")

    assert page.status_code == 200
    assert "2 good rows · 3 rows to repair · 0 rows lost" in page.text


def test_list_is_not_found_at_another_fair_nor_after_a_day(world: World) -> None:
    at = kept(world)
    elsewhere = world.get(at.replace(FAIR, world.fair()))
    world.clock.move(hours=25)
    sweep(world.office)

    gone = world.get(at)

    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "no_such_list")
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_list")


def test_file_that_is_no_list_is_not_kept(world: World) -> None:
    answer = world.client.post(f"/api/v1{LISTS}", files={"file": ("mau.csv", b"a;b\n1;2\n")})

    assert (answer.status_code, answer.json()["code"]) == (422, "no_known_columns")
    assert world.office.keeper.written_before(world.clock() + timedelta(days=1)) == []
