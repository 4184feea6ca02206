"""When a contact last showed interest: by the days of the calendar, as the workspace has them."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.agreements.testing import agree
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.testing import meet
from entente.qualification.accord import BUSINESS
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("when", "ago"),
    [
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), "4 days ago"),  # 88 hours before
        (datetime(2026, 11, 23, 22, 30, tzinfo=UTC), "yesterday"),  # 23:30 in Paris
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "today"),  # 00:30 in Paris
    ],
)
def test_days_since_are_those_of_the_calendar_in_our_zone(cast, when, ago):
    agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=MORNING - timedelta(days=30))
    sara = meet(name="Sara Lind")
    download = NewEntry(kind="asset.downloaded", occurred_at=when, contact=sara, team="marketing")
    ledger.record(entries=[download], at=MORNING)

    page = words(signed_in(cast.ada).get(f"/contacts/{sara}/"))

    assert f". Last showed interest {ago}. " in page
    assert f" Downloaded Once, {ago} " in page
