"""The way to one deal as a picture and touch by touch."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from entente.attribution import queries
from entente.attribution import setbacks as back
from entente.attribution.queries import NAMES, SHOWN, JourneyTouch
from entente.attribution.rules.models import SHAPES, Model
from entente.attribution.rules.touches import Milestone
from entente.attribution.setbacks import Setback
from entente.insights import attribution as told
from entente.kit import wording
from entente.ledger import offers as kinds
from entente.ledger import telling
from entente.web.attribution.pages import Choice, company_beside
from entente.workspace.rules import Viewer

LEAST = 0.0005  # the smallest share that rounds to a tenth of a percent
DEMO = ("meeting.held", "demo")
WORDS_NEED = 22  # percent of the picture that the words at a mark take on a small screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    x: float
    radius: float
    team: str
    lane: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment at which the lead was sent back; `words` are "" where another's would be hit."""

    x: float
    words: str
    is_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchRow:
    """Touches of a run with their credit, or, where it `went_back`, what sales decided instead."""

    at: datetime | date
    words: str
    note: str = ""
    who: str
    team: str
    share: str
    amount: str
    went_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPage:
    finding: str
    name: str
    company: str
    deal_url: str
    value: str
    model: str
    models: tuple[Choice, ...]
    touches: tuple[TouchRow, ...]
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    first: str
    last: str
    note: str
    model_note: str


def journey(*, deal_id: int, viewer: Viewer, at: datetime, model: Model) -> JourneyPage | None:
    """The way to one deal; None where there is none that they may see."""
    found = queries.journey_or_none(deal_id=deal_id, viewer=viewer, at=at, model=model)
    if found is None:
        return None
    touches = found.touches
    sent_back = back.setbacks(deal_id=deal_id, until=found.closed_at) if touches else ()
    told_apart = SHAPES[model].stones if model in SHAPES else frozenset()
    borders = sorted(one.at for one in sent_back)
    rows = [
        (run[0].at, _row(run, found.currency, told_apart, at))
        for run in _runs(touches, told_apart, borders)
    ]
    rows += [(one.at, _went_back(one)) for one in sent_back]
    return JourneyPage(
        finding=_story(found, len(sent_back)),
        name=found.name,
        company=company_beside(name=found.name, company=found.company),
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
        touches=tuple(row for _, row in sorted(rows, key=lambda row: row[0])),
        dots=tuple(_dots(found)),
        marks=tuple(_marks(found, sent_back)),
        first=_day(touches[0].at, at) if touches else "",
        last=_day(found.closed_at, at) if touches else "",
        note=_note(found),
        model_note=" ".join(told.explained(models=(model,))),
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
    if found.set_aside:
        return (
            "Its amount or a refund of it has more decimals than its currency, so shares have no "
            "money beside them."
        )
    return "The parts below add up to it, to the cent."


def _story(found: queries.Journey, sent_back: int) -> str:
    if not found.touches:
        return "No touch that counts led to this deal."
    teams = {one.team for one in found.touches}
    days = (found.closed_at - found.touches[0].at).days
    who = "both teams" if {"marketing", "sales"} <= teams else wording.listed(sorted(teams))
    touches = wording.counted(len(found.touches), "touch", "touches")
    within = f"in {wording.counted(days, 'day')}" if days else "within a day"
    said = f"{touches} of {who} {within}"
    if not sent_back:
        return f"{said}."
    times = "once" if sent_back == 1 else f"{sent_back} times"
    return f"{said}; sent back {times} on the way."


def _runs(
    touches: Sequence[JourneyTouch], told_apart: frozenset[Milestone], borders: Sequence[datetime]
) -> list[tuple[JourneyTouch, ...]]:
    """The same again and again is one row; not across a setback, and each paid milestone alone."""

    def alike(one: JourneyTouch) -> tuple[object, ...]:
        alone = one.position if one.milestones & told_apart else 0
        return (alone, bisect(borders, one.at), _said(one), _through(one), one.team)

    return [tuple(run) for _, run in groupby(touches, key=alike)]


def _row(
    run: Sequence[JourneyTouch], currency: str, told_apart: frozenset[Milestone], at: datetime
) -> TouchRow:
    first, last = run[0], run[-1]
    shares = [one.share for one in run if one.share is not None]
    amounts = [one.amount for one in run if one.amount is not None]
    stones = [STONES[one] for one in Milestone if one in first.milestones & told_apart]
    again = f"{len(run)} times until {_day(last.at, at)}" if len(run) > 1 else ""
    return TouchRow(
        at=timezone.localdate(first.at) if first.whole_day else timezone.localtime(first.at),
        words=_said(first),
        note=again or wording.listed(stones),
        who=_through(first),
        team=first.team,
        share=one_decimal(sum(shares)) if shares else "–",
        amount=wording.money(sum(amounts, Decimal(0)), currency) if amounts else "–",
    )


def one_decimal(share: float) -> str:
    """One decimal in the whole column: 22.5%, 0.2%; what earned a little earned not nothing."""
    return "under 0.1%" if 0 < share < LEAST else wording.percent(share, places=1)


STONES = {
    Milestone.FIRST: "first touch",
    Milestone.LEAD: "last before the lead",
    Milestone.OPENED: "last before the deal",
    Milestone.CLOSED: "last touch",
}


def _said(one: JourneyTouch) -> str:
    if (one.kind, one.channel) == DEMO:
        return "Demo"
    values = {"asset": one.asset, "channel": one.channel, "campaign": one.campaign}
    return telling.sentence(kind=kinds.kind(one.kind), values=values)


def _through(one: JourneyTouch) -> str:
    return " · ".join(filter(None, [one.channel and wording.channel(one.channel), one.person]))


def _went_back(one: Setback) -> TouchRow:
    """Not a touch: it earns nothing, and the way went on all the same."""
    said = "Rejected by sales" if one.decision == "rejected" else "Sent back to marketing by sales"
    return TouchRow(
        at=timezone.localtime(one.at),
        words=f"{said}: {one.why}" if one.why else said,
        who=one.by,
        team="sales",
        share="",
        amount="no touch",
        went_back=True,
    )


def _marks(found: queries.Journey, sent_back: tuple[Setback, ...]) -> list[Mark]:
    marks: list[Mark] = []
    last = -WORDS_NEED
    for one in sent_back:
        x = _place(found, one.at)
        free = x - last >= WORDS_NEED
        said = "Rejected" if one.decision == "rejected" else "Sent back"
        marks.append(Mark(x=x, words=said if free else "", is_end=x > 100 - WORDS_NEED))
        last = x if free else last
    return marks


def _place(found: queries.Journey, moment: datetime) -> float:
    """Where a moment lies in the picture, in percent of its width."""
    start = found.touches[0].at
    whole = (found.closed_at - start).total_seconds() or 1.0
    return 3 + 94 * max(0.0, (moment - start).total_seconds()) / whole


def _dots(found: queries.Journey) -> list[Dot]:
    most = max((one.share or 0.0 for one in found.touches), default=0.0) or 1.0
    return [
        Dot(
            x=_place(found, one.at),
            radius=4 + 10 * ((one.share or 0.0) / most) ** 0.5,
            team=one.team,
            lane=62 if one.team == "sales" else 26,
        )
        for one in found.touches
    ]
