"""Why a stage converts otherwise than before: other people, or the same people otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from entente.kit.statistics import proportions
from entente.kit.statistics.decomposition import Change, kitagawa
from entente.kit.statistics.proportions import Interval, Rate


class Cause(StrEnum):
    """What a change of the whole comes from."""

    CHANCE = "chance"
    MIX = "mix"
    RATE = "rate"
    BOTH = "both"


@dataclass(frozen=True)
class Comparison:
    """The change between two cohorts, its split, and what it may be called.

    Chance: the two rates may well be the same. Mix: the groups convert as before, only other
    shares of them came. Rate: groups convert otherwise, and the mix adds nothing of weight.
    """

    change: Change[str | None]
    range: Interval
    cause: Cause


def compare(*, before: Mapping[str | None, Rate], now: Mapping[str | None, Rate]) -> Comparison:
    """What has changed between two cohorts in the same groups. ValueError where one is empty."""
    change = kitagawa(before=before, now=now)
    gap = proportions.difference(first=change.now, second=change.before)
    return Comparison(change, gap, _cause(change, gap))


def _cause(change: Change[str | None], gap: Interval) -> Cause:
    if 0.0 in gap and 0.0 in change.by_rate_range:
        return Cause.CHANCE
    if 0.0 in change.by_rate_range:
        return Cause.MIX
    return Cause.RATE if abs(change.by_mix) < 0.2 * abs(change.by_rate) else Cause.BOTH
