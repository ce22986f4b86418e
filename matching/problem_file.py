"""The exchange format of matching problems and their solutions, as pure functions.

A problem is one JSON object::

    {"producers": [{"id": "p1", "capacity": 3}], "distributors": [{"id": "d1", "capacity": 6}],
     "pairs": [["p1", "d1", 6120]], "fixed": []}

Scores are integers 1..10,000, an absent pair is impossible, ids are unique within a side, `fixed`
is optional, unknown keys are ignored. Under a fair objective a participant may state a `guarantee`
and a `priority_percent` of its own. Whatever the bytes, the answer is a problem or the list of
everything that is wrong with them, never a traceback. Files are opened by the doors, not here.
"""

import json
from collections.abc import Iterable

import numpy as np

from matching.bmatching.columns import Rows
from matching.bmatching.errors import ProblemError
from matching.bmatching.faults import MAX_CAPACITY, Fault, kind_of
from matching.bmatching.problem import Problem
from matching.bmatching.reading import Side, capacity_faults, number_faults, read_pairs, read_side
from matching.bmatching.solution import Solution
from matching.objective import MOST_PRIORITY, USUAL_PRIORITY, Objective, Rewards
from matching.objective import Side as SideName

#: Longer integers are cut to this many digits: far outside every range, and short of the 4,300
#: at which Python refuses to convert.
MOST_DIGITS = 100


def parse_problem(
    document: bytes | str, objective: Objective | None = None
) -> Problem | list[Fault]:
    """Read a problem.

    Parameters
    ----------
    document
        JSON text; bytes are UTF-8, with or without a byte order mark.
    objective
        What best means; only scores when absent.

    Returns
    -------
    Problem or list of Fault
        Faults grouped by part: producers, distributors, pairs, fixed, and last what only shows
        between rows. Never an empty list.

    Examples
    --------
    >>> for fault in parse_problem('{"producers": [{"id": "p", "capacity": -1}], "pairs": []}'):
    ...     print(fault)
    producers[0].capacity: capacity -1 is negative; 0 keeps a participant without meetings
    document: the field distributors is missing
    """
    tree = decoded(document)
    if isinstance(tree, Fault):
        return [tree]
    if not isinstance(tree, dict):
        return [Fault.at("document", "not_an_object", found=kind_of(tree))]
    left, left_faults = _read_side(tree, "producers")
    right, right_faults = _read_side(tree, "distributors")
    index = left.index() if left else None, right.index() if right else None
    pairs, pair_faults = _read_rows(tree, "pairs", *index)
    tree.setdefault("fixed", [])
    fixed, fixed_faults = _read_rows(tree, "fixed", *index)
    is_fair = objective is not None and objective.is_fair
    if is_fair:
        left_faults += _reward_faults(tree, "producers")
        right_faults += _reward_faults(tree, "distributors")
    nobody = Side(ids=(), capacity=np.zeros(0, dtype=np.int64))
    try:
        problem = Problem.assembled(
            left or nobody,
            right or nobody,
            pairs=pairs,
            fixed=fixed,
            faults=[*left_faults, *right_faults, *pair_faults, *fixed_faults],
        )
    except ProblemError as error:
        return list(error.faults)
    if objective is None or not is_fair:
        return problem
    return problem.rewarded(
        _rewards(objective, "producer", problem.producers, tree["producers"]),
        _rewards(objective, "distributor", problem.distributors, tree["distributors"]),
    )


def solution_document(solution: Solution) -> dict[str, object]:
    """Return the output document of a solution, ready for `json.dumps`."""
    return {
        "pairs": [list(pair) for pair in solution.pairs],
        "score": solution.score,
        **({"terms": _terms(solution)} if solution.is_fair else {}),
        "objective": solution.objective,
        "bound": solution.bound,
        "optimal": solution.optimal,
        "prices": {
            "producers": dict(solution.producer_prices),
            "distributors": dict(solution.distributor_prices),
        },
        "method": solution.method,
        "seconds": solution.seconds,
    }


def _terms(solution: Solution) -> dict[str, int]:
    return {name: solution.terms[name] for name in ("score", "guarantee", "fairness")}


def _reward_faults(tree: dict[str, object], name: str) -> list[Fault]:
    """Return what is wrong with the guarantees and priorities that participants state."""
    entries = tree.get(name)
    faults: list[Fault] = []
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            faults += reward_faults(f"{name}[{number}]", entry)
    return faults


def reward_faults(place: str, entry: dict[str, object]) -> list[Fault]:
    """Return what is wrong with a stated guarantee and priority."""
    most = {"guarantee": MAX_CAPACITY, "priority_percent": MOST_PRIORITY}
    return [
        fault
        for field, limit in most.items()
        if field in entry
        for fault in number_faults(place, field, entry[field], limit)
    ]


def _rewards(objective: Objective, side: SideName, ids: Iterable[str], entries: object) -> Rewards:
    if not isinstance(entries, list):
        raise TypeError("the entries were not read before")
    by_id = {entry["id"]: entry for entry in entries}
    stated = [by_id[key] for key in ids]
    guarantee = [objective.guaranteed(entry.get("guarantee")) for entry in stated]
    first = [
        objective.first_reward(side, entry.get("priority_percent", USUAL_PRIORITY))
        for entry in stated
    ]
    return Rewards(
        guarantee=np.array(guarantee, dtype=np.int64), first=np.array(first, dtype=np.int64)
    )


def decoded(document: bytes | str) -> object:
    """Return the JSON value, or the one fault that keeps it from being read."""
    try:
        text = document if isinstance(document, str) else document.decode("utf-8-sig")
        return json.loads(text, parse_int=lambda digits: int(digits[:MOST_DIGITS]))
    except UnicodeDecodeError as error:
        return Fault.at("document", "not_utf8", offset=error.start)
    except json.JSONDecodeError as error:
        return Fault.at(
            "document", "not_json", line=error.lineno, column=error.colno, reason=error.msg
        )
    except RecursionError:
        return Fault.at("document", "too_deep")


def _read_side(tree: dict[str, object], name: str) -> tuple[Side | None, list[Fault]]:
    entries, faults = _read_list(tree, name)
    if entries is None:
        return None, faults
    rows: list[tuple[str, object, object]] = []
    for number, entry in enumerate(entries):
        place = f"{name}[{number}]"
        if not isinstance(entry, dict):
            faults.append(Fault.at(place, "not_an_object", found=kind_of(entry)))
            continue
        missing = [field for field in ("id", "capacity") if field not in entry]
        faults += [Fault.at(place, "field_missing", field=field) for field in missing]
        capacity = entry.get("capacity", MAX_CAPACITY)
        if "id" in entry:
            rows.append((place, entry["id"], capacity))
        else:
            faults += capacity_faults(place, capacity)
    side, row_faults = read_side(rows)
    return side, faults + row_faults


def _read_rows(
    tree: dict[str, object],
    name: str,
    producers: dict[str, int] | None,
    distributors: dict[str, int] | None,
) -> tuple[Rows, list[Fault]]:
    entries, faults = _read_list(tree, name)
    rows, row_faults = read_pairs(name, entries or [], producers, distributors)
    return rows, faults + row_faults


def _read_list(tree: dict[str, object], name: str) -> tuple[list[object] | None, list[Fault]]:
    if name not in tree:
        return None, [Fault.at("document", "field_missing", field=name)]
    entries = tree[name]
    if not isinstance(entries, list):
        return None, [Fault.at(name, "not_a_list", found=kind_of(entries))]
    return entries, []
