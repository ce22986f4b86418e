"""Things that an address names, or the refusal that there are none."""

from typing import Annotated, TypeVar

from fastapi import Path

from streams.domain.agreements.state import Agreement
from streams.domain.errors import NotFound
from streams.domain.fairs.state import Fair
from streams.domain.registrations.state import Registration
from streams.domain.state import State
from streams.runtime.installation import Installation
from streams.store.queries.versions import standing_of

S = TypeVar("S", bound=State)

FairId = Annotated[str, Path(max_length=64, description="The fair's id.")]
RegistrationId = Annotated[str, Path(max_length=64, description="The registration's id.")]
AgreementId = Annotated[str, Path(max_length=64, description="The agreement's id.")]
ProducerId = Annotated[str, Path(max_length=64, description="The producer's registration.")]
SeatId = Annotated[str, Path(max_length=80, description="The seat, as `registration.1`.")]


def known_fair(office: Installation, fair: str) -> tuple[int, Fair]:
    """Return a fair with its version.

    Raises
    ------
    NotFound
        When there is none.
    """
    version, state = _standing(office, fair, Fair, fair)
    if state is None:
        raise NotFound(
            "no_such_fair",
            "There is no fair {fair}. Announce it first, or check the id.",
            fair=fair,
        )
    return version, state


def known_registration(
    office: Installation, fair: str, registration: str
) -> tuple[int, Registration]:
    """Return a registration with its version.

    Raises
    ------
    NotFound
        When there is none.
    """
    version, state = _standing(office, fair, Registration, registration)
    if state is None:
        raise NotFound(
            "no_such_registration",
            "There is no registration {id} at this fair. Check the id.",
            id=registration,
        )
    return version, state


def known_agreement(office: Installation, fair: str, agreement: str) -> tuple[int, Agreement]:
    """Return an agreement with its version.

    Raises
    ------
    NotFound
        When there is none.
    """
    version, state = _standing(office, fair, Agreement, agreement)
    if state is None:
        raise NotFound(
            "no_such_agreement",
            "There is no agreement {id} at this fair. Check the id.",
            id=agreement,
        )
    return version, state


def _standing(office: Installation, key: str, kind: type[S], name: str) -> tuple[int, S | None]:
    with office.reading() as connection:
        return standing_of(connection, key, kind, name)
