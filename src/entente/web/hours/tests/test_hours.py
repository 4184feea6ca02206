"""Calendars and absences."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from entente.web.testing import signed_in
from entente.workspace import queries
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
WEEK = {f"day{number}": "09:00-12:30, 13:30-17:00" for number in range(4)}


def test_a_calendar_is_made_changed_and_shown_in_words(cast):
    root = signed_in(cast.root)
    typed = {"name": "South", "timezone": "Europe/Rome", "country": "IT", "subdivision": "MI",
             "closed_days": "2026-12-24\n2026-12-31", **WEEK}  # fmt: skip

    made = root.post("/settings/calendars/new/", typed, follow=True)

    (row,) = [one for one in queries.calendars() if one.name == "South"]
    assert row.hours["0"] == [["09:00", "12:30"], ["13:30", "17:00"]]
    assert (row.hours["6"], row.closed_days) == ([], ["2026-12-24", "2026-12-31"])
    assert "Mon–Thu 09:00–12:30, 13:30–17:00" in made.text
    root.post(f"/settings/calendars/{row.id}/", {**typed, "day6": "10:00-12:00"})
    (row,) = [one for one in queries.calendars() if one.name == "South"]
    assert row.hours["6"] == [["10:00", "12:00"]]


def test_a_calendar_keeps_a_zone_that_is_not_offered_any_more(cast):
    root = signed_in(cast.root)
    typed = {"name": "East", "timezone": "Europe/Kiev", **WEEK}
    root.post("/settings/calendars/new/", typed)
    (row,) = [one for one in queries.calendars() if one.name == "East"]

    page = root.get(f"/settings/calendars/{row.id}/").text

    assert re.findall(r'<option value="([^"]*)" selected>', page)[0] == "Europe/Kiev"
    assert "Europe/Kyiv" in page
    assert row.timezone == "Europe/Kiev"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Give the calendar a name"),
        ({"name": "Office hours"}, "There is a calendar of that name already"),
        ({"day0": "nine to five"}, "Write it like 09:00-17:00"),
        ({"day0": "09:00-09:00"}, "Write it like 09:00-17:00"),
        ({"day0": "9-25:00"}, "Write it like 09:00-17:00"),
        ({"closed_days": "Christmas"}, "“Christmas” is no day"),
        ({"country": "SE", "subdivision": "XX"}, "We know no region XX there"),
        ({"timezone": "Mars/Base"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_calendar_is_answered(cast, typed, words):
    given = {"name": "North", "timezone": "Europe/Stockholm", **WEEK, **typed}

    answer = signed_in(cast.root).post("/settings/calendars/new/", given)

    assert answer.status_code == 422
    assert words in answer.text.replace("&#x27;", "'")
    assert [one.name for one in queries.calendars()] == ["Office hours"]


def test_one_notes_ones_own_absence_and_an_administrator_anybodys(cast):
    days = {"first": "2026-11-24", "last": "2026-11-26", "reason": "Ill"}

    noted = signed_in(cast.ada).post(
        "/absences/", {"member": cast.ada.member_id, **days}, follow=True
    )
    (row,) = queries.absences(member_ids=[cast.ada.member_id], since=MORNING,
                              until=MORNING + timedelta(days=9))  # fmt: skip
    assert (row.since, row.until, row.noted_by_id, row.noted_at) == (
        MORNING, datetime(2026, 11, 26, 23, tzinfo=UTC), cast.ada.member_id, MORNING,
    )  # fmt: skip
    assert "1 person is away today" in noted.text
    assert re.findall(r">([^<]+)</time>", noted.text) == ["24 November, 10:00", "26 Nov"]
    forged = signed_in(cast.ada).post("/absences/", {"member": cast.milan.member_id, **days})
    assert forged.status_code == 422
    signed_in(cast.root).post("/absences/", {"member": cast.milan.member_id, **days})
    assert "2 people are away today" in signed_in(cast.ada).get("/absences/").text
    assert signed_in(cast.eve).get("/absences/").status_code == 403


def test_days_that_are_over_are_an_administrators_to_note(cast):
    days = {"member": cast.ada.member_id, "first": "2026-11-20", "last": "2026-11-26"}

    own = signed_in(cast.ada).post("/absences/", days)
    assert own.status_code == 422
    assert "An absence from before today is noted by an administrator." in own.text
    assert signed_in(cast.root).post("/absences/", days).status_code == 303


def test_whoever_is_back_early_says_so_and_days_that_are_over_stay(cast):
    def note(first: str, last: str, who: int) -> int:
        signed_in(cast.root).post("/absences/", {"member": who, "first": first, "last": last})
        rows = queries.absences(member_ids=[who], since=MORNING, until=MORNING + timedelta(days=60))
        return rows[-1].id

    ada, milan = cast.ada.member_id, cast.milan.member_id
    now, later, his = (
        note("2026-11-20", "2026-11-27", ada),
        note("2026-12-20", "2026-12-27", ada),
        note("2026-11-24", "2026-11-24", milan),
    )
    client = signed_in(cast.ada)

    assert client.post(f"/absences/{his}/end/").status_code == 403
    assert client.post("/absences/9999/end/").status_code == 404
    page = client.post(f"/absences/{now}/end/", follow=True)
    assert "Took the absence back: clocks run, and leads are offered again" in page.text
    assert client.post(f"/absences/{later}/end/").status_code == 303
    rows = queries.absences(member_ids=[ada], since=datetime(2026, 11, 1, tzinfo=UTC),
                            until=MORNING + timedelta(days=60))  # fmt: skip
    assert [(row.since, row.until) for row in rows] == [
        (datetime(2026, 11, 19, 23, tzinfo=UTC), MORNING)
    ]
    assert client.post(f"/absences/{now}/end/").status_code == 403


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first": "2026-12-05", "last": "2026-12-01"}, "The last day comes before the first"),
        ({"first": "soon", "last": "2026-12-01"}, "Enter a day, like"),
        ({"first": "1066-10-14", "last": "2026-12-01"}, "between 1970 and 2199"),
        ({}, "Enter the first day away"),
    ],
)
def test_what_cannot_be_an_absence_is_answered(cast, typed, words):
    answer = signed_in(cast.ada).post("/absences/", {"member": cast.ada.member_id, **typed})

    assert answer.status_code == 422
    assert words in answer.text
