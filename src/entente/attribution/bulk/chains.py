"""From journeys to removal effects: steps are counted in the engine and solved in numpy."""

from collections.abc import Iterator, Sequence

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import IntegerColumn, Table

from entente.attribution.bulk.journeys import NONE
from entente.attribution.rules.markov import (
    CONVERTED,
    LOST,
    START,
    Effects,
    Whole,
    coded_chain,
    removal_effects,
)


def steps(*, kept: Table, deals: Table, channels: int, order: int) -> Table:
    """Count the steps between states: lesson, source, target, count; one row per lesson and pair.

    A state has one digit per remembered channel to the base `channels + 1`, the latest last, as
    `rules.markov.coded_chain` reads it.
    """
    base = channels + 1
    kept = kept.join(deals.select("deal_id", "lesson"), "deal_id")
    state = _state(kept, base, order)
    shifted = (state % base ** (order - 1)) * base if order > 1 else 0
    end = kept.converted.ifelse(CONVERTED, LOST)
    onward = (kept.following == NONE).ifelse(end, shifted + kept.following + 1)
    begun = kept.filter(kept.turn == 0)
    opening = begun.select("lesson", source=_whole(START), target=_state(begun, base, order))
    moves = kept.select("lesson", source=state, target=onward.cast("int64"))
    return ibis.union(
        moves.group_by("lesson", "source", "target").agg(count=moves.count()),
        opening.group_by("lesson", "source", "target").agg(count=opening.count()),
        distinct=False,
    )


def solved(
    *, counted: pa.Table, channels: Sequence[str], order: int, lessons: Sequence[int]
) -> Iterator[tuple[int, Effects]]:
    """Solve the removal effects of these lessons from counted steps between states.

    Each lesson knows its own steps and those of all earlier ones.
    """
    lesson, source, target, count = (
        counted[name].cast(pa.int64()).to_numpy()
        for name in ("lesson", "source", "target", "count")
    )
    ranks = np.argsort(np.argsort(np.array(channels, dtype=object)))
    source = _respelled(source, ranks, order)
    target = np.where(target < START, target, _respelled(target, ranks, order))
    pairs, place = np.unique(np.stack([source, target]), axis=1, return_inverse=True)
    for one in lessons:
        known = lesson <= one
        so_far = np.zeros(pairs.shape[1], dtype=np.int64)
        np.add.at(so_far, place[known], count[known])
        taken = so_far > 0
        source, target = pairs[:, taken]
        chain = coded_chain(
            channels=sorted(channels), source=source, target=target, count=so_far[taken]
        )
        yield one, removal_effects(chain=chain)


def _respelled(codes: Whole, ranks: Whole, order: int) -> Whole:
    """Write states with the channels' places in sorted order, as the plain form does.

    So that both solve the same matrix, row by row, and not one bit differs.
    """
    digit = np.concatenate([[0], ranks + 1])
    base = len(digit)
    powers = [base**back for back in range(order)]
    found = [digit[np.maximum(codes, 0) // power % base] * power for power in powers]
    spelled: Whole = np.sum(found, axis=0, dtype=np.int64)
    return spelled


def _state(kept: Table, base: int, order: int) -> IntegerColumn:
    """Write the last channels as one number; those before the start are a leading zero."""
    code = kept.channel.cast("int64") + 1
    for back in range(1, order):
        code += (kept[f"earlier_{back}"].cast("int64") + 1) * base**back
    return code


def _whole(number: int) -> ibis.expr.types.IntegerScalar:
    return ibis.literal(number, "int64")
