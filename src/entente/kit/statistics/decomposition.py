"""Why a rate changed: because people convert differently, or because other people came."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from entente.kit.statistics.proportions import CERTAINTY, Interval, Rate, normal_quantile

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True)
class Part:
    """What one group adds to the change, through its own rate and through its share of all."""

    by_rate: float
    by_mix: float


@dataclass(frozen=True)
class Change(Generic[Group]):
    """The change of a rate and its two causes, which add up to it."""

    before: Rate
    now: Rate
    by_rate: float
    by_mix: float
    parts: Mapping[Group, Part]
    by_rate_range: Interval
    """Where the change by rate plausibly lies; if it covers 0, chance alone may explain it."""

    @property
    def total(self) -> float:
        """The rate now minus the rate before."""
        return self.by_rate + self.by_mix


def kitagawa(
    *,
    before: Mapping[Group, Rate],
    now: Mapping[Group, Rate],
    certainty: float = CERTAINTY,
) -> Change[Group]:
    """The change of the whole rate, split into rates and mix (Kitagawa, 1955).

    `Δ = Σ w̄·Δr + Σ r̄·Δw` over the groups, with shares w and rates r averaged over both times. A
    group that one of the times does not know counts with the rate of the other: its coming or
    going is mix. Raises ValueError where either time counts nothing at all.
    """
    first, second = _whole(before), _whole(now)
    if not (first.of and second.of):
        raise ValueError("A change needs something counted before and now")
    nothing = Rate(0, 0)
    parts, variance = {}, 0.0
    for group in {**before, **now}:
        old, new = before.get(group, nothing), now.get(group, nothing)
        parts[group] = _part(old, new, first, second)
        weight = (old.of / first.of + new.of / second.of) / 2
        variance += weight**2 * (_variance(old, new) if old.of and new.of else 0.0)
    by_rate = sum(part.by_rate for part in parts.values())
    by_mix = sum(part.by_mix for part in parts.values())
    half = normal_quantile(share=(1 + certainty) / 2) * float(np.sqrt(variance))
    return Change(first, second, by_rate, by_mix, parts, Interval(by_rate - half, by_rate + half))


def _part(old: Rate, new: Rate, first: Rate, second: Rate) -> Part:
    rate_before = old.share if old.share is not None else new.share
    rate_now = new.share if new.share is not None else old.share
    if rate_before is None or rate_now is None:
        return Part(0.0, 0.0)
    share_before, share_now = old.of / first.of, new.of / second.of
    return Part(
        by_rate=(share_before + share_now) / 2 * (rate_now - rate_before),
        by_mix=(rate_before + rate_now) / 2 * (share_now - share_before),
    )


def _variance(old: Rate, new: Rate) -> float:
    """The variance of the difference of two rates; half a case is added to keep it above zero."""
    found = 0.0
    for rate in (old, new):
        share = (rate.met + 0.5) / (rate.of + 1)
        found += share * (1 - share) / rate.of
    return found


def _whole(groups: Mapping[Group, Rate]) -> Rate:
    return Rate(sum(rate.met for rate in groups.values()), sum(rate.of for rate in groups.values()))
