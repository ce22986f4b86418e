"""Who may do what: the table is complete, and every door asks it."""

import inspect
from pathlib import Path

import click
import pytest

from api.app import build_app
from api.cli.declare import command
from api.policy import POLICY, ROLES, check_allowed, role_of
from streams.domain.errors import NotFound
from streams.domain.handlers import DECIDE
from tests.builders import open_office
from tests.command_line import STAYING, filled, ketnoi, verbs
from tests.routes import actions_by_route

NOT_YOURS = "There is no such thing, or it is not yours. Ask an organiser.\n"
NOBODY = {"matching.update", "suggestion.lapse"}


def action_of(found: click.Command) -> str:
    """Return the action that a command asks the table about before it does anything."""
    assert found.callback is not None
    return str(inspect.getclosurevars(found.callback).nonlocals["action"])


def test_every_cli_command_asks_an_action_of_the_table() -> None:
    assert {action_of(found) for found in verbs().values()} <= POLICY.keys()


def test_every_action_is_that_of_a_door_or_of_a_reaction(tmp_path: Path) -> None:
    asked = {action_of(found) for found in verbs().values()}
    with open_office(tmp_path) as office:
        asked |= set(actions_by_route(build_app(office)).values())

    assert POLICY.keys() - asked == NOBODY


def test_action_of_every_command_is_in_the_table() -> None:
    assert {kind.action for kind in DECIDE} <= POLICY.keys()


def test_command_with_an_unknown_action_fails_at_import() -> None:
    with pytest.raises(LookupError, match=r"mau\.do"):
        command(click.Group("mau"), "do", action="mau.do")


def test_only_reactions_do_what_nobody_may() -> None:
    assert {action for action, roles in POLICY.items() if not roles} == NOBODY
    for action in NOBODY:
        for role in ROLES:
            with pytest.raises(NotFound) as refusal:
                check_allowed(role, action)
            assert refusal.value.code == "not_yours"


def test_table_names_only_roles() -> None:
    assert set().union(*POLICY.values()) <= set(ROLES)


def test_who_may_not_is_told_nothing_and_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for path, found in verbs().items():
        for role in [one for one in ROLES if one not in POLICY[action_of(found)]][-1:]:
            ran = ketnoi("--actor", f"{role}-2", *filled(path, tmp_path), data=data)

            assert (ran.code, ran.out, ran.err) == (1, "", NOT_YOURS), (path, role)
            assert not data.exists()


def test_who_may_is_not_turned_away_further_in(tmp_path: Path) -> None:
    """A command asks for its own action, and for that of what it carries out."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "no-demo").touch()
    for path, found in verbs().items():
        if path in STAYING:
            continue
        role = next(one for one in ROLES[::-1] if one in POLICY[action_of(found)])

        ran = ketnoi("--actor", role, *filled(path, tmp_path), data=tmp_path / "data")

        assert NOT_YOURS not in ran.err, (path, role)


def test_role_is_the_first_part_of_an_actor() -> None:
    assert [role_of(f"{role}-07-mau") for role in ROLES] == list(ROLES)


@pytest.mark.parametrize("actor", ["", "-", "ORGANISER", "organizer", "organiser2", "nobody-1"])
def test_actor_without_a_role_is_nobody(actor: str, tmp_path: Path) -> None:
    ran = ketnoi("--actor", actor or " ", "fair", "list", data=tmp_path)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no actor")
