"""How many win, by chance: more spread the less is known about who tries."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special

COUNTED_UP_TO = 300
UNDERFLOW = 700.0
TINY = 1e-12
SURE = 1 - 1e-9

Draws = NDArray[np.float64]


def wins(*, luck: Draws, expected: Draws, each: Draws) -> NDArray[np.int64]:
    """The number that luck (0 to 1) brings when so many are expected: the quantile of a binomial.

    `each` is how likely one of them wins: `expected / each` are there to try. Zero stands for any
    number of people who hardly ever win each, as of leads still to come: Poisson's quantile.

    Counted up from none; where hundreds are expected it is quicker to solve for it, for the
    binomial to within one by Cornish and Fisher (1938).
    """
    most = float(expected.max(initial=0.0))
    each = np.minimum(each, SURE)
    none = expected * _growth(each)  # minus the logarithm of how likely nobody wins
    if most > COUNTED_UP_TO or none.max(initial=0.0) > UNDERFLOW:
        return _solved(luck, expected, each)
    exactly = np.exp(-none)
    within, found = exactly.copy(), np.zeros(len(luck), dtype=np.int64)
    step, start = -each / (1 - each), (expected + each) / (1 - each)  # Panjer (1981)
    for number in range(1, int(most + 12 * sqrt(most)) + 30):
        behind = luck > within
        if not behind.any():
            break
        found += behind
        exactly *= np.maximum(step + start / number, 0)
        within += exactly
    return found


def _growth(each: Draws) -> Draws:
    """`-log(1 - p) / p`, which is one where nobody is likely."""
    grown: Draws = np.ones(len(each))
    np.divide(-np.log1p(-each), each, out=grown, where=each > TINY)
    return grown


def _solved(luck: Draws, expected: Draws, each: Draws) -> NDArray[np.int64]:
    if each.any():
        z = special.ndtri(np.clip(luck, TINY, 1 - TINY))
        spread = np.sqrt(expected * (1 - each))
        skew = np.clip((1 - 2 * each) * (z**2 - 1) / 6, -spread, spread)
        there = np.divide(expected, each, out=np.full(len(each), np.inf), where=each > 0)
        solved = np.minimum(expected + z * spread + skew - 0.5, np.round(there))
    else:
        solved = special.pdtrik(luck, np.maximum(expected, TINY)) - 1e-9
    counts: NDArray[np.int64] = np.maximum(np.ceil(np.nan_to_num(solved)), 0).astype(np.int64)
    return counts
