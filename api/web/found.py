"""The fair that a page is about."""

from typing import Annotated

from fastapi import Depends, Request

from api.doors import office_of
from streams.domain.fairs.state import Fair
from streams.store.queries.fairs import known_fair


def fair_of(request: Request, fair: str) -> Fair:
    """Return the fair in the address; another id than one that was announced is not found."""
    with office_of(request).reading() as connection:
        return known_fair(connection, fair)


AtFair = Annotated[Fair, Depends(fair_of)]
