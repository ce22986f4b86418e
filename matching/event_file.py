"""The exchange format of what happens to a match: one JSON object a line, as pure functions.

``{"op": "join", "side": "producer", "id": "p9", "capacity": 3, "pairs": [["d1", 6120]]}`` and so
on; docs/matching.md lists the operations. A line that cannot be obeyed is a list of faults and
changes nothing. Files are opened by the doors, not here.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from matching.bmatching.engine import Change, Engine
from matching.bmatching.faults import Fault, kind_of, shown
from matching.bmatching.reading import capacity_faults, id_fault, row_faults
from matching.objective import USUAL_PRIORITY
from matching.problem_file import decoded, reward_faults

Line = dict[str, Any]

_SIDES = ("producer", "distributor")


Act = Callable[[Engine], Change]


def read_event(line: bytes | str) -> Act | list[Fault]:
    """Read what a line asks for.

    Returns
    -------
    callable or list of Fault
        Asks it of an engine, which refuses by `ProblemError` what does not fit its state.

    Examples
    --------
    >>> from matching.objective import Objective
    >>> act = read_event('{"op": "leave", "side": "producer", "id": "p1"}')
    >>> act(Engine(Objective.score()))
    Traceback (most recent call last):
    ...
    matching.bmatching.errors.ProblemError: event: producer p1 is not present
    """
    tree = decoded(line)
    if isinstance(tree, Fault):
        return [tree]
    if not isinstance(tree, dict):
        return [Fault.at("event", "not_an_object", found=kind_of(tree))]
    op = tree.get("op")
    if not isinstance(op, str) or op not in _OPERATIONS:
        return [Fault.at("op", "op_unknown", op=shown(op), known=", ".join(_OPERATIONS))]
    fields, act = _OPERATIONS[op]
    faults = [Fault.at("event", "field_missing", field=name) for name in fields if name not in tree]
    return faults or _faults(tree, fields) or partial(_asked, act, tree)


def _asked(act: Callable[[Engine, Line], Change], line: Line, engine: Engine) -> Change:
    return act(engine, line)


def _faults(line: Line, fields: tuple[str, ...]) -> list[Fault]:
    """Return what is wrong with the fields of a line, all of them being there."""
    faults: list[Fault] = []
    for name in fields:
        value = line[name]
        if name == "side":
            if value not in _SIDES:
                faults.append(Fault.at("side", "side_unknown", side=shown(value)))
        elif name == "capacity":
            faults += capacity_faults("event", value)
        elif name == "pairs":
            if not isinstance(value, list):
                faults.append(Fault.at("pairs", "not_a_list", found=kind_of(value)))
                continue
            for number, row in enumerate(value):
                faults += row_faults(f"pairs[{number}]", row)
        else:
            faults += id_fault(name, value)
    return faults + (reward_faults("event", line) if "pairs" in fields else [])


def _join(engine: Engine, line: Line) -> Change:
    return engine.join(*_stated(line), **_rewarded(line))


def _profile(engine: Engine, line: Line) -> Change:
    return engine.profile(*_stated(line), **_rewarded(line))


def _stated(line: Line) -> tuple[Any, ...]:
    return line["side"], line["id"], line["capacity"], line["pairs"]


def _rewarded(line: Line) -> dict[str, Any]:
    return {
        "guarantee": line.get("guarantee"),
        "priority": line.get("priority_percent", USUAL_PRIORITY),
    }


def _leave(engine: Engine, line: Line) -> Change:
    return engine.leave(line["side"], line["id"])


def _capacity(engine: Engine, line: Line) -> Change:
    return engine.capacity(line["side"], line["id"], line["capacity"])


def _of_pair(name: str) -> Callable[[Engine, Line], Change]:
    def act(engine: Engine, line: Line) -> Change:
        done: Change = getattr(engine, name)(line["producer"], line["distributor"])
        return done

    return act


_STATEMENT = ("side", "id", "capacity", "pairs")
_PAIR = ("producer", "distributor")
_OPERATIONS: Mapping[str, tuple[tuple[str, ...], Callable[[Engine, Line], Change]]] = {
    "join": (_STATEMENT, _join),
    "profile": (_STATEMENT, _profile),
    "leave": (("side", "id"), _leave),
    "capacity": (("side", "id", "capacity"), _capacity),
    **{name: (_PAIR, _of_pair(name)) for name in ("ban", "unban", "confirm", "unconfirm")},
}
"""Operation → what it states, and what it does."""
