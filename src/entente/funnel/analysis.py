"""The figures of the funnel for a period, from what happened: one query for all passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection
from django.db.models import Avg

from entente.funnel import compared, origins, queries
from entente.funnel.operations import PASSAGES, READS
from entente.funnel.parts import By, Part, parts
from entente.funnel.queries import Canon, Judging
from entente.funnel.rules import breakdown, shape
from entente.funnel.rules.cases import Cases, stage_cases
from entente.funnel.rules.doubts import Doubt, doubts
from entente.funnel.rules.figures import StageFigures, funnel_figures, worth_of_entering
from entente.funnel.rules.finding import Finding, finding
from entente.funnel.rules.passages import Flags, Ids, Instants, Passages, from_columns, instant
from entente.funnel.rules.planned import Agreed
from entente.funnel.rules.reading import FEW
from entente.funnel.rules.recent import Compared
from entente.kit import periods
from entente.kit.periods import Period
from entente.ledger import queries as ledger
from entente.people.models import Contact
from entente.pipeline.models import Deal
from entente.pipeline.queries.related import doubted
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.rules import Reach, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelReport:
    """The funnel of everybody who entered a stage within a period, followed until now.

    `judged` says by which funnel, and `ahead` that somebody entered before the first of its
    versions was in force. What happened `lately` is held against the one in force `now`. `years`
    are those in which anybody entered a stage. While entries that just came are still being read,
    `is_counting` says so.
    """

    judged: Judging
    ahead: bool
    now: Canon
    period: Period
    figures: tuple[StageFigures, ...]
    finding: Finding
    doubts: tuple[Doubt, ...]
    parts: tuple[Part, ...]
    lately: tuple[Compared, ...]
    deal_size: Decimal | None
    currency: str
    years: tuple[int, ...]
    is_counting: bool

    @property
    def assumed(self) -> bool:
        """Whether nothing is signed: the stages are the standard ones, and so are their plans."""
        return self.judged.canon.number is None


def report(
    *, viewer: Viewer, at: datetime, period: Period | None = None, by: By | None = None
) -> FunnelReport:
    """Those who entered in the period (all time when none is given), by the stages of its end.

    Each entry is held against the plan that was in force when it happened. Each stage's parts by
    `by` add up to the stage, blanks included. Nine queries at most, however many contacts.
    """
    info = workspace.current()
    zone = info.timezone
    versions = queries.versions()
    now = queries.judged_now(versions=versions, at=at)
    columns = _columns(viewer)
    present = _shaped(columns, now)
    period = period or _all_time(present, zone, at)
    start, until = periods.moments(period=period, zone=zone)
    judged = queries.judging(versions=versions, start=start, until=until, at=at)
    passages = _shaped(columns, judged.canon)
    cases = stage_cases(passages=passages, at=at)
    size = _deal_size(viewer, info.currency)
    known = periods.moments(period=_all_time(passages, zone, at), zone=zone)
    since = max(start, known[0])
    agreed = _agreed(judged, since)
    figures = _figures(passages, cases, judged, agreed, size, since, min(until, known[1]))
    recent = cases if judged.canon == now else stage_cases(passages=present, at=at)
    cohorts = [stage.within(start=start, until=until) for stage in cases]
    channels = cache(lambda: breakdown.labelled(of=origins.channels()))
    changed = compared.against_before(
        passages=passages, cases=cases, labels=channels, period=period, zone=zone, at=at
    )
    return FunnelReport(
        judged=judged,
        ahead=_ahead(cohorts, judged),
        now=now,
        period=period,
        figures=tuple(figures),
        finding=finding(
            figures=figures,
            comparison=changed and changed.comparison,
            compared=changed.stage if changed else "",
        ),
        doubts=_doubts(viewer, passages, cohorts, start, until),
        parts=_parts(cohorts, judged, agreed, by, viewer, at),
        lately=compared.lately(passages=present, cases=recent, labels=channels, at=at),
        deal_size=size,
        currency=info.currency,
        years=breakdown.years(entered=passages.of_stages, zone=zone),
        is_counting=ledger.is_behind(by=PASSAGES, kinds=READS),
    )


def _parts(
    cohorts: Sequence[Cases],
    judged: Judging,
    agreed: Sequence[Agreed],
    by: By | None,
    viewer: Viewer,
    at: datetime,
) -> tuple[Part, ...]:
    return parts(
        cohorts=cohorts,
        funnel=judged.canon.document,
        by=by,
        viewer=viewer,
        zone=workspace.current().timezone,
        at=at,
        agreed=agreed,
    )


def all_time(*, viewer: Viewer, at: datetime) -> Period:
    """From the first entry of all that they may see until today, as a report without a period."""
    now = queries.judged_now(versions=queries.versions(), at=at)
    return _all_time(_shaped(_columns(viewer), now), workspace.current().timezone, at)


def _figures(
    passages: Passages,
    cases: Sequence[Cases],
    judged: Judging,
    agreed: Sequence[Agreed],
    size: Decimal | None,
    start: datetime,
    until: datetime,
) -> list[StageFigures]:
    """The stages of the cohort; what each loses in money where a won deal's size is known.

    A loss a quarter is reckoned from the days in which there was anybody to lose: none before the
    first of all, none to come, and no quarter in which nobody came.
    """
    funnel = judged.canon.document
    won = funnel.entered_by_deed("deal.won")
    place = funnel.rank(won.key) if won else None
    figures = partial(
        funnel_figures,
        shape=passages.shape,
        cases=cases,
        start=start,
        until=until,
        agreed=agreed,
        won=place,
    )
    plain = figures()
    if not size:
        return plain
    rates = [_believable(figure) for figure in plain[:-1]]
    return figures(worth=worth_of_entering(rates=rates, deal=size, won=place))


def _agreed(judged: Judging, start: datetime) -> list[Agreed]:
    """The versions that judge those who entered from `start` on, each by its own plans."""
    agreed = [
        Agreed(one.since, shape.of_document(document=one.document)) for one in judged.versions
    ]
    bare = judged.unplanned(start=start)
    if bare is not None:
        agreed.insert(0, Agreed(None, shape.of_document(document=bare)))
    return agreed


def _believable(figure: StageFigures) -> Sequence[float]:
    """The shares that move on to the next stage, to the one after it, and so on: what we saw, and
    what was planned where too few are seen to say."""
    plan = figure.stage.plan if figure.plan is None else figure.plan
    if figure.moved.of < FEW and plan is not None:
        return [float(plan)]
    return [count / (figure.entered or 1) for count in figure.onward]


def _ahead(cohorts: Sequence[Cases], judged: Judging) -> bool:
    first = judged.versions[0].since
    return first is not None and any(
        bool((cohort.entered < instant(at=first)).any()) for cohort in cohorts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """All passages that somebody may see, before a funnel says which stage lies where."""

    contacts: Ids
    keys: list[str]
    key_of: Ids
    entered: Instants
    by_day: Flags
    told: Flags


def _columns(viewer: Viewer) -> _Columns:
    seen = ""
    params: list[object] = []
    if viewer.reach(record="contact", action="see") is not Reach.ALL:
        mine = scope(Contact.objects.all(), viewer=viewer, record="contact")
        seen, params = "where p.contact_id = any(%s)", [list(mine.values_list("id", flat=True))]
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.contact_id, p.stage, (extract(epoch from p.entered_at) * 1000000)::bigint, "  # noqa: S608  constants
            f"p.precision = 'day', p.via = 'import' from funnel_passage p {seen}",
            params,
        )
        rows = cursor.fetchall()
    numbers: dict[str, int] = {}
    key_of = [numbers.setdefault(row[1], len(numbers)) for row in rows]
    return _Columns(
        contacts=np.array([row[0] for row in rows], np.int64),
        keys=list(numbers),
        key_of=np.array(key_of, np.int64),
        entered=np.array([row[2] for row in rows], np.int64),
        by_day=np.array([row[3] for row in rows], np.bool_),
        told=np.array([row[4] for row in rows], np.bool_),
    )


def _shaped(columns: _Columns, canon: Canon) -> Passages:
    return from_columns(
        contacts=columns.contacts,
        keys=columns.keys,
        key_of=columns.key_of,
        entered=columns.entered,
        by_day=columns.by_day,
        told=columns.told,
        shape=shape.of_document(document=canon.document),
    )


def _all_time(passages: Passages, zone: ZoneInfo, at: datetime) -> Period:
    today = periods.day_of(at=at, zone=zone)
    if not len(passages.entered):
        return Period(today, today + periods.ONE_DAY)
    first = datetime.fromtimestamp(int(passages.entered.min()) / 1e6, tz=zone).date()
    return Period(min(first, today), today + periods.ONE_DAY)


def _doubts(
    viewer: Viewer, passages: Passages, cohorts: Sequence[Cases], start: datetime, until: datetime
) -> tuple[Doubt, ...]:
    """What is doubtful. Contacts who were merged go on as others: only the deleted are gone."""
    gone = Contact.objects.filter(deleted_at__isnull=False, merged_into=None)
    found = doubts(
        passages=passages,
        cases=cohorts,
        start=start,
        until=until,
        closed_before_opened=doubted(
            viewer=viewer, doubt="closed_before_opened", start=start, until=until
        ),
        deleted=list(gone.values_list("id", flat=True)),
    )
    return tuple(found)


def _deal_size(viewer: Viewer, currency: str) -> Decimal | None:
    """The mean amount of the won deals that they may see, in the workspace's currency.

    Unknown amounts are left out.
    """
    won = Deal.objects.filter(
        outcome="won", deleted_at=None, currency=currency, amount__isnull=False
    )
    mean = scope(won, viewer=viewer, record="deal").aggregate(mean=Avg("amount"))["mean"]
    return mean and Decimal(mean).quantize(Decimal("0.01"))
