"""Product sets: the 26 numbers of decision 148/QĐ-TTg."""

import re
from datetime import date

from api.imports.reading import Cell, shown
from api.imports.values.read import Read, Unreadable
from streams.domain.vocabulary import PRODUCT_SETS

_SETS = re.compile(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?")


def product_set(cell: Cell, today: date) -> Read[int]:
    """Read one product set."""
    found = product_sets(cell, today).value or ()
    if len(found) != 1:
        raise Unreadable("bad_product_set", value=shown(cell))
    return Read(found[0])


def product_sets(cell: Cell, _: date) -> Read[tuple[int, ...]]:
    """Read several product sets, as 1-4, 9; 13."""
    found: set[int] = set()
    for part in re.split(r"[;,\n]", shown(cell).replace("–", "-")):
        match = _SETS.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if first not in PRODUCT_SETS or last not in PRODUCT_SETS or last < first:
            raise Unreadable("bad_product_set", value=shown(cell))
        found.update(range(first, last + 1))
    return Read(tuple(sorted(found)))
