"""The catalogues on disk: brought up to the code, compiled, and checked."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from api.catalogues.extraction import every_sentence
from api.words.language import DOMAIN

FOLDER = Path(__file__).parent.parent / "locales"


def po_path(language: str) -> Path:
    """Return where a language's sentences are written."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as written; empty where there is none."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(language: str) -> Catalog:
    """Return the catalogue with exactly the sentences of the code; new ones are empty."""
    known = read_catalogue(language)
    fresh = Catalog(locale=language, domain=DOMAIN, project="ketnoi", charset="utf-8")
    for sentence, plural in every_sentence().items():
        message = known.get(sentence)
        key = sentence if plural is None else (sentence, plural)
        fresh.add(key, message.string if message else "")
    return fresh


def po_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as text: sorted, without dates and places, so that it can be reviewed."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as the running program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def write(language: str) -> int:
    """Bring a language up to the code, compile it, and return how many sentences are empty."""
    catalogue = updated(language)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(catalogue))
    path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
    return sum(1 for message in catalogue if message.id and not any(message.string or ()))
