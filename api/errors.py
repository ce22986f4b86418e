"""Refusals in words: the sentence of a domain error in the language of the moment."""

from api.words import tr
from api.words.vocabulary import word
from streams.domain.errors import DomainError

_CODES = frozenset({"kind", "role", "status"})
"""Blanks that are filled with a code, and read as its word."""


def sentence_of(error: DomainError) -> str:
    """Return what a person reads."""
    params = {
        name: word(str(value)) if name in _CODES else value for name, value in error.params.items()
    }
    return tr(error.sentence, **params)
