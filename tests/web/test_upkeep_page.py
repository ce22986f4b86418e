"""Upkeep: records nobody can read, acts that came too late, copies to compare."""

from pathlib import Path

from streams.log.codec import decode, encode
from streams.log.port import Position, Record
from tests.builders import FAIR, Office, open_office, producer
from tests.web.registers import browser, read

HOSTILE = "<script>alert(1)</script>"


def test_upkeep_of_a_sound_installation_says_that_nothing_is_here(tmp_path: Path) -> None:
    with open_office(tmp_path) as office, browser(office) as pages:
        page = read(pages, "/upkeep")

    assert page.count("Nothing here.") == 3
    assert "All is well." in page


def test_dead_letter_is_listed_with_place_cause_and_its_readable_part(tmp_path: Path) -> None:
    broken = f'{{"type": "ketnoi.fair.opened.v1", "actor": "{HOSTILE}"}}'
    with open_office(tmp_path) as office, browser(office) as pages:
        office.log.append([Record(FAIR, broken.encode()), Record(FAIR, b"\xff\x00")])
        office.projection.catch_up()
        page = read(pages, "/upkeep")

    assert "Records that could not be read (2)" in page
    assert f"{FAIR}, record 3: its envelope cannot be read." in page
    assert "ketnoi.fair.opened.v1" in page
    assert HOSTILE not in page
    assert "2 records could not be read." in page


def test_act_that_came_too_late_says_who_what_and_what_had_moved_on(tmp_path: Path) -> None:
    with open_office(tmp_path) as office, browser(office) as pages:
        office.register("p1", producer("HTX Mẫu An"))
        late = late_act(office, on_behalf_of="p1")
        page = " ".join(read(pages, "/upkeep").split())

    assert late
    assert "Acts of people that came too late (1)" in page
    assert "organiser 1 announced the fair, but it came too late. For HTX Mẫu An." in page
    assert f"Meanwhile these had changed: fair {FAIR}." in page
    assert "It had no effect;" in page


def late_act(office: Office, **told: str) -> bool:
    """Append an event whose basis is no longer current."""
    (first,) = office.log.read(Position(0, 0), 1)
    event = decode(first.value, first.key).but(id="late", request="late", **told)
    office.log.append([Record(event.key, encode(event))])
    office.projection.catch_up()
    return event.key == FAIR


def test_producer_has_no_upkeep(tmp_path: Path) -> None:
    with open_office(tmp_path) as office, browser(office) as pages:
        assert pages.get("/upkeep", headers={"ketnoi-actor": "clerk"}).status_code == 404
