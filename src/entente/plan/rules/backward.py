"""From one revenue goal back through every stage to visits, appointments and pieces of content.

Nothing is rounded on the way: rounding each stage up would ask for more than the goal needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

HAIR = 1e-9
"""Needs this little above a whole number are that number: floating point, not people."""


class NoPlan(ValueError):
    """The figures make no plan; the message says which."""


@dataclass(frozen=True)
class Step:
    """A stage and the share (0 to 1) of those who enter it that moves on to the next."""

    name: str
    rate: float

    def __post_init__(self) -> None:
        if not 0 < self.rate <= 1:
            raise NoPlan(f"{self.name}: enter a rate above 0% and at most 100%")


@dataclass(frozen=True)
class Stream:
    """A way in with its own steps, from its first stage to the deal, and its share of the deals.

    Visits are one stream; offline appointments another, which enters at its own stage and
    converts at its own rates.
    """

    name: str
    steps: tuple[Step, ...]
    share: float = 1.0


@dataclass(frozen=True)
class Need:
    """What a stage owes in the whole period, and what it is worth.

    `needed` keeps its fraction; `shown` is what people read. `each` is the expected revenue of one
    who enters, `point` the expected revenue that one more percentage point of its rate brings at
    these volumes (both zero-rounded money; `point` is None for the deal itself).
    """

    name: str
    needed: float
    each: Decimal
    point: Decimal | None

    @property
    def shown(self) -> int:
        """The whole number that meets the need."""
        return shown(needed=self.needed)


def shown(*, needed: float) -> int:
    """Rounded up for display, and only there."""
    return ceil(needed - HAIR)


def deals_needed(*, goal: Decimal, deal: Decimal) -> float:
    """Deals of this average size that make the goal; fractions are kept."""
    if not (goal.is_finite() and goal > 0):
        raise NoPlan("Enter a goal above zero")
    if not (deal.is_finite() and deal > 0):
        raise NoPlan("Enter a deal size above zero")
    return float(goal / deal)


def backward(
    *, goal: Decimal, deal: Decimal, steps: Sequence[Step], won: str = "Won"
) -> list[Need]:
    """What every stage owes, from the first to the won deals: `n[i] = n[i+1] / rate[i]`."""
    needs = [Need(won, deals_needed(goal=goal, deal=deal), deal, None)]
    each = float(deal)
    for step in reversed(steps):
        each *= step.rate
        point = float(goal) / step.rate / 100
        needs.insert(0, Need(step.name, needs[0].needed / step.rate, _cents(each), _cents(point)))
    return needs


def by_stream(
    *, goal: Decimal, deal: Decimal, streams: Sequence[Stream], won: str = "Won"
) -> dict[str, list[Need]]:
    """What every stage of every stream owes. The shares of the streams add up to one."""
    if abs(sum(stream.share for stream in streams) - 1) > HAIR:
        raise NoPlan("The shares of all ways in add up to 100%")
    return {
        stream.name: backward(
            goal=goal * Decimal(repr(stream.share)), deal=deal, steps=stream.steps, won=won
        )
        for stream in streams
        if stream.share > 0
    }


def together(*, needs: dict[str, list[Need]]) -> dict[str, float]:
    """The needs of all streams by the name of the stage, in the order of first appearance."""
    found: dict[str, float] = {}
    for of_stream in needs.values():
        for need in of_stream:
            found[need.name] = found.get(need.name, 0.0) + need.needed
    return found


def pieces_needed(*, visits: float, from_content: float, visits_a_piece: float) -> int:
    """Pieces of content for the share of digital visits that content is to bring.

    `visits_a_piece` is what one piece brings within the plan's period.
    """
    if visits_a_piece <= 0:
        raise NoPlan("Enter how many visits a piece of content brings, above zero")
    return shown(needed=visits * from_content / visits_a_piece)


def _cents(amount: float) -> Decimal:
    return Decimal(repr(amount)).quantize(Decimal("0.01"))
