"""A request: one act of one person, under one idempotency key, with the private data it brings.

The same actor, command and idempotency key give the same request id, the same event ids and the
same references, so a repeated request is one act.
"""

import hashlib
import re
from datetime import datetime
from uuid import UUID, uuid4, uuid5

import msgspec

from streams.domain.command import Act, Command
from streams.domain.errors import Malformed, Moved
from streams.domain.event import Basis
from streams.domain.people import KEYED
from streams.domain.vocabulary import Channel
from streams.store.private.keeper import Keeper

_NAMESPACE = UUID("8f0c2c1e-6f0b-5f53-9c2f-3f3a5d1b7a10")
_LONGEST_KEY = 200
_NUL = rb"\u0000"
_HOLDS_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_encoder = msgspec.json.Encoder(order="deterministic")


class Request:
    """Who wants what, when, through which channel; and the rows to keep apart.

    Parameters
    ----------
    keeper : Keeper
        For fingerprints of natural persons.
    action : str
        The command's name in the policy table.
    key : str
        The fair, or `org`.
    actor : str
        Opaque id of who acts.
    time : datetime
        The present moment, aware, UTC.
    idempotency_key : str | None
        Chosen by the client; one is made where there is none, and the request then `is_new`.
    happened_at : datetime | None
        When it happened away from the system.
    trace : str | None
        The `traceparent` it belongs to; neither its id nor its digest depends on it.

    Raises
    ------
    Malformed
        For a key that is too long, or a moment that is still to come.
    """

    def __init__(
        self,
        keeper: Keeper,
        *,
        action: str,
        key: str,
        actor: str,
        time: datetime,
        idempotency_key: str | None = None,
        channel: Channel = "own",
        on_behalf_of: str | None = None,
        happened_at: datetime | None = None,
        trace: str | None = None,
    ) -> None:
        if idempotency_key is not None and not 1 <= len(idempotency_key) <= _LONGEST_KEY:
            raise Malformed(
                "bad_idempotency_key",
                "The idempotency key has {length} signs. Use 1 to 200.",
                length=len(idempotency_key),
            )
        if happened_at is not None and happened_at > time:
            raise Malformed(
                "moment_in_future", "{moment} is still to come. Correct it.", moment=happened_at
            )
        name = "\n".join((key, actor, action, idempotency_key or uuid4().hex))
        self.id = uuid5(_NAMESPACE, name)
        self.is_new = idempotency_key is None
        self.key = key
        self.trace = trace
        self.rows: dict[str, dict[str, str]] = {}
        self.act = Act(
            request=self.id,
            actor=actor,
            time=time,
            channel=channel,
            on_behalf_of=on_behalf_of,
            happened_at=happened_at,
        )
        self._keeper = keeper
        self._expected: dict[str, int] = {}

    def expect(self, aggregate: str, version: int) -> None:
        """Let this be decided only on one version of an aggregate, named as `noun/id`."""
        self._expected[aggregate] = version

    def check_expected(self, basis: Basis) -> None:
        """Check that a decision rests on the versions that were expected.

        Raises
        ------
        Moved
            When somebody has changed it since.
        """
        known = {**basis.reads, **basis.changes}
        for aggregate, version in self._expected.items():
            if known.get(aggregate, version) != version:
                raise Moved(
                    "version_moved",
                    "This was changed meanwhile. Read it again and repeat your change.",
                )

    def keep(self, **fields: str) -> str | None:
        """Set private data apart and return its reference, or None where there is none.

        The reference follows from the request and the content, so two different bodies under one
        idempotency key never write over each other.
        """
        given = {name: value for name, value in fields.items() if value}
        if not given:
            return None
        content = self._keeper.fingerprint(_written(given))
        reference = f"prv-{_uuid5_hex(self.id, f'{len(self.rows)} {content}')}"
        self.rows[reference] = given
        return reference

    def keyed(self, identity: str) -> str:
        """Return an identity that is equal for equal people and reveals nobody."""
        return keyed(self._keeper, identity)

    def digest(self, command: Command) -> str:
        """Return the keyed digest of what is asked, private data included."""
        body = (command, self.rows, self.act.happened_at, self.act.on_behalf_of, self.act.channel)
        return self._keeper.fingerprint(_written(body))

    def event_id(self, attempt: int, part: int | None = None) -> str:
        """Return the event id of an attempt, counted from 1, or of one part of it."""
        return event_id_of(self.id, attempt, part)


def event_id_of(request: UUID, attempt: int, part: int | None = None) -> str:
    """Return the event id of an attempt of a request, counted from 1, or of one part of it."""
    name = str(attempt) if part is None else f"{attempt}.{part}"
    digits = _uuid5_hex(request, name)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def keyed(keeper: Keeper, identity: str) -> str:
    """Return an identity that is equal for equal people and reveals nobody without the key."""
    if identity.startswith(KEYED):
        return identity
    return KEYED + keeper.fingerprint(_written(identity))


def _written(value: object) -> bytes:
    """Return a value as canonical JSON.

    Raises
    ------
    Malformed
        For text that no file can hold, such as half a surrogate pair from a broken argument, or
        that no database takes, such as the sign U+0000.
    """
    try:
        written = _encoder.encode(value)
    except UnicodeEncodeError:
        written = _NUL
    if _NUL in written and _HOLDS_NUL.search(written):
        raise Malformed("broken_text", "A text holds signs that cannot be written. Type it anew.")
    return written


def _uuid5_hex(namespace: UUID, name: str) -> str:
    """Return what `uuid5(namespace, name).hex` is, in a fifth of its time: one per command."""
    digest = bytearray(
        hashlib.sha1(namespace.bytes + name.encode(), usedforsecurity=False).digest()
    )
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return digest[:16].hex()
