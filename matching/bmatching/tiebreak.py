"""Ties are broken by a hash of the two ids, below one score unit.

Among the best sets of pairs exactly one is the result, whatever the order of the input, the
solver, the platform or `PYTHONHASHSEED`: of two sets with equal score, the one whose pairs have
the larger sum of hashes. No pair's hash depends on who else takes part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from matching.bmatching.columns import IntArray
from matching.bmatching.faults import MAX_SCORE
from matching.bmatching.problem import Problem

MAX_BITS = 24
#: SimpleMinCostFlow multiplies costs by its number of nodes + 1 and keeps prices of that size in
#: 64 bits; OR-Tools 9.15 begins to refuse (BAD_COST_RANGE) at 2**61.4. One bit is kept in reserve.
SOLVER_BITS = 60
#: Nodes of the flow network besides the participants: source and sink.
EXTRA_NODES = 2

HashArray = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """Scores with ties broken: ``value = score * scale + hash``.

    Attributes
    ----------
    value
        int64, shape (pairs,): what solvers maximise.
    bits
        Bits of hash per pair, 0..24.
    scale
        A power of two larger than the hashes of any feasible set together, so that a score unit
        always weighs more than all ties.
    """

    value: IntArray
    bits: int
    scale: int


def tie_broken(problem: Problem) -> Weights:
    """Return the weights of the candidate pairs.

    Notes
    -----
    By the isolation lemma [1]_ the optimum is unique with probability at least
    ``1 - pairs / 2**bits``, in practice far more. The bits follow from what the solver can carry:
    24 up to some 1,000 participants, 17 for 20,000 x 4,000, 13 for 100,000 x 10,000; fewer bits
    are the leading ones of the same hash. Should two optima remain there, the canonical order of
    the problem and a deterministic solver still make the result a function of the problem alone.

    References
    ----------
    .. [1] K. Mulmuley, U. Vazirani, V. Vazirani, "Matching is as easy as matrix inversion",
       Combinatorica 7 (1987), doi:10.1007/BF02579206.

    Examples
    --------
    >>> problem = Problem.of({"p": 1}, {"d": 1, "e": 1}, [("p", "d", 7), ("p", "e", 7)])
    >>> weights = tie_broken(problem)
    >>> weights.bits, (weights.value // weights.scale).tolist()
    (24, [7, 7])
    >>> bool(weights.value[0] == weights.value[1])
    False
    """
    most_pairs = int(min(places.sum() for places in problem.usable_capacity()))
    nodes = len(problem.producers) + len(problem.distributors) + EXTRA_NODES
    needed = ((MAX_SCORE + 1) * (nodes + 1) << most_pairs.bit_length()).bit_length()
    bits = max(0, min(MAX_BITS, SOLVER_BITS - needed))
    scale = 1 << (bits + most_pairs.bit_length()) if bits else 1
    value = problem.pairs.score * scale
    if bits:
        value += (pair_hashes(problem) >> np.uint64(64 - bits)).astype(np.int64)
    return Weights(value=value, bits=bits, scale=scale)


def pair_hashes(problem: Problem) -> HashArray:
    """Return 64 well-mixed bits per candidate pair, a function of its two ids alone."""
    producers = _id_words(problem.producers, b"producer")
    distributors = _id_words(problem.distributors, b"distributor")
    return _mixed(producers[problem.pairs.left] ^ distributors[problem.pairs.right])


def _id_words(ids: Sequence[str], side: bytes) -> HashArray:
    """Return 64 bits per id; the side keeps an id that stands on both from cancelling itself."""
    digests = [blake2b(key.encode(), digest_size=8, person=side).digest() for key in ids]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _mixed(words: HashArray) -> HashArray:
    """Return the finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit reaches every bit.

    Without it the exclusive or is linear, and exchanging partners between two pairs could leave
    the sum of their hashes unchanged: a tie again.
    """
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
