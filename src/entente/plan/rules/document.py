"""The goal plan of a quarter as a document of the accord: goal, assumptions, ways in. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

LEAST_RATE: Final = Decimal("0.00001")  # what is needed stays a number however many stages follow


class Assumed(BaseModel):
    """What is assumed of one stage where our own history says too little.

    `rate` moves on, in `days` on average."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    stage: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    rate: Decimal = Field(ge=LEAST_RATE, le=1)
    days: int = Field(default=30, ge=0, le=1000)


class Digital(BaseModel):
    """Visits of the site, and the content that brings them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rate: Decimal = Field(default=Decimal("0.025"), ge=LEAST_RATE, le=1)
    content_share: Decimal = Field(default=Decimal("0.5"), ge=0, le=1)
    visits_a_piece: Decimal = Field(default=Decimal(600), gt=0)


class Offline(BaseModel):
    """Offline appointments: their share of the deals, the stage they enter, how many do."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    share: Decimal = Field(default=Decimal(0), ge=0, lt=1)
    enters: str = "mql"
    rate: Decimal = Field(default=Decimal("0.3"), ge=LEAST_RATE, le=1)


class StageNamed(BaseModel):
    """A stage of the funnel that the plan was signed with, pinned by its version."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    name: str
    owner: str


class FunnelPinned(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    number: int | None
    stages: tuple[StageNamed, ...]
    won: str
    won_key: str = "customer"


class GoalPlan(BaseModel):
    """One revenue goal of a quarter for both teams."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    goal: Decimal = Field(gt=0, lt=Decimal(10) ** 13)
    deal_size: Decimal = Field(ge=Decimal("0.01"), lt=Decimal(10) ** 12)
    assumed: tuple[Assumed, ...] = Field(min_length=1, max_length=30)
    digital: Digital = Digital()
    offline: Offline = Offline()
    funnel: FunnelPinned | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> GoalPlan:
        keys = [one.stage for one in self.assumed]
        for doubled in sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"two assumptions are about {doubled}")
        return self

    def of(self, stage: str) -> Assumed | None:
        """What is assumed of a stage."""
        return next((one for one in self.assumed if one.stage == stage), None)


def _assumed(stage: str, rate: str, days: int) -> dict[str, object]:
    return {"stage": stage, "rate": rate, "days": days}


STANDARD: Final[dict[str, object]] = {
    "goal": "300000",
    "deal_size": "12000",
    "assumed": [
        _assumed("iql", "0.40", 20),
        _assumed("mql", "0.35", 20),
        _assumed("sql", "0.75", 3),
        _assumed("accepted", "0.50", 10),
        _assumed("opportunity", "0.25", 45),
    ],
    "digital": {"rate": "0.025", "content_share": "0.5", "visits_a_piece": "600"},
    "offline": {"share": "0.2", "enters": "mql", "rate": "0.3"},
}
WATERFALL: Final[dict[str, object]] = {
    "goal": "300000",
    "deal_size": "12000",
    "assumed": [
        _assumed("mql", "0.60", 5),
        _assumed("sal", "0.50", 10),
        _assumed("sql", "0.25", 45),
    ],
    "digital": {"rate": "0.010", "content_share": "0.5", "visits_a_piece": "600"},
    "offline": {"share": "0.2", "enters": "mql", "rate": "0.5"},
}


def read(content: dict[str, object]) -> GoalPlan:
    """The plan from a document's content. Raises pydantic's ValidationError."""
    return GoalPlan.model_validate(content)
