"""Filling the demo company, in under a minute and a half, at any hour of any day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection

from entente.agreements import queries as agreements
from entente.demo import accords, cast, fair, hours, selling, story, today, waiting, writing
from entente.demo.cast import SignIn
from entente.demo.market import Firm, firms
from entente.demo.story import Person
from entente.demo.writing import Written
from entente.kit import clock, periods
from entente.ledger import consumers
from entente.ledger.events import Consumer
from entente.plan import operations as plan
from entente.plan import outlook
from entente.plan.outlook import NoGoal
from entente.qualification import operations as qualification
from entente.workspace import operations as workspace
from entente.workspace import queries as workspaces
from entente.workspace.rules import SYSTEM

Progress = Callable[[str], None]
DRAWS = 4_000  # of a forecast of the past
FOUNDED = timedelta(days=7)  # before the story begins


def fill(
    *, progress: Progress, at: datetime | None = None, readers: tuple[Consumer, ...] = ()
) -> list[SignIn]:
    """Make the company as of a moment (now); gives how to sign in as one of each role.

    `readers` are the consumers of the ledger; they begin where the story ends.
    """
    now = at or clock.now()
    start = (now - timedelta(days=story.DAYS)).replace(microsecond=0)
    office = hours.office(start=start, until=now)
    founded = office.day_before(at=start - FOUNDED) + timedelta(minutes=12)
    progress("Fennwick opens: fourteen people, one accord")
    _set_up(founded)
    people_of_ours, signins = cast.assemble(at=founded)
    market = firms(dice=story.dice(10), besides={one.firm for one in waiting.LEADS})
    written = Written(start=start, at=now, cast=people_of_ours, office=office)
    people = everybody(written=written, market=market)
    accords.sign_all(written=written, people=people, founded=founded)
    _tell(written, market, people, progress)
    progress("The exhibitors of the fair come in from a file")
    fair.bring_in(written=written, market=market)
    progress("Leads of today are handed over")
    today.begin(written=written)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    progress("Clauses are watched, the quarters forecast")
    qualification.keep_watching(at=now)
    _forecasts(now)
    for reader in readers:
        consumers.begin_here(consumer=reader, at=now)
    return signins


def everybody(*, written: Written, market: list[Firm]) -> list[Person]:
    """Everybody who came, each as far as they have got by now."""
    slump = _slump(written.start, written.at)
    people = story.people(dice=story.dice(11), market=market, slump=slump)
    waiting.tell_apart(people=people)
    for one in people:
        story.leave_out(one, happened=written.happened)
    return people


def _set_up(at: datetime) -> None:
    """The company, whose office is closed on the public holidays of its country."""
    workspace.set_up(name="Fennwick", timezone=hours.ZONE, currency="EUR", at=at)
    workspace.save_calendar(
        name=workspaces.calendars()[0].name,
        timezone=hours.ZONE,
        hours=hours.WEEK,
        country=hours.COUNTRY,
        by=SYSTEM,
    )


def _slump(start: datetime, now: datetime) -> tuple[float, float]:
    """The first five weeks of last quarter, in days of the story: hardly a deal is won."""
    zone = workspaces.current().timezone
    period = periods.preceding(period=periods.parse(text=outlook.quarter_of(at=now)))
    first = (periods.moments(period=period, zone=zone)[0] - start) / timedelta(days=1)
    return first, first + 35


def _tell(written: Written, market: list[Firm], people: list[Person], progress: Progress) -> None:
    """The story: the market, who came, what they did, what sales did."""
    progress(f"{len(market):,} companies and {len(people):,} contacts")
    writing.write_market(written=written, market=market)
    writing.write_people(written=written, people=people, market=market)
    writing.write_deeds(written=written, people=people, progress=progress)
    progress("Stages, hand-overs and deals")
    writing.write_stages(written=written, people=people)
    writing.project(written=written)
    selling.write_deals(written=written, people=people)
    selling.write_handovers(written=written, people=people)


def _forecasts(now: datetime) -> None:
    """What was thought of this quarter and the last one, week by week, by the data of each week."""
    zone = workspaces.current().timezone
    this = outlook.quarter_of(at=now)
    period = periods.parse(text=this)
    last = periods.slug(period=periods.preceding(period=period))
    for quarter in (last, this):
        if quarter not in agreements.scopes(kind="goal_plan"):
            continue
        first, until = periods.moments(period=periods.parse(text=quarter), zone=zone)
        for moment in (
            _ends_of_weeks(first, until, now) if quarter == last else _weeks_back(first, now)
        ):
            _forecast(quarter, moment)
    try:
        plan.make_forecast(today=outlook.today(quarter=this, at=now), at=now)
    except NoGoal:
        return


def _ends_of_weeks(first: datetime, until: datetime, now: datetime) -> Iterator[datetime]:
    """The ends of the weeks of a quarter."""
    week = first + timedelta(days=7)
    while week < min(until, now - timedelta(hours=1)):
        yield week
        week += timedelta(days=7)


def _weeks_back(first: datetime, now: datetime) -> list[datetime]:
    """Whole weeks before now within the quarter, oldest first: a week ago is one of them."""
    weeks = (now - first) // timedelta(days=7)
    return [now - timedelta(days=7 * back) for back in range(weeks, 0, -1)]


def _forecast(quarter: str, at: datetime) -> None:
    try:
        found = outlook.today(quarter=quarter, at=at)
    except NoGoal:
        return
    plan.make_forecast(today=found, at=at, draws=DRAWS, with_levers=False)
