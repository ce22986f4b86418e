"""What nobody should send: refused with its place, never an error of ours."""

from typing import Any

import pytest

from api.routes.paging import cursor_of
from tests.builders import FAIR
from tests.flows.api.world import World, paper, producer_form

JSON = {"Content-Type": "application/json"}
SUBMIT = f"/api/v1/fairs/{FAIR}/registrations"
CLAIM: dict[str, Any] = {"about": "mau", "kind": "memoranda", "figure": "1", "source": "Báo Mẫu"}


def entry(**other: Any) -> dict[str, Any]:
    return producer_form("Hợp tác xã Mẫu Sơn", **other)


BROKEN: dict[str, bytes] = {
    "not JSON": b"{",
    "two documents": b"{}{}",
    "not UTF-8": b'{"side": "\xff\xfe"}',
    "not a number": b'{"places": NaN}',
    "infinite": b'{"places": Infinity}',
    "half a surrogate pair": b'{"name": "\\ud800"}',
    "deep": b"[" * 100_000,
    "deep and closed": b'{"products": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_broken_body_is_refused(world: World, content: bytes) -> None:
    answer = world.client.post(SUBMIT, content=content, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert answer.json()["errors"] != []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown field": (entry(plces=3), "$.plces"),
    "unknown field within": (entry(place={"provnce": "Hà Nội"}), "$.place.provnce"),
    "a number as text": (entry(places="3"), "$.places"),
    "a broken number": (entry(places=3.5), "$.places"),
    "beyond 64 bits": (entry(places=2**63), "$.places"),
    "beyond 64 bits within": (
        entry(products=[{"name": "Mẫu", "product_set": 1, "year": -(2**70)}]),
        "$.products[0].year",
    ),
    "U+0000": (entry(note="a\0b"), "$.note"),
    "a side that is none": (entry(side="both"), "$.side"),
    "no day": (
        entry(papers=[{"code": "haccp", "expires_on": "31/12/2026"}]),
        "$.papers[0].expires_on",
    ),
    "a day of the year 1": (
        entry(papers=[{"code": "haccp", "expires_on": "0001-01-01"}]),
        "$.papers[0].expires_on",
    ),
    "a moment without a zone": (entry(happened_at="2026-05-04T08:00:00"), "$.happened_at"),
    "a moment of the year 1": (entry(happened_at="0001-01-01T00:00:00Z"), "$.happened_at"),
    "a channel that is none": (entry(channel="pigeon"), "$.channel"),
}


@pytest.mark.parametrize(("body", "place"), WRONG.values(), ids=WRONG)
def test_wrong_field_is_refused_with_its_place(
    world: World, body: dict[str, Any], place: str
) -> None:
    answer = world.client.post(SUBMIT, json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert answer.json()["errors"][0]["place"] == place


def test_missing_field_is_refused(world: World) -> None:
    answer = world.post("/claims", {"about": "mau"})

    assert answer.json()["errors"] == [
        {"place": "$", "message": "Object missing required field `kind`"}
    ]


def test_largest_number_is_kept_as_it_is(world: World) -> None:
    world.made("/claims", {**CLAIM, "number": 2**63 - 1})
    world.made(f"/fairs/{FAIR}/agreements/drafts", paper("L-1", value_vnd=2**63 - 1))

    assert world.get("/claims").json()["items"][0]["fact"]["number"] == 2**63 - 1


@pytest.mark.parametrize("path", ["/fairs/a%00b", f"/fairs/{FAIR}/registrations?q=%00", "/log/%00"])
def test_address_with_a_zero_sign_is_refused(world: World, path: str) -> None:
    answer = world.get(path)

    assert (answer.status_code, answer.json()["code"]) == (422, "broken_text")


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "é", "=", "W1sx", "Wzk5OTk5XQ", "%F0"])
def test_cursor_of_no_list_is_refused(world: World, cursor: str) -> None:
    at = f"/fairs/{FAIR}"
    papers = "/reports/agreements/chuoi/papers"
    for path in ("/fairs", f"{at}/suggestions", f"{at}/agreements", "/claims", papers):
        answer = world.get(path, params={"cursor": cursor})

        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor"), path


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00%2B14:00"])
def test_report_of_an_impossible_day_is_refused(world: World, moment: str) -> None:
    world.made("/series", {"id": "chuoi", "name": "Chuỗi Mẫu"})
    name = "as_of" if len(moment) == len("0001-01-01") else "recorded_as_of"

    answer = world.client.get(f"/api/v1/reports/agreements/chuoi?{name}={moment}")

    assert (answer.status_code, answer.json()["code"]) == (422, "year_out_of_range")


def test_cursor_of_an_impossible_day_is_refused(world: World) -> None:
    forged = cursor_of(("0001-01-01", "0001-01-01T00:00:00+14:00", "", ""))

    answer = world.get("/reports/agreements/chuoi/papers", params={"cursor": forged})

    assert (answer.status_code, answer.json()["code"]) == (422, "year_out_of_range")


def test_body_that_is_too_large_is_refused_without_a_length(world: World) -> None:
    portions = (b" " * 100_000 for _ in range(11))

    answer = world.client.post(SUBMIT, content=portions, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, "other_site"),
        ({"Sec-Fetch-Site": "same-site"}, "other_site"),
        ({"Origin": "http://evil.example"}, "other_site"),
        ({"Origin": "null"}, "other_site"),
        ({"Host": "evil.example"}, "other_host"),
        ({"Host": "127.0.0.1.evil.example:80"}, "other_host"),
    ],
)
def test_request_from_elsewhere_is_refused(
    world: World, headers: dict[str, str], code: str
) -> None:
    end = world.office.log.end(0)

    answer = world.client.post(SUBMIT, json=entry(), headers=headers)

    assert (answer.status_code, world.office.log.end(0)) == (403, end)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["instance"]) == (code, SUBMIT)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://127.0.0.1"}, {"Host": "localhost"}],
)
def test_request_from_here_is_taken(world: World, headers: dict[str, str]) -> None:
    assert world.client.post(SUBMIT, json=entry(), headers=headers).status_code == 201


def test_reading_from_an_unknown_host_is_refused(world: World) -> None:
    assert world.get("/fairs", headers={"Host": "evil.example"}).status_code == 403


def test_unknown_address_and_method_are_problems(world: World) -> None:
    nowhere = world.get("/nowhere")
    wrong = world.client.delete(f"/api/v1/fairs/{FAIR}")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no_such_page")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "not_here")
