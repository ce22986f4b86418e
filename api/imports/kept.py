"""A list between its upload and its import: kept in the data folder for a day, never in memory.

The file stands among the documents. What belongs to it (name, side, repairs, what was taken) is a
row of the private data under a reference made of exactly that, so a list is never changed: a repair
makes a new one, and going back in the browser takes it back. No event refers to either, so the
sweeper deletes both after 24 hours; lists of that age are looked for at every upload.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec

from api.imports.repairs import Repairs
from streams.domain.days import moment_of
from streams.domain.errors import NotFound
from streams.domain.vocabulary import Side
from streams.runtime.installation import Installation
from streams.runtime.reactions.erasure import sweep

_MEDIA_TYPE = "text/x-list"
_PREFIX = "list-"
_encode = msgspec.json.Encoder(order="deterministic").encode


class Cell(NamedTuple):
    """A repair: what stands in a cell in place of the file's own, who wrote it and when (UTC)."""

    row: int
    column: str
    value: str
    actor: str = ""
    at: str = ""


class Aside(NamedTuple):
    """What somebody wrote into a cell that a colleague had repaired: asked about, not in effect."""

    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import of the list recorded; `refused` are sentences about rows that were not."""

    recorded: int
    changed: int
    unchanged: int
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """An uploaded list with what people wrote into it.

    Attributes
    ----------
    side : str or None
        None tells it by the columns.
    cells : tuple of Cell
        The repairs.
    asides : tuple of Aside
        What the last one wrote where a colleague was faster.
    actor : str
        Who worked on it last.
    bad : int
        How many of its rows waited for repair when it was kept.
    """

    fair: str
    filename: str
    digest: str
    side: Side | None = None
    cells: tuple[Cell, ...] = ()
    asides: tuple[Aside, ...] = ()
    taken: Taken | None = None
    actor: str = ""
    bad: int = 0

    @property
    def repairs(self) -> Repairs:
        """The repairs by cell."""
        return {(cell.row, cell.column): cell.value for cell in self.cells}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A list as it was kept at a moment, under its reference."""

    reference: str
    kept: KeptList
    at: datetime


def keep_upload(
    office: Installation,
    content: bytes,
    *,
    fair: str,
    filename: str,
    side: Side | None,
    actor: str,
    bad: int,
) -> str:
    """Keep an uploaded list for a day and return the reference under which it is found."""
    sweep(office)
    digest = office.documents.keep_list(content)
    upload = KeptList(fair=fair, filename=filename, digest=digest, side=side, actor=actor, bad=bad)
    return keep(office, len(content), upload)


def keep(office: Installation, size: int, kept: KeptList) -> str:
    """Keep a list as it stands now, and its file for another day."""
    said = _encode(kept)
    reference = f"{_PREFIX}{office.keeper.fingerprint(said)}"
    now = office.clock()
    office.keeper.note_document(kept.digest, size, _MEDIA_TYPE, now)
    office.keeper.write(kept.fair, {reference: {"list": said.decode()}}, now)
    return reference


def kept_list(office: Installation, fair: str, reference: str) -> tuple[KeptList, bytes]:
    """Return a list of this fair and its file.

    Raises
    ------
    NotFound
        When there is none, or it was kept for its day and swept.
    """
    fields = office.keeper.read([reference]).get(reference, {})
    if "list" in fields:
        kept = msgspec.json.decode(fields["list"], type=KeptList)
        content = office.documents.read(kept.digest)
        if kept.fair == fair and content is not None:
            return kept, content
    raise NotFound(
        "no_such_list", "This list is not kept any more: lists are kept for a day. Upload it again."
    )


def lists_at(office: Installation, fair: str) -> Iterator[Waiting]:
    """Yield the lists of a fair in every state they were kept in, the newest first."""
    for reference, fields, written_at in office.keeper.written_under(fair, _PREFIX):
        kept = msgspec.json.decode(fields["list"], type=KeptList)
        yield Waiting(reference=reference, kept=kept, at=moment_of(written_at))


def waiting_lists(office: Installation, fair: str) -> list[Waiting]:
    """Return the uploads of which rows still wait for repair, as last kept, the oldest first."""
    latest: dict[str, Waiting] = {}
    for found in lists_at(office, fair):
        latest.setdefault(found.kept.digest, found)
    waiting = [found for found in latest.values() if found.kept.bad]
    return sorted(waiting, key=lambda found: found.at)


def side_named(text: str) -> Side | None:
    """Return the side that a form names; anything else leaves it to the columns."""
    match text:
        case "producer" | "distributor":
            return text
    return None
