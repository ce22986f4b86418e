"""Ties are broken by a hash of the two ids, below one score unit.

Among the best sets of pairs exactly one is the result, whatever the order of the input, the
solver, the platform or `PYTHONHASHSEED`: of two sets with equal score, the one whose pairs have
the larger sum of hashes. No pair's hash depends on who else takes part.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from matching.bmatching.columns import IntArray
from matching.bmatching.problem import Problem

#: By the isolation lemma [1]_ the optimum is unique with probability at least
#: ``1 - pairs / 2**bits``, in practice far more.
#: [1] K. Mulmuley, U. Vazirani, V. Vazirani, "Matching is as easy as matrix inversion",
#: Combinatorica 7 (1987), doi:10.1007/BF02579206.
TIE_BITS = 40

HashArray = npt.NDArray[np.uint64]


def pair_ties(problem: Problem) -> IntArray:
    """Return 0..2**40 - 1 per candidate pair, a function of its two ids alone.

    Examples
    --------
    >>> problem = Problem.of({"p": 1}, {"d": 1, "e": 1}, [("p", "d", 7), ("p", "e", 7)])
    >>> ties = pair_ties(problem)
    >>> bool(ties[0] == ties[1])
    False
    """
    return (pair_hashes(problem) >> np.uint64(64 - TIE_BITS)).astype(np.int64)


def pair_hashes(problem: Problem) -> HashArray:
    """Return 64 well-mixed bits per candidate pair, a function of its two ids alone."""
    producers = id_words(problem.producers, "producer")
    distributors = id_words(problem.distributors, "distributor")
    return _mixed(producers[problem.pairs.left] ^ distributors[problem.pairs.right])


def id_word(key: str, side: str) -> int:
    """Return 64 bits of an id; the side keeps an id that stands on both from cancelling itself."""
    digest = blake2b(key.encode(), digest_size=8, person=side.encode()).digest()
    return int.from_bytes(digest, "little")


def id_words(ids: Sequence[str], side: str) -> HashArray:
    """Return `id_word` of every id."""
    return np.array([id_word(key, side) for key in ids], dtype=np.uint64)


def _mixed(words: HashArray) -> HashArray:
    """Return the finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit reaches every bit.

    Without it the exclusive or is linear, and exchanging partners between two pairs could leave
    the sum of their hashes unchanged: a tie again.
    """
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
