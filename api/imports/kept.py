"""A list between its upload and its import: kept in the data folder for a day, never in memory.

The file stands among the documents. What belongs to it (name, side, repairs, what was taken) is a
row of the private data under a reference made of exactly that, so a list is never changed: a repair
makes a new one, and going back in the browser takes it back. No event refers to either, so the
sweeper deletes both after 24 hours; lists of that age are looked for at every upload.
"""

from dataclasses import dataclass, replace

import msgspec

from api.imports.repairs import Repairs
from streams.domain.errors import NotFound
from streams.domain.vocabulary import Side
from streams.runtime.embedded import Embedded
from streams.runtime.reactions.erasure import sweep

_MEDIA_TYPE = "text/x-list"
_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import of the list recorded; `refused` are sentences about rows that were not."""

    recorded: int
    changed: int
    unchanged: int
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """An uploaded list with what a person wrote into it.

    Attributes
    ----------
    side : str or None
        None tells it by the columns.
    cells : tuple of (row, column, value)
        The repairs, each in place of a cell of the file.
    """

    fair: str
    filename: str
    digest: str
    side: Side | None = None
    cells: tuple[tuple[int, str, str], ...] = ()
    taken: Taken | None = None

    @property
    def repairs(self) -> Repairs:
        """The repairs by cell."""
        return {(row, column): value for row, column, value in self.cells}

    def repaired(self, repairs: Repairs) -> "KeptList":
        """Return the list with further repairs; a later one replaces an earlier one."""
        together = {**self.repairs, **repairs}
        cells = tuple((row, column, together[row, column]) for row, column in sorted(together))
        return replace(self, cells=cells, taken=None)


def keep_upload(
    office: Embedded, content: bytes, *, fair: str, filename: str, side: Side | None
) -> str:
    """Keep an uploaded list for a day and return the reference under which it is found."""
    sweep(office)
    digest = office.documents.keep_list(content)
    return keep(
        office, len(content), KeptList(fair=fair, filename=filename, digest=digest, side=side)
    )


def keep(office: Embedded, size: int, kept: KeptList) -> str:
    """Keep a list as it stands now, and its file for another day."""
    said = _encode(kept)
    reference = f"list-{office.keeper.fingerprint(said)}"
    now = office.clock()
    office.keeper.note_document(kept.digest, size, _MEDIA_TYPE, now)
    office.keeper.write(kept.fair, {reference: {"list": said.decode()}}, now)
    return reference


def kept_list(office: Embedded, fair: str, reference: str) -> tuple[KeptList, bytes]:
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


def side_named(text: str) -> Side | None:
    """Return the side that a form names; anything else leaves it to the columns."""
    match text:
        case "producer" | "distributor":
            return text
    return None
