"""The incremental matcher: one method per event, the exact optimum after every one.

Called by the command line's replay; the workers solve anew so far. Ids outside, dense indices
inside; whatever is refused leaves the engine as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Self

import numpy as np

from matching.bmatching.columns import IntArray
from matching.bmatching.errors import NotOptimalError
from matching.bmatching.held import Held
from matching.bmatching.kernel import ENDLESS, FAIRNESS, GUARANTEED, LOGGED, MATCHED, VALUE
from matching.bmatching.problem import Problem
from matching.bmatching.repair import change, keep_bonus, weight_of
from matching.bmatching.roster import Pair, Roster, pair_key, refused
from matching.bmatching.snapshot import problem_of
from matching.bmatching.solution import solve
from matching.bmatching.state import chosen_rows, empty_state, enlarged, solved_state
from matching.bmatching.tiebreak import id_word
from matching.objective import GUARANTEE_UNIT, USUAL_PRIORITY, Objective, Side

_NOBODY: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """What one event did to the result.

    Attributes
    ----------
    added, removed
        (producer id, distributor id) of the pairs that entered and left the result.
    objective
        Of the result, in the units of the objective.
    bound
        What no set of pairs exceeds; equal to `objective`, as the certificate of the touched
        parts has found no broken condition.
    """

    added: list[Pair]
    removed: list[Pair]
    objective: int
    bound: int


class Engine:
    """A match that follows its participants, one event at a time.

    Parameters
    ----------
    objective
        What best means; see :class:`matching.objective.Objective`.

    Notes
    -----
    The result is a function of what is present (and, with stickiness, of the result before):
    ties are broken by a hash of the two ids. O(touched part of the graph) per event; measured in
    docs/measurements/matching.md.

    Examples
    --------
    >>> engine = Engine(Objective.score())
    >>> engine.join("distributor", "d", 1, []).added
    []
    >>> engine.join("producer", "p", 2, [("d", 40)]).added
    [('p', 'd')]
    >>> change = engine.join("producer", "q", 1, [("d", 50)])
    >>> change.added, change.removed, change.objective
    ([('q', 'd')], [('p', 'd')], 50)
    """

    def __init__(self, objective: Objective) -> None:
        self.objective = objective
        self._bonus = objective.stickiness
        self._state = empty_state(64, 1024)
        self._roster = Roster(len(self._state.side))
        self._held = Held()
        self._fixed_score = 0
        self._result: set[int] = set()
        self._entered: set[int] = set()
        self._left: set[int] = set()
        self._sticky = 0

    @classmethod
    def of(
        cls, problem: Problem, objective: Objective, result: Iterable[Pair] | None = None
    ) -> Self:
        """Begin with what is present already: at the start of a fair, or after a restart.

        Parameters
        ----------
        problem
            With its rewards, without bonuses.
        result
            Of the engine before, whose stickiness goes on; absent, the problem is solved.

        Raises
        ------
        NotOptimalError
            When `result` is not optimal, bonuses of its own pairs included.
        """
        engine = cls(objective)
        pairs = problem.pairs
        chosen = solve(problem).chosen if result is None else chosen_rows(problem, result)
        bonus = np.where(chosen, objective.stickiness, 0)
        sticky = replace(problem, bonus=bonus) if objective.stickiness else problem
        engine._state = state = solved_state(sticky, chosen)
        producers = len(problem.producers)
        engine._roster = Roster.of(problem, len(state.side))
        fixed = problem.fixed
        rows = zip(fixed.left.tolist(), fixed.right.tolist(), fixed.score.tolist(), strict=True)
        for p, d, score in rows:
            engine._held.confirm(p, producers + d, score)
        engine._fixed_score = int(fixed.score.sum())
        ends = (pairs.left[chosen], pairs.right[chosen]), (fixed.left, fixed.right)
        engine._result = {
            pair_key(p, producers + d)
            for left, right in ends
            for p, d in zip(left.tolist(), right.tolist(), strict=True)
        }
        engine._sticky = objective.stickiness * int(chosen.sum())
        return engine

    def __contains__(self, participant: tuple[Side, str]) -> bool:
        return participant in self._roster

    def join(
        self,
        side: Side,
        key: str,
        capacity: int,
        pairs: Iterable[tuple[str, int]],
        *,
        guarantee: int | None = None,
        priority: int = USUAL_PRIORITY,
    ) -> Change:
        """Let a participant in, with its possible pairs: (partner id, score)."""
        if (side, key) in self._roster:
            raise refused("already_present", side=side, id=key)
        listed = self._roster.of_rows(side, pairs)
        v = self._came(side, key)
        terms = self._terms(v, capacity, 0, guarantee, priority)
        return self._changed(v, terms, others=listed)

    def profile(
        self,
        side: Side,
        key: str,
        capacity: int,
        pairs: Iterable[tuple[str, int]],
        *,
        guarantee: int | None = None,
        priority: int = USUAL_PRIORITY,
    ) -> Change:
        """Replace what a participant said of itself; bans and confirmations stay."""
        v = self._roster.of_one(side, key)
        listed = self._roster.of_rows(side, pairs)
        fixed = self._held.number(v)
        if capacity < fixed:
            raise refused("below_confirmed", side=side, id=key, fixed=fixed, capacity=capacity)
        terms = self._terms(v, capacity, fixed, guarantee, priority)
        self._held.forget_stated(v)
        candidates = {u: w for u, w in listed.items() if not self._held.keeps(v, u, w)}
        return self._changed(v, terms, clear=True, others=candidates)

    def capacity(self, side: Side, key: str, capacity: int) -> Change:
        """Give a participant another number of places."""
        v = self._roster.of_one(side, key)
        fixed = self._held.number(v)
        if capacity < fixed:
            raise refused("below_confirmed", side=side, id=key, fixed=fixed, capacity=capacity)
        state = self._state
        terms = np.array([capacity, fixed, state.guarantee[v], state.fairness[v]])
        return self._changed(v, terms)

    def leave(self, side: Side, key: str) -> Change:
        """Let a participant go, with its pairs, bans and confirmations."""
        v = self._roster.of_one(side, key)
        began = False
        for u, score in self._held.confirmed_of(v).items():
            self._fixed_score -= score
            self._step(u, self._terms_of(u, fixed=-1), fresh=not began, entering=~v)
            began = True
        self._held.forget(v)
        self._step(v, np.zeros(4, np.int64), fresh=not began, clear=True)
        change = self._closed()
        self._roster.release(side, key)
        return change

    def ban(self, producer: str, distributor: str) -> Change:
        """Forbid a pair until `unban`, or until one of the two leaves."""
        p, d = self._roster.of_pair(producer, distributor)
        if self._held.is_confirmed(p, d):
            raise refused("confirmed", producer=producer, distributor=distributor)
        if self._held.is_banned(p, d):
            return self._unchanged()
        score = self._score_of(p, d)
        self._held.ban(p, d, score)
        if score is None:
            return self._unchanged()
        return self._changed(p, self._terms_of(p), without=d)

    def unban(self, producer: str, distributor: str) -> Change:
        """Allow a pair again; it is a candidate if it was one, or has been stated since."""
        p, d = self._roster.of_pair(producer, distributor)
        if not self._held.is_banned(p, d):
            return self._unchanged()
        score = self._held.unban(p, d)
        if score is None:
            return self._unchanged()
        return self._changed(p, self._terms_of(p), others={d: score})

    def confirm(self, producer: str, distributor: str) -> Change:
        """Fix a pair, because it was sent or agreed: it keeps its places and its score."""
        p, d = self._roster.of_pair(producer, distributor)
        names = {"producer": producer, "distributor": distributor}
        if self._held.is_confirmed(p, d):
            raise refused("already_confirmed", **names)
        score = None if self._held.is_banned(p, d) else self._score_of(p, d)
        if score is None:
            raise refused("no_candidate", **names)
        for side, v, key in (("producer", p, producer), ("distributor", d, distributor)):
            fixed = self._held.number(v)
            if fixed >= self._state.capacity[v]:
                raise refused("no_free_place", side=side, id=key, fixed=fixed)
        self._held.confirm(p, d, score)
        self._fixed_score += score
        self._step(p, self._terms_of(p, fixed=1), without=d, entering=d)
        self._step(d, self._terms_of(d, fixed=1), fresh=False)
        return self._closed(confirmed=pair_key(p, d))

    def unconfirm(self, producer: str, distributor: str) -> Change:
        """Let a fixed pair go; it is an ordinary candidate again if it still is stated."""
        p, d = self._roster.of_pair(producer, distributor)
        if not self._held.is_confirmed(p, d):
            raise refused("not_confirmed", producer=producer, distributor=distributor)
        fixed_score, stated = self._held.unconfirm(p, d)
        self._fixed_score -= fixed_score
        self._step(d, self._terms_of(d, fixed=-1), entering=~p)
        others = {} if stated is None else {d: stated}
        self._step(p, self._terms_of(p, fixed=-1), fresh=False, others=others)
        return self._closed()

    @property
    def terms(self) -> Mapping[str, int]:
        """The parts of the objective; they add up to it."""
        total = self._state.total
        terms = {
            "score": int(total[VALUE]) - self._sticky + self._fixed_score,
            "guarantee": int(total[GUARANTEED]) * GUARANTEE_UNIT,
            "fairness": int(total[FAIRNESS]),
        }
        return terms | ({"stickiness": self._sticky} if self._bonus else {})

    def pairs(self) -> list[Pair]:
        """Return the result, sorted."""
        return self._roster.named(self._result)

    def problem(self) -> Problem:
        """Return what the result is the optimum of, bonuses of the result before included."""
        left, right = self._roster.present("producer"), self._roster.present("distributor")
        return problem_of(
            self._state,
            left,
            right,
            confirmed=[
                (p, d, score)
                for p in left.indices.tolist()
                for d, score in self._held.confirmed_of(p).items()
            ],
            objective=self.objective,
            previous=np.array(sorted(self._previous()), dtype=np.int64),
        )

    def prices(self, side: Side) -> dict[str, int]:
        """Return the price of every participant of a side, by id."""
        present = self._roster.present(side)
        prices = self._state.price[present.indices].tolist()
        return dict(zip(present.ids, prices, strict=True))

    def previous(self) -> list[Pair]:
        """Return the result before the last event, sorted, of those who are present."""
        left, right = self._roster.present("producer"), self._roster.present("distributor")
        here = {*left.indices.tolist(), *right.indices.tolist()}
        keys = (k for k in self._previous() if k >> 32 in here and k & 0xFFFFFFFF in here)
        return self._roster.named(keys)

    def _previous(self) -> set[int]:
        return (self._result - self._entered) | self._left

    def _terms(
        self, v: int, capacity: int, fixed: int, guarantee: int | None, priority: int
    ) -> IntArray:
        wanted = self.objective.guaranteed(guarantee)
        side: Side = "distributor" if self._state.side[v] else "producer"
        first = self.objective.first_reward(side, priority)
        return np.array([capacity, fixed, wanted, first], dtype=np.int64)

    def _terms_of(self, v: int, *, fixed: int = 0) -> IntArray:
        """Return the terms of v as they are, with so many more fixed pairs."""
        s = self._state
        return np.array([s.capacity[v], s.fixed[v] + fixed, s.guarantee[v], s.fairness[v]])

    def _came(self, side: Side, key: str) -> int:
        """Give somebody an index, and the arrays room for it."""
        if self._roster.is_full:
            size = 2 * self._roster.size
            self._state = enlarged(self._state, size, len(self._state.partner))
            self._roster.enlarge(size)
        v = self._roster.take(side, key)
        self._state.side[v] = 0 if side == "producer" else 1
        self._state.word[v] = id_word(key, side)
        return v

    def _score_of(self, p: int, d: int) -> int | None:
        """Return the score of a candidate, None where the pair is none."""
        weight = int(weight_of(self._state, p, d))
        if weight == 0:
            return None
        key = pair_key(p, d)
        has_bonus = key in self._left or (key in self._result and key not in self._entered)
        return weight - self._bonus * has_bonus

    # Running the kernel

    def _changed(self, v: int, terms: IntArray, **how: Any) -> Change:
        self._step(v, terms, **how)
        return self._closed()

    def _step(
        self,
        v: int,
        terms: IntArray,
        *,
        fresh: bool = True,
        clear: bool = False,
        without: int = -1,
        others: Mapping[int, int] = _NOBODY,
        entering: int = ENDLESS,
    ) -> None:
        count = len(others)
        partners = np.fromiter(others.keys(), np.int64, count)
        values = np.fromiter(others.values(), np.int64, count)
        if self._bonus and count:
            is_left = self._state.side[v] == 0
            keys = (pair_key(v, u) if is_left else pair_key(u, v) for u in others)
            values += np.fromiter(
                (self._bonus * (key in self._result) for key in keys), np.int64, count
            )
        given = (fresh, self._bonus, terms, clear, without, partners, values, entering)
        number, broken = change(self._state, v, *given)
        if number < 0:
            slots = len(self._state.partner)
            self._state = enlarged(self._state, len(self._state.side), 2 * slots - int(number))
            number, broken = change(self._state, v, *given)
        if broken:
            raise NotOptimalError([f"{broken} conditions do not hold after an event"])

    def _unchanged(self) -> Change:
        keep_bonus(self._state, self._bonus)
        return self._closed()

    def _closed(self, confirmed: int | None = None) -> Change:
        """Read off what the event did."""
        state = self._state
        log = state.log[: state.counts[LOGGED]].tolist()
        self._entered = {entry >> 1 for entry in log if not entry & 1}
        self._left = {entry >> 1 for entry in log if entry & 1}
        self._result |= self._entered
        self._result -= self._left
        if self._bonus:
            fresh = len(self._entered) - (confirmed in self._entered)
            self._sticky = self._bonus * (int(state.counts[MATCHED]) - fresh)
        objective = sum(self.terms.values())
        return Change(
            added=self._roster.named(self._entered),
            removed=self._roster.named(self._left),
            objective=objective,
            bound=objective,
        )
