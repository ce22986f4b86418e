"""Facts about documents and about published figures."""

from datetime import date
from typing import Literal

from streams.domain.event import Fact
from streams.domain.value import Value
from streams.domain.vocabulary import EvidenceLevel, Exactness

DocumentRole = Literal["scan", "paper", "annex", "other"]


class Document(Value):
    """A file stored once by its sha256, outside the log; `size` in bytes.

    `converted` says that the scan carries the conversion mark of the authority.
    """

    digest: str
    size: int
    media_type: str
    role: DocumentRole = "scan"
    pages: int | None = None
    converted: bool = False


class DocumentAttached(Fact):
    """Written when a file is attached to an agreement or a registration.

    `evidence` is the level it proves for an agreement, attested by who attaches it.
    """

    type = "document.attached"
    document: Document
    evidence: EvidenceLevel | None = None


class ClaimRecorded(Fact):
    """Written when a published figure is entered beside our own count. Key `org`.

    A press figure is a claim: it never enters a computed total.
    """

    type = "claim.recorded"
    about: str
    kind: str
    figure: str
    number: int | None = None
    high: int | None = None
    exactness: Exactness = "exact"
    published_on: date | None = None
    published: str = ""
    place: str = ""
    source: str
