"""The demo company is lively at whatever hour it is filled: told small, with a tenth of its people.

Its true size and its stories are looked at in `test_stories.py`, on a Sunday night.
"""

from datetime import UTC, datetime, timedelta

import pytest

from entente.demo import fill, story, today
from entente.handoff.models import Handover
from entente.kit import clock
from entente.kit.businesstime.clock import elapsed
from entente.sla import books
from entente.web.testing import signed_in
from entente.workspace import queries as workspace

HOURS = [
    datetime(2026, 11, 24, 9, 0, tzinfo=UTC),  # a Tuesday morning
    datetime(
        2026, 12, 13, 22, 30, tzinfo=UTC
    ),  # a Sunday night; the story begins late in a quarter
    datetime(2026, 12, 31, 23, 5, tzinfo=UTC),  # five past midnight of New Year's Day in Amsterdam
]
PAGES = ("/room/", "/plan/", "/queue/")  # that depend on the hour most

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def small(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(story, "CONTACTS", 500)
    monkeypatch.setattr(story, "GIVEAWAY_LEADS", 50)
    monkeypatch.setattr(story, "COMPANIES", 200)
    monkeypatch.setattr(fill, "DRAWS", 100)


@pytest.mark.parametrize("at", HOURS, ids=str)
def test_eight_leads_wait_and_every_page_opens(small, at):
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
