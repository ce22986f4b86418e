"""What makes a paper one paper: its fair and its number, or its content where it has none."""

import hashlib
import unicodedata

import msgspec

from streams.domain.events.agreements import Content

_encoder = msgspec.json.Encoder(order="deterministic")


def number_key(number: str) -> str:
    """Return a document number without white space and lower-cased."""
    return "".join(unicodedata.normalize("NFC", number).split()).lower()


def paper_key(content: Content, digest: str) -> str:
    """Return what makes a paper one within its fair: its number, else the digest of its content."""
    return number_key(content.number) or f"content:{digest}"


def content_digest(content: Content) -> str:
    """Return the sha256 of what the paper says, in hexadecimal.

    References into the private store are left out: they name rows, not content.
    """
    parties = tuple(
        party.but(private=None, signatory_ref=None, registration=None) for party in content.parties
    )
    bare = content.but(parties=parties, note_refs=(), origin_meeting=None)
    return hashlib.sha256(_encoder.encode(bare)).hexdigest()
