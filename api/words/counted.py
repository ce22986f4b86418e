"""Sentences about a number of things: one form for one, one for many, where a language has two."""

from api.words.formats import shown_number
from api.words.language import counted


def trn(one: str, many: str, n: int, /, **params: object) -> str:
    """Return a sentence about `n` things in the language of the moment.

    Parameters
    ----------
    one, many : str
        The English originals; the blank `{n}` is filled with the number as people write it.
    """
    return counted(one, many, n).format(n=shown_number(n), **params)
