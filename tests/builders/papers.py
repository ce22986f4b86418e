"""Papers: an unsigned memorandum, a signed one, a scan."""

from datetime import date
from typing import Any

from streams.domain.agreements.commands import RecordAgreement
from streams.domain.events.agreements import Content, Party, PartySigned
from streams.domain.events.evidence import Document
from streams.domain.events.registrations import Place
from streams.domain.naming import company_identity
from tests.builders.moments import FAIR, TODAY


def party(role: str = "producer", **changes: Any) -> Party:
    """Return an unsigned party."""
    name, kind = {
        "producer": ("HTX Mẫu An", "cooperative"),
        "distributor": ("Siêu thị Mẫu Bình", "supermarket_chain"),
    }.get(role, ("Sở Công Thương tỉnh Mẫu", ""))
    given: dict[str, Any] = {
        "kind": kind,
        "identity": company_identity(name, "Hà Nội", None),
        "name": name,
        "place": Place(province="Hà Nội"),
        **changes,
    }
    return Party(role=role, **given)  # type: ignore[arg-type]


def content(number: str = "01/BBGN-MAU", **changes: Any) -> Content:
    """Return an unsigned memorandum between a producer and a distributor."""
    given: dict[str, Any] = {
        "kind": "memorandum",
        "number": number,
        "parties": (party("producer"), party("distributor")),
        **changes,
    }
    return Content(**given)


def signed(number: str = "01/BBGN-MAU", *, on: date = TODAY, **changes: Any) -> Content:
    """Return a memorandum that both sides signed on a day."""
    parties = tuple(party(role, signed="yes", signed_on=on) for role in ("producer", "distributor"))
    return content(number, **{"parties": parties, "signed_on": on, **changes})


def record(
    agreement: str | None = None, of: Content | None = None, *, fair: str = FAIR, **changes: Any
) -> RecordAgreement:
    """Return the command that enters a paper signed elsewhere."""
    return RecordAgreement(fair=fair, agreement=agreement, content=of or signed(), **changes)


def signature(index: int, *, on: date = TODAY, **changes: Any) -> PartySigned:
    """Return one party's signature."""
    return PartySigned(party=index, signed_on=on).but(**changes)


def document(digest: str = "ab" * 32, **changes: Any) -> Document:
    """Return what an event says of a scan."""
    return Document(digest=digest, size=1000, media_type="application/pdf").but(**changes)
