"""The demo company is filled whole, and every story in it can be found."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from entente.demo import fill
from entente.kit import clock

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 40, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_company_is_large_enough_and_lively_on_a_sunday_night():
    with clock.frozen(SUNDAY_NIGHT):
        signins = fill.fill(progress=print, at=SUNDAY_NIGHT)

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
