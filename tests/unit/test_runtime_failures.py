"""When the disk is full or something breaks: nothing is half done, and a retry is safe.

SQLite's own limit of pages stands for a full disk: the error is the real one.
"""

import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import DomainError, Malformed, Unavailable
from streams.domain.events.suggestions import MeetingRequested
from streams.domain.registrations.commands import AttachPaper
from streams.log.codec import encode
from streams.log.port import Position, Record
from streams.runtime.result import Result
from streams.store import tables
from streams.store.workspace import Workspace
from tests.builders import (
    FAIR,
    Office,
    document,
    event,
    open_office,
    producer,
    submit,
)

ROOT = Path(__file__).parents[2]
HUGE = producer("HTX Mẫu Lớn", defaults=tuple(f"{number:0500}" for number in range(400)))
"""A registration of 200 kB, which needs new pages in every file."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with one producer."""
    with open_office(tmp_path) as opened:
        opened.register("p1", producer("HTX Mẫu 1"))
        yield opened


@contextmanager
def full(connection: Any) -> Iterator[None]:
    """Let a file grow no further for a while."""
    cursor = connection.cursor()
    (before,) = cursor.execute("PRAGMA max_page_count").fetchone()
    cursor.execute("PRAGMA max_page_count = 1")
    yield
    cursor.execute(f"PRAGMA max_page_count = {before}")
    cursor.close()


def refusal(office: Office, command: Any, **how: Any) -> Unavailable:
    """Carry out a command that cannot be; return how it is refused."""
    with pytest.raises(Unavailable) as error:
        office.do(command, **how)
    return error.value


def test_full_log_changes_nothing_and_says_so(office: Office) -> None:
    before = (office.log.end(0), office.rows(tables.events), office.rows(tables.aggregates))
    with full(office.log._writer):
        error = refusal(office, submit("p9", HUGE), key="k")
    assert (error.code, error.status) == ("not_recorded", 503)
    after = (office.log.end(0), office.rows(tables.events), office.rows(tables.aggregates))
    assert after == before


def test_request_that_was_not_recorded_may_be_sent_again(office: Office) -> None:
    with full(office.log._writer):
        refusal(office, submit("p9", HUGE), key="k")
    done = office.do(submit("p9", HUGE), key="k")
    assert (done.repeated, done.ordinal) == (False, 3)
    assert office.rebuild().equal


def test_full_log_refuses_everybody_in_the_batch(office: Office) -> None:
    commands = [submit("p8", producer("HTX Mẫu 8")), submit("p9", HUGE)]
    asked = [(office.ask(command, key=command.registration), command) for command in commands]
    with full(office.log._writer):
        answers = office.execute_many(asked)
    assert [getattr(one, "code", None) for one in answers] == ["not_recorded"] * 2
    again = office.execute_many(asked)
    assert [isinstance(one, Result) for one in again] == [True, True]
    assert len(office.rows(tables.registrations)) == 3


def test_full_store_has_recorded_and_says_so(office: Office) -> None:
    with full(store_connection(office)):
        error = refusal(office, submit("p9", HUGE), key="k")
        assert (error.code, office.log.end(0)) == ("not_applied", 3)
        assert office.rows(tables.registrations, id="p9") == []
    office.projection.catch_up()
    again = office.do(submit("p9", HUGE), key="k")
    assert (again.repeated, again.ordinal) == (True, 3)
    assert office.rebuild().equal


def test_request_sent_again_before_the_store_has_room_is_one_act(office: Office) -> None:
    with full(store_connection(office)):
        for _ in range(3):
            assert refusal(office, submit("p9", HUGE), key="k").code == "not_applied"
    office.do(submit("p9", HUGE), key="k")
    office.projection.catch_up()
    outcomes = [row["outcome"] for row in office.rows(tables.events)]
    assert outcomes == ["applied"] * 3
    assert office.rows(tables.positions)[0]["duplicates"] == office.log.end(0) - 3
    assert office.rebuild().equal


def test_store_that_was_full_is_brought_up_at_the_next_start(tmp_path: Path) -> None:
    with open_office(tmp_path) as office, full(store_connection(office)):
        refusal(office, submit("p9", HUGE), key="k")
    with Office(tmp_path) as office:
        assert len(office.rows(tables.registrations, id="p9")) == 1


def store_connection(office: Office) -> Any:
    """Return the driver's connection that the projector writes with."""
    office.projection._projector.stand(0)
    return office.projection._projector._connection.connection


def test_full_private_file_records_nothing(office: Office) -> None:
    with full(office.keeper._writer.connection):
        error = refusal(office, submit("p9"), key="k", private={"note": "x" * 200_000})
    assert (error.status, office.log.end(0)) == (503, 2)
    office.do(submit("p9"), key="k", private={"note": "x" * 200_000})


def test_full_private_file_says_that_nothing_was_recorded(office: Office) -> None:
    with full(office.keeper._writer.connection):
        error = refusal(office, submit("p9"), key="k", private={"note": "x" * 200_000})
    assert error.code == "not_recorded"


LIMITED = """
import resource, sys
from pathlib import Path
from streams.domain.errors import Unavailable
from tests.builders import Office, producer, submit
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Office(Path(sys.argv[1])) as office:
    limit = max(path.stat().st_size for path in Path(sys.argv[1]).rglob("*") if path.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit + 60_000, limit + 60_000))
    acknowledged = 0
    try:
        for number in range(10_000):
            office.do(submit(f"r{number}", producer(f"HTX Mẫu {number}")), key=f"k{number}")
            acknowledged += 1
    except Unavailable as error:
        print(error.code, acknowledged, flush=True)
    sys.stdout.flush()
    import os
    os._exit(0)
"""


@pytest.mark.slow
def test_limit_of_the_operating_system_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """A real limit of file sizes, in a process of its own; what it acknowledged is there."""
    with open_office(tmp_path):
        pass
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    code, acknowledged = done.stdout.split()
    assert code in {"not_recorded", "not_applied"}
    assert int(acknowledged) > 0
    with Office(tmp_path) as office:
        kept = len(office.rows(tables.registrations))
        assert int(acknowledged) <= kept <= int(acknowledged) + 1
        assert office.rebuild().equal


def test_limit_is_only_that_of_the_child() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_record_of_a_newer_program_holds_everybody_up_and_loses_nobody(office: Office) -> None:
    wish = event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0})
    newer = encode(wish).replace(b".requested.v1", b".requested.v2")
    office.log.append([Record(FAIR, newer)])
    error = refusal(office, submit("p9"), key="k")
    assert error.code == "not_applied"
    assert "Upgrade it" in str(error)
    assert office.log.end(0) == 4
    assert len(office.rows(tables.events)) == 2


class Unheard(Command):
    """A command that nobody wrote a rule for: deciding it fails by our own mistake."""

    action = "unheard.of"


def test_accident_of_one_command_costs_no_other_its_answer(office: Office) -> None:
    """Each command stands alone, also when deciding one of them fails by mistake."""
    good = submit("p8", producer("HTX Mẫu 8"))
    bad = Unheard(fair=FAIR)
    with pytest.raises(KeyError):
        office.execute_many([(office.ask(good), good), (office.ask(bad), bad)])
    assert len(office.rows(tables.registrations, id="p8")) == 1


def test_accident_is_raised_to_its_own_caller_alone(office: Office) -> None:
    together = threading.Barrier(8)

    def work(number: int) -> str:
        together.wait()
        command = Unheard(fair=FAIR) if number == 0 else submit(None, producer(f"HTX {number}"))
        try:
            return office.do(command).type
        except KeyError:
            return "accident"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    assert found == ["accident"] + ["registration.submitted"] * 7


def test_text_that_no_reader_takes_is_refused_before_it_is_recorded(office: Office) -> None:
    before = office.log.end(0)
    with pytest.raises(Malformed):
        office.do(submit("p9", producer("HTX Mẫu\x00 9")))
    assert office.log.end(0) == before


def test_failed_look_at_the_store_is_not_remembered_as_nothing(office: Office) -> None:
    workspace = Workspace()
    name = (FAIR, "registration/p1")
    broken = office.store_engine.connect()
    broken.close()
    with pytest.raises(sa.exc.SQLAlchemyError):
        workspace.load(broken, [name])
    with office.reading() as connection:
        workspace.load(connection, [name])
    assert workspace.version(name) == 1


def test_dead_letter_of_an_own_command_is_told(office: Office) -> None:
    """A number that fits no column: refused with the place to look, and kept."""
    from tests.builders import record, signed

    with pytest.raises(DomainError) as refused:
        office.do(record("a1", signed("7", value_vnd=2**63)))
    assert refused.value.code == "cannot_apply"
    assert len(office.rows(tables.dead_letters)) == 1
    assert office.do(AttachPaper(fair=FAIR, registration="p1", document=document())).ordinal == 4


def test_records_appended_by_another_way_are_applied_with_the_next_command(
    office: Office,
) -> None:
    wish = event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0})
    (position,) = office.log.append([Record(FAIR, encode(wish))])
    assert position == Position(0, 2)
    assert office.do(submit("p9", producer("HTX Mẫu 9"))).ordinal == 4
    assert len(office.rows(tables.events)) == 4
