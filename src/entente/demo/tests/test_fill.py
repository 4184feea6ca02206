"""The demo company is lively at whatever hour it is filled: told small, with a tenth of its people.

Its true size and its stories are looked at in `test_stories.py`, on a Sunday night.
"""

from datetime import UTC, datetime, timedelta

import pytest

from entente.demo import fill, market, story, today
from entente.handoff.models import Handover
from entente.inbox.models import Notice
from entente.kit import clock
from entente.kit.businesstime.clock import elapsed
from entente.ledger.models import Entry
from entente.people.models import Contact
from entente.sla import books
from entente.web.testing import signed_in
from entente.workspace import queries as workspace

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NIGHTS = [
    datetime(2026, 12, 13, 22, 30, tzinfo=UTC),  # a Sunday; the story begins late in a quarter
    datetime(2026, 12, 31, 23, 5, tzinfo=UTC),  # five past midnight of New Year's Day in Amsterdam
]
PAGES = ("/room/", "/plan/", "/queue/")  # that depend on the hour most

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def small(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(story, "CONTACTS", 500)
    monkeypatch.setattr(story, "GIVEAWAY_LEADS", 50)
    monkeypatch.setattr(market, "COMPANIES", 200)
    monkeypatch.setattr(fill, "DRAWS", 100)


@pytest.mark.parametrize("at", NIGHTS, ids=str)
def test_eight_leads_wait_and_every_page_opens_at_night(small, at):
    the_company_is_lively(at)


def the_company_is_lively(at) -> None:
    with clock.frozen(at):
        signins = fill.fill(progress=lambda _: None, at=at)
        email = next(one.email for one in signins if one.role == "Head of sales")
        member = workspace.member_by_email(email=email)
        assert member is not None
        client = signed_in(workspace.viewer(member_id=member, at=at))
        assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)

    calendar = books.books(at=at)[-1].calendar
    waited = [
        elapsed(start=begun, end=at, calendar=calendar)
        for begun in Handover.objects.filter(status="new").values_list("created_at", flat=True)
    ]
    minute = timedelta(minutes=1)
    for found, meant in zip(sorted(waited), sorted(one.used for one in today.LEADS), strict=True):
        assert meant - minute <= found <= meant + minute


def test_in_the_morning_each_lead_is_its_own_and_its_clock_was_told_when_it_ran_out(small):
    at = TUESDAY_MORNING
    the_company_is_lively(at)

    waiting = list(Handover.objects.filter(status="new").select_related("contact__company"))
    assert len({round(one.fit + one.interest) for one in waiting}) >= 7
    asked = {"fit": 30, "interest": 14, "employees": 50}  # by the clause SQL of version 2
    assert [
        one.contact.name
        for one in waiting
        if one.fit < asked["fit"]
        or one.interest < asked["interest"]
        or one.contact.company.employees < asked["employees"]
    ] == []
    late = Entry.objects.get(kind="sla.breached")
    assert {one.at - late.occurred_at for one in Notice.objects.filter(kind="sla.late")} == {
        timedelta(seconds=1)
    }
    assert Notice.objects.filter(kind__startswith="sla.", at__gt=at).count() == 0
    bearers = Contact.objects.filter(name__in=[f"{one.first} {one.last}" for one in today.LEADS])
    assert bearers.count() == len(today.LEADS)
