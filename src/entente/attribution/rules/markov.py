"""Removal effects: how many conversions would be lost without a channel, solved exactly.

A journey is a walk from a start over channels to a conversion or to nothing (Anderl et al.,
2016). A state is the last `order` channels. The effect of a channel is `1 − P(conversion when
the channel leads to nothing) / P(conversion)`. No simulation: order 1 is one inverse, higher
orders a fixed point for all removals at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import spsolve

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

START = 0
CONVERTED = -1
LOST = -2
DENSE = 1500  # states that are worth one dense inverse
ROUNDS = 2000  # of the fixed point, before each removal is solved by itself
STILL = 1e-13


@dataclass(frozen=True, slots=True)
class Path:
    """A sequence of channels with the number of journeys that won and that came to nothing."""

    channels: tuple[str, ...]
    conversions: int = 0
    nulls: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """Counted steps between states. State 0 is the start; targets −1 and −2 end the walk.

    `last[state]` is the index in `channels` of the state's latest channel, −1 for the start.
    A step is named once: (source, target) pairs are unique.
    """

    channels: tuple[str, ...]
    last: Whole
    source: Whole
    target: Whole
    count: Whole


@dataclass(frozen=True, slots=True)
class Effects:
    """The probability that a walk converts, and the share of it lost without each channel."""

    probability: float
    by_channel: Mapping[str, float]


def chain(*, paths: Iterable[Path], order: int = 1) -> Chain:
    """Count the steps of all paths; those without a channel, or walked by nobody, are left out."""
    known = [p for p in paths if p.channels and p.conversions + p.nulls]
    channels = tuple(sorted({channel for path in known for channel in path.channels}))
    code = {channel: index + 1 for index, channel in enumerate(channels)}
    base = len(channels) + 1
    steps: Counter[tuple[int, int]] = Counter()
    for path in known:
        state = 0
        for channel in path.channels:
            following = (state * base + code[channel]) % base**order
            steps[state, following] += path.conversions + path.nulls
            state = following
        steps[state, CONVERTED] += path.conversions
        steps[state, LOST] += path.nulls
    taken = {step: count for step, count in steps.items() if count}
    pairs = np.array(list(taken), dtype=np.int64).reshape(-1, 2)
    count = np.fromiter(taken.values(), np.int64, len(taken))
    return coded_chain(channels=channels, source=pairs[:, 0], target=pairs[:, 1], count=count)


def coded_chain(*, channels: Sequence[str], source: Whole, target: Whole, count: Whole) -> Chain:
    """Number the states of coded steps.

    A code has one digit per remembered channel to the base `len(channels) + 1`, the latest one
    last; digit 0 is "none yet", so code 0 is the start. Channels are in sorted order.
    """
    states = np.unique(np.concatenate([[START], source, target[target > START]]))
    ends = target < START
    numbered = np.where(ends, target, np.searchsorted(states, np.maximum(target, START)))
    place = np.lexsort((numbered, np.searchsorted(states, source)))
    return Chain(
        channels=tuple(channels),
        last=(states % (len(channels) + 1) - 1).astype(np.int64),
        source=np.searchsorted(states, source).astype(np.int64)[place],
        target=numbered.astype(np.int64)[place],
        count=np.asarray(count, dtype=np.int64)[place],
    )


def removal_effects(*, chain: Chain) -> Effects:
    """Solve the removal effect of every channel of the chain; without conversions all are 0."""
    moves, converting = _probabilities(chain)
    one_state_each = len(chain.last) == len(set(chain.last.tolist()))
    if one_state_each and len(chain.last) <= DENSE:
        probability, effects = _by_inverse(moves, converting)
        present = chain.last[1:]
    else:
        present = np.unique(chain.last[1:])
        probability, effects = _by_fixed_point(moves, converting, chain.last, present)
    if not probability:
        return Effects(0.0, dict.fromkeys(chain.channels, 0.0))
    found = {chain.channels[c]: float(e) for c, e in zip(present, effects, strict=True)}
    return Effects(probability, {name: found.get(name, 0.0) for name in chain.channels})


def credits_by_channel(*, effects: Effects, conversions: float) -> dict[str, float]:
    """Share all conversions (or their value) in proportion to the removal effects.

    This is the textbook's total over all journeys at once. The shares of one deal use the same
    effects among the channels of that deal alone, so their sums by channel are not these.
    """
    whole = sum(effects.by_channel.values())
    return {
        channel: conversions * effect / whole if whole else 0.0
        for channel, effect in effects.by_channel.items()
    }


def _probabilities(chain: Chain) -> tuple[sp.csr_array, Real]:
    """Give the moves between states and the chance to convert next, self-loops taken out.

    A state that only repeats itself delays a walk and does not change where it ends; taking the
    loop out keeps long repetitions from slowing the fixed point.
    """
    size = len(chain.last)
    left = chain.source != chain.target
    source, target, count = chain.source[left], chain.target[left], chain.count[left]
    leaving = np.bincount(source, weights=count, minlength=size)
    share = count / leaving[source]
    inside = target >= START
    moves = sp.csr_array(
        (share[inside], (source[inside], target[inside])), shape=(size, size), dtype=np.float64
    )
    ending = target == CONVERTED
    converting = np.bincount(source[ending], weights=share[ending], minlength=size)
    return moves, np.asarray(converting, dtype=np.float64)


def _by_inverse(moves: sp.csr_array, converting: Real) -> tuple[float, Real]:
    """Solve order 1: with F = (I−Q)⁻¹ and x = Fr, RE_c = F[s,c]/F[c,c] · x_c/x_s."""
    visits = np.linalg.inv(np.eye(moves.shape[0]) - moves.toarray())
    chances = visits @ converting
    start = float(chances[START])
    if not start:
        return 0.0, np.zeros(len(chances) - 1)
    effects = visits[START] / np.diag(visits) * chances / start
    return start, effects[1:]


def _by_fixed_point(
    moves: sp.csr_array, converting: Real, last: Whole, present: Whole
) -> tuple[float, Real]:
    """Solve all removals at once: X ← mask·(QX + r), one column per channel, first none removed."""
    mask = np.ones((len(last), len(present) + 1))
    mask[1:, 1:] = last[1:, None] != present[None, :]
    chances = mask * converting[:, None]
    for _ in range(ROUNDS):
        following = mask * (moves @ chances + converting[:, None])
        moved = float(np.abs(following - chances).max())
        chances = following
        if moved < STILL:
            break
    else:
        chances = _one_by_one(moves, converting, mask)
    start = float(chances[START, 0])
    if not start:
        return 0.0, np.zeros(len(present))
    return start, 1.0 - chances[START, 1:] / start


def _one_by_one(moves: sp.csr_array, converting: Real, mask: Real) -> Real:
    """Solve (I − mask·Q)x = mask·r column by column, for walks too long for the fixed point."""
    whole = sp.eye_array(moves.shape[0], format="csc")
    columns = [spsolve(whole - sp.diags_array(kept) @ moves, kept * converting) for kept in mask.T]
    return np.column_stack(columns)
