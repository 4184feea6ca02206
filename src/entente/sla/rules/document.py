"""The service level agreement as a document of the accord: promises of both sides. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from entente.sla.rules.terms import Promise, Term

Period = Literal["week", "month"]


class PromiseMade(BaseModel):
    """One promise as it is written; `target` is a number of leads or a share from 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    promise: Promise
    target: Decimal = Field(gt=0, le=100_000)
    within_hours: Decimal | None = Field(default=None, gt=0, le=1000)
    working_days: int | None = Field(default=None, ge=0, le=250)
    attempts: int = Field(default=1, ge=1, le=50)
    means: int = Field(default=1, ge=1, le=3)
    clauses: tuple[Literal["sql", "hand_raise"], ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> PromiseMade:
        self.term()
        return self

    def term(self) -> Term:
        """The promise as the rules take it. Raises ValueError in words for people."""
        hours = self.within_hours
        return Term(
            key=self.key,
            promise=self.promise,
            target=Fraction(self.target),
            clauses=frozenset(self.clauses),
            within=None if hours is None else timedelta(seconds=float(hours * 3600)),
            working_days=self.working_days,
            attempts=self.attempts,
            means=self.means,
        )


class PublicHolidays(BaseModel):
    """The public holidays of these years, both included, as known when they were written down."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    first_year: int
    last_year: int
    days: tuple[date, ...]

    @property
    def said(self) -> str:
        return f"{self.first_year} to {self.last_year}"


class Hours(BaseModel):
    """The business calendar that the clocks count in, embedded so that it is signed too.

    What was signed before public holidays were written down names only their country and region.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    timezone: str
    hours: dict[str, list[tuple[str, str]]]
    country: str = ""
    subdivision: str = ""
    closed_days: tuple[date, ...] = ()
    public_holidays: PublicHolidays | None = None


class ServiceLevels(BaseModel):
    """What both sides promise, how long a question may rest a clock, which excuses count."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    period: Period = "week"
    promises: tuple[PromiseMade, ...] = Field(min_length=1, max_length=20)
    question_hours: Decimal = Field(default=Decimal(8), ge=0, le=1000)
    remind_at: Decimal = Field(default=Decimal("0.75"), gt=0, lt=1)
    excuses: tuple[str, ...] = Field(default=(), max_length=20)
    calendar: str = "Office hours"
    calendar_closed: Hours | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> ServiceLevels:
        keys = [promise.key for promise in self.promises]
        for doubled in sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"two promises have the key {doubled}")
        return self

    @cached_property  # asked for once for each hand-over and side
    def terms(self) -> tuple[Term, ...]:
        """The promises in their order, as the rules take them."""
        terms = (promise.term() for promise in self.promises)
        return tuple(
            replace(term, each=self.period) if term.promise is Promise.HANDED_OVER else term
            for term in terms
        )

    def first_contact(self, *, clause: str) -> Term | None:
        """The promise of a first contact that covers a hand-over: the tightest of them."""
        owed = [
            term
            for term in self.terms
            if term.promise is Promise.FIRST_CONTACT and term.covers(clause=clause)
        ]
        return min(owed, key=lambda term: term.within or timedelta.max, default=None)

    @property
    def question_time(self) -> timedelta:
        return timedelta(seconds=float(self.question_hours * 3600))


def _promise(key: str, promise: str, target: str, **more: object) -> dict[str, object]:
    return {"key": key, "promise": promise, "target": target, **more}


STANDARD: Final[dict[str, object]] = {
    "period": "week",
    "promises": [
        _promise("handed_over", "handed_over", "10"),
        _promise("accepted", "accepted", "0.7"),
        _promise("context", "context", "1"),
        _promise(
            "hand_raisers", "first_contact", "0.95", within_hours="0.25", clauses=["hand_raise"]
        ),
        _promise("first_contact", "first_contact", "0.95", within_hours="4"),
        _promise("attempts", "attempts", "0.9", working_days=10, attempts=6, means=2),
        _promise("verdict", "verdict", "0.9", working_days=5),
        _promise("reasons", "reasons", "1"),
    ],
    "question_hours": "8",
    "remind_at": "0.75",
    "excuses": ["System was down", "Buyer asked us to wait", "Illness without notice"],
    "calendar": "Office hours",
}
SMALL: Final[dict[str, object]] = {
    "period": "month",
    "promises": [
        _promise("handed_over", "handed_over", "10"),
        _promise("accepted", "accepted", "0.6"),
        _promise("first_contact", "first_contact", "0.9", within_hours="8"),
        _promise("verdict", "verdict", "0.9", working_days=5),
        _promise("reasons", "reasons", "1"),
    ],
    "question_hours": "16",
    "remind_at": "0.75",
    "excuses": ["Holiday", "Buyer asked us to wait"],
    "calendar": "Office hours",
}


def read(content: dict[str, object]) -> ServiceLevels:
    """The agreement from a document's content. Raises pydantic's ValidationError."""
    return ServiceLevels.model_validate(content)
