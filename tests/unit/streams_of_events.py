"""Random events for the engine: small fairs with ties, guarantees, bans and confirmations."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

from matching.bmatching.engine import Change, Engine
from matching.bmatching.errors import ProblemError
from matching.objective import Side

Step = Callable[[Engine], Change]

PRODUCERS = tuple(f"p{k}" for k in range(6))
DISTRIBUTORS = tuple(f"d{k}" for k in range(4))
STATEMENTS = ("join", "join", "profile", "leave", "capacity")
EVERYTHING = (*STATEMENTS, "ban", "unban", "confirm", "unconfirm")


def steps(
    random: Random, *, levels: int, operations: tuple[str, ...] = EVERYTHING
) -> Iterator[Step]:
    """Yield events without end; many of them do not fit and are refused.

    Parameters
    ----------
    levels
        How many different scores there are; few make ties.
    """
    while True:
        operation = random.choice(operations)
        if operation in {"ban", "unban", "confirm", "unconfirm"}:
            given = random.choice(PRODUCERS), random.choice(DISTRIBUTORS)
            yield partial(_do, operation, given)
            continue
        side: Side = random.choice(("producer", "distributor"))
        key = random.choice(PRODUCERS if side == "producer" else DISTRIBUTORS)
        if operation == "leave":
            yield partial(_do, operation, (side, key))
        elif operation == "capacity":
            yield partial(_do, operation, (side, key, random.randrange(4)))
        else:
            yield _statement(operation, side, key, random, levels)


def _do(operation: str, given: tuple[Any, ...], engine: Engine) -> Change:
    done: Change = getattr(engine, operation)(*given)
    return done


def _statement(operation: str, side: Side, key: str, random: Random, levels: int) -> Step:
    across = DISTRIBUTORS if side == "producer" else PRODUCERS
    other: Side = "distributor" if side == "producer" else "producer"
    rows = [
        (one, 1 + random.randrange(levels) * (9_999 // levels))
        for one in across
        if random.random() < 0.7
    ]
    places = random.randrange(4)
    rewards: dict[str, Any] = {
        "guarantee": random.choice((None, 0, 1, 2)),
        "priority": random.choice((0, 100, 100, 300)),
    }

    def act(engine: Engine) -> Change:
        present = [row for row in rows if (other, row[0]) in engine]
        done: Change = getattr(engine, operation)(side, key, places, present, **rewards)
        return done

    return act


def accepted(
    engine: Engine,
    random: Random,
    number: int,
    *,
    levels: int,
    operations: tuple[str, ...] = EVERYTHING,
) -> Iterator[Change]:
    """Let events happen until so many were accepted; yield what each did."""
    for step in steps(random, levels=levels, operations=operations):
        if number == 0:
            return
        try:
            change = step(engine)
        except ProblemError:
            continue
        number -= 1
        yield change
