"""The terms of both sides: measurable promises with a target and a period."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Literal

Side = Literal["marketing", "sales"]
Each = Literal["", "week", "month"]


class Promise(StrEnum):
    """What is promised."""

    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    CONTEXT = "context"
    FIRST_CONTACT = "first_contact"
    VERDICT = "verdict"
    ATTEMPTS = "attempts"
    REASONS = "reasons"


SIDES: dict[Promise, Side] = {
    Promise.HANDED_OVER: "marketing",
    Promise.ACCEPTED: "marketing",
    Promise.CONTEXT: "marketing",
    Promise.FIRST_CONTACT: "sales",
    Promise.VERDICT: "sales",
    Promise.ATTEMPTS: "sales",
    Promise.REASONS: "sales",
}


@dataclass(frozen=True)
class Term:
    """One promise, in full: two that are equal promise the same, in whichever version they stand.

    `target` is a number of hand-overs `each` week or month for HANDED_OVER, else a share from 0 to
    1. `clauses` limits it to hand-overs by these clauses; empty means all. First contact is due
    `within` so much working time, a verdict and the attempts within so many `working_days` after
    the first offer.
    """

    key: str
    promise: Promise
    target: Fraction
    clauses: frozenset[str] = frozenset()
    within: timedelta | None = None
    working_days: int | None = None
    attempts: int = 1
    means: int = 1
    each: Each = ""

    def __post_init__(self) -> None:
        if self.promise is Promise.FIRST_CONTACT and not (
            self.within and self.within > timedelta(0)
        ):
            raise ValueError("A first contact is due within some working hours: say how many")
        by_days = self.promise in (Promise.VERDICT, Promise.ATTEMPTS)
        if by_days and (self.working_days is None or self.working_days < 0):
            raise ValueError("A verdict or attempts are due within some working days: say how many")
        if self.target <= 0 or (self.promise is not Promise.HANDED_OVER and self.target > 1):
            raise ValueError("A target is above zero, and a share of the leads at most 100%")

    @property
    def side(self) -> Side:
        """Whose promise it is."""
        return SIDES[self.promise]

    def covers(self, *, clause: str) -> bool:
        """Whether hand-overs by this clause are meant."""
        return not self.clauses or clause in self.clauses
