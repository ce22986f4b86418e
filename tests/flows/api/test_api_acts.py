"""Acts over the API: once per key, taken back within ten seconds, refused, or answered later."""

from typing import Any
from uuid import uuid4

import pytest

from streams.domain.registrations.commands import SubmitRegistration
from streams.domain.state import pair_id
from streams.domain.suggestions.state import Meeting
from streams.log.port import Position, Record
from tests.builders import FAIR, TODAY
from tests.flows.api.world import ROOT, World, paper, producer_form
from tests.unit.test_runtime_failures import full, store_connection

KEY = {"Idempotency-Key": "k-1"}
SUBMIT = f"/fairs/{FAIR}/registrations"
FORM = producer_form("Hợp tác xã Mẫu Sơn")
LARGE = producer_form("Hợp tác xã Mẫu Lớn", zones=[f"{n:0500}" for n in range(400)])
"""An entry of 200 kB, which needs new pages in every file."""


def test_same_key_and_body_is_one_act(world: World) -> None:
    first = world.post(SUBMIT, FORM, headers=KEY)
    again = world.post(SUBMIT, FORM, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "repeated": True}
    assert again.headers["Content-Location"] == first.headers["Location"]
    assert world.get(SUBMIT).json()["items"][1:] == []


def test_same_key_with_another_body_is_refused(world: World) -> None:
    world.post(SUBMIT, FORM, headers=KEY)

    other = world.post(SUBMIT, {**FORM, "places": 9}, headers=KEY)

    assert (other.status_code, other.json()["code"]) == (422, "other_body")


def test_same_key_of_another_actor_is_another_act(world: World) -> None:
    world.post(SUBMIT, FORM, headers=KEY)

    other = world.post(SUBMIT, FORM, headers={**KEY, "Ketnoi-Actor": "clerk-2"})

    assert (other.status_code, other.json()["code"]) == (409, "already_registered")


def test_round_sent_again_with_its_key_is_one_round(world: World) -> None:
    path = f"/fairs/{world.matched_fair()}/suggestions"

    first = world.post(path, headers=KEY)
    again = world.post(path, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["event"] == first.json()["event"]


@pytest.mark.parametrize("act", ["open", "close"])
def test_fair_opened_or_closed_today_is_the_same_act_on_a_later_day(world: World, act: str) -> None:
    fair = world.fair()
    first = world.post(f"/fairs/{fair}/{act}", headers=KEY)
    world.clock.move(days=1)

    again = world.post(f"/fairs/{fair}/{act}", headers=KEY)
    stated = world.post(f"/fairs/{fair}/{act}", {"on": TODAY.isoformat()}, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "repeated": True}
    assert (stated.status_code, stated.json()["code"]) == (422, "other_body")
    last = world.get(f"/log/{fair}").json()["items"][-1]
    assert (last["event"], last["fact"]["on"]) == (first.json()["event"], TODAY.isoformat())


def test_what_took_effect_can_be_read_where_it_says(world: World) -> None:
    done = world.post(SUBMIT, FORM)

    found = world.client.get(done.headers["Location"])

    assert found.json()["id"] == done.json()["id"]
    assert found.headers["ETag"] == done.headers["ETag"] == '"1"'


def test_act_is_taken_back_within_ten_seconds(world: World) -> None:
    done = world.made(SUBMIT, FORM)
    world.clock.move(seconds=10)

    answer = world.post(f"/acts/{done['event']}/take-back", {"key": FAIR})

    assert (answer.status_code, answer.json()["type"]) == (201, "act.taken_back")
    assert world.get(f"{SUBMIT}/{done['id']}").status_code == 404


def test_act_is_not_taken_back_after_ten_seconds(world: World) -> None:
    done = world.made(SUBMIT, FORM)
    world.clock.move(seconds=10, microseconds=1)

    answer = world.post(f"/acts/{done['event']}/take-back", {"key": FAIR})

    assert (answer.status_code, answer.json()["code"]) == (409, "too_late")
    assert answer.json()["detail"] == (
        "An act can be taken back for 10 seconds. Correct it with a reason instead."
    )


def test_act_of_somebody_else_is_not_there_to_take_back(world: World) -> None:
    done = world.made(SUBMIT, FORM)
    other = {"Ketnoi-Actor": "organiser-2"}

    answer = world.post(f"/acts/{done['event']}/take-back", {"key": FAIR}, headers=other)

    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_act")


def test_rule_that_refuses_now_is_a_conflict_and_nothing_is_recorded(world: World) -> None:
    world.made(SUBMIT, FORM)
    end = world.office.log.end(0)

    answer = world.post(SUBMIT, FORM)

    assert (answer.status_code, answer.json()["code"]) == (409, "already_registered")
    assert answer.json()["instance"] == ROOT + SUBMIT
    assert world.office.log.end(0) == end


def test_what_is_recorded_and_not_visible_is_answered_later(world: World) -> None:
    with full(store_connection(world.office)):
        answer = world.post(SUBMIT, LARGE, headers=KEY)

        assert answer.status_code == 202
        location = answer.headers["Location"]
        assert location == answer.json()["location"]
        assert world.client.get(location).json()["status"] == "pending"
    found = world.client.get(location).json()
    assert (found["status"], found["result"]["type"]) == ("applied", "registration.submitted")
    assert world.client.get(location, headers={"Ketnoi-Actor": "clerk"}).json() == {
        "status": "unknown",
        "result": None,
        "reason": None,
    }
    again = world.post(SUBMIT, LARGE, headers=KEY)
    assert (again.status_code, again.json()["event"]) == (200, found["result"]["event"])


def test_what_cannot_be_recorded_is_safe_to_send_again(world: World) -> None:
    with full(world.office.log._writer):
        answer = world.post(SUBMIT, LARGE, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (503, "not_recorded")
    assert answer.headers["Retry-After"] == "2"
    assert world.post(SUBMIT, LARGE, headers=KEY).status_code == 201


def test_process_behind_its_log_is_not_ready(world: World) -> None:
    assert world.get("/health/ready").status_code == 200

    with full(store_connection(world.office)):
        world.post(SUBMIT, LARGE)

        assert world.get("/health/ready").json()["code"] == "store_behind"
        assert world.get("/health/alive").status_code == 200


def test_answer_by_phone_is_recorded_as_such(world: World) -> None:
    pair = world.sent()
    path = f"/fairs/{FAIR}/suggestions/{pair['producer']}/{pair['seat']}/accept"
    how = {"channel": "phone", "on_behalf_of": pair["producer"]}
    said = "2026-05-04T08:55:00+07:00"

    done = world.made(path, {"side": "producer", **how, "happened_at": said})

    line = world.get(f"/log/{FAIR}", params={"after": done["ordinal"] - 1}).json()["items"][0]
    assert (line["channel"], line["on_behalf_of"]) == ("phone", pair["producer"])
    assert line["fact"] == {"side": "producer", "happened_at": "2026-05-04T08:55:00+07:00"}


def test_missed_meeting_that_took_place_after_all_has_an_outcome(world: World) -> None:
    pair = world.agreed()
    path = f"/fairs/{FAIR}/meetings/{pair['producer']}/{pair['seat']}"
    outcome = {"side": "producer", "outcome": "keep_contact", "text": "Hẹn sau Tết"}

    world.made(f"{path}/miss", {"absent": ["producer", "distributor"]})
    refused = world.post(f"{path}/outcome", outcome)
    world.made(f"{path}/hold", {"happened_at": "2026-05-04T08:55:00+07:00"})
    noted = world.made(f"{path}/outcome", outcome)

    assert (refused.status_code, refused.json()["code"]) == (409, "meeting_missed")
    meeting = world.office.state(Meeting, pair_id(pair["producer"], pair["seat"]))
    assert meeting is not None
    assert (meeting.status, meeting.outcomes) == ("held", {"producer": "keep_contact"})
    assert "Hẹn sau Tết" not in world.get(f"/log/{FAIR}", params={"limit": 200}).text
    assert noted["type"] == "meeting.outcome_noted"


def test_meeting_missed_by_nobody_is_refused(world: World) -> None:
    pair = world.agreed()

    path = f"/fairs/{FAIR}/meetings/{pair['producer']}/{pair['seat']}/miss"
    answer = world.post(path, {"absent": []})

    assert (answer.status_code, answer.json()["code"]) == (422, "nobody_absent")


def change(world: World, kind: str) -> tuple[str, Any]:
    """Return the address of something new, and a body that changes it."""
    if kind == "fair":
        return f"/fairs/{FAIR}", {"details": {"name": "Hội chợ Mẫu, tên mới"}}
    if kind == "registration":
        return f"{SUBMIT}/{world.producer()}", producer_form("Hợp tác xã Mẫu, tên mới")
    draft = world.draft()
    return f"/fairs/{FAIR}/agreements/{draft['agreement']}", {"paper": paper("N-1")}


@pytest.mark.parametrize("kind", ["fair", "registration", "agreement"])
def test_change_of_the_version_that_was_read_is_taken(world: World, kind: str) -> None:
    path, body = change(world, kind)
    read = world.get(path).headers["ETag"]

    done = world.put(path, body, headers={"If-Match": read})

    assert (done.status_code, read, done.headers["ETag"]) == (201, '"1"', '"2"')
    assert world.get(path).headers["ETag"] == '"2"'


@pytest.mark.parametrize("kind", ["fair", "registration", "agreement"])
def test_change_of_an_older_version_is_refused(world: World, kind: str) -> None:
    path, body = change(world, kind)
    read = {"If-Match": world.get(path).headers["ETag"]}
    world.put(path, body, headers={**read, **KEY})
    end = world.office.log.end(0)

    other = {"details": {"name": "Khác"}} if kind == "fair" else body
    late = world.put(path, other, headers=read)
    again = world.put(path, body, headers={**read, **KEY})

    assert (late.status_code, late.json()["code"]) == (
        (412, "version_moved") if kind != "agreement" else (409, "nothing_changed")
    )
    assert (again.status_code, world.office.log.end(0)) == (200, end)


@pytest.mark.parametrize("tag", ["x", "W/x", '"1.0"', "²", '"9999999999999999999"', ""])
def test_tag_that_is_none_is_refused(world: World, tag: str) -> None:
    header = {"If-Match": tag.encode("latin-1", "replace")}

    answer = world.put(f"/fairs/{FAIR}", {"details": {"name": "Mới"}}, headers=header)

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_if_match")


def test_act_that_lost_says_so_until_it_is_sent_again(world: World) -> None:
    done = world.made(SUBMIT, FORM)
    office = world.office
    asked = office.request(SubmitRegistration, FAIR, actor="organiser", idempotency_key="k-1")
    (stored,) = office.log.read(Position(0, office.log.end(0) - 1), 1)
    value = stored.value.replace(done["event"].encode(), asked.event_id(1).encode())
    office.log.append([Record(FAIR, value), Record(FAIR, b"nothing")])

    found = world.get(f"/commands/{asked.id}", params={"key": FAIR}).json()

    assert (found["status"], found["result"]) == ("lost", None)
    lost, dead = world.get(f"/log/{FAIR}", params={"after": done["ordinal"]}).json()["items"]
    assert (lost["outcome"], lost["stale"] is None) == ("lost", False)
    assert (dead["outcome"], dead["reason"], dead["fact"]) == ("dead", "bad_envelope", None)


def test_act_that_never_came_is_unknown(world: World) -> None:
    found = world.get(f"/commands/{uuid4()}", params={"key": FAIR, "position": "0-7"}).json()

    assert found["status"] == "unknown"
