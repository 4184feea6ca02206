"""When the people of the demo company are at work: what they do falls into these hours."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from entente.demo import story
from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.hours import weekly_hours
from entente.kit.businesstime.publicholidays import public_holidays
from entente.kit.periods import start_of_day

ZONE: Final = "Europe/Amsterdam"
COUNTRY: Final = "NL"
WEEK: Final = {str(day): [["09:00", "17:00"]] for day in range(5)}
ONE_DAY = timedelta(days=1)
EARLIER = timedelta(days=60)  # what was agreed before the story begins lies in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The working days from before the story until after it; opening and close of each."""

    start: datetime
    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]

    def at_work(self, *, days: float) -> datetime:
        """The moment at which somebody got round to what was ready so many days into the story.

        All that comes between one close and the next is spread over the hours in between, in its
        order: never before it was ready, on Monday morning what came at the weekend.
        """
        ready = story.moment(start=self.start, days=days)
        place = bisect_right(self.closes, ready)
        before, opens, closes = self.closes[place - 1], self.opens[place], self.closes[place]
        moment = opens + (closes - opens) * ((ready - before) / (closes - before))
        return moment.replace(microsecond=0)

    def day_before(self, *, at: datetime) -> datetime:
        """The opening of the last working day that was over at a moment."""
        return self.opens[bisect_right(self.closes, at) - 1]

    def day_from(self, *, at: datetime) -> datetime:
        """The opening of the first working day that begins at a moment or later."""
        return next(one for one in self.opens if one >= at)


def calendar(*, start: datetime, until: datetime) -> Calendar:
    """The hours that the company keeps in the years around a story."""
    holidays = public_holidays(country=COUNTRY, first_year=start.year - 1, last_year=until.year + 1)
    week = {int(day): [(opens, closes) for opens, closes in spans] for day, spans in WEEK.items()}
    return Calendar(zone=ZONE, week=weekly_hours(hours=week), holidays=holidays)


def office(*, start: datetime, until: datetime) -> Office:
    """The office around a story that runs from one moment until another."""
    kept = calendar(start=start, until=until)
    days = [
        (start - EARLIER + n * ONE_DAY).date() for n in range((until - start + 2 * EARLIER).days)
    ]
    opens = tuple(
        clock.next_open(at=start_of_day(day=day, zone=ZoneInfo(ZONE)), calendar=kept)
        for day in days
        if clock.is_working_day(day=day, calendar=kept)
    )
    closes = (clock.due_by_working_day(start=one, days=0, calendar=kept) for one in opens)
    return Office(start=start, opens=opens, closes=tuple(closes))
