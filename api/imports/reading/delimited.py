"""Text files of separated values: encodings, delimiters and quotes as they come."""

import codecs
import csv
import io
from collections.abc import Iterator

from api.imports.reading.sheet import MOST_LINES, Cell, Sheet, clean, sheet_of
from api.imports.unusable import unusable

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 30
_MOST_ZEROS = 0.1
"""Share of zero bytes beyond which a file is no text; single ones are dirt."""
_LONGEST_RECORD = 60
"""Lines that one quoted cell may run over; beyond it the quote was never closed."""


def read_delimited(content: bytes, filename: str) -> list[Sheet]:
    """Return a text file as one sheet, once for each delimiter that may be meant, likeliest first.

    Which one is meant shows when its header is understood.

    Raises
    ------
    UnusableFile
        When it is no text, or no table.
    """
    text = clean(_decoded(content, filename))
    return [sheet_of("", _lines(text, delimiter, filename)) for delimiter in _delimiters(text)]


def _lines(text: str, delimiter: str, filename: str) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    for record in _records(text, delimiter):
        lines.append([cell.strip() for cell in record])
        if len(lines) > MOST_LINES:
            raise unusable("too_many_lines", file=filename, most=MOST_LINES)
    return lines


def _decoded(content: bytes, filename: str) -> str:
    """Read UTF-8, UTF-16 with its mark, or the old Vietnamese code page of Windows."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        if marked:
            return content.decode("utf-16")
        if content.count(0) > len(content) * _MOST_ZEROS:
            raise unusable("not_a_table", file=filename)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        if not marked:
            return content.decode("cp1258")
    except UnicodeDecodeError:
        pass
    raise unusable("wrong_encoding", file=filename)


def _delimiters(text: str) -> list[str]:
    """Return the delimiters that split any of the first lines, those that do it evenly first."""
    sample = "\n".join(text.splitlines()[:_SAMPLE])
    evenness: dict[str, tuple[int, int]] = {}
    for delimiter in _DELIMITERS:
        counts = [len(record) for record in _records(sample, delimiter)]
        most = max(counts, default=0)
        if most > 1:
            evenness[delimiter] = (counts.count(most) * (most - 1), most)
    return sorted(evenness, key=lambda one: evenness[one], reverse=True) or [_DELIMITERS[0]]


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield records; where a quote was never closed, the lines it swallowed are given back."""
    try:
        yield from list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        yield from _patient_records(text, delimiter)


def _patient_records(text: str, delimiter: str) -> Iterator[list[str]]:
    physical = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if physical and not physical[-1]:
        physical.pop()
    at = 0
    while at < len(physical):
        taken = _lines_of_record(physical, at)
        if taken is None:
            yield physical[at].replace('"', "").split(delimiter)
            at += 1
            continue
        record = "\n".join(physical[at : at + taken])
        try:
            yield next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])
        except csv.Error:
            yield record.replace('"', "").split(delimiter)
        at += taken


def _lines_of_record(physical: list[str], at: int) -> int | None:
    """Return how many lines a record runs over, None where its quote is never closed."""
    quotes = 0
    for taken, line in enumerate(physical[at : at + _LONGEST_RECORD], start=1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return taken
    return None
