"""Rows of attached files, whatever they are attached to."""

from collections.abc import Callable

from streams.domain.events.evidence import Document
from streams.store.rows.projection import Row


def document_row(key: str, subject: str, document: Document) -> Row:
    """Return the row of one attached file."""
    return {
        "key": key,
        "subject": subject,
        "digest": document.digest,
        "size": document.size,
        "media_type": document.media_type,
        "role": document.role,
        "pages": document.pages,
        "converted": document.converted,
    }


def by_subject(noun: str) -> Callable[[str, str], Row]:
    """Return the columns of the documents of one kind of aggregate."""
    return lambda key, aggregate_id: {"key": key, "subject": f"{noun}/{aggregate_id}"}
