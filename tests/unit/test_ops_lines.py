"""Log lines: one per record in either shape, without personal data, and never a flood."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from streams.domain.errors import Conflict, Unreachable
from streams.runtime.ops.lines import stop_writing, write_lines
from streams.runtime.settings import Logs
from streams.runtime.trace import tracing
from streams.store import tables
from streams.store.engine import open_postgres, writing
from tests.builders.stores import empty_store
from tests.servers.postgres_server import PostgresServer

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PLANTED = "Nguyễn Thị Mẫu 0912 345 678"
Written = Callable[[], list[str]]


@pytest.fixture(params=["json", "text"])
def shape(request: pytest.FixtureRequest) -> Logs:
    """Either shape."""
    found: Logs = request.param
    return found


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """What was written since it was asked last, line by line."""
    yield lambda: capsys.readouterr().err.splitlines()  # noqa: PLW0108 - read anew
    stop_writing()


def test_json_line_says_when_where_and_within_which_trace(written: Written) -> None:
    write_lines("json", "w1")

    with tracing(f"00-{TRACE}-00f067aa0ba902b7-01"):
        logging.getLogger("streams.x").warning("it %s", "stops", extra={"partition": 3})

    (line,) = written()
    document = json.loads(line)
    assert document.pop("time").endswith("+00:00")
    assert document == {
        "level": "WARNING",
        "logger": "streams.x",
        "message": "it stops",
        "instance": "w1",
        "partition": 3,
        "trace": TRACE,
    }


def test_text_line_says_the_same(written: Written) -> None:
    write_lines("text", "w1")

    with tracing(f"00-{TRACE}-00f067aa0ba902b7-01"):
        logging.getLogger("streams.x").warning("it %s", "stops", extra={"partition": 3})

    (line,) = written()
    said = f"WARNING streams.x: it stops [instance=w1 partition=3 trace={TRACE}]"
    assert line.partition(" ")[2] == said


def test_every_record_is_one_line_of_json_whoever_logs(written: Written) -> None:
    write_lines("json")

    for name in ("aiokafka.conn", "faust.app", "kafka.client", "mode.worker", "uvicorn.error"):
        logging.getLogger(name).error("first\nsecond")

    assert [json.loads(line)["message"] for line in written()] == ["first\nsecond"] * 5


def test_others_write_warnings_and_we_write_what_is_worth_knowing(written: Written) -> None:
    write_lines("json")

    logging.getLogger("aiokafka").info("metadata")
    logging.getLogger("streams").info("partitions")

    assert [json.loads(line)["logger"] for line in written()] == ["streams"]


def test_lines_are_written_once_however_often_it_is_asked(written: Written) -> None:
    write_lines("json")
    write_lines("text")

    logging.getLogger("streams").warning("once")

    assert len(written()) == 1


def fail_in_database(engine: sa.Engine) -> None:
    """Let a database refuse values that were typed, in words of its own; log it."""
    row = {"partition": 1, "next_offset": 1, "duplicates": 0, "last_event": PLANTED}
    try:
        with writing(engine).begin() as connection:
            connection.execute(tables.positions.insert(), [row, row])
    except sa.exc.IntegrityError:
        logging.getLogger("streams").exception("failed")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("select cast(:typed as integer) / 0"), {"typed": PLANTED})
            raise ValueError(PLANTED)
    except (sa.exc.DBAPIError, ValueError):
        logging.getLogger("streams").exception("failed")


def test_failing_statement_on_sqlite_is_told_without_its_values(
    written: Written, shape: Logs, tmp_path: Path
) -> None:
    write_lines(shape)
    engine = empty_store(tmp_path / "store.db")

    fail_in_database(engine)
    engine.dispose()

    text = "\n".join(written())
    assert PLANTED not in text
    assert "IntegrityError SQLITE_CONSTRAINT_PRIMARYKEY" in text
    assert "test_ops_lines.py" in text


def test_error_of_a_statement_quotes_no_values(tmp_path: Path) -> None:
    engine = empty_store(tmp_path / "store.db")
    row = {"partition": 1, "next_offset": 1, "duplicates": 0, "last_event": PLANTED}

    with (
        pytest.raises(sa.exc.IntegrityError) as failed,
        writing(engine).begin() as connection,
    ):
        connection.execute(tables.positions.insert(), [row, row])
    engine.dispose()

    assert PLANTED not in str(failed.value)


@pytest.mark.postgres
@pytest.mark.slow
def test_failing_statement_on_postgres_is_told_without_its_values(
    written: Written, shape: Logs, postgres: PostgresServer
) -> None:
    """Its driver quotes the rows in question, whatever SQLAlchemy hides."""
    write_lines(shape)
    engine = open_postgres(postgres.url, f"lines_{shape}", "derived")
    with writing(engine).begin() as connection:
        tables.metadata.create_all(connection)

    fail_in_database(engine)
    engine.dispose()

    text = "\n".join(written())
    assert PLANTED not in text
    assert "UniqueViolation 23505" in text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Conflict("taken", "{name} has it. Choose another.", name=PLANTED), "Conflict: taken"),
        (Unreachable("disk I/O error"), "Unreachable: The record cannot be reached (disk I/O"),
        (KeyError(PLANTED), "KeyError"),
        (ConnectionRefusedError(111, "refused"), "ConnectionRefusedError: [Errno 111] refused"),
    ],
)
def test_failure_says_only_what_nobody_typed(
    written: Written, error: Exception, words: str
) -> None:
    write_lines("text")
    try:
        raise error
    except type(error):
        logging.getLogger("streams").exception("failed")

    line, place, said = written()
    assert line.endswith("ERROR streams: failed")
    assert "test_ops_lines.py" in place
    assert said.startswith(words)
    assert PLANTED not in said


def test_cause_of_a_failure_is_told_too(written: Written) -> None:
    write_lines("text")
    try:
        try:
            raise OSError(PLANTED)
        except OSError as cause:
            raise Unreachable("gone") from cause
    except Unreachable:
        logging.getLogger("streams").exception("failed")

    assert [line.partition(":")[0] for line in written() if not line.startswith(" ")][1:] == [
        "Unreachable",
        "OSError",
    ]


def test_flood_is_cut_and_counted(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines("text")
    now = [1_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    monkeypatch.setattr("time.time_ns", lambda: int(now[0] * 1e9))

    for number in range(100):
        logging.getLogger(f"aiokafka.{number % 2}").error("broker away")
    during = written()
    now[0] += 1
    logging.getLogger("streams").warning("next")
    after = written()

    assert len(during) == 5
    assert [line.partition(": ")[2] for line in after] == [
        "95 more lines within one second were left out",
        "next",
    ]


def test_own_lines_are_never_cut(written: Written) -> None:
    write_lines("text")

    for _ in range(100):
        logging.getLogger("streams.runtime.guard").warning("the store fails")

    assert len(written()) == 100


def test_what_was_left_out_is_said_at_the_end(written: Written) -> None:
    write_lines("text")
    for _ in range(7):
        logging.getLogger("kafka").error("broker away")

    stop_writing()

    assert "2 more lines" in written()[-1]
