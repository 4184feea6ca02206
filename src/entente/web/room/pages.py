"""What the revenue room shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from entente.agreements import queries as agreements
from entente.handoff import queries as handoffs
from entente.kit import periods, wording
from entente.people.queries import companies
from entente.people.queries.contacts import called
from entente.plan import outlook
from entente.plan.outlook import NoGoal
from entente.sla import queries as sla
from entente.sla.lines import Promised
from entente.sla.rules.scorecard import WORDS
from entente.web.coming import Coming, coming
from entente.web.parts import PromiseLine
from entente.web.queue import pages as queue
from entente.web.queue.clockwords import ClockShown
from entente.web.room import goal
from entente.web.room.goal import Goal
from entente.web.scorecard.pages import TONES, figures
from entente.workspace.rules import Team, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that waits for somebody."""

    title: str
    words: str
    url: str
    where: str
    clock: ClockShown | None = None


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
    needs: tuple[Need, ...]
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
        needs=tuple(_needs(viewer, at)),
        promises=tuple(_side(card, side) for side in ("marketing", "sales")) if card else (),
        promised_in=periods.kind_of(period=card.period) if card else "",
        sla_url=reverse("scorecard"),
        sla_coming=coming(kind="sla", viewer=viewer, at=at) if card else None,
        plan_coming=coming(kind="goal_plan", scope=quarter, viewer=viewer, at=at)
        if found
        else None,
    )


RUNS = {"late": 0, "soon": 1, "ok": 2}  # the states of a clock that runs, the most urgent first


def _needs(viewer: Viewer, at: datetime) -> list[Need]:
    needs = [
        Need(
            title=f"{one.title} waits for your signature",
            words=f"Version {one.number}, for {wording.listed(list(one.seats))}.",
            url=_document(one.kind, one.scope, one.number),
            where="The accord",
        )
        for one in agreements.waiting_for(viewer=viewer)
    ]
    markets, sells = viewer.acts_for(Team.MARKETING), viewer.acts_for(Team.SALES)
    if markets:
        needs += [
            Need(
                title=f"{one.asked_by.name} asks about {called(one.handover.contact)}",
                words=one.text,
                url=reverse("queue_lead", args=[one.handover_id]),
                where="Hand-off queue",
            )
            for one in handoffs.unanswered(viewer=viewer, most=4)
        ]
    may_see = viewer.may(record="handoff", action="see", owner_id=viewer.member_id)
    if may_see and (sells or not markets):
        whose = "me" if viewer.holds(team="sales", role="member") else "all"
        found = queue.waiting(viewer=viewer, at=at, whose=whose)
        due = [(RUNS.get(found.clocks[row.id].state), row) for row in (*found.rows, *found.owed)]
        rows = [row for order in RUNS.values() for runs, row in due if runs == order]
        needs += [
            Need(
                title=f"{called(row.contact)} waits {_for(found.clocks[row.id])}",
                words=_lead_words(row),
                url=reverse("queue_lead", args=[row.id]),
                where="Hand-off queue",
                clock=found.clocks[row.id],
            )
            for row in rows[:4]
        ]
    return needs


def _document(kind: str, scope: str, number: int) -> str:
    parts = [kind.replace("_", "-"), *([scope] if scope else []), str(number)]
    return f"/accord/{'/'.join(parts)}/"


def _for(clock: ClockShown) -> str:
    return "for a first contact" if "contact" in clock.what else "for a verdict"


def _lead_words(row) -> str:  # type: ignore[no-untyped-def]  a Handover
    company = row.contact.company
    firm = companies.called(company) if company else "Company not known"
    owner = row.owner.name if row.owner else "Nobody"
    return f"{firm}. {owner} has the lead."


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
