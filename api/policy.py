"""Who may do what: role × action, the one table that every door asks.

Each route and command names its action; one that names none, or one that is not here, fails at
start. Four-eyes rules and ownership are rules of the domain or of a query, not of this table.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from streams.domain.errors import NotFound
from streams.domain.handlers import DECIDE

Role = Literal[
    "organiser", "clerk", "coordinator", "official", "distributor", "producer", "operator"
]
ROLES: tuple[Role, ...] = get_args(Role)

_ORGANISER: frozenset[Role] = frozenset({"organiser"})
_HALL: frozenset[Role] = frozenset({"organiser", "clerk"})
_BEHALF: frozenset[Role] = frozenset({"organiser", "clerk", "coordinator"})
_STAFF: frozenset[Role] = frozenset({"organiser", "clerk", "coordinator", "official", "operator"})
_READERS: frozenset[Role] = frozenset({"organiser", "official", "operator"})
_OPERATORS: frozenset[Role] = frozenset({"organiser", "operator"})
_NOBODY: frozenset[Role] = frozenset()
_EVERYBODY: frozenset[Role] = frozenset(ROLES)

POLICY: Mapping[str, frozenset[Role]] = {
    "series.define": _ORGANISER,
    "series.read": _STAFF,
    "fair.announce": _ORGANISER,
    "fair.revise": _ORGANISER,
    "fair.reschedule": _ORGANISER,
    "fair.open": _ORGANISER,
    "fair.close": _ORGANISER,
    "fair.read": _STAFF,
    "registration.submit": _BEHALF | {"producer", "distributor"},
    "registration.revise": _BEHALF | {"producer", "distributor"},
    "registration.admit": _ORGANISER,
    "registration.withdraw": _BEHALF | {"producer", "distributor"},
    "registration.attach": _BEHALF | {"producer", "distributor"},
    "registration.read": _STAFF,
    "meeting.request": _BEHALF | {"producer", "distributor"},
    "meeting.hold": _HALL,
    "meeting.miss": _HALL,
    "meeting.note_outcome": _HALL | {"producer", "distributor"},
    "pair.forbid": _ORGANISER,
    "pair.allow": _ORGANISER,
    "pair.pin": _ORGANISER,
    "matching.update": _NOBODY,
    "matching.read": _READERS,
    "matching.solve": _STAFF,
    "suggestion.send": _ORGANISER,
    "suggestion.lapse": _NOBODY,
    "suggestion.accept": _BEHALF | {"producer", "distributor"},
    "suggestion.decline": _BEHALF | {"producer", "distributor"},
    "suggestion.read": _STAFF,
    "agreement.record": _HALL,
    "agreement.draft": _HALL,
    "agreement.correct": _ORGANISER,
    "agreement.propose": _HALL,
    "agreement.confirm": frozenset({"producer", "distributor", "organiser"}),
    "agreement.sign": _HALL,
    "agreement.decline": _HALL | {"producer", "distributor"},
    "agreement.void": _ORGANISER,
    "agreement.merge": _ORGANISER,
    "agreement.unmerge": _ORGANISER,
    "agreement.supersede": _ORGANISER,
    "agreement.attach": _HALL,
    "agreement.read": _STAFF,
    "claim.record": _READERS,
    "claim.read": _READERS,
    "report.read": _READERS,
    "person.find": _ORGANISER,
    "person.erase": _ORGANISER,
    "act.take_back": _EVERYBODY,
    "act.read": _EVERYBODY,
    "list.import": _BEHALF,
    "letter.drop": _OPERATORS,
    "letter.repair": _OPERATORS,
    "log.read": _OPERATORS,
    "log.copy": _OPERATORS,
    "backup.take": _OPERATORS,
    "backup.restore": _OPERATORS,
    "store.rebuild": _OPERATORS,
    "store.upgrade": _OPERATORS,
    "installation.examine": _OPERATORS,
    "demo.run": _EVERYBODY,
    "console.serve": _OPERATORS,
    "worker.run": _OPERATORS,
    "health.read": _EVERYBODY,
    "actor.choose": _EVERYBODY,
    "language.choose": _EVERYBODY,
}
"""Action → roles that may. Nobody means that only reactions do it."""

PUBLIC: frozenset[str] = frozenset({"actor.choose", "language.choose"})
"""Actions that come before being anybody: whoever acts under no known role may do them too."""


def role_of(actor: str) -> Role:
    """Return the role of an actor, which is the first part of the id: `clerk`, `clerk-2`.

    Raises
    ------
    NotFound
        When the id names no role.
    """
    name = actor.partition("-")[0]
    for role in ROLES:
        if role == name:
            return role
    raise NotFound(
        "no_such_actor",
        "There is no actor {actor}. An actor is a role, or a role with a name: {roles}.",
        actor=actor,
        roles=", ".join(ROLES),
    )


def check_allowed(actor: str, action: str) -> None:
    """Check that an actor may do something; who acts is not asked for what is public.

    Raises
    ------
    NotFound
        When not: what one may not do does not exist for one.
    """
    if action in PUBLIC:
        return
    if role_of(actor) not in POLICY[action]:
        raise NotFound("not_yours", "There is no such thing, or it is not yours. Ask an organiser.")


def is_allowed(actor: str, action: str) -> bool:
    """Return whether an actor may do something; an id that names no role may what is public."""
    try:
        check_allowed(actor, action)
    except NotFound:
        return False
    return True


def unnamed_actions() -> frozenset[str]:
    """Return actions of commands that the table does not know; must be empty at start."""
    return frozenset(command.action for command in DECIDE) - POLICY.keys()
