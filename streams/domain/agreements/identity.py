"""What makes a paper one paper: its fair and its number, or its content where it has none."""

import hashlib

import msgspec

from streams.domain.events.agreements import Content

_encoder = msgspec.json.Encoder(order="deterministic")


def number_key(number: str) -> str:
    """Return a document number without white space and lower-cased."""
    return "".join(number.split()).lower()


def content_digest(content: Content) -> str:
    """Return the sha256 of what the paper says, in hexadecimal.

    References into the private store are left out: they name rows, not content.
    """
    parties = tuple(
        party.but(private=None, signatory_ref=None, registration=None) for party in content.parties
    )
    bare = content.but(parties=parties, note_refs=(), origin_meeting=None)
    return hashlib.sha256(_encoder.encode(bare)).hexdigest()
