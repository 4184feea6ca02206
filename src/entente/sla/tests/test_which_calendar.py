"""An agreement names a calendar in which its clocks can run, and closes its days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entente.agreements import testing as agreements
from entente.agreements.queries import verify
from entente.agreements.rules.content import ContentInvalid, Problem
from entente.handoff.testing import handed_over
from entente.kit.businesstime import publicholidays
from entente.people.testing import meet
from entente.sla import accord, books, queries
from entente.sla.rules.document import STANDARD, Hours
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Never", "“Never” has no working hours, so no clock would ever run; choose another."),
        ("Atlantis", "There is no calendar “Atlantis”; choose one of the list."),
    ],
)
def test_a_calendar_without_hours_is_not_signed(name, words):
    cast = assemble(at=MORNING - timedelta(days=1))
    for hours in ({}, {"0": [], "1": []}):
        workspace.save_calendar(name="Never", timezone="Europe/Paris", hours=hours, by=cast.root)

        with pytest.raises(ContentInvalid) as refused:
            accord.resolve({**STANDARD, "calendar": name}, MORNING)

        [problem] = refused.value.problems
        assert (problem.path, problem.message) == (("calendar",), words)


def sweden(cast, **more) -> None:
    """The hours of Stockholm, and its public holidays."""
    week = {str(day): [["09:00", "17:00"]] for day in range(5)}
    workspace.save_calendar(
        name="Stockholm", timezone="Europe/Stockholm", hours=week, country="SE", by=cast.root,
        **more,
    )  # fmt: skip


SWEDISH = {**STANDARD, "calendar": "Stockholm"}


def test_the_days_of_public_holidays_are_signed_and_said_in_one_clause():
    sweden(assemble(at=MORNING - timedelta(days=1)))

    closed = accord.resolve(SWEDISH, MORNING)["calendar_closed"]

    written = closed["public_holidays"]
    assert (written["first_year"], written["last_year"]) == (2010, 2049)
    assert written["days"] == sorted(written["days"])
    assert {day[:4] for day in written["days"]} == {str(year) for year in range(2010, 2050)}
    assert {"2010-06-06", "2026-12-25", "2049-01-01"} < set(written["days"])
    [said] = [one for one in accord.prose({**SWEDISH, "calendar_closed": closed})
              if one.title == "Working hours"]  # fmt: skip
    [paragraph] = said.paragraphs
    assert paragraph == (
        "“Stockholm”, in the time zone Europe/Stockholm. Public holidays are closed: Sweden, from "
        "2010 to 2049 as known when this was proposed."
    )
    assert said.items == ()


@pytest.fixture
def upgraded(monkeypatch):
    """Let the library know one more day of every year from now on, as a new edition might."""
    known = publicholidays.holidays.country_holidays

    def newer(country, subdiv=None, years=()):
        found = known(country, subdiv=subdiv, years=years)
        return {**found, **{date(year, 11, 25): "Day of the Lock" for year in years}}

    def upgrade() -> None:
        monkeypatch.setattr(publicholidays.holidays, "country_holidays", newer)
        publicholidays.public_holidays.cache_clear()

    yield upgrade
    publicholidays.public_holidays.cache_clear()


def test_a_day_that_becomes_a_holiday_later_moves_no_due_moment(upgraded):
    cast = assemble(at=MORNING - timedelta(days=30))
    sweden(cast)
    agreed = agreements.agree(
        kind="sla", content=SWEDISH, by=cast.noor, at=MORNING - timedelta(days=20)
    )
    tuesday = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # four o'clock in Stockholm
    row = handed_over(contact=meet(name="Sara", at=tuesday), at=tuesday)

    def due() -> datetime:
        return queries.clocks(rows=[row], at=tuesday)[row.id].reading.due_at

    before = due()
    upgraded()

    assert before == due() == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    assert verify(version_id=agreed.version_id).holds


def test_of_years_that_were_not_written_down_the_library_is_asked(upgraded):
    sweden(assemble(at=MORNING - timedelta(days=1)))
    [row] = [one for one in members.calendars() if one.name == "Stockholm"]
    written, unwritten = books.closed(calendar=row, at=MORNING), books.hours_of(calendar=row)
    upgraded()

    def knows(hours: Hours, year: int) -> tuple[bool, bool]:
        """Whether Christmas is closed that year, and the day that a newer library adds."""
        at = MORNING.replace(year=2045)
        days = books.calendar_of(hours=hours, at=at).holidays
        return date(year, 12, 25) in days, date(year, 11, 25) in days

    assert [knows(written, year) for year in (2045, 2049, 2050, 2060)] == [
        (True, False), (True, False), (True, True), (True, True),
    ]  # fmt: skip
    assert [knows(unwritten, year) for year in (2045, 2050)] == [(True, True), (True, True)]


def test_the_same_agreement_closes_the_same_way_next_year_and_with_longer_days_in_ten():
    sweden(assemble(at=MORNING - timedelta(days=1)))
    now, next_year, in_four = (
        accord.resolve(SWEDISH, MORNING.replace(year=year)) for year in (2026, 2027, 2030)
    )

    assert now == next_year
    assert accord.difference(now, in_four) == [
        "Working hours, Public holidays: 2010 to 2049 becomes 2020 to 2059.",
    ]


def test_a_newer_library_is_told_by_its_days_where_they_are_few(upgraded):
    cast = assemble(at=MORNING - timedelta(days=1))
    sweden(cast)
    was = accord.resolve(SWEDISH, MORNING)
    upgraded()
    now = accord.resolve(SWEDISH, MORNING)

    def without(*days: str) -> dict:
        hours = was["calendar_closed"]
        kept = [day for day in hours["public_holidays"]["days"] if day not in days]
        written = {**hours["public_holidays"], "days": kept}
        return {**was, "calendar_closed": {**hours, "public_holidays": written}}

    label = "Working hours, Public holidays"
    before = {**was, "calendar_closed": {**was["calendar_closed"], "public_holidays": None}}
    assert accord.difference(was, now) == [f"{label}: 40 days added."]
    assert accord.difference(was, without("2027-05-01", "2027-12-25")) == [
        f"{label}: 1 May 2027 and 25 December 2027 left out."
    ]
    assert accord.difference(before, was) == [
        f"{label}: the days from 2010 to 2049 are written down now."
    ]
    assert accord.difference(was, was) == []


def test_another_country_is_told_by_its_name_alone():
    cast = assemble(at=MORNING - timedelta(days=1))
    sweden(cast)
    was = accord.resolve(SWEDISH, MORNING)
    workspace.save_calendar(
        name="Stockholm", timezone="Europe/Stockholm", country="NO", by=cast.root,
        hours={str(day): [["09:00", "17:00"]] for day in range(5)},
    )  # fmt: skip

    assert accord.difference(was, accord.resolve(SWEDISH, MORNING)) == [
        "Working hours, Public holidays of: “Sweden” becomes “Norway”."
    ]


def test_a_calendar_of_a_place_that_is_not_known_is_not_signed():
    sweden(assemble(at=MORNING - timedelta(days=1)), subdivision="XX")

    with pytest.raises(ContentInvalid) as refused:
        accord.resolve(SWEDISH, MORNING)

    assert refused.value.problems == [
        Problem(
            path=("calendar",),
            message="No public holidays are known for SE XX; choose another calendar, or mend the "
            "place of “Stockholm”.",
        )
    ]
