"""What another file has found here is not taken away by undoing the import that made it."""

from datetime import timedelta

import pytest

from entente.exchange.models import Import
from entente.exchange.operations import asking
from entente.exchange.testing import bring_in
from entente.exchange.tests.test_undoing_several import (
    DEALS,
    LEADS,
    SOLD,
    deals,
    live,
    standing_entries,
)
from entente.people.models import Company, Contact, OutsideKey
from entente.pipeline.models import Deal
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
CLOSED = (deals("1,Mill,250,Closed Won,2026-05-01,p1"), SOLD)
KNOWN = ("Id\np1\np2\n", {**LEADS, "contact": {"match": ["key"], "fields": {"key": "Id"}},
                          "touches": []})  # fmt: skip


class Day:
    """Files and undoings, one an hour."""

    def __init__(self, cast):
        self.cast, self.at = cast, MORNING

    def next(self):
        self.at += timedelta(hours=1)
        return self.at

    def bring(self, file) -> Import:
        content, mapping = file
        return bring_in(content=content, mapping=mapping, by=self.cast.noor, at=self.next())

    def undo(self, row: Import) -> int:
        return asking.undo(import_id=row.id, by=self.cast.noor, at=self.next())


@pytest.fixture
def day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return Day(assemble())


def known() -> set[str]:
    here = Contact.objects.filter(deleted_at=None).values("id")
    keys = OutsideKey.objects.filter(record="contact", record_id__in=here)
    return set(keys.values_list("key", flat=True))


def test_a_lead_that_a_file_found_stays_when_the_deal_that_made_it_is_undone(day):
    made = day.bring(CLOSED)
    found = day.bring(KNOWN)
    assert (made.counts, found.counts) == ({"created": 1}, {"created": 1, "unchanged": 1})

    assert day.undo(made) == 1

    made.refresh_from_db()
    assert ([one["record"] for one in made.kept], known()) == (["contact"], {"p1", "p2"})
    assert not Deal.objects.filter(deleted_at=None).exists()
    assert day.undo(found) == 0
    assert (known(), live(), standing_entries()) == (set(), [], [])


def test_leads_and_deals_that_came_twice_and_went_once_leave_all_that_the_others_reported(day):
    first_deals, first_leads = day.bring(CLOSED), day.bring(KNOWN)
    day.bring(CLOSED)
    day.undo(first_leads)
    leads = day.bring(KNOWN)
    assert leads.counts == {"created": 1, "unchanged": 1}

    day.undo(first_deals)

    assert known() == {"p1", "p2"}


def test_an_import_that_only_found_what_is_here_can_be_let_go_once_it_holds_something(day):
    made = day.bring(CLOSED)
    found = day.bring(("Id\np1\n", KNOWN[1]))
    assert found.counts == {"unchanged": 1}
    with pytest.raises(asking.NotNow, match="changed nothing"):
        day.undo(found)
    assert day.undo(made) == 1
    assert known() == {"p1"}

    assert day.undo(found) == 0

    made.refresh_from_db()
    assert (known(), made.kept, made.kept_count) == (set(), [], 0)
    assert standing_entries() == []


def test_the_same_file_twice_goes_with_the_first_but_not_once_that_is_undone(day):
    made = day.bring(CLOSED)
    day.bring(CLOSED)
    found = day.bring(("Id\np1\n", KNOWN[1]))
    day.undo(made)
    assert known() == {"p1"}

    again = day.bring(CLOSED)
    day.undo(found)

    assert again.counts == {"created": 1}
    assert (known(), Deal.objects.filter(deleted_at=None).count()) == ({"p1"}, 1)


def test_companies_and_deals_that_a_file_found_stay_as_well(day):
    company = {"match": ["name"], "fields": {"name": "Name"}}
    made = day.bring((deals("1,Mill,250,Negotiation,,p1"), {**DEALS, "company": company}))
    found = day.bring(("Name,Id\nMill,1\n", {
        "version": 1,
        "system": "crm",
        "company": company,
        "deal": {"match": ["key"], "fields": {"key": "Id"}},
    }))  # fmt: skip
    assert found.counts == {"unchanged": 1}

    day.undo(made)

    made.refresh_from_db()
    assert [(one["record"], one["name"]) for one in made.kept][-2:] == [
        ("deal", "Mill"), ("company", "Mill"),
    ]  # fmt: skip
    assert Deal.objects.filter(deleted_at=None, company__name="Mill").count() == 1
    assert day.undo(found) == 0
    assert not Deal.objects.filter(deleted_at=None).exists()
    assert not Company.objects.filter(deleted_at=None).exists()
    assert standing_entries() == []
