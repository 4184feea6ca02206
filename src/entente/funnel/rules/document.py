"""What the two teams agree about the funnel: a document of the accord. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

KEY: Final = re.compile(r"^[a-z][a-z0-9_]{0,39}$")

# Deeds of people and of other rooms that move a contact by themselves.
Deed = Literal["lead.accepted", "deal.opened", "deal.won", "deal.won_again"]


def folded(name: str) -> str:
    """A name as it is compared: SQL is sql, also in full-width letters."""
    return unicodedata.normalize("NFKC", name).casefold()


Clause = Literal["", "iql", "mql", "sql"]
_ANSWERS: Final = {"clause": ("clause",), "criterion": ("text", "tree"), "deed": ("deed",)}


class Entry(BaseModel):
    """How one gets in: by a clause of the lead definition, a criterion, a deed, or by hand.

    `tree` is empty in a draft and the canonical criterion of `text` once closed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    by: Literal["clause", "criterion", "deed", "hand"]
    clause: Clause = ""
    text: str = Field(default="", max_length=4000)
    tree: Any = None
    deed: Deed | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_chosen(cls, told: Any) -> Any:
        """What was typed for another way in is no part of what is agreed."""
        if not isinstance(told, Mapping):
            return told
        others = {
            name for way, names in _ANSWERS.items() if way != told.get("by") for name in names
        }
        return {name: value for name, value in told.items() if name not in others}

    @model_validator(mode="after")
    def _says_how(self) -> Entry:
        wanted = {"clause": self.clause, "criterion": self.text, "deed": self.deed, "hand": True}
        if not wanted[self.by]:
            raise ValueError(f"says it is entered by a {self.by} and not by which")
        return self


class Stage(BaseModel):
    """One stage or side exit. `target_rate` is the share of it that moves on, 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    name: str = Field(min_length=1, max_length=40)
    meaning: str = Field(min_length=1, max_length=300)
    owner: Literal["marketing", "sales", "shared"]
    supporting: Literal["marketing", "sales", "shared", ""] = ""
    entry: Entry = Entry(by="hand")
    is_exit: bool = False
    handover: bool = False
    target_rate: Decimal | None = Field(default=None, gt=0, le=1)
    target_days: int | None = Field(default=None, ge=0, le=3650)

    @field_validator("key")
    @classmethod
    def _is_key(cls, key: str) -> str:
        if not KEY.match(key):
            raise ValueError("a key is small letters, digits and _, and starts with a letter")
        return key

    @model_validator(mode="after")
    def _leaves_by_hand(self) -> Stage:
        if self.is_exit and self.entry.by != "hand":
            raise ValueError("a side exit is entered by hand, or when a deal is lost")
        return self


class FunnelDocument(BaseModel):
    """Stages from the first to the last, then the side exits."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    stages: tuple[Stage, ...] = Field(min_length=2, max_length=30)

    @model_validator(mode="after")
    def _holds_together(self) -> FunnelDocument:
        keys = [stage.key for stage in self.stages]
        names = [folded(stage.name) for stage in self.stages]
        for doubled in {key for key in keys if keys.count(key) > 1}:
            raise ValueError(f"two stages have the key {doubled}")
        for doubled in {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two stages are called {doubled}")
        exits = [stage.is_exit for stage in self.stages]
        if exits != sorted(exits):
            raise ValueError("the side exits come after the stages")
        if exits.count(False) < 2:
            raise ValueError("a funnel has at least two stages")
        if sum(stage.handover for stage in self.stages) > 1:
            raise ValueError("one stage is the hand-over")
        return self

    @property
    def path(self) -> tuple[Stage, ...]:
        """The stages without the side exits, first to last."""
        return tuple(stage for stage in self.stages if not stage.is_exit)

    @property
    def exits(self) -> tuple[Stage, ...]:
        return tuple(stage for stage in self.stages if stage.is_exit)

    @property
    def handover(self) -> Stage | None:
        """The stage whose entry hands a lead from marketing to sales, if there is one."""
        return next((stage for stage in self.stages if stage.handover), None)

    def rank(self, key: str) -> int:
        """How far along a stage lies, from 0; −1 for exits and for stages it does not have."""
        return next((n for n, stage in enumerate(self.path) if stage.key == key), -1)

    def stage(self, key: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.key == key), None)

    def entered_by_deed(self, deed: str) -> Stage | None:
        """The stage that this deed leads into, if there is one."""
        return next((stage for stage in self.path if stage.entry.deed == deed), None)


def _stage(
    key: str, name: str, meaning: str, owner: str, entry: dict[str, str], **more: object
) -> dict[str, object]:
    return {"key": key, "name": name, "meaning": meaning, "owner": owner, "entry": entry, **more}


def _clause(name: str) -> dict[str, str]:
    return {"by": "clause", "clause": name}


def _deed(name: str) -> dict[str, str]:
    return {"by": "deed", "deed": name}


_HAND = {"by": "hand"}
_EXITS = (
    _stage(
        "recycled",
        "Recycled",
        "Not now: marketing keeps in touch and says when to look again",
        "marketing",
        _HAND,
        is_exit=True,
    ),
    _stage(
        "disqualified",
        "Disqualified",
        "Will not buy from us: wrong company or wrong person",
        "shared",
        _HAND,
        is_exit=True,
    ),
    _stage("lost", "Lost", "Had an open deal and decided against us", "sales", _HAND, is_exit=True),
    _stage("churned", "Churned", "Was a customer and left", "shared", _HAND, is_exit=True),
)
_LATE = (
    _stage(
        "opportunity",
        "Opportunity",
        "A person confirmed the need: there is an open deal",
        "sales",
        _deed("deal.opened"),
        supporting="marketing",
        target_rate="0.25",
        target_days=60,
    ),
    _stage("customer", "Customer", "Signed", "sales", _deed("deal.won"), supporting="marketing"),
    _stage("repeat", "Repeat customer", "Bought again", "shared", _deed("deal.won_again")),
)

STANDARD: Final[dict[str, object]] = {
    "stages": [
        _stage("visitor", "Visitor", "Came to us and is not known by name", "marketing", _HAND),
        _stage(
            "iql",
            "IQL",
            "Gave contact data in return for information",
            "marketing",
            _clause("iql"),
            target_rate="0.40",
            target_days=30,
        ),
        _stage(
            "mql",
            "MQL",
            "Fits, and shows interest",
            "marketing",
            _clause("mql"),
            supporting="sales",
            target_rate="0.35",
            target_days=30,
        ),
        _stage(
            "sql",
            "SQL",
            "Meets the signed sales-ready clause: handed over to sales",
            "marketing",
            _clause("sql"),
            supporting="sales",
            handover=True,
            target_rate="0.75",
            target_days=5,
        ),
        _stage(
            "accepted",
            "Accepted",
            "Sales took it on",
            "sales",
            _deed("lead.accepted"),
            target_rate="0.50",
            target_days=15,
        ),
        *_LATE,
        *_EXITS,
    ]
}
WATERFALL: Final[dict[str, object]] = {
    "stages": [
        _stage(
            "mql",
            "MQL",
            "Fits, and shows interest: handed over to sales",
            "marketing",
            _clause("mql"),
            handover=True,
            target_rate="0.60",
            target_days=5,
        ),
        _stage(
            "sal",
            "SAL",
            "Sales reviewed it and agreed to work it",
            "sales",
            _deed("lead.accepted"),
            target_rate="0.50",
            target_days=15,
        ),
        _stage(
            "sql",
            "SQL",
            "Need, authority, timing and budget are confirmed: an open deal",
            "sales",
            _deed("deal.opened"),
            supporting="marketing",
            target_rate="0.25",
            target_days=60,
        ),
        _stage(
            "customer", "Customer", "Signed", "sales", _deed("deal.won"), supporting="marketing"
        ),
        *_EXITS,
    ]
}


def read(content: dict[str, object]) -> FunnelDocument:
    """A funnel from a document's content. Raises pydantic's ValidationError."""
    return FunnelDocument.model_validate(content)


def without_plan(funnel: FunnelDocument) -> FunnelDocument:
    """The same stages with no rate and no days to be held against."""
    nothing = {"target_rate": None, "target_days": None}
    stages = tuple(stage.model_copy(update=nothing) for stage in funnel.stages)
    return funnel.model_copy(update={"stages": stages})


DEFAULT: Final = read(STANDARD)
