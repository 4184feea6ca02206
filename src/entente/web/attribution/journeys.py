"""The way to one deal as a picture and touch by touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from entente.attribution import queries
from entente.attribution.queries import NAMES, SHOWN
from entente.attribution.rules.models import Model
from entente.kit import wording
from entente.ledger import offers as kinds
from entente.ledger import telling
from entente.web.attribution.pages import Choice
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    x: float
    radius: float
    team: str
    lane: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchRow:
    at: datetime
    words: str
    who: str
    team: str
    share: str
    amount: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPage:
    finding: str
    name: str
    deal_url: str
    value: str
    model: str
    models: tuple[Choice, ...]
    touches: tuple[TouchRow, ...]
    dots: tuple[Dot, ...]
    first: str
    last: str
    note: str


def journey(*, deal_id: int, viewer: Viewer, at: datetime, model: Model) -> JourneyPage | None:
    """The way to one deal; None where there is none that they may see."""
    found = queries.journey_or_none(deal_id=deal_id, viewer=viewer, at=at, model=model)
    if found is None:
        return None
    touches = found.touches
    most = max((one.share or 0.0 for one in touches), default=0.0) or 1.0
    return JourneyPage(
        finding=_story(found),
        name=found.name,
        deal_url=f"/deals/{found.deal_id}/",
        value="of unknown worth"
        if found.value is None
        else f"worth {wording.money(found.value, found.currency)}",
        model=NAMES[model],
        models=tuple(
            Choice(
                words=NAMES[one],
                url=f"{reverse('journey', args=[deal_id])}?model={one.value}",
                current=one == model,
            )
            for one in SHOWN
        ),
        touches=tuple(_touch(one, found.currency, most) for one in touches),
        dots=tuple(_dots(found, most)),
        first=_day(touches[0].at, at) if touches else "",
        last=_day(found.closed_at, at) if touches else "",
        note=_note(found),
    )


def _day(moment: datetime, at: datetime) -> str:
    today = timezone.localtime(at).date()
    return wording.short_day(timezone.localtime(moment).date(), today=today)


def _note(found: queries.Journey) -> str:
    if not found.touches:
        return ""
    if not found.converted:
        return "It is not won, so nobody has earned a part of it."
    if found.value is None:
        return "Nobody entered its amount yet, so shares have no money beside them."
    return "The parts below add up to it, to the cent."


def _story(found: queries.Journey) -> str:
    if not found.touches:
        return "No touch that counts led to this deal."
    teams = {one.team for one in found.touches}
    days = (found.closed_at - found.touches[0].at).days
    who = "both teams" if {"marketing", "sales"} <= teams else wording.listed(sorted(teams))
    touches = wording.counted(len(found.touches), "touch", "touches")
    return f"{touches} of {who} in {wording.counted(days, 'day')}."


def _touch(one: queries.JourneyTouch, currency: str, most: float) -> TouchRow:
    values = {"asset": one.asset, "channel": one.channel, "campaign": one.campaign}
    return TouchRow(
        at=timezone.localtime(one.at),
        words=telling.sentence(kind=kinds.kind(one.kind), values=values),
        who=one.person or one.channel,
        team=one.team,
        share="–" if one.share is None else wording.percent(one.share),
        amount=wording.money(one.amount, currency) if one.amount is not None else "–",
        width=100 * (one.share or 0.0) / most,
    )


def _dots(found: queries.Journey, most: float) -> list[Dot]:
    start = found.touches[0].at if found.touches else found.closed_at
    whole = (found.closed_at - start).total_seconds() or 1.0
    return [
        Dot(
            x=3 + 94 * (one.at - start).total_seconds() / whole,
            radius=4 + 10 * ((one.share or 0.0) / most) ** 0.5,
            team=one.team,
            lane=62 if one.team == "sales" else 26,
        )
        for one in found.touches
    ]
