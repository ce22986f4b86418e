"""What identifies a person is in the private file only, and after erasure nowhere."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.erasure import ErasePerson
from streams.domain.errors import Malformed
from streams.domain.events.registrations import Place
from streams.domain.handlers import DECIDE
from streams.domain.letters import DropLetter
from streams.domain.registrations.commands import AttachPaper
from streams.log.port import Record
from streams.runtime.parties import holder_of, identity_of, party_of
from streams.runtime.reactions.erasure import sweep
from streams.runtime.result import Result
from streams.store import tables
from tests.builders import (
    FAIR,
    Office,
    announce,
    distributor,
    holder,
    open_office,
    producer,
    record,
    seat,
    signed,
    submit,
    until,
)
from tests.builders.folders import files_with
from tests.golden.history import play

MARK = "GEHEIM7Q"
HANOI = Place(province="Hà Nội")


class PlantingOffice(Office):
    """An office in which every command brings private data."""

    def do(self, command: Command, **how: Any) -> Result:
        """Carry out a command with a marked note."""
        note = {"note": f"{MARK} {type(command).__name__}", "name": f"{MARK} Nguyễn Thị Mẫu"}
        return super().do(command, **{"private": note, **how})


def counts(office: Office) -> Counter[str]:
    """Return how many rows each table of the store has."""
    return Counter(
        {
            table.name: len(office.rows(table))
            for table in tables.metadata.sorted_tables
            if table.name not in {"events", "positions", "aggregates", "private_references"}
        }
    )


def household(office: Office, name: str = f"{MARK} Hộ Mẫu") -> tuple[str, str]:
    """Register a household by its name; return its registration and private reference."""
    command = submit()
    request = office.ask(command, key=name)
    who = holder_of(
        request,
        kind="household",
        name=name,
        place=HANOI,
        tax_code="0101234567",
        address=f"{MARK} Thôn Mẫu",
        phone=f"{MARK} 0900000000",
        contact=f"{MARK} Trần Văn Mẫu",
        contact_phone=f"{MARK} 0911111111",
    )
    done = office.execute(request, submit(None, producer(kind="household", holder=who)))
    assert who.private is not None
    return done.id, who.private


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair without anybody."""
    with open_office(tmp_path) as opened:
        yield opened


def test_private_data_of_every_command_is_in_the_private_file_only(tmp_path: Path) -> None:
    with PlantingOffice(tmp_path) as office:
        office.do(announce())
        play(office)
        household(office)
        planted = {str(kind) for kind in office.keeper.read(office.keeper.find(MARK)).values()}
        for command in DECIDE:
            assert any(f"{MARK} {command.__name__}'" in text for text in planted)
        assert files_with(tmp_path, MARK) <= {"private.db", "private.db-wal"}
    assert files_with(tmp_path, MARK) == {"private.db"}


def test_erased_data_is_nowhere_and_the_counts_stay(tmp_path: Path) -> None:
    with PlantingOffice(tmp_path) as office:
        office.do(announce())
        play(office)
        household(office)
        office.settle()
        before = counts(office)
        references = tuple(office.keeper.find(MARK))
        office.do(ErasePerson(references=references), private=None)
        office.settle()
        assert office.keeper.find(MARK) == []
        assert office.keeper.read(references) == {}
        assert files_with(tmp_path, MARK) == set()
        assert counts(office) == before
        assert office.rebuild().equal
    assert files_with(tmp_path, MARK) == set()


def test_erasure_of_many_rows_leaves_no_freed_page(office: Office, tmp_path: Path) -> None:
    """Two megabytes, so that whole pages are given back."""
    command = submit()
    request = office.ask(command)
    references = [request.keep(note=f"{MARK} {number} " + "x" * 2_000) for number in range(1_000)]
    office.execute(request, command)
    office.do(ErasePerson(references=tuple(one for one in references if one)))
    office.settle()
    assert files_with(tmp_path, MARK) == set()


def test_erasure_is_done_again_after_a_start(tmp_path: Path) -> None:
    """A copy of the private file from before the erasure is cleaned when it is brought back."""
    with open_office(tmp_path) as office:
        _, reference = household(office)
    saved = (tmp_path / "private.db").read_bytes()
    with Office(tmp_path) as office:
        office.do(ErasePerson(references=(reference,)))
        office.settle()
        assert office.keeper.read([reference]) == {}
    (tmp_path / "private.db").write_bytes(saved)
    with Office(tmp_path) as office:
        assert office.keeper.read([reference]) != {}
        office.settle()
        assert office.keeper.read([reference]) == {}


def test_erasure_of_what_is_not_there_is_harmless(office: Office) -> None:
    office.do(ErasePerson(references=("prv-" + "0" * 32,)))
    office.settle()
    office.do(ErasePerson(references=("prv-" + "0" * 32,)))
    office.settle()


def test_erasure_repeats_until_nothing_is_left(office: Office, tmp_path: Path) -> None:
    """A reader that still looks at the journal keeps it from being emptied, for a while."""
    _, reference = household(office)
    office.keeper._writer.connection.cursor().execute("PRAGMA busy_timeout = 20")
    reader = office.keeper._engine.connect()
    reader.execute(sa.text("SELECT count(*) FROM persons")).all()
    office.do(ErasePerson(references=(reference, *office.keeper.find(MARK))))
    office.settle()
    assert files_with(tmp_path, MARK) == {"private.db-wal"}
    reader.close()
    office.settle()
    assert files_with(tmp_path, MARK) == set()


def test_erasure_that_waits_for_a_reader_holds_nobody_up(office: Office) -> None:
    _, reference = household(office)
    reader = office.keeper._engine.connect()
    reader.execute(sa.text("SELECT count(*) FROM persons")).all()
    office.do(ErasePerson(references=(reference,)))
    eraser = threading.Thread(target=office.settle)
    eraser.start()
    until(lambda: office.keeper.read([reference]) == {})
    caller = threading.Thread(
        target=office.do, args=(submit("p9"),), kwargs={"private": {"name": "Nguyễn Văn Mẫu"}}
    )
    caller.start()
    caller.join(timeout=1.5)
    held_up = caller.is_alive()
    reader.close()
    caller.join()
    eraser.join()
    assert not held_up


def test_household_is_known_by_a_keyed_identity(office: Office) -> None:
    registration, reference = household(office)
    (row,) = office.rows(tables.registrations, id=registration)
    assert (row["name"], row["private"]) == (None, reference)
    assert row["identity"].startswith("keyed:")
    assert len(row["identity"]) == len("keyed:") + 32


@pytest.mark.parametrize("kind", ["household", "cooperative_group", "unknown"])
def test_equal_people_have_one_keyed_identity(office: Office, kind: str) -> None:
    request = office.ask(submit())
    spelled = [
        identity_of(request, kind=kind, name=name, province="Hà Nội", tax="")
        for name in ("Hộ Mẫu Hoà", "HỘ MẪU HÒA", "Hộ  Mẫu Hòa")
    ]
    other = identity_of(request, kind=kind, name="Hộ Mẫu Hoa", province="Hà Nội", tax="")
    assert len(set(spelled)) == 1
    assert other not in spelled


def test_fingerprint_differs_from_installation_to_installation(tmp_path: Path) -> None:
    found = set()
    for name in ("a", "b"):
        with Office(tmp_path / name) as office:
            found.add(office.keeper.fingerprint(b"0101234567"))
            assert office.keeper.fingerprint(b"0101234567") in found
    assert len(found) == 2


def test_company_is_business_data_but_its_people_are_not(office: Office, tmp_path: Path) -> None:
    command = submit("d1", distributor())
    request = office.ask(command)
    who = holder_of(
        request,
        kind="supermarket_chain",
        name="Siêu thị Mẫu Bình",
        place=HANOI,
        tax_code="0101234567-001",
        contact=f"{MARK} Lê Thị Mẫu",
    )
    buyer = request.keep(name=f"{MARK} Phạm Văn Mẫu")
    profile = distributor(holder=who, seats=(seat(buyer_ref=buyer),))
    office.execute(request, submit("d1", profile))
    (row,) = office.rows(tables.registrations)
    assert (row["name"], row["identity"]) == ("Siêu thị Mẫu Bình", "tax:0101234567-001")
    assert files_with(tmp_path, MARK) <= {"private.db", "private.db-wal"}


def test_party_of_a_household_is_kept_apart(office: Office, tmp_path: Path) -> None:
    command = record("a1", signed())
    request = office.ask(command)
    left = party_of(
        request,
        role="producer",
        kind="household",
        name=f"{MARK} Hộ Mẫu",
        place=HANOI,
        tax_code="0101234567",
        signatory=f"{MARK} Nguyễn Thị Mẫu",
    )
    right = party_of(
        request,
        role="distributor",
        kind="supermarket_chain",
        name="Siêu thị Mẫu Bình",
        signatory=f"{MARK} Lê Thị Mẫu",
    )
    assert (left.name, right.private) == (None, None)
    office.execute(request, record("a1", signed(parties=(left, right))))
    (row,) = office.rows(tables.agreements)
    assert (row["producer_name"], row["producer_private"]) == (None, left.private)
    assert files_with(tmp_path, MARK) <= {"private.db", "private.db-wal"}


def test_owner_of_a_household_does_not_stand_on_the_log(office: Office, tmp_path: Path) -> None:
    command = submit()
    request = office.ask(command)
    who = holder_of(
        request, kind="household", name="Hộ Mẫu", place=HANOI, owner=f"{MARK} Nguyễn Thị Mẫu"
    )
    office.execute(request, submit(None, producer(kind="household", holder=who)))
    assert files_with(tmp_path, MARK) <= {"private.db", "private.db-wal"}


def test_bad_tax_code_is_refused_with_a_remedy(office: Office) -> None:
    with pytest.raises(Malformed) as refusal:
        holder_of(office.ask(submit()), kind="company", name="Công ty Mẫu", tax_code="12")
    assert refusal.value.code == "bad_tax_code"


def test_private_rows_are_written_once_and_left_as_they_are(office: Office) -> None:
    keep = {"name": "Nguyễn Thị Mẫu"}
    office.do(submit("p1", producer()), key="k", private=keep)
    office.do(submit("p1", producer()), key="k", private=keep)
    assert len(office.keeper.find("Nguyễn")) == 1


def test_sweeper_deletes_what_no_applied_event_refers_to(office: Office) -> None:
    with pytest.raises(Malformed):
        office.do(submit(None, producer(places=-1)), private={"name": f"{MARK} refused"})
    office.do(submit(), private={"name": f"{MARK} not referred to"})
    _, reference = household(office)
    kept = set(office.keeper.find(f"{MARK} Hộ")) | set(office.keeper.find("Trần"))
    assert sweep(office) == 0
    office.clock.move(hours=24)
    assert sweep(office) == 0
    office.clock.move(seconds=1)
    assert sweep(office) == 1
    assert set(office.keeper.find(MARK)) == kept
    assert reference in kept


def test_sweeper_spares_what_an_open_dead_letter_names(office: Office) -> None:
    request = office.ask(submit())
    reference = request.keep(name=f"{MARK} in a letter")
    office.keeper.write(FAIR, request.rows, office.clock())
    office.log.append([Record(FAIR, f'{{"contact": "{reference}", broken'.encode())])
    office.projection.catch_up()
    office.clock.move(hours=25)
    assert sweep(office) == 0

    (letter,) = office.rows(tables.dead_letters)
    office.do(DropLetter(fair=FAIR, ordinal=letter["ordinal"]))
    assert sweep(office) == 1
    assert office.keeper.find(MARK) == []


def test_sweeper_deletes_nothing_while_the_store_is_behind(office: Office) -> None:
    request = office.ask(submit())
    request.keep(name=f"{MARK} not applied yet")
    office.keeper.write(FAIR, request.rows, office.clock())
    office.clock.move(hours=25)
    office.log.append([Record(FAIR, b"not applied yet")])
    assert sweep(office) == 0

    office.projection.catch_up()
    assert sweep(office) == 1


def test_sweeper_deletes_files_that_nothing_refers_to(office: Office) -> None:
    office.register("p1", producer())
    used = office.store_document(b"%PDF-used", "paper")
    unused = office.store_document(b"%PDF-unused", "paper")
    office.do(AttachPaper(fair=FAIR, registration="p1", document=used))
    office.clock.move(hours=25)
    assert sweep(office) == 1
    assert office.documents.path(used.digest).exists()
    assert not office.documents.path(unused.digest).exists()


def test_sweeper_spares_a_file_that_was_stored_again(office: Office) -> None:
    office.store_document(b"%PDF-again", "paper")
    office.clock.move(hours=25)
    again = office.store_document(b"%PDF-again", "paper")
    assert sweep(office) == 0
    assert office.documents.path(again.digest).exists()


def test_refused_request_writes_no_private_row(office: Office) -> None:
    with pytest.raises(Malformed):
        office.do(submit(None, producer(places=-1)), private={"name": MARK})
    assert office.keeper.find(MARK) == []


def test_sweeper_keeps_what_was_taken_back_or_merged(office: Office) -> None:
    """Applied is applied: an act that was taken back still happened."""
    from streams.domain.taking_back import TakeBack

    registration, reference = household(office)
    (row,) = office.rows(tables.events, subject=f"registration/{registration}")
    office.do(TakeBack(fair=FAIR, event=row["id"]))
    office.clock.now += timedelta(days=2)
    sweep(office)
    assert reference in office.keeper.read([reference])


def test_reference_reveals_nothing(office: Office) -> None:
    request = office.ask(submit(), key="k")
    reference = request.keep(name="Nguyễn Thị Mẫu")
    assert reference is not None
    assert (len(reference), reference[:4]) == (36, "prv-")
    other = office.ask(submit(), key="k2").keep(name="Nguyễn Thị Mẫu")
    assert other != reference
    assert office.ask(submit()).keep(name="", phone="") is None


def test_keyed_identity_of_builders_is_like_the_real_one() -> None:
    made = holder("Hộ Mẫu", kind="household").identity
    assert (made[:6], len(made)) == ("keyed:", 38)
