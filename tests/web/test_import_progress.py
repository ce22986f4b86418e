"""How far a list is that is being read or taken: real counts, told while the form is under way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.doors import Doors
from api.imports.registrations.importing import record_plan
from api.imports.registrations.planning import plan_registrations
from api.progress import Far, Underway
from tests.builders import FAIR, open_office
from tests.lists import csv_list
from tests.web.halls import AT, browser

IMPORT = f"{AT}/import"


def rows(number: int) -> bytes:
    """Return a list of this many companies."""
    return csv_list(
        *(
            {"Chủ thể": f"HTX Mẫu Số {n}", "Sản phẩm": "Cam", "Bộ sản phẩm": "1"}
            for n in range(number)
        )
    )


def underway(client: TestClient) -> Underway:
    """Return what is being worked on behind a browser."""
    doors: Doors = client.app.state.doors  # type: ignore[attr-defined]
    return doors.underway


def key_of(html: str) -> str:
    """Return the key under which a form may be asked about, which it sends, too."""
    (asked,) = re.findall(r'hx-get="[^"]*/import/progress/(\w+)"', html)
    assert f'name="idempotency_key" value="{asked}"' in html
    return str(asked)


def test_rows_read_and_rows_taken_are_counted_as_they_are(tmp_path: Path) -> None:
    read: list[tuple[int, int]] = []
    taken: list[tuple[int, int]] = []
    with open_office(tmp_path) as office:
        plan = plan_registrations(
            office,
            rows(1_050),
            "mau.csv",
            fair=FAIR,
            side="producer",
            actor="organiser",
            reading=lambda done, total: read.append((done, total)),
            progress=lambda done, total: taken.append((done, total)),
        )
        assert taken == []
        record_plan(plan)

    assert read == [*((n, 1_050) for n in range(100, 1_001, 100)), (1_050, 1_050)]
    assert taken == [(500, 1_050), (1_000, 1_050), (1_050, 1_050), (1_050, 1_050)]


@pytest.mark.parametrize(
    ("language", "reading", "taking", "not_yet"),
    [
        (
            "en",
            "Read 4,200 of 10,000 rows…",
            "Took 500 of 10,000 rows…",
            "Reading the list…",
        ),
        (
            "vi",
            "Đã đọc 4.200/10.000 dòng…",
            "Đã nhận 500/10.000 dòng…",
            "Đang đọc danh sách…",
        ),
    ],
)
def test_progress_is_told_by_the_key_of_the_form(
    tmp_path: Path, language: str, reading: str, taking: str, not_yet: str
) -> None:
    with browser(tmp_path, language) as (_, client):
        key = key_of(client.get(IMPORT).text)
        at = f"{IMPORT}/progress/{key}"
        before = client.get(at)
        with underway(client).work(key) as far:
            begun = client.get(at)
            far.at("reading")(4_200, 10_000)
            read = client.get(at)
            far.at("taking")(500, 10_000)
            taken = client.get(f"{at}?begun=1")
            other = client.get(f"{IMPORT}/progress/other")
        after = client.get(f"{at}?begun=1")

    assert [said.text.split(">")[1].split("<")[0] for said in (before, begun, read, taken)] == [
        not_yet,
        not_yet,
        reading,
        taking,
    ]
    assert f"progress/{key}?begun=0" in before.text
    assert f"progress/{key}?begun=1" in read.text
    assert 'hx-trigger="load delay:250ms"' in read.text
    assert not_yet in other.text
    assert (after.status_code, after.text) == (204, "")


def test_list_is_under_way_with_the_key_of_its_form_and_then_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: dict[str, tuple[str, int, int]] = {}
    work = Underway.work

    @contextmanager
    def noted(table: Underway, key: str) -> Iterator[Far]:
        with work(table, key) as far:
            yield far
        ended[key] = (far.stage, far.done, far.total)

    with browser(tmp_path) as (_, client):
        monkeypatch.setattr(Underway, "work", noted)
        first = key_of(client.get(IMPORT).text)
        at = client.post(
            IMPORT,
            files={"list_file": ("mau.csv", rows(250))},
            data={"side": "", "idempotency_key": first},
        ).headers["location"]
        second = key_of(client.get(at).text)
        client.post(f"{at}/take", data={"idempotency_key": second})
        left = [underway(client).of(key) for key in (first, second)]

    assert ended == {first: ("reading", 250, 250), second: ("taking", 250, 250)}
    assert left == [None, None]


def test_list_that_cannot_be_read_is_no_longer_under_way(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        key = key_of(client.get(IMPORT).text)
        refused = client.post(
            IMPORT,
            files={"list_file": ("other.csv", b"a;b\n1;2\n")},
            data={"side": "", "idempotency_key": key},
        )
        left = underway(client).of(key)

    assert (refused.status_code, left) == (422, None)
