"""Files over the API: attached once, sent back to be saved, refused where they are no scans."""

from typing import Any

import pytest
from httpx2 import Response

from streams.domain.agreements.state import Agreement
from streams.domain.registrations.state import Registration
from tests.builders import FAIR
from tests.flows.api.world import ROOT, World

SCAN = b"%PDF-1.7 bien ban mau " + b"x" * 4_000
KEY = {"Idempotency-Key": "k-1"}


def attach(world: World, to: str, scan: bytes = SCAN, **how: Any) -> Response:
    return world.client.post(f"{ROOT}{to}/files", files={"file": ("bien-ban.pdf", scan)}, **how)


def paper(world: World) -> str:
    return f"/fairs/{FAIR}/agreements/{world.draft(number='07/BBGN <Mẫu>')['agreement']}"


def stored(world: World) -> list[str]:
    return [path.name for path in world.office.folder.documents.rglob("*") if path.is_file()]


def test_attached_file_is_sent_back_to_be_saved(world: World) -> None:
    to = paper(world)

    done = attach(world, to, data={"evidence": "E2", "converted": "true"})
    (document,) = world.get(to).json()["documents"]
    answer = world.get(f"{to}/files/{document['digest']}")

    assert (done.status_code, done.json()["type"]) == (201, "document.attached")
    assert done.headers["Location"] == ROOT + to
    assert (answer.status_code, answer.content) == (200, SCAN)
    assert answer.headers["content-type"] == "application/pdf"
    name = f"07-BBGN-M-u-{document['digest'][:8]}.pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    state = world.office.state(Agreement, to.rpartition("/")[2])
    assert state is not None
    assert (state.evidence, state.documents[0].converted) == ("E2", True)


def test_same_key_and_file_is_one_act_and_another_file_another_body(world: World) -> None:
    to = paper(world)
    first = attach(world, to, headers=KEY)

    again = attach(world, to, headers=KEY)
    other = attach(world, to, SCAN + b"y", headers=KEY)
    twice = attach(world, to)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "repeated": True}
    assert (other.status_code, other.json()["code"]) == (422, "other_body")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_attached")


@pytest.mark.parametrize("scan", [b"", b"<html><script>alert(1)</script>", b"PK\3\4", b"%PD"])
def test_file_that_is_no_scan_is_refused_and_not_kept(world: World, scan: bytes) -> None:
    answer = attach(world, paper(world), scan)

    assert (answer.status_code, answer.json()["code"]) == (422, "file_kind")
    assert stored(world) == []


@pytest.mark.parametrize("to", ["agreements/a-none", "registrations/r-none"])
def test_file_for_what_is_not_there_is_not_kept(world: World, to: str) -> None:
    answer = attach(world, f"/fairs/{FAIR}/{to}")

    assert (answer.status_code, stored(world)) == (404, [])


def test_file_of_another_paper_is_not_found(world: World) -> None:
    attached = world.attached()

    answer = world.get(f"{paper(world)}/files/{attached['digest']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_file")


def test_file_that_reached_us_at_the_desk_is_recorded_as_such(world: World) -> None:
    to = paper(world)
    how = {"channel": "desk", "on_behalf_of": "p1", "happened_at": "2026-05-04T08:55:00"}

    naive = attach(world, to, data=how)
    done = attach(world, to, data={**how, "happened_at": "2026-05-04T08:55:00+07:00"}).json()

    assert naive.json()["errors"][0]["place"] == "$.happened_at"
    line = world.get(f"/log/{FAIR}", params={"after": done["ordinal"] - 1}).json()["items"][0]
    assert (line["channel"], line["on_behalf_of"]) == ("desk", "p1")


def test_certificate_is_attached_to_its_entry(world: World) -> None:
    producer = world.producer()

    done = attach(world, f"/fairs/{FAIR}/registrations/{producer}", b"\xff\xd8\xff anh")

    assert done.status_code == 201
    state = world.office.state(Registration, producer)
    assert state is not None
    assert [(one.media_type, one.role) for one in state.documents] == [("image/jpeg", "paper")]
