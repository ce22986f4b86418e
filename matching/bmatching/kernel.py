"""Exact repair of a b-matching after one change: integer prices, shortest augmenting paths.

Compiled by numba, called by :mod:`matching.bmatching.engine` and nobody else; state is arrays,
ids are unknown here. Two words make one weight: `value` (score, stickiness, and in units of B the
guarantees) and `tie` (a hash of the pair), compared in that order. Ordered pairs of integers add
and compare like integers, so the algorithm is the textbook's and the optimum is unique.

Conditions kept between events, for prices y, weights w and marginals g (k-th meeting of v):
``w >= y_a + y_b`` for pairs in the match, ``w <= y_a + y_b`` for the others, and
``low_v = -g_v(d_v) <= y_v <= high_v = -g_v(d_v + 1)`` for a participant with d_v meetings. They
are complementary slackness, hence optimality (Ahuja, Magnanti, Orlin, *Network Flows*, 1993,
section 9.4). After a change of one participant it takes its best response at the prices of the
others; every partner that lost or gained a place by it is repaired by one search of Dijkstra on
reduced costs, stopped at the first end.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.bmatching.columns import IndexArray, IntArray
from matching.bmatching.compiling import compiled
from matching.bmatching.tiebreak import TIE_BITS
from matching.objective import GUARANTEE_UNIT

#: Beyond every sum of weights along a path, and twice of it still fits into 63 bits.
ENDLESS = 1 << 60

#: Indices into `State.counts`.
TICK, TAIL, LOGGED, TOUCHED, MATCHED, USUAL, SEARCHES, SETTLED, SCANNED = range(9)
#: Indices into `State.total`: the terms of the objective without fixed pairs.
VALUE, GUARANTEED, FAIRNESS = range(3)
#: Bits of `State.mark`: prices that fell can only make an unmatched pair attractive, and so on.
FELL, ROSE = 1, 2

ByteArray = npt.NDArray[np.int8]
WordArray = npt.NDArray[np.uint64]
Int = int | np.int64


class State(NamedTuple):
    """All that the kernel knows; one row per participant, one slot of `partner` per end of a pair.

    The slots of participant v are ``start[v] .. start[v] + length[v]``, those of the match first
    (`matched[v]` of them); ``twin[q]`` is the slot of the same pair at the other end.
    """

    side: ByteArray  # 0 producer, 1 distributor
    capacity: IntArray
    fixed: IntArray  # confirmed pairs, outside the slots
    guarantee: IntArray  # meetings guaranteed
    fairness: IntArray  # marginal of the first meeting; of the k-th, its k-th part
    word: WordArray  # 64 mixed bits of the id
    start: IntArray
    room: IntArray
    length: IntArray
    matched: IntArray
    wanted: IntArray  # meetings among the slots; during repair `matched` may be one off
    price: IntArray
    price_tie: IntArray
    low: IntArray
    high: IntArray
    partner: IndexArray
    twin: IndexArray
    weight: IndexArray
    distance: IntArray
    distance_tie: IntArray
    seen: IntArray  # the search that saw the participant last
    parent: IndexArray  # slot by which it was reached, in the row of the one before
    place: IndexArray  # in the heap
    heap: IndexArray
    heap_key: IntArray
    heap_tie: IntArray
    settled: IndexArray
    mark: ByteArray
    touched: IndexArray
    log: IntArray  # keys of pairs that entered (even) or left (odd) the match
    total: IntArray
    counts: IntArray


@compiled(inline="always")
def tie_of(a: np.uint64, b: np.uint64) -> Int:
    """Return the tie of a pair from the words of its ids, as `tiebreak.pair_ties` has it.

    Made anew where it is needed: that costs less than a column too large for the cache.
    """
    word = a ^ b
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64((word ^ (word >> np.uint64(31))) >> np.uint64(64 - TIE_BITS))


@compiled(inline="always")
def marginal(s: State, v: Int, k: Int) -> Int:
    """Return g_v(k), the reward of the k-th meeting; k >= 1."""
    reward: Int = s.fairness[v] // k
    if k <= s.guarantee[v]:
        reward += GUARANTEE_UNIT
    return reward


@compiled()
def bracket(s: State, v: Int, degree: Int) -> None:
    """Let v want so many candidates, and set the range of prices at which it does."""
    s.wanted[v] = degree
    held = s.fixed[v] + degree
    s.low[v] = -marginal(s, v, held) if degree > 0 else -ENDLESS
    s.high[v] = -marginal(s, v, held + 1) if held < s.capacity[v] else ENDLESS


@compiled()
def swap(s: State, a: Int, b: Int) -> None:
    """Exchange two slots of one row."""
    if a != b:
        for column in (s.partner, s.twin, s.weight):
            column[a], column[b] = column[b], column[a]
        s.twin[s.twin[a]] = a
        s.twin[s.twin[b]] = b


@compiled()
def toggle(s: State, v: Int, q: Int) -> None:
    """Take the pair in slot q of v into the match, or out of it; count and log it."""
    u, r = np.int64(s.partner[q]), np.int64(s.twin[q])
    enters = q >= s.start[v] + s.matched[v]
    sign = 1 if enters else -1
    s.total[VALUE] += sign * s.weight[q]
    s.counts[MATCHED] += sign
    for end, slot in ((np.int64(v), np.int64(q)), (u, r)):
        held = s.fixed[end] + s.matched[end] + (1 if enters else 0)
        s.total[FAIRNESS] += sign * (s.fairness[end] // held)
        if held <= s.guarantee[end]:
            s.total[GUARANTEED] += sign
        if enters:
            swap(s, slot, s.start[end] + s.matched[end])
            s.matched[end] += 1
        else:
            s.matched[end] -= 1
            swap(s, slot, s.start[end] + s.matched[end])
    note(s, v, u, enters)


@compiled()
def note(s: State, v: Int, u: Int, enters: bool) -> None:
    """Log that a pair entered or left the match."""
    if s.counts[LOGGED] == len(s.log):
        s.counts[LOGGED] = netted(s.log, s.counts[LOGGED])
    left = np.int64(v if s.side[v] == 0 else u)
    right = np.int64(u if s.side[v] == 0 else v)
    s.log[s.counts[LOGGED]] = (left << 32 | right) << 1 | (0 if enters else 1)
    s.counts[LOGGED] += 1


@compiled()
def netted(log: IntArray, n: Int) -> Int:
    """Sort the log and strike out what entered and left; return what remains."""
    keys = np.sort(log[:n])
    kept = 0
    k = 0
    while k < n:
        key = keys[k] >> 1
        sum_ = 0
        while k < n and keys[k] >> 1 == key:
            sum_ += -1 if keys[k] & 1 else 1
            k += 1
        if sum_ != 0:
            log[kept] = key << 1 | (0 if sum_ > 0 else 1)
            kept += 1
    return kept


@compiled(inline="always")
def touch(s: State, v: Int, how: Int) -> None:
    """Remember that v's price or pairs changed, for the certificate of this event."""
    if s.mark[v] == 0:
        s.touched[s.counts[TOUCHED]] = v
        s.counts[TOUCHED] += 1
    s.mark[v] |= how


@compiled(inline="always")
def _sink(s: State, v: Int, size: Int, key: Int, tie: Int) -> None:
    """Place v with its key at the root and let it sink to where it belongs."""
    i = 0
    while True:
        c = 2 * i + 1
        if c >= size:
            break
        if c + 1 < size and (
            s.heap_key[c + 1] < s.heap_key[c]
            or (s.heap_key[c + 1] == s.heap_key[c] and s.heap_tie[c + 1] < s.heap_tie[c])
        ):
            c += 1
        if key < s.heap_key[c] or (key == s.heap_key[c] and tie <= s.heap_tie[c]):
            break
        s.heap[i] = s.heap[c]
        s.heap_key[i] = s.heap_key[c]
        s.heap_tie[i] = s.heap_tie[c]
        s.place[s.heap[i]] = i
        i = c
    s.heap[i] = v
    s.heap_key[i] = key
    s.heap_tie[i] = tie
    s.place[v] = i


@compiled(inline="always")
def _rise(s: State, v: Int, i: Int, key: Int, tie: Int) -> None:
    """Let v rise from place i to where its key belongs."""
    while i > 0:
        p = (i - 1) >> 1
        if s.heap_key[p] < key or (s.heap_key[p] == key and s.heap_tie[p] <= tie):
            break
        s.heap[i] = s.heap[p]
        s.heap_key[i] = s.heap_key[p]
        s.heap_tie[i] = s.heap_tie[p]
        s.place[s.heap[i]] = i
        i = p
    s.heap[i] = v
    s.heap_key[i] = key
    s.heap_tie[i] = tie
    s.place[v] = i


@compiled()
def _search(s: State, origin: Int, taking_side: Int, reach: Int) -> tuple[Int, Int, Int, Int]:
    """Find the nearest end by Dijkstra, looking no further than `reach`.

    Returns the distance in two words, the end, and the number of participants settled; the end is
    the nearest of all when its distance is within reach.
    """
    s.counts[TICK] += 1
    tick = s.counts[TICK]
    s.seen[origin] = tick
    s.parent[origin] = -1
    size = 1
    s.heap[0] = origin
    s.heap_key[0] = 0
    s.heap_tie[0] = 0
    s.place[origin] = 0
    best, best_tie, end = ENDLESS << 1, 0, -1
    settled = 0
    while size > 0:
        a = s.heap[0]
        d, d_tie = s.heap_key[0], s.heap_tie[0]
        if d > best or (d == best and d_tie >= best_tie):
            break
        size -= 1
        s.place[a] = -1
        if size > 0:
            _sink(s, s.heap[size], size, s.heap_key[size], s.heap_tie[size])
        s.settled[settled] = a
        settled += 1
        s.distance[a] = d
        s.distance_tie[a] = d_tie
        takes = s.side[a] == taking_side
        y, y_tie = s.price[a], s.price_tie[a]
        t, t_tie = (
            (d + y - s.low[a], d_tie + y_tie) if takes else (d + s.high[a] - y, d_tie - y_tie)
        )
        if t < best or (t == best and t_tie < best_tie):
            best, best_tie, end = t, t_tie, a
        first = s.start[a]
        if takes:
            lo, hi, sign = first + s.matched[a], first + s.length[a], 1
        else:
            lo, hi, sign = first, first + s.matched[a], -1
        s.counts[SCANNED] += hi - lo
        base, base_tie = d + sign * y, d_tie + sign * y_tie
        word = s.word[a]
        for q in range(lo, hi):
            b = s.partner[q]
            n = base + sign * (s.price[b] - s.weight[q])
            if n > best or n > reach:
                continue
            n_tie = base_tie + sign * (s.price_tie[b] - tie_of(word, s.word[b]))
            if n == best and n_tie >= best_tie:
                continue
            if s.seen[b] != tick:
                s.seen[b] = tick
                i = size
                size += 1
            else:
                i = s.place[b]
                if i < 0:
                    continue
                if s.heap_key[i] < n or (s.heap_key[i] == n and s.heap_tie[i] <= n_tie):
                    continue
            s.parent[b] = q
            _rise(s, b, i, n, n_tie)
    return best, best_tie, end, settled


@compiled()
def augment(s: State, origin: Int, lost: bool) -> None:
    """Repair one participant that lost a meeting it wants, or holds one more than it wants.

    A path alternates: who is of the origin's side takes a pair more and the others drop one, when
    it lost one; the reverse, when it holds one too many. It ends where having one fewer or one more
    costs least; prices move by what the settled ones are nearer than that end.
    """
    taking_side = s.side[origin] if lost else 1 - s.side[origin]
    reach = 2 * s.counts[USUAL] + 1
    while True:
        best, best_tie, end, settled = _search(s, origin, taking_side, reach)
        if best <= reach:
            break
        reach = min(8 * reach, ENDLESS)
    s.counts[USUAL] += (best - s.counts[USUAL]) // 8
    s.counts[SEARCHES] += 1
    s.counts[SETTLED] += settled
    for k in range(settled):
        a = s.settled[k]
        by, by_tie = best - s.distance[a], best_tie - s.distance_tie[a]
        if s.side[a] == taking_side:
            s.price[a] -= by
            s.price_tie[a] -= by_tie
            touch(s, a, FELL)
        else:
            s.price[a] += by
            s.price_tie[a] += by_tie
            touch(s, a, ROSE)
    a = end
    touch(s, a, FELL | ROSE)
    while a != origin:
        q = s.parent[a]
        a = s.partner[s.twin[q]]
        toggle(s, a, q)
        touch(s, a, FELL | ROSE)
    bracket(s, end, s.wanted[end] + (-1 if s.side[end] == taking_side else 1))
