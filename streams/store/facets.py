"""What reports break a paper down by, as one text per paper: a report then counts in one pass.

Half a million papers fall into some hundreds of different texts, and those are broken down in
memory; a table per dimension would read every paper once per table.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from streams.domain.counting import PARTITIONS, TOUCHING

FACETS: tuple[str, ...] = tuple(name for name in PARTITIONS if name != "fair")
"""Dimensions of the text with one value per paper; the fair is the paper's key."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Any]).decode


def written_facets(paper: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of a paper.

    Parameters
    ----------
    paper : mapping
        Row of `agreements`.
    items : sequence of mapping
        Its rows of `agreement_items`.
    """
    month = (paper["signed_on"] or "")[:7]
    single = [month if name == "month" else paper[name] for name in FACETS]
    touching = [sorted({item[name] or 0 for item in items}) for name in TOUCHING]
    return _encode(single + touching).decode()


def read_facets(text: str) -> tuple[dict[str, str], dict[str, list[int]]]:
    """Return value by dimension, and values touched by dimension; 0 is the unknown one."""
    values = _decode(text)
    one = dict(zip(FACETS, values, strict=False))
    return one, dict(zip(TOUCHING, values[len(FACETS) :], strict=True))
