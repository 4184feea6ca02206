"""A file that comes once more after an undo tells what that undo took back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.exchange.operations import asking
from entente.exchange.queries.imports import twin
from entente.exchange.testing import bring_in
from entente.exchange.tests.test_undoing_several import DEALS, deals
from entente.people.models import Contact
from entente.pipeline.models import Deal
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
AMOUNTS = {
    "version": 1,
    "system": "crm",
    "deal": {
        "match": ["key"], "writes": "update", "fields": {"key": "Id", "amount": "Amount"},
    },
}  # fmt: skip


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def later(hours: int):
    return MORNING + timedelta(hours=hours)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_amounts_that_were_undone_come_back_with_the_same_file(cast, times):
    opened = deals("d1,Mill,,Won,2024-03-01,sara")
    bring_in(content=opened, mapping=DEALS, by=cast.noor, at=MORNING)
    file = {"content": "Id,Amount\nd1,500\n", "mapping": AMOUNTS, "by": cast.noor}
    first, *_ = [bring_in(**file, at=later(hour)) for hour in range(times)]
    asking.undo(import_id=first.id, by=cast.noor, at=later(5))
    assert Deal.objects.get().amount is None

    again = bring_in(**file, at=later(6))
    once_more = bring_in(**file, at=later(7))

    assert (again.counts, once_more.counts) == ({"updated": 1}, {"unchanged": 1})
    assert Deal.objects.get().amount == Decimal(500)
    assert twin(import_id=again.id).id == once_more.id


def test_people_who_were_undone_are_known_since_what_the_file_tells(cast):
    file = {"content": deals("d1,Mill,500,Won,2024-03-01,sara"), "mapping": DEALS, "by": cast.noor}
    first, _ = [bring_in(**file, at=later(hour)) for hour in range(2)]
    asking.undo(import_id=first.id, by=cast.noor, at=later(5))
    assert not Contact.objects.filter(deleted_at=None).exists()

    again = bring_in(**file, at=later(6))

    assert again.counts == {"created": 1}
    assert twin(import_id=first.id).id == again.id
