"""A paper as a row of a register states it, in one flat form that compares field by field."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from api.imports.agreements import columns
from api.imports.columns import Column, Row, Understood
from api.imports.meanings import VOID_REASONS, kind_in_name
from api.imports.spelling import lookup, spelled
from api.imports.units import Resolved, resolve
from streams.domain.agreements.identity import number_key
from streams.domain.events.agreements import Item, RecordedState
from streams.domain.events.registrations import Place
from streams.domain.vocabulary import (
    AgreementKind,
    AgreementSubject,
    VoidReason,
)

Signed = Literal["yes", "no", "unstated"]
LARGE_VALUE = 10**12
_reasons = lookup(VOID_REASONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What one row says: the paper, its parties in the open, and the state it has.

    Attributes
    ----------
    effective_on : date or None
        The day from which an ended paper no longer counts.
    merged_into : str
        Id of the paper it repeats; a row states a number, which is looked up first.
    """

    number: str = ""
    kind: AgreementKind = "memorandum"
    subject: AgreementSubject = "product_consumption"
    signed_on: date | None = None
    producer: str = ""
    producer_kind: str = "unknown"
    place: Place = Place()
    distributor: str = ""
    distributor_kind: str = "unknown"
    third_parties: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    value_vnd: int | None = None
    value_open: bool = False
    signed_by_producer: Signed = "unstated"
    signed_by_distributor: Signed = "unstated"
    term: str = ""
    signing_place: str = ""
    note: str = ""
    state: RecordedState = "signed"
    effective_on: date | None = None
    reason: VoidReason | None = None
    reason_text: str = ""
    superseded_by: str = ""
    merged_into: str = ""


STATE_FIELDS = frozenset(
    {"state", "effective_on", "reason", "reason_text", "superseded_by", "merged_into"}
)
CONTENT_FIELDS = tuple(field.name for field in fields(Paper) if field.name not in STATE_FIELDS)


@dataclass(slots=True, kw_only=True)
class ListedPaper:
    """A row with its paper, and its place among the papers of its fair.

    Attributes
    ----------
    identity : str
        Number key, or the digest of a paper without a number.
    repeats : str
        The number that a row marked as a duplicate names.
    since : date or None
        The day from which the row's state holds.
    id : str
        The agreement it is or will be.
    copy_of : str
        Id of the paper of the same identity that was kept; empty for that one itself.
    """

    row: Row
    fair: str
    paper: Paper
    identity: str
    repeats: str
    since: date | None
    id: str = ""
    copy_of: str = ""
    differs: tuple[str, ...] = ()

    def becomes(self, **changes: object) -> None:
        """Change what is understood of the paper."""
        self.paper = replace(self.paper, **changes)  # type: ignore[arg-type]


def listed_paper(row: Row, today: date) -> ListedPaper:
    """Return the paper of a row; what cannot be meant is noted on the row."""
    state = row.get(columns.STATE) or _implied_state(row)
    signed_on, ends_on = row.get(columns.SIGNED_ON), row.get(columns.STATE_ON)
    if signed_on is None and state != "draft":
        row.refuse(columns.SIGNED_ON, "signed_on_missing")
    if signed_on and ends_on and ends_on < signed_on:
        row.refuse(columns.STATE_ON, "ends_before_signing", day=ends_on, signed_on=signed_on)
    place = _place(row, signed_on or today, today)
    value = _value(row)
    ended = state in ("voided", "superseded", "merged")
    reason_text = row.get(columns.REASON) or ""
    producer = row.get(columns.PRODUCER) or ""
    paper = Paper(
        number=row.get(columns.NUMBER) or "",
        kind=row.get(columns.KIND) or "memorandum",
        subject=row.get(columns.SUBJECT) or "product_consumption",
        signed_on=signed_on,
        producer=producer,
        producer_kind=row.get(columns.PRODUCER_KIND) or kind_in_name(producer),
        place=place.place,
        distributor=row.get(columns.DISTRIBUTOR) or "",
        distributor_kind=row.get(columns.DISTRIBUTOR_KIND) or "unknown",
        third_parties=row.get(columns.THIRD_PARTY) or (),
        items=_items(row),
        value_vnd=value[0],
        value_open=value[1],
        signed_by_producer=_signed(row, columns.SIGNED_BY_PRODUCER, state),
        signed_by_distributor=_signed(row, columns.SIGNED_BY_DISTRIBUTOR, state),
        term=row.get(columns.TERM) or "",
        signing_place=row.get(columns.SIGNING_PLACE) or "",
        note=row.get(columns.NOTE) or "",
        state=state,
        effective_on=(ends_on or signed_on) if ended else None,
        reason=_reasons.get(spelled(reason_text), "other") if state == "voided" else None,
        reason_text=reason_text,
        superseded_by=(row.get(columns.SUPERSEDED_BY) or "") if state == "superseded" else "",
    )
    return ListedPaper(
        row=row,
        fair=(row.get(columns.FAIR) or "").lower(),
        paper=paper,
        identity=number_key(paper.number),
        repeats=row.get(columns.DUPLICATE_OF) or "",
        since=ends_on or signed_on,
    )


def stated_fields(understood: Understood) -> frozenset[str]:
    """Return the fields that a register states at all: those whose columns it has."""
    return frozenset(name for name, needed in _COLUMNS_OF.items() if understood.has(*needed))


_COLUMNS_OF = {
    "number": (columns.NUMBER,),
    "kind": (columns.KIND,),
    "subject": (columns.SUBJECT,),
    "signed_on": (columns.SIGNED_ON,),
    "producer": (columns.PRODUCER,),
    "producer_kind": (columns.PRODUCER_KIND,),
    "place": (columns.PROVINCE,),
    "distributor": (columns.DISTRIBUTOR,),
    "distributor_kind": (columns.DISTRIBUTOR_KIND,),
    "third_parties": (columns.THIRD_PARTY,),
    "items": (columns.PRODUCT,),
    "value_vnd": (columns.VALUE, columns.VALUE_VND),
    "value_open": (columns.VALUE, columns.VALUE_VND),
    "signed_by_producer": (columns.SIGNED_BY_PRODUCER,),
    "signed_by_distributor": (columns.SIGNED_BY_DISTRIBUTOR,),
    "term": (columns.TERM,),
    "signing_place": (columns.SIGNING_PLACE,),
    "note": (columns.NOTE,),
    "state": (columns.STATE,),
}


def _implied_state(row: Row) -> RecordedState:
    """Return what a row without a state says by its other cells."""
    if row.get(columns.DUPLICATE_OF):
        return "merged"
    if row.get(columns.SUPERSEDED_BY):
        return "superseded"
    marks = (columns.SIGNED_BY_PRODUCER, columns.SIGNED_BY_DISTRIBUTOR)
    signed = all(row.get(mark) for mark in marks if row.understood.has(mark))
    return "signed" if signed else "draft"


def _signed(row: Row, mark: Column[bool], state: RecordedState) -> Signed:
    """Return whether a side signed; a register without such a column says it by the state."""
    if not row.understood.has(mark):
        return "no" if state == "draft" else "yes"
    return "yes" if row.get(mark) else "no"


def _place(row: Row, on: date, today: date) -> Resolved:
    found = resolve(row.get(columns.PROVINCE) or "", "", "", on=on, today=today)
    for _, doubt in found.doubts:
        row.doubts.append(row.blame(columns.PROVINCE, doubt))
    if not found.place.province and row.understood.has(columns.PROVINCE):
        row.doubt(columns.PROVINCE, "province_missing")
    return found


def _value(row: Row) -> tuple[int | None, bool]:
    worth = row.get(columns.VALUE)
    in_vnd = row.get(columns.VALUE_VND)
    if worth is not None and in_vnd is not None and worth != in_vnd:
        row.refuse(columns.VALUE_VND, "two_values")
    stated = worth or in_vnd
    if stated is None:
        return None, False
    if stated.vnd is not None and stated.vnd >= LARGE_VALUE:
        column = columns.VALUE if worth else columns.VALUE_VND
        row.doubt(column, "large_value", value=f"{stated.vnd:,}".replace(",", "."))
    return stated.vnd, stated.to_be_agreed


def _items(row: Row) -> tuple[Item, ...]:
    product_set = row.get(columns.PRODUCT_SET)
    quantity = row.get(columns.QUANTITY) or ""
    names = row.get(columns.PRODUCT) or ()
    if not names and product_set is not None:
        names = ("",)
    return tuple(Item(name=name, product_set=product_set, quantity=quantity) for name in names)
