"""A file that cannot be read as a list at all; whatever can be read is never refused whole."""

from api.imports.sentences import SENTENCES
from streams.domain.errors import Malformed


class UnusableFile(Malformed):
    """The file is no list of this kind. Nothing was recorded."""


def unusable(code: str, /, **params: object) -> UnusableFile:
    """Return the refusal of a whole file, in the words of the table of sentences."""
    return UnusableFile(code, SENTENCES[code], **params)
