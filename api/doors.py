"""What every route works with: the installation, the streams, and who acts."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from api.live import Live
from api.policy import POLICY, check_allowed
from api.progress import Underway
from streams.runtime.installation import Installation

ACTOR_COOKIE = "actor"
ACTOR_HEADER = "ketnoi-actor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """One installation, open to HTTP.

    `looked` is what overviews showed last, by fair, for when the record cannot be reached.
    """

    office: Installation
    live: Live
    is_demo: bool
    arriving: int = 0
    looked: dict[str, object] = field(default_factory=dict)
    underway: Underway = field(default_factory=Underway)


def doors_of(request: Request) -> Doors:
    """Return the installation a request is for."""
    doors: Doors = request.app.state.doors
    return doors


def office_of(request: Request) -> Installation:
    """Return the installation's record."""
    return doors_of(request).office


def actor_of(request: Request) -> str:
    """Return who acts: the header of a program, else who was chosen in this browser.

    Nobody is authenticated yet: the console listens on this machine only, and says so.
    """
    return request.headers.get(ACTOR_HEADER) or request.cookies.get(ACTOR_COOKIE) or "organiser"


@dataclass(frozen=True, slots=True)
class Permission:
    """Lets those through who may do this, by the policy table."""

    action: str

    async def __call__(self, request: Request) -> None:
        """Check who acts."""
        check_allowed(actor_of(request), self.action)


def may(action: str) -> Dependency:
    """Return the dependency of a route that names its line of the policy table.

    Raises
    ------
    LookupError
        At import, for an action that the table does not know.
    """
    if action not in POLICY:
        raise LookupError(f"a route names the action {action}, which no policy knows")
    return Dependency(Permission(action))


async def _office(request: Request) -> Installation:
    return office_of(request)


async def _actor(request: Request) -> str:
    return actor_of(request)


# What only looks at the request is asynchronous: anything else costs a change of threads.
Office = Annotated[Installation, Depends(_office)]
Actor = Annotated[str, Depends(_actor)]
