"""How fast a funnel earns: revenue a day, and which of its four parts changed it."""

from dataclasses import dataclass
from math import log


@dataclass(frozen=True)
class Velocity:
    """Open opportunities, the share won (0 to 1), the size of a deal, the days a deal takes."""

    opportunities: float
    win_rate: float
    deal: float
    days: float

    @property
    def a_day(self) -> float:
        """Expected revenue a day."""
        return self.opportunities * self.win_rate * self.deal / self.days


@dataclass(frozen=True)
class VelocityChange:
    """The parts of the change of log velocity; they add up to `total`."""

    opportunities: float
    win_rate: float
    deal: float
    days: float

    @property
    def total(self) -> float:
        """The change of the logarithm of the velocity."""
        return self.opportunities + self.win_rate + self.deal + self.days


def velocity_change(*, before: Velocity, now: Velocity) -> VelocityChange:
    """What each part did to the velocity. All figures must be above zero, else ValueError."""
    return VelocityChange(
        opportunities=log(now.opportunities / before.opportunities),
        win_rate=log(now.win_rate / before.win_rate),
        deal=log(now.deal / before.deal),
        days=log(before.days / now.days),
    )
