"""Long lists, some lines at a time: which page is shown, and the addresses of the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

PAGE_SIZE = 50
_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """One page of a list; `address` is without the page, `query` what else it is asked with."""

    address: str
    query: Mapping[str, str]
    wanted: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def number(self) -> int:
        """The page shown, counted from 1: the wanted one, or the nearest there is."""
        return min(max(1, self.wanted), self.pages)

    @property
    def offset(self) -> int:
        """How many lines stand before this page."""
        return (self.number - 1) * PAGE_SIZE

    def at(self, page: int) -> str:
        """Return the address of a page."""
        return with_query(self.address, {**self.query, "page": str(page) if page > 1 else ""})


def with_query(address: str, query: Mapping[str, str]) -> str:
    """Return an address with what it is asked with; what is empty is left out."""
    given = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


async def wanted_page(page: str = "") -> int:
    """Return the page that an address asks for; the first where it asks for none that can be."""
    return int(page) if page.isascii() and page.isdigit() and len(page) < _DIGITS else 1


WantedPage = Annotated[int, Depends(wanted_page)]
