"""Generated requests against every operation of the API: none may end in an error of ours.

`./run drill api` sends 20,000; a short form is in the test suite. Requests are generated from the
description, right and wrong ones in turn; most name things that exist, since others are refused
before anything happens. Every answer must be one that is described, in its form. Before that each
operation is asked so that it succeeds and so that each refusal it describes comes.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benchmarks.machine import report
from tests.flows.api.asking import Operation, ask, ask_wrongly, operations
from tests.flows.api.recipes import OK, REFUSED, Asked
from tests.flows.api.world import World, open_world

CASES = 20_000
_SPARE = 1.1
"""Some operations take less than asked: where nothing is stated, nothing can be stated wrongly."""
_CONFLICT = 409
_HERE = {"Host": "127.0.0.1"}
_KNOWN_SHARE = 0.7
_EXAMPLE_SHARE = 0.15
_CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
_MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@dataclass(slots=True)
class Found:
    """What a run found.

    Attributes
    ----------
    answers : dict
        How often each operation answered with each status.
    faults : list of str
        Answers that are not described, or not in their form; errors of ours.
    """

    cases: int = 0
    answers: dict[str, Counter[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def note(self, operation: str, status: int) -> None:
        """Note one answer."""
        self.answers.setdefault(operation, Counter())[status] += 1

    def unreached(self, wanted: Iterator[Operation]) -> list[str]:
        """Return what is described and never came: a success, or a refusal."""
        missing = []
        for operation in wanted:
            seen = self.answers.get(operation.name, Counter())
            if not any(200 <= status < 300 for status in seen):
                missing.append(f"{operation.name} 2xx")
            missing += [f"{operation.name} {s}" for s in operation.refusals if s not in seen]
        return sorted(missing)

    @property
    def server_errors(self) -> int:
        """How many answers were 5xx."""
        return sum(n for one in self.answers.values() for status, n in one.items() if status >= 500)


def probe(world: World, cases: int, *, starting: int = 1) -> Found:
    """Ask everything that has a recipe, then generated requests, evenly over all operations."""
    found = Found()
    asked = list(operations(world.description()))
    for operation in asked:
        _ask_all_ways(world, operation, found)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", world.client.app, headers=_HERE)
    generated = {
        one.ok().definition.raw["operationId"]: one.ok()
        for one in schema.get_all_operations()
        if isinstance(one, Ok)
    }
    each = -(-cases // (len(asked) * len(_MODES)))
    for operation in asked:
        for mode in _MODES:
            described = generated[operation.name]
            _ask_generated(world, operation, described, mode, each, starting, found)
    return found


def _ask_all_ways(world: World, operation: Operation, found: Found) -> None:
    asked = OK[operation.name](world)
    for status in sorted(operation.refusals - {_CONFLICT}):
        found.note(operation.name, ask_wrongly(world, operation, asked, status).status_code)
    found.note(operation.name, ask(world, operation, asked).status_code)
    if _CONFLICT in operation.refusals:
        refused = REFUSED[operation.name](world) if operation.name in REFUSED else asked
        found.note(operation.name, ask(world, operation, refused).status_code)


def _ask_generated(
    world: World,
    operation: Operation,
    described: Any,
    mode: Any,
    count: int,
    starting: int,
    found: Found,
) -> None:
    random = Random(f"{starting} {operation.name} {mode}")
    known = [OK[operation.name](world) for _ in range(3 + count // 20)]

    @seed(starting)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        _replace(case, operation, random.choice(known), random)
        response = case.call(headers=_HERE)
        found.cases += 1
        found.note(operation.name, response.status_code)
        try:
            case.validate_response(response, checks=_CHECKS)
        except (AssertionError, schemathesis.errors.SchemathesisError, BaseExceptionGroup) as fault:
            found.faults.append(f"{operation.name}: {fault}")

    with suppress(Unsatisfiable):
        send()


def _replace(case: Any, operation: Operation, known: Asked, random: Random) -> None:
    """Let most requests name what exists, and some carry the body of the example."""
    if random.random() < _KNOWN_SHARE:
        case.path_parameters = {**(case.path_parameters or {}), **known.address}
    if operation.example and random.random() < _EXAMPLE_SHARE:
        case.body = {**operation.example, **known.body}


def main() -> int:
    """Run the long form and print what it found."""
    began = time.monotonic()
    with TemporaryDirectory() as folder, open_world(Path(folder)) as world:
        found = probe(world, int(_SPARE * CASES))
        unreached = found.unreached(operations(world.description()))
    totals: Counter[int] = Counter()
    for one in found.answers.values():
        totals += one
    report(
        "Generated requests against every operation of the API",
        [
            ("operations", str(len(found.answers))),
            ("generated requests", str(found.cases)),
            ("answers by status", ", ".join(f"{s}: {n}" for s, n in sorted(totals.items()))),
            ("errors of ours (5xx)", str(found.server_errors)),
            ("answers that are not described", str(len(found.faults))),
            ("described and never reached", ", ".join(unreached) or "none"),
            ("seconds", f"{time.monotonic() - began:.0f}"),
            *(("fault", fault[:2_000]) for fault in found.faults[:5]),
        ],
        {
            "cases": found.cases,
            "server_errors": found.server_errors,
            "faults": len(found.faults),
            "unreached": unreached,
        },
    )
    good = found.cases >= CASES and not (found.server_errors or found.faults or unreached)
    return 0 if good else 1
