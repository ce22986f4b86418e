"""When a file of the record does not answer: said in one way, nothing lost, and back by itself."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from contextvars import copy_context
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.errors import sentence_of
from api.words import Language, speak
from streams.domain.errors import DatabaseUnreachable, DomainError, Unreachable
from streams.log.port import LogUnavailable
from streams.runtime.inspection import last_ordinal
from streams.store import tables
from streams.store.engine import open_postgres
from streams.store.outage import reached
from tests.builders import FAIR, Office, open_office, producer, submit, until
from tests.builders.outages import log_gone, private_gone, store_garbled, store_gone
from tests.servers.ports import free_port

Outage = Callable[[Office], AbstractContextManager[None]]
NEW = submit("p9", producer("HTX Mẫu 9"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with one producer."""
    with open_office(tmp_path) as opened:
        opened.register("p1", producer("HTX Mẫu 1"))
        yield opened


def read(office: Office) -> int:
    """Look at the store."""
    with office.reading() as connection:
        return last_ordinal(connection, FAIR)


def refused(office: Office) -> DomainError:
    """Try to register somebody; return why that was not possible."""
    with pytest.raises(DomainError) as error:
        office.do(NEW, key="k")
    return error.value


@pytest.mark.parametrize(
    ("outage", "reason"),
    [(store_gone, "unable to open database file"), (store_garbled, "file is not a database")],
)
def test_store_that_does_not_answer_is_out_of_reach_until_it_is_back(
    office: Office, outage: Outage, reason: str
) -> None:
    with outage(office):
        with pytest.raises(Unreachable) as error:
            read(office)
        assert refused(office).code == "record_unreachable"
    assert (error.value.code, error.value.params) == ("record_unreachable", {"reason": reason})
    assert str(error.value).startswith(f"The database cannot be reached ({reason}). ")
    assert read(office) == 2
    assert office.do(NEW, key="k").ordinal == 3
    assert office.rebuild().equal


def test_log_that_is_gone_records_nothing_until_it_is_back(office: Office) -> None:
    with log_gone(office):
        assert refused(office).code == "not_recorded"
        with pytest.raises(Unreachable, match="The log cannot be reached"):
            office.log.end(0)
        assert read(office) == 2
    assert office.log.end(0) == 2
    done = office.do(NEW, key="k")
    assert (done.repeated, done.ordinal) == (False, 3)


def test_log_that_comes_back_shorter_is_not_written_to(office: Office) -> None:
    with log_gone(office):
        assert refused(office).code == "not_recorded"
        with closing(sqlite3.connect(office.folder.log.with_suffix(".away"))) as connection:
            connection.execute('DELETE FROM records WHERE "offset" = 1')
            connection.commit()
    assert refused(office).code == "not_recorded"
    with closing(sqlite3.connect(office.folder.log)) as connection:
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (1,)


def test_private_data_that_is_gone_records_nothing_until_it_is_back(office: Office) -> None:
    private = {"note": "ghi chú"}
    with private_gone(office):
        with pytest.raises(DomainError) as error:
            office.do(NEW, key="k", private=private)
        with pytest.raises(Unreachable):
            office.keeper.read(["prv-unknown"])
        assert office.log.end(0) == 2
    assert error.value.code == "not_recorded"
    office.do(NEW, key="k", private=private)
    assert office.keeper.find("ghi chú") != []


def test_private_data_that_stays_locked_records_nothing(office: Office) -> None:
    office.keeper._writer.exec_driver_sql("PRAGMA busy_timeout = 1")
    office.keeper._writer.commit()
    with closing(sqlite3.connect(office.folder.private, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DomainError) as error:
            office.do(NEW, key="k", private={"note": "ghi chú"})
    assert (error.value.code, office.log.end(0)) == ("not_recorded", 2)
    assert office.do(NEW, key="k", private={"note": "ghi chú"}).ordinal == 3


def test_everybody_who_comes_during_an_outage_is_told(office: Office) -> None:
    codes: list[str] = []
    with store_gone(office):
        callers = [
            threading.Thread(target=lambda: codes.append(refused(office).code)) for _ in range(8)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert codes == ["record_unreachable"] * 8


@pytest.mark.parametrize(
    ("outage", "language", "server"),
    [
        (DatabaseUnreachable, "en", "The database cannot be reached"),
        (DatabaseUnreachable, "vi", "Không kết nối được với cơ sở dữ liệu"),
        (LogUnavailable, "en", "The log cannot be reached"),
        (LogUnavailable, "vi", "Mất kết nối với sổ ghi"),
    ],
)
def test_outage_names_its_server_and_what_to_run(
    outage: type[Unreachable], language: Language, server: str
) -> None:
    ends = {"en": "or run `ketnoi doctor`.", "vi": "hoặc chạy `ketnoi doctor`."}

    context = copy_context()
    context.run(speak, language)
    said = context.run(sentence_of, outage("away"))

    assert said.startswith(f"{server} (away). ")
    assert said.endswith(ends[language])


def test_postgres_that_refuses_is_a_database_out_of_reach() -> None:
    address = f"postgresql://k@127.0.0.1:{free_port()}/x"

    with pytest.raises(DatabaseUnreachable), reached():
        open_postgres(address, "private", "full")


def test_mistake_of_ours_is_no_outage(office: Office) -> None:
    with pytest.raises(sa.exc.OperationalError), office.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    with pytest.raises(sa.exc.IntegrityError), office.caching() as connection:
        connection.execute(tables.positions.insert(), office.rows(tables.positions))
    with (
        closing(sqlite3.connect(":memory:")) as plain,
        pytest.raises(sqlite3.OperationalError),
        reached(),
    ):
        plain.execute("SELECT * FROM nowhere")


def test_file_that_went_missing_is_not_made_anew(office: Office) -> None:
    path = office.folder.current_store()
    assert path is not None
    with store_gone(office), pytest.raises(Unreachable):
        read(office)
    with store_gone(office):
        assert not path.exists()


def test_reactions_wait_for_the_store_and_then_go_on(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with store_gone(office):
        office.start()
        until(lambda: bool(office.reactions.failed))
    until(lambda: not office.reactions.failed)
    assert "Traceback" not in caplog.text
    assert "waits and is tried again" in caplog.text
