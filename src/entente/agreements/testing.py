"""A small kind of document, and an accord signed in one line: for tests and the demo company."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from entente.agreements import offers, queries, standing
from entente.agreements.operations import drafting, signing
from entente.agreements.queries import VersionInForce
from entente.agreements.rules import content as contents
from entente.agreements.rules import form
from entente.agreements.rules.content import Content
from entente.agreements.rules.life import SEATS
from entente.agreements.rules.prose import Section
from entente.kit import periods, wording
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer


def agree(
    *,
    kind: str,
    content: Content,
    by: Viewer,
    at: datetime,
    scope: str = "",
    from_day: date | None = None,
    review: str = "quarterly",
    baseline: bool = False,
) -> VersionInForce:
    """Draft, propose and sign by one who holds all three seats; in force from that day or today."""
    day = from_day or periods.day_of(at=at, zone=workspace.current().timezone)
    of: dict[str, Any] = {"kind": kind, "scope": scope}
    drafting.save_draft(
        **of, content=content, from_day=day, review=review, baseline=baseline, by=by, at=at
    )
    number = drafting.propose(**of, by=by, at=at)
    version = standing.numbered(standing=standing.document(**of, viewer=by, at=at), number=number)
    signing.sign(version_id=version.id, seats=SEATS, digest=version.digest, by=by, at=at)
    return next(held for held in queries.history(**of) if held.version_id == version.id)


class House(BaseModel):
    """The schema of the small kind: opening hours, a tea budget and who cooks."""

    model_config = ConfigDict(extra="forbid")
    hours: int = Field(ge=1, le=24)
    tea: Decimal = Field(default=Decimal(0), ge=0)
    share: Decimal = Field(default=Decimal("0.5"), ge=0, le=1)
    notice: str = ""
    cooks: list[Cook] = Field(default_factory=list)

    @field_validator("notice")
    @classmethod
    def no_shouting(cls, notice: str) -> str:
        if notice.isupper():
            raise ValueError("Write it without shouting")
        return notice


class Cook(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1)
    dish: str = Field(min_length=1)


House.model_rebuild()


def prose_of_house(content: Content) -> list[Section]:
    """The house rules in sentences."""
    share = wording.percent(Decimal(content["share"]))
    return [
        Section(
            title="Hours",
            paragraphs=(f"We are open {wording.counted(content['hours'], 'hour')} a day.",),
        ),
        Section(
            title="Cooking",
            paragraphs=(f"At least {share} of us cook.", *filter(None, [content["notice"]])),
            items=tuple(f"{cook['name']} cooks {cook['dish']}." for cook in content["cooks"]),
        ),
    ]


HOUSE = offers.DocumentKind(
    name="house_rules",
    title="House rules",
    about="Who opens the house and who cooks.",
    validate=contents.by_model(House),
    prose=prose_of_house,
    fields=(
        form.Field(name="hours", label="Hours a day", sort="number", unit="hours"),
        form.Field(name="tea", label="Tea budget", sort="money", optional=True),
        form.Field(name="share", label="Share that cooks", sort="percentage"),
        form.Field(name="notice", label="Notice", sort="paragraph", optional=True),
        form.Field(
            name="cooks",
            label="Cooks",
            sort="rows",
            row="cook",
            key="name",
            fields=(
                form.Field(name="name", label="Name"),
                form.Field(name="dish", label="Dish"),
            ),
        ),
    ),
    starters=(
        offers.Starter(
            name="A small house",
            description="Eight hours, one cook.",
            content={"hours": 8, "cooks": [{"name": "Ada", "dish": "soup"}]},
        ),
    ),
)
