"""One history on two databases: the same store, to the last sign."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from streams.log.port import Position, Record, Stored
from streams.store.canonical import first_difference
from streams.store.engine import open_postgres, writing
from streams.store.private.keeper import Keeper
from streams.store.private.tables import secrets
from tests.builders import Replica, open_office, until
from tests.builders.hostile import HOSTILE, Hostile
from tests.builders.stores import stores_in
from tests.golden.history import log_of, play, troubled
from tests.servers.postgres_server import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_processes_that_start_at_once_have_one_key(postgres: PostgresServer) -> None:
    waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    made = {"name": "fingerprint", "value": b"of another process"}
    with ExitStack() as closing, ThreadPoolExecutor(1) as thread:
        private = open_postgres(postgres.url, f"private_{uuid4().hex}", "full")
        closing.callback(private.dispose)
        keeper, other = Keeper(private), Keeper(private)
        closing.callback(keeper.close)
        closing.callback(other.close)
        with writing(private).begin() as rival, private.connect() as looking:
            rival.execute(secrets.insert(), made)
            waiting = thread.submit(keeper.fingerprint, b"0101234567")
            until(lambda: bool(looking.scalar(waits)))

        assert waiting.result() == other.fingerprint(b"0101234567")


def test_every_event_and_every_trouble_gives_one_hash(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with open_office(tmp_path / "office") as office:
        play(office)
        history: list[Record | Hostile] = [*troubled(log_of(office)), *HOSTILE.values()]
    stored = [Stored(Position(0, n), one.key, one.value) for n, one in enumerate(history)]

    with (
        Replica(tmp_path / "file.db") as in_file,
        stores_in(postgres.url),
        Replica(tmp_path / "schema.db") as in_schema,
    ):
        for replica in (in_file, in_schema):
            for first in range(0, len(stored), 50):
                replica.apply(stored[first : first + 50])
        with in_file.engine.connect() as left, in_schema.engine.connect() as right:
            assert first_difference(left, right) is None
        assert in_file.hash() == in_schema.hash()
