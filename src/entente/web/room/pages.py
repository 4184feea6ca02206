"""What the revenue room shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from entente.kit import periods, wording
from entente.plan import outlook
from entente.plan.outlook import NoGoal
from entente.sla import queries as sla
from entente.sla.lines import Promised
from entente.sla.rules.scorecard import WORDS
from entente.web.coming import Coming, coming
from entente.web.parts import PromiseLine
from entente.web.room import goal, needs
from entente.web.room.goal import Goal
from entente.web.room.needs import Needs
from entente.web.scorecard.pages import TONES, figures
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSide:
    team: str
    title: str
    lines: tuple[PromiseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    quarter: str
    now: str
    sees_goal: bool
    goal: Goal | None
    sign_url: str
    needs: Needs
    promises: tuple[PromiseSide, ...]
    promised_in: str
    sla_url: str
    sla_coming: Coming | None
    plan_coming: Coming | None


def page(*, viewer: Viewer, at: datetime) -> RoomPage:
    """The room: one goal for both teams, what needs somebody, what was promised."""
    quarter = outlook.quarter_of(at=at)
    seen = viewer.may(record="report", action="see")
    found = None
    if seen:
        try:
            found = goal.goal(today=outlook.today(quarter=quarter, at=at), at=at)
        except NoGoal:
            found = None
    card = sla.card(viewer=viewer, at=at, back=0) if seen else None
    local = timezone.localtime(at)
    return RoomPage(
        quarter=f"Q{quarter[-1]} {quarter[:4]}",
        now=f"{local:%A} {wording.day_and_time(local, now=local)}",
        sees_goal=seen,
        goal=found,
        sign_url="/accord/",
        needs=needs.of(viewer=viewer, at=at),
        promises=tuple(_side(card, side) for side in ("marketing", "sales")) if card else (),
        promised_in=periods.kind_of(period=card.period) if card else "",
        sla_url=reverse("scorecard"),
        sla_coming=coming(kind="sla", viewer=viewer, at=at) if card else None,
        plan_coming=coming(kind="goal_plan", scope=quarter, viewer=viewer, at=at)
        if found
        else None,
    )


def _side(card: sla.Scorecard, side) -> PromiseSide:  # type: ignore[no-untyped-def]  a Side
    other = "Sales" if side == "marketing" else "Marketing"
    lines = tuple(_line(one) for one in card.of(side))
    return PromiseSide(team=side, title=f"{side.capitalize()} promised {other}", lines=lines)


def _line(one: Promised) -> PromiseLine:
    value, target = figures(line=one.line)
    return PromiseLine(
        words=one.name,
        aside=one.told_apart,
        value=value,
        target=target,
        status=WORDS[one.line.word],
        tone=TONES.get(one.line.word, ""),
    )
