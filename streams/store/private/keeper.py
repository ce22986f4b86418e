"""The keeper of private data: persons and texts by reference, fingerprints, erasure.

Rows are written before the event that refers to them and deleted after the event that says so.
"""

import hmac
import secrets as random_source
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import cached_property

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from streams.domain.days import stamp
from streams.domain.errors import Unavailable
from streams.store.engine import writing
from streams.store.outage import reached
from streams.store.prepared import Prepared
from streams.store.private.migrate import UnknownRevision, migrate
from streams.store.private.tables import documents, persons, secrets

Fields = Mapping[str, str]
_IN_ONE_QUERY = 5_000
_SCRUB_WAITS_MS = 20
_decode_fields = msgspec.json.Decoder(dict[str, str]).decode
_encode_fields = msgspec.json.Encoder(order="deterministic").encode
_WRITE = Prepared(insert(persons).on_conflict_do_nothing())
"""PostgreSQL's statement, which SQLite reads as well."""
_BY_REFERENCE = sa.select(persons.c.reference, persons.c.fields).where(
    persons.c.reference.in_(sa.bindparam("references", expanding=True))
)


class Keeper:
    """Private data of one installation; every look and change raises `Unreachable` if need be."""

    def __init__(self, engine: sa.Engine) -> None:
        try:
            migrate(writing(engine))
        except UnknownRevision as revision:
            engine.dispose()  # nobody else gives back what was looked at
            raise Unavailable(
                "private_data_newer",
                "The private data are of revision {revision}, which this program does not know. "
                "Use a newer program.",
                revision=revision,
            ) from None
        self._engine = engine
        self._writer = writing(engine).connect()
        self._writing = threading.Lock()

    def close(self) -> None:
        """Give the connection back."""
        self._writer.close()

    @cached_property
    def _secret(self) -> bytes:
        """The key of every fingerprint; made once, and lost with the private data."""
        with reached():
            try:
                return self._known_secret()
            except sa.exc.IntegrityError:  # another process has made it at the same moment
                return self._known_secret()

    def _known_secret(self) -> bytes:
        with writing(self._engine).begin() as connection:
            query = sa.select(secrets.c.value).where(secrets.c.name == "fingerprint")
            known: bytes | None = connection.scalar(query)
            if known is None:
                known = random_source.token_bytes(32)
                connection.execute(secrets.insert(), {"name": "fingerprint", "value": known})
        return known

    def fingerprint(self, content: bytes) -> str:
        """Return a keyed digest, 128 bits in hexadecimal: equal for equal content, reveals none."""
        return hmac.digest(self._secret, content, "sha256").hex()[:32]

    def write(self, key: str, rows: Mapping[str, Fields], now: datetime) -> None:
        """Write rows durably; a reference that exists already is left as it is."""
        self.write_many([(key, rows)], now)

    @reached()
    def write_many(self, batch: Sequence[tuple[str, Mapping[str, Fields]]], now: datetime) -> None:
        """Write rows of several requests in one transaction."""
        new = [
            {
                "reference": reference,
                "key": key,
                "fields": _encode_fields(dict(fields)).decode(),
                "written_at": stamp(now),
            }
            for key, rows in batch
            for reference, fields in rows.items()
        ]
        if not new:
            return
        with self._writing, self._writer.begin():
            _WRITE.run(self._writer, new)

    @reached()
    def read(self, references: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return the fields behind references; what was erased is absent."""
        wanted = sorted(set(references))
        found: dict[str, dict[str, str]] = {}
        with self._engine.connect() as connection:
            for first in range(0, len(wanted), _IN_ONE_QUERY):
                some = wanted[first : first + _IN_ONE_QUERY]
                for row in connection.execute(_BY_REFERENCE, {"references": some}):
                    found[row.reference] = _decode_fields(row.fields)
        return found

    @reached()
    def find(self, text: str) -> list[str]:
        """Return the references of rows in which a text occurs, for erasure on request."""
        with self._engine.connect() as connection:
            query = sa.select(persons.c.reference, persons.c.fields)
            rows = connection.execute(query).all()
        wanted = text.casefold()
        return sorted(
            row.reference
            for row in rows
            if any(wanted in value.casefold() for value in _decode_fields(row.fields).values())
        )

    @reached()
    def erase(self, references: Sequence[str]) -> int:
        """Delete rows; return how many were there. `scrub` then removes every trace of them."""
        gone = 0
        with self._writing, self._writer.begin():
            for first in range(0, len(references), _IN_ONE_QUERY):
                some = references[first : first + _IN_ONE_QUERY]
                deleted = self._writer.execute(
                    persons.delete().where(persons.c.reference.in_(some))
                )
                gone += deleted.rowcount
        return gone

    @reached()
    def scrub(self) -> bool:
        """Empty the journal of what was deleted; False while a reader still needs it.

        Waits for a reader no longer than a command would notice: commands wait for this one.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        with self._writing, closing(self._writer.connection.cursor()) as cursor:
            (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {_SCRUB_WAITS_MS}")
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
        return not busy

    @reached()
    def written_before(self, moment: datetime) -> list[tuple[str, str]]:
        """Return (reference, key) of rows older than a moment, for the sweeper."""
        query = sa.select(persons.c.reference, persons.c.key).where(
            persons.c.written_at < stamp(moment)
        )
        with self._engine.connect() as connection:
            return [(row.reference, row.key) for row in connection.execute(query)]

    @reached()
    def written_under(self, key: str, prefix: str) -> list[tuple[str, Fields, str]]:
        """Return (reference, fields, moment) of the rows of a key whose references begin alike.

        The newest come first.
        """
        query = (
            sa.select(persons)
            .where(
                persons.c.key == key,
                persons.c.reference >= prefix,
                persons.c.reference < prefix[:-1] + chr(ord(prefix[-1]) + 1),
            )
            .order_by(persons.c.written_at.desc(), persons.c.reference)
        )
        with self._engine.connect() as connection:
            return [
                (row.reference, _decode_fields(row.fields), row.written_at)
                for row in connection.execute(query)
            ]

    @reached()
    def documents_before(self, moment: datetime) -> list[str]:
        """Return digests of files noted before a moment, for the sweeper."""
        query = sa.select(documents.c.digest).where(documents.c.written_at < stamp(moment))
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    @reached()
    def forget_documents(self, digests: Sequence[str]) -> None:
        """Take files out of the index."""
        with writing(self._engine).begin() as connection:
            for digest in digests:
                connection.execute(documents.delete().where(documents.c.digest == digest))

    @reached()
    def note_document(self, digest: str, size: int, media_type: str, now: datetime) -> None:
        """Note a stored file in the index; stored again, its day is the new one."""
        with writing(self._engine).begin() as connection:
            row = {"size": size, "media_type": media_type, "written_at": stamp(now)}
            again = documents.update().where(documents.c.digest == digest).values(**row)
            if connection.execute(again).rowcount == 0:
                connection.execute(documents.insert(), {"digest": digest, **row})
