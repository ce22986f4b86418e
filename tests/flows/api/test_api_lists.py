"""Lists of the API: in stretches that rows added meanwhile do not disturb, filtered, searched."""

from typing import Any

import pytest

from tests.builders import FAIR, TODAY
from tests.flows.api.world import World, producer_form
from tests.lists import csv_list

SUBMIT = f"/fairs/{FAIR}/registrations"


def everything(world: World, path: str, *, limit: int = 2, **asked: Any) -> list[dict[str, Any]]:
    """Return all lines of a list, read in stretches."""
    found: list[dict[str, Any]] = []
    given = {**asked, "limit": limit}
    while True:
        page = world.get(path, params=given).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        given["cursor"] = page["next"]


def test_stretches_hold_every_line_once_while_lines_are_added(world: World) -> None:
    there = {world.producer() for _ in range(7)}
    read: list[str] = []
    given: dict[str, Any] = {"limit": 2}
    while True:
        page = world.get(SUBMIT, params=given).json()
        read += [line["id"] for line in page["items"]]
        if page["next"] is None:
            break
        given["cursor"] = page["next"]
        if len(read) < 7:
            world.producer()

    assert len(read) == len(set(read))
    assert there <= set(read)


def test_every_list_is_the_same_in_stretches_as_at_once(world: World) -> None:
    for _ in range(3):
        world.sent()
        world.draft()
        world.fair()
        world.made("/series", {"id": f"chuoi-{next(world.numbers)}", "name": "Chuỗi"})
        claim = {"about": "mau", "kind": "m", "figure": f"{next(world.numbers)}", "source": "Báo"}
        world.made("/claims", claim)
    world.office.settle()
    paths = [
        "/fairs",
        "/series",
        "/claims",
        SUBMIT,
        f"/fairs/{FAIR}/suggestions",
        f"/fairs/{FAIR}/agreements",
        f"/fairs/{FAIR}/match/pairs",
    ]
    for path in paths:
        at_once = world.get(path, params={"limit": 200}).json()

        assert (at_once["next"], len(at_once["items"]) >= 3) == (None, True), path
        assert everything(world, path) == at_once["items"], path


def test_log_is_read_after_an_ordinal(world: World) -> None:
    for _ in range(4):
        world.producer()

    page = world.get(f"/log/{FAIR}", params={"after": 1, "limit": 2}).json()

    assert [line["ordinal"] for line in page["items"]] == [2, 3]
    rest = world.get(f"/log/{FAIR}", params={"after": page["next"], "limit": 2}).json()
    assert ([line["ordinal"] for line in rest["items"]], rest["next"]) == ([4, 5], None)
    assert {line["outcome"] for line in rest["items"]} == {"applied"}


def test_history_is_that_of_one_entry(world: World) -> None:
    one, _ = world.producer(), world.producer()
    world.made(f"{SUBMIT}/{one}/withdraw")

    history = world.get(f"{SUBMIT}/{one}/history").json()["items"]

    assert [line["type"] for line in history] == [
        "registration.submitted",
        "registration.withdrawn",
    ]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("duong lam", ["Đường Lâm"]),
        ("Đường", ["Đường Lâm"]),
        ("DUONG", ["Đường Lâm"]),
        ("lam duong", ["Đường Lâm"]),
        ("mau", ["Đường Lâm", "Hộ Mẫu Tý"]),
        ("mẫu  tý", ["Hộ Mẫu Tý"]),
        ("xyz", []),
        ("%", []),
    ],
)
def test_search_needs_no_tone_marks(world: World, q: str, found: list[str]) -> None:
    world.made(SUBMIT, producer_form("Hợp tác xã Mẫu Đường Lâm"))
    world.made(SUBMIT, producer_form("Hộ Mẫu Tý", kind="household"))

    lines = world.get(SUBMIT, params={"q": q}).json()["items"]

    assert sorted(line["name"].removeprefix("Hợp tác xã Mẫu ") for line in lines) == sorted(found)


def test_list_is_filtered_by_side_and_status(world: World) -> None:
    producer, seat = world.producer(), world.seat()
    world.made(f"{SUBMIT}/{producer}/withdraw")

    def ids(**asked: str) -> list[str]:
        return [line["id"] for line in world.get(SUBMIT, params=asked).json()["items"]]

    assert ids(side="distributor") == [seat.removesuffix(".1")]
    assert ids(status="withdrawn") == [producer]
    assert ids(side="distributor", status="withdrawn") == []


def test_what_identifies_a_household_stands_nowhere_but_in_its_name(world: World) -> None:
    secret = {"tax_code": "0101234567", "phone": "0912345678", "address": "Ngõ Mẫu 7"}
    one = world.made(SUBMIT, producer_form("Hộ Mẫu Ba", kind="household", **secret))["id"]
    paths = [SUBMIT, f"{SUBMIT}/{one}", f"{SUBMIT}/{one}/history", f"/log/{FAIR}"]

    told = "".join(world.get(path).text for path in paths)

    assert [value for value in secret.values() if value in told] == []
    assert "Hộ Mẫu Ba" in world.get(SUBMIT).text
    assert "Hộ Mẫu Ba" not in world.get(f"/log/{FAIR}").text


def test_match_says_how_far_it_has_seen_and_who_is_short(world: World) -> None:
    world.pair()
    world.producer(products=[{"name": "Gốm Mẫu", "product_set": 26}])
    before = world.get(f"/fairs/{FAIR}/match").json()
    world.office.settle()

    after = world.get(f"/fairs/{FAIR}/match").json()

    assert (before["optimal"], before["served"]["meetings"]) == (False, 0)
    assert (after["optimal"], after["served"]["meetings"]) == (True, 1)
    assert after["through"] > before["through"]
    (short,) = world.get(f"/fairs/{FAIR}/match/short").json()["items"]
    assert short["why"]["obstacles"][0]["reason"]["code"] == "category"
    assert "none of its products belongs to a wanted group" in short["sentence"]


def test_report_counts_and_lists_what_is_behind(world: World) -> None:
    world.made("/series", {"id": "chuoi", "name": "Chuỗi Mẫu"})
    fair = world.fair()
    details = {"name": "Hội chợ Mẫu", "series": "chuoi"}
    world.put(f"/fairs/{fair}", {"details": details})
    one = world.signed(fair)["agreement"]
    world.draft(fair)
    path = "/reports/agreements/chuoi"

    report = world.get(path).json()
    counted = world.get(f"{path}/papers").json()["items"]
    excluded = world.get(f"{path}/papers", params={"excluded": "not_signed"}).json()["items"]

    assert (report["count"], report["candidates"], report["as_of"]) == (1, 2, TODAY.isoformat())
    assert [line["id"] for line in counted] == [one]
    assert len(excluded) == report["excluded"]["not_signed"] == 1
    assert world.get(path, params={"as_of": "2026-05-01"}).json()["count"] == 0
    then = {"recorded_as_of": "2026-05-04T01:59:59Z"}
    assert world.get(path, params=then).status_code == 404


@pytest.mark.parametrize("seconds", [0, 1])
def test_papers_of_a_number_stand_once_in_stretches_while_papers_arrive(
    world: World, seconds: int
) -> None:
    """In the same moment those behind the reader are shown; later ones wait for the next list."""
    world.made("/series", {"id": "chuoi", "name": "Chuỗi Mẫu"})
    fair = world.fair()
    world.put(f"/fairs/{fair}", {"details": {"name": "Hội chợ Mẫu", "series": "chuoi"}})
    path = "/reports/agreements/chuoi/papers"
    endless = "x" * 400
    there = [world.signed(fair, f"M{n}{endless}")["agreement"] for n in range(5)]
    read: list[str] = []
    given: dict[str, Any] = {"limit": 2}
    while True:
        page = world.get(path, params=given).json()
        read += [line["id"] for line in page["items"]]
        if page["next"] is None:
            break
        given["cursor"] = page["next"]
        world.clock.move(seconds=seconds)
        if len(read) < 4:
            before, behind = (world.signed(fair, f"{n}{len(read)}")["agreement"] for n in "AZ")

    assert read == ([*there, behind] if seconds == 0 else there)
    again = [line["id"] for line in everything(world, path)]
    assert again == [before, *there, behind]


def test_upload_is_answered_row_by_row(world: World) -> None:
    rows = csv_list({"Mã sự kiện": "mau-1", "Tên sự kiện": "Hội chợ Mẫu", "Tỉnh": "Hà Nội"})

    answer = world.client.post("/api/v1/imports/fairs", files={"file": ("mau.csv", rows)})

    found = answer.json()
    assert (answer.status_code, found["rows"], found["rejected"]) == (200, 1, 1)
    assert (found["errors"][0]["row"], found["errors"][0]["message"][-1]) == (2, ".")


def test_file_that_is_no_list_is_refused_whole(world: World) -> None:
    answer = world.client.post("/api/v1/imports/fairs", files={"file": ("mau.xlsx", b"PK\3\4")})

    assert (answer.status_code, world.office.log.end(0)) == (422, 1)
