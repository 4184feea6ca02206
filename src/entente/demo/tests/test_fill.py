"""The demo company is filled whole, and every story in it can be found."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.db import connection

from entente.demo import fill
from entente.demo.cast import SignIn
from entente.kit import clock
from entente.web.testing import signed_in
from entente.workspace import queries as workspace

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 40, tzinfo=UTC)
PAGES = {
    "/room/": "% likely to reach €",
    "/plan/": "Which lever moves the goal",
    "/plan/?quarter=2026-Q3": "",
    "/queue/": "Paused until 09:00",
    "/funnel/": "We lose most between MQL and SQL",
    "/funnel/?by=channel": "Partner portal",
    "/attribution/": "First touch says social, last touch says demo",
    "/attribution/?by=person": "Together",
    "/sla/": "Marketing promised Sales",
    "/ideal-lead/": "Points card",
}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_company_is_large_enough_and_lively_on_a_sunday_night():
    with clock.frozen(SUNDAY_NIGHT):
        signins = fill.fill(progress=print, at=SUNDAY_NIGHT)
        assert pages_that_say_nothing(signins) == []

    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from people_contact), (select count(*) from people_company), "
            "(select count(*) from pipeline_deal), (select count(*) from ledger_entry), "
            "(select count(*) from handoff_handover where status = 'new')"
        )
        contacts, companies, deals, entries, waiting = cursor.fetchone()
    assert contacts >= 6_000
    assert companies >= 1_500
    assert deals >= 400
    assert entries >= 150_000
    assert waiting == 8
    assert {one.role for one in signins} >= {"Sponsor", "Administrator", "Head of sales", "Sales"}


def pages_that_say_nothing(signins: list[SignIn]) -> list[str]:
    """The pages that do not say what the story lets them find."""
    email = next(one.email for one in signins if one.role == "Head of sales")
    member = workspace.member_by_email(email=email)
    assert member is not None
    client = signed_in(workspace.viewer(member_id=member, at=SUNDAY_NIGHT))
    found = {path: client.get(path) for path in PAGES}
    return [
        f"{path}: {answer.status_code}"
        for path, answer in found.items()
        if answer.status_code != 200 or PAGES[path] not in words(answer.content.decode())
    ]


def words(page: str) -> str:
    """The text of a page, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
