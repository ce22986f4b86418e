"""Every operation does what its description says: its example works, each refusal comes."""

from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest
from httpx2 import Response

from api.app import build_app
from api.policy import POLICY
from tests.builders import open_office
from tests.flows.api.asking import Operation, ask, ask_wrongly, operations
from tests.flows.api.recipes import OK, REFUSED
from tests.flows.api.world import World, open_world
from tests.routes import actions_by_route

CONFLICT = 409
LEAST = 30


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("api")) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(shared: World) -> dict[str, Operation]:
    return {one.name: one for one in operations(shared.description())}


def test_every_operation_has_a_recipe(described: dict[str, Operation]) -> None:
    assert described.keys() == OK.keys()
    assert len(described) > LEAST


@pytest.mark.parametrize("name", OK)
def test_example_works_and_answers_as_described(
    shared: World, described: dict[str, Operation], name: str
) -> None:
    operation = described[name]

    answer = ask(shared, operation, OK[name](shared))

    assert answer.status_code == (201 if "201" in operation.described["responses"] else 200), (
        answer.text
    )
    check_answer(operation, answer)


@pytest.mark.parametrize("name", OK)
def test_every_refusal_that_is_described_comes(
    shared: World, described: dict[str, Operation], name: str
) -> None:
    operation = described[name]
    asked = OK[name](shared)
    for status in sorted(operation.refusals - {CONFLICT}):
        answer = ask_wrongly(shared, operation, asked, status)

        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "application/problem+json",
        ), (status, answer.text)
        check_answer(operation, answer)


@pytest.mark.parametrize("name", OK)
def test_rules_refuse_what_is_no_longer_so(
    shared: World, described: dict[str, Operation], name: str
) -> None:
    operation = described[name]
    asked = REFUSED.get(name, OK[name])(shared)
    if name not in REFUSED:
        ask(shared, operation, asked)

    answer = ask(shared, operation, asked)

    assert (answer.status_code == CONFLICT) == (CONFLICT in operation.refusals), answer.text


def check_answer(operation: Operation, answer: Response) -> None:
    """Check an answer against the schema of its status and kind; a file is to be saved."""
    content = operation.described["responses"][str(answer.status_code)]["content"]
    kind = answer.headers["content-type"]
    schema = {**content[kind]["schema"], "components": operation.components}
    if kind.endswith("json"):
        jsonschema_rs.validate(schema, answer.json())
    else:
        assert schema["format"] == "binary"
        assert answer.headers["content-disposition"].startswith("attachment;")


def test_every_route_names_an_action_of_the_policy_table(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        app = build_app(office)

    actions = actions_by_route(app)

    assert {path for path, action in actions.items() if action not in POLICY} == set()
    assert len(actions) > LEAST
