"""What the page of a deal shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from entente.activities.queries import TaskInfo, tasks_about
from entente.kit import wording
from entente.people.queries.contacts import seen_contacts
from entente.pipeline.queries.board import usual_stays
from entente.pipeline.queries.deals import DealInfo, deal
from entente.pipeline.queries.known import pipelines
from entente.pipeline.rules.stages import is_stuck
from entente.web import addresses
from entente.web.records import facts
from entente.web.records.facts import Fact
from entente.web.records.timeline import Timeline
from entente.web.records.timeline import build as timeline
from entente.workspace.rules import Viewer

ABOVE = ("amount", "expected_close", "next_step", "next_step_on", "owner")
ASKED = frozenset({"expected_close", "next_step", "next_step_on"})  # while a deal is open


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of the deal's pipeline; `passed` ones lie before the current one."""

    id: int
    name: str
    current: bool
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    contact_id: int
    called: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPage:
    info: DealInfo
    url: str
    title: str
    stages: tuple[Stage, ...]
    stood: str
    stuck: bool
    parts: tuple[PartShown, ...]
    above: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    custom: tuple[Fact, ...]
    tasks: tuple[TaskInfo, ...]
    timeline: Timeline
    journey: str
    left: bool
    may_change: bool

    @property
    def opened_on(self) -> date:
        """The day on which it opened; see `closed_on`."""
        return timezone.localdate(self.info.opened_at)

    @property
    def closed_on(self) -> date | None:
        """The day of its close: files and people seldom say the hour."""
        return timezone.localdate(self.info.closed_at) if self.info.closed_at else None

    @property
    def company_url(self) -> str:
        """The page of the deal's company; '' without one."""
        return (
            addresses.company(self.info.company_id, self.info.company)
            if (self.info.company_id)
            else ""
        )


def build(*, deal_id: int, query: QueryDict, viewer: Viewer, at: datetime) -> DealPage:
    """The page of one deal. Raises LookupError where there is none that they may see."""
    info = deal(viewer=viewer, deal_id=deal_id)
    may = viewer.may(record="deal", action="change", owner_id=info.owner_id)
    editable = may and info.deleted_at is None
    url = addresses.deal(info.id, info.called)
    usual = usual_stays(stage_ids=[info.stage_id]).get(info.stage_id)
    stuck = not info.outcome and is_stuck(since=info.stage_since, at=at, usual=usual)
    seen = seen_contacts(viewer=viewer, contact_ids=[one.contact_id for one in info.parts])
    above = facts.facts(subject="deal", info=info, names=ABOVE, editable=editable)
    rest = [name for name in facts.built_in(info) if name not in ABOVE]
    return DealPage(
        info=info,
        url=url,
        title=info.called,
        stages=_stages(info),
        stood=_stood(info, at, usual if stuck else None),
        stuck=stuck,
        parts=tuple(
            PartShown(contact_id=one.contact_id, called=one.called, role=one.role)
            for one in info.parts
            if one.contact_id in seen
        ),
        above=tuple(
            fact for fact in above if not info.outcome or fact.shown.kind or fact.name not in ASKED
        ),
        facts=facts.facts(subject="deal", info=info, names=["name", *rest], editable=editable),
        custom=facts.facts(subject="deal", info=info, names=facts.custom(info), editable=editable),
        tasks=tuple(tasks_about(viewer=viewer, today=timezone.localdate(at), deal_id=info.id)),
        timeline=timeline(query=query, of={"deal": info.id}, address=url, viewer=viewer, at=at),
        journey=addresses.existing(f"{reverse('attribution')}deals/{info.id}/")
        if info.outcome == "won"
        else "",
        left=info.outcome == "won" and info.amount is not None and info.amount > info.refunded,
        may_change=editable,
    )


def _stages(info: DealInfo) -> tuple[Stage, ...]:
    """The open stages of the deal's pipeline, in order."""
    of = next((one for one in pipelines() if one.id == info.pipeline_id), None)
    opened = [one for one in of.stages if one.kind == "open"] if of else []
    ids = [one.id for one in opened]
    at = ids.index(info.stage_id) if info.stage_id in ids else len(ids)
    at = at if not info.outcome or info.outcome == "won" else -1
    return tuple(
        Stage(id=one.id, name=one.name, current=one.id == info.stage_id, passed=number < at)
        for number, one in enumerate(opened)
    )


def days_stood(*, since: datetime, at: datetime) -> int:
    """By the calendar: what came in yesterday evening stands for a day."""
    return max(0, (timezone.localdate(at) - timezone.localdate(since)).days)


def _stood(info: DealInfo, at: datetime, usual: timedelta | None) -> str:
    """How long it has stood where it stands."""
    days = days_stood(since=info.stage_since, at=at)
    words = wording.counted(days, "day") if days else "since today"
    return f"{words}, usual {max(1, usual.days)}" if usual else words
