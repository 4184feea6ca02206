"""The lead definition as a document of the accord. Pure.

Criteria stand in it twice: as the text that people sign and, once closed, as the canonical tree
that runs. What both sign is what runs.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

KEY: Final = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
CLAUSES: Final = ("iql", "mql", "sql", "hand_raise")
CLAUSE_NAMES: Final = {"iql": "IQL", "mql": "MQL", "sql": "SQL", "hand_raise": "hand-raiser"}
CLAUSE_ARTICLES: Final = {
    "iql": "an IQL",
    "mql": "an MQL",
    "sql": "an SQL",
    "hand_raise": "a hand-raiser",
}


def why(*, clause: str, number: int) -> str:
    """Why a contact entered a stage, as the timeline tells it."""
    return f"Meets the clause {CLAUSE_NAMES[clause]} of the ideal lead, version {number}"


def why_of_stage(*, stage: str, number: int) -> str:
    """Why a contact entered a stage by its own criterion."""
    return f"Meets the criterion of {stage} in the funnel, version {number}"


class ReasonClass(StrEnum):
    """What a rejection says: only `fit` lowers the precision of the definition."""

    FIT = "fit"
    PERSON = "person"
    TIMING = "timing"
    ROUTING = "routing"
    UNREACHABLE = "unreachable"


class Clause(BaseModel):
    """One named clause. `tree` is empty in a draft and the canonical criterion once closed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Literal["iql", "mql", "sql", "hand_raise"]
    meaning: str = Field(min_length=1, max_length=300)
    text: str = Field(min_length=1, max_length=4000)
    tree: Any = None


class FitLine(BaseModel):
    """Points for what a contact is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: str = Field(min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=2000)
    points: int = Field(ge=-100, le=100)
    wanted: str = Field(default="", max_length=80)
    tree: Any = None


class InterestLine(BaseModel):
    """Points for what a contact does; each deed's points halve every `half_life_days`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: str = Field(min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=2000)
    points: int = Field(ge=-100, le=100)
    half_life_days: Decimal = Field(default=Decimal(14), gt=0, le=3650)
    most: int = Field(default=40, ge=1, le=1000)
    tree: Any = None


class Reason(BaseModel):
    """One reason for which sales may reject."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    label: str = Field(min_length=1, max_length=60)
    hint: str = Field(default="", max_length=120)
    sort: ReasonClass

    @field_validator("key")
    @classmethod
    def _is_key(cls, key: str) -> str:
        if not KEY.match(key):
            raise ValueError("a key is small letters, digits and _, and starts with a letter")
        return key


class LeadDefinition(BaseModel):
    """Clauses, points card, reasons, and what a hand-over must bring along."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    clauses: tuple[Clause, ...] = Field(min_length=1, max_length=4)
    fit: tuple[FitLine, ...] = Field(default=(), max_length=20)
    interest: tuple[InterestLine, ...] = Field(default=(), max_length=20)
    reasons: tuple[Reason, ...] = Field(min_length=1, max_length=20)
    context: tuple[str, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _holds_together(self) -> LeadDefinition:
        told: tuple[tuple[str, list[str]], ...] = (
            ("clauses are called", [clause.name for clause in self.clauses]),
            ("reasons have the key", [reason.key for reason in self.reasons]),
            ("lines of the points card are called", [line.label for line in self.lines]),
        )
        for what, names in told:
            for doubled in sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"two {what} {doubled}")
        return self

    @property
    def lines(self) -> tuple[FitLine | InterestLine, ...]:
        return (*self.fit, *self.interest)

    def clause(self, name: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.name == name), None)

    def reason(self, key: str) -> Reason | None:
        return next((reason for reason in self.reasons if reason.key == key), None)

    @property
    def most_fit(self) -> int:
        """The points that a contact of perfect fit has."""
        return sum(max(0, line.points) for line in self.fit)

    @property
    def most_interest(self) -> int:
        return sum(line.most for line in self.interest if line.points > 0)
