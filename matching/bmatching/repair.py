"""One change of one participant, repaired: the second half of the kernel.

`change` is the only door; whatever happens to a participant is the same rule: let its pairs go,
change it, let it choose anew, repair the partners that lost or gained a place by it.
"""

import numpy as np

from matching.bmatching.columns import IntArray
from matching.bmatching.compiling import compiled
from matching.bmatching.kernel import (
    ENDLESS,
    FAIRNESS,
    FELL,
    GUARANTEED,
    LOGGED,
    ROSE,
    TAIL,
    TOUCHED,
    VALUE,
    Int,
    State,
    augment,
    bracket,
    netted,
    note,
    swap,
    tie_of,
    toggle,
    touch,
)


@compiled()
def change(
    s: State,
    v: Int,
    fresh: bool,
    bonus: Int,
    terms: IntArray,
    clear: bool,
    without: Int,
    others: IntArray,
    values: IntArray,
    entering: Int,
) -> tuple[Int, Int]:
    """Change participant v and repair the match.

    Parameters
    ----------
    s : State
    v : int
        Participant.
    fresh : bool
        Whether this begins an event; False continues the one before, whose log it extends.
    bonus : int
        Stickiness: added to the pairs that the event before brought in.
    terms : int64 array, shape (4,)
        Capacity, fixed pairs, guarantee and first marginal of v from now on.
    clear : bool
        Whether all its pairs are dropped first.
    without : int
        The partner whose pair with v is dropped; -1 for none.
    others, values : int64 arrays of equal length
        Pairs that are added then: partners, and the first words of their weights.
    entering : int
        A partner whose pair with v enters (its index) or leaves (~index) the result besides what
        the kernel holds, as confirmed pairs do; ENDLESS for none.

    Returns
    -------
    int
        Number of log entries, net, in order of their keys; or, negative, how many slots are
        missing, and then nothing was changed.
    int
        Conditions found broken among what the event touched; 0 unless there is a defect.
    """
    missing = _missing_slots(s, v, others)
    if missing > 0:
        return -missing, 0
    if fresh:
        if bonus > 0:
            _stick(s, bonus)
        s.counts[LOGGED] = 0
    if entering != ENDLESS:
        if entering >= 0:
            note(s, v, entering, True)
        else:
            note(s, v, ~entering, False)
    lost = np.empty(s.matched[v], np.int64)
    for k in range(len(lost)):
        q = s.start[v] + s.matched[v] - 1
        lost[k] = s.partner[q]
        toggle(s, v, q)
    if clear:
        _drop_all(s, v)
    elif without >= 0:
        _drop(s, v, without)
    _reward_fixed(s, v, -1)
    s.capacity[v], s.fixed[v], s.guarantee[v], s.fairness[v] = (
        terms[0],
        terms[1],
        terms[2],
        terms[3],
    )
    _reward_fixed(s, v, 1)
    _add(s, v, others, values)
    gained = _respond(s, v)
    for k in range(len(gained)):
        kept = False
        for i in range(len(lost)):
            if lost[i] == gained[k]:
                lost[i] = -1
                kept = True
                break
        if not kept:
            augment(s, gained[k], False)
    for k in range(len(lost)):
        if lost[k] >= 0:
            augment(s, lost[k], True)
    s.counts[LOGGED] = netted(s.log, s.counts[LOGGED])
    return s.counts[LOGGED], _broken(s)


@compiled()
def _reward_fixed(s: State, v: Int, sign: Int) -> None:
    """Count the rewards of v's fixed pairs, which hold its first places."""
    for k in range(1, s.fixed[v] + 1):
        s.total[FAIRNESS] += sign * (s.fairness[v] // k)
    s.total[GUARANTEED] += sign * min(s.fixed[v], s.guarantee[v])


@compiled()
def _respond(s: State, v: Int) -> IntArray:
    """Give v its best pairs at the prices of the others; return its partners."""
    places = min(max(s.capacity[v] - s.fixed[v], 0), s.length[v])
    gains = np.empty(places + 1, np.int64)
    gain_ties = np.empty(places + 1, np.int64)
    slots = np.empty(places + 1, np.int64)
    n = 0
    for q in range(s.start[v], s.start[v] + s.length[v]):
        b = s.partner[q]
        g = s.weight[q] - s.price[b]
        g_tie = tie_of(s.word[v], s.word[b]) - s.price_tie[b]
        if n > places and (
            g < gains[places] or (g == gains[places] and g_tie <= gain_ties[places])
        ):
            continue
        i = min(n, places)
        n = i + 1
        while i > 0 and (gains[i - 1] < g or (gains[i - 1] == g and gain_ties[i - 1] < g_tie)):
            gains[i], gain_ties[i], slots[i] = gains[i - 1], gain_ties[i - 1], slots[i - 1]
            i -= 1
        gains[i], gain_ties[i], slots[i] = g, g_tie, q
    taken = 0
    while taken < places:
        bracket(s, v, taken)
        if gains[taken] < s.high[v] or (gains[taken] == s.high[v] and gain_ties[taken] <= 0):
            break
        taken += 1
    bracket(s, v, taken)
    if taken == 0 and s.high[v] < ENDLESS:
        s.price[v], s.price_tie[v] = s.high[v], 0
    else:
        s.price[v], s.price_tie[v] = (s.low[v] if taken > 0 else 0), 0
        if n > taken and (
            gains[taken] > s.price[v] or (gains[taken] == s.price[v] and gain_ties[taken] > 0)
        ):
            s.price[v], s.price_tie[v] = gains[taken], gain_ties[taken]
    touch(s, v, FELL | ROSE)
    chosen = np.sort(slots[:taken])
    partners = np.empty(taken, np.int64)
    for k in range(taken):  # in rising order, so that no swap moves a slot still to come
        partners[k] = s.partner[chosen[k]]
        toggle(s, v, chosen[k])
    return partners


@compiled()
def _find(s: State, v: Int, u: Int) -> Int:
    """Return the slot of the pair in the row of v, -1 where it is none; scans the shorter row."""
    if s.length[u] < s.length[v]:
        for q in range(s.start[u], s.start[u] + s.length[u]):
            if s.partner[q] == v:
                return np.int64(s.twin[q])
        return np.int64(-1)
    for q in range(s.start[v], s.start[v] + s.length[v]):
        if s.partner[q] == u:
            return np.int64(q)
    return np.int64(-1)


@compiled()
def _stick(s: State, bonus: Int) -> None:
    """Move the bonus from the pairs that left with the last event to those that entered."""
    for k in range(s.counts[LOGGED]):
        key = s.log[k] >> 1
        q = _find(s, key >> 32, key & 0xFFFFFFFF)
        if q >= 0:
            by = -bonus if s.log[k] & 1 else bonus
            s.weight[q] += by
            s.weight[s.twin[q]] += by
            if by > 0:
                s.total[VALUE] += by


@compiled()
def _remove_slot(s: State, v: Int, q: Int) -> None:
    """Remove an unmatched slot of v; the row stays dense."""
    swap(s, q, s.start[v] + s.length[v] - 1)
    s.length[v] -= 1


@compiled()
def _drop(s: State, v: Int, u: Int) -> None:
    """Remove the pair, where there is one."""
    q = _find(s, v, u)
    if q >= 0:
        r = s.twin[q]
        _remove_slot(s, u, r)
        _remove_slot(s, v, q)


@compiled()
def _drop_all(s: State, v: Int) -> None:
    """Remove every pair of v, none of them in the match."""
    for q in range(s.start[v], s.start[v] + s.length[v]):
        _remove_slot(s, s.partner[q], s.twin[q])
    s.length[v] = 0


@compiled()
def _add(s: State, v: Int, others: IntArray, values: IntArray) -> None:
    """Add pairs at the end of both rows, out of the match."""
    if s.length[v] + len(others) > s.room[v]:
        _move_row(s, v, _larger_room(s, v, len(others)))
    for k in range(len(others)):
        u = others[k]
        if s.length[u] == s.room[u]:
            _move_row(s, u, _larger_room(s, u, 1))
        q = s.start[v] + s.length[v]
        r = s.start[u] + s.length[u]
        s.partner[q], s.partner[r] = u, v
        s.twin[q], s.twin[r] = r, q
        s.weight[q] = s.weight[r] = values[k]
        s.length[v] += 1
        s.length[u] += 1


@compiled()
def _missing_slots(s: State, v: Int, others: IntArray) -> Int:
    """Return how many slots the pool lacks for adding these pairs, at worst."""
    wanted = np.int64(0)
    if s.length[v] + len(others) > s.room[v]:
        wanted += _larger_room(s, v, len(others))
    for u in others:
        if s.length[u] == s.room[u]:
            wanted += _larger_room(s, u, 1)
    return wanted - (len(s.partner) - s.counts[TAIL]) if wanted else np.int64(0)


@compiled()
def _larger_room(s: State, v: Int, more: Int) -> Int:
    """Return the room of a row that moves: at least twice, so that what it leaves stays small."""
    larger: Int = max(2 * s.room[v], s.length[v] + more) + 8
    return larger


@compiled()
def _move_row(s: State, v: Int, room: Int) -> None:
    """Give v a larger row at the end of the pool."""
    start = s.counts[TAIL]
    s.counts[TAIL] += room
    for k in range(s.length[v]):
        old, new = s.start[v] + k, start + k
        s.partner[new] = s.partner[old]
        s.weight[new] = s.weight[old]
        s.twin[new] = s.twin[old]
        s.twin[s.twin[old]] = new
    s.start[v] = start
    s.room[v] = room


@compiled()
def _broken(s: State) -> Int:
    """Count the conditions of optimality that do not hold where the event changed something."""
    broken = 0
    for k in range(s.counts[TOUCHED]):
        v = s.touched[k]
        y, y_tie = s.price[v], s.price_tie[v]
        if y < s.low[v] or (y == s.low[v] and y_tie < 0):
            broken += 1
        if y > s.high[v] or (y == s.high[v] and y_tie > 0):
            broken += 1
        if s.matched[v] != s.wanted[v] or s.matched[v] > max(s.capacity[v] - s.fixed[v], 0):
            broken += 1
        first = s.start[v]
        middle, last = first + s.matched[v], first + s.length[v]
        for q in range(first if s.mark[v] & ROSE else middle, last if s.mark[v] & FELL else middle):
            u = s.partner[q]
            gain = s.weight[q] - y - s.price[u]
            if gain == 0:
                gain = tie_of(s.word[v], s.word[u]) - y_tie - s.price_tie[u]
            if (gain < 0) if q < middle else (gain > 0):
                broken += 1
        s.mark[v] = 0
    s.counts[TOUCHED] = 0
    return broken


@compiled()
def keep_bonus(s: State, bonus: Int) -> None:
    """Begin an event that changes nothing."""
    if bonus > 0:
        _stick(s, bonus)
    s.counts[LOGGED] = 0


@compiled()
def choose_all(s: State, choosing: IntArray, waiting: IntArray) -> Int:
    """Let every participant of one side choose in turn, from an empty match: a solution.

    Who has not chosen yet is reached by no search: searches take pairs only for those that hold
    some, and all of them have chosen.
    """
    for v in waiting:
        bracket(s, v, 0)
        s.price[v] = s.high[v] if s.high[v] < ENDLESS else 0
    for v in choosing:
        for u in _respond(s, v):
            augment(s, u, False)
        s.counts[LOGGED] = 0
    return _broken(s)


@compiled()
def enter_all(s: State, size: Int, slots: IntArray, owners: IntArray) -> Int:
    """Take these pairs into the match, all prices being set; return the broken conditions."""
    for v in range(size):
        _reward_fixed(s, v, 1)
    for k in range(len(slots)):  # in rising order, so that no swap moves a slot still to come
        toggle(s, owners[k], slots[k])
        s.counts[LOGGED] = 0
    for v in range(size):
        bracket(s, v, s.matched[v])
        touch(s, v, FELL | ROSE)
    return _broken(s)


@compiled()
def weight_of(s: State, v: Int, u: Int) -> Int:
    """Return the first word of a candidate's weight, 0 where the pair is none."""
    q = _find(s, v, u)
    return s.weight[q] if q >= 0 else np.int64(0)
