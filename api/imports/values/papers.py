"""Papers: a ticked column per paper, or one cell that lists them with their expiry."""

import re
from datetime import date

from api.imports.meanings import PAPERS
from api.imports.reading import Cell, shown
from api.imports.spelling import lookup, spelled
from api.imports.values.choices import yes_no
from api.imports.values.days import day
from api.imports.values.read import Fault, Read, Reader, Unreadable
from streams.domain.events.registrations import Paper
from streams.domain.naming import without_marks
from streams.domain.vocabulary import PaperCode

_DAY = re.compile(r"\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{4}|\d{4}-\d{1,2}-\d{1,2}")
_NUMBER = re.compile(r"(?:\bsố|\bno\.?|\bnumber)\s*:?\s*([^\s,;()]+)", re.IGNORECASE)
_codes = lookup(PAPERS)
_by_length = sorted(_codes, key=len, reverse=True)


def one_paper(code: PaperCode) -> Reader[Paper]:
    """Return a reader of a column about one paper: a tick, or the day it ends."""

    def read(cell: Cell, today: date) -> Read[Paper]:
        if isinstance(cell, date) or _DAY.search(shown(cell)):
            return Read(Paper(code=code, expires_on=_ends(cell, today)))
        return Read(Paper(code=code) if yes_no(cell, today).value else None)

    return read


def papers(cell: Cell, today: date) -> Read[tuple[Paper, ...]]:
    """Read papers parted by semicolons, as HACCP số 12/2026 đến 30/11/2026; VietGAP."""
    found: dict[PaperCode, Paper] = {}
    unknown: list[str] = []
    for part in re.split(r"[;\n]", cell if isinstance(cell, str) else shown(cell)):
        if not part.strip():
            continue
        code = _code_in(part)
        if code is None:
            unknown.append(" ".join(part.split()))
            continue
        number = _NUMBER.search(part)
        found[code] = Paper(
            code=code, number=number[1] if number else "", expires_on=_ends(part, today)
        )
    doubt = Fault(code="unknown_paper", params={"value": ", ".join(unknown)}) if unknown else None
    return Read(tuple(found.values()), doubt)


def paper_codes(cell: Cell, _: date) -> Read[tuple[PaperCode, ...]]:
    """Read names of papers parted by semicolons or commas."""
    parts = [part for part in re.split(r"[;,\n]", shown(cell)) if part.strip()]
    codes = {part: _code_in(part) for part in parts}
    unknown = [part.strip() for part, code in codes.items() if code is None]
    doubt = Fault(code="unknown_paper", params={"value": ", ".join(unknown)}) if unknown else None
    known = dict.fromkeys(code for code in codes.values() if code is not None)
    return Read(tuple(known), doubt)


def _code_in(part: str) -> PaperCode | None:
    words = f" {spelled(part)} "
    return next((_codes[known] for known in _by_length if f" {known} " in words), None)


def _ends(cell: Cell, today: date) -> date | None:
    if isinstance(cell, date):
        return day(cell, today).value
    found = _DAY.search(shown(cell))
    if found is None:
        if re.search(r"\b(?:den|het han|until)\b", without_marks(shown(cell))):
            raise Unreadable("bad_date", date=shown(cell))
        return None
    return day(found[0], today).value
