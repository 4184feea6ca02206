"""A row that stands twice in one file counts once."""

from datetime import timedelta

import pytest

from entente.exchange.operations import running
from entente.exchange.testing import bring_in, fates
from entente.ledger.models import Entry
from entente.people.models import Contact
from entente.people.testing import meet
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
WHOLE = {
    "version": 1,
    "system": "crm",
    "contact": {
        "match": ["email"],
        "fields": {"email": "Email", "first_name": "First", "since": "Since"},
    },
    "company": {"match": ["name"], "fields": {"name": "Firm"}},
    "touches": [{"kind": "visit.made", "at": "On", "team": "marketing"}],
    "stages": [{"stage": {"value": "mql"}, "at": "On"}],
    "opt_outs": [{"means": "mail", "said": "No"}],
}
DEALS = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["email"], "fields": {"email": "Email"}},
    "deal": {
        "match": ["key"],
        "fields": {"key": "Deal", "stage": "Stage", "amount": "Amount", "closes_at": "Closes"},
    },
}
PERSON = "a@x.org,Ann,2026-01-05,Nord,2026-02-01,yes\n"
PEOPLE = f"Email,First,Since,Firm,On,No\n{PERSON}{PERSON}"
DEAL = "a@x.org,d1,Won,100,2026-02-01\n"
SALES = f"Email,Deal,Stage,Amount,Closes\n{DEAL}{DEAL}"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


@pytest.mark.parametrize("size", [1, 5_000])
@pytest.mark.parametrize(("content", "mapping"), [(PEOPLE, WHOLE), (SALES, DEALS)])
def test_a_row_that_stands_twice_changes_nothing_the_second_time(
    cast, monkeypatch, content, mapping, size
):
    monkeypatch.setattr(running.run_chunk, "__kwdefaults__", {"size": size})

    row = bring_in(content=content, by=cast.noor, at=MORNING, mapping=mapping)

    assert fates(row) == [(2, "created", ""), (3, "unchanged", "")]
    assert row.counts == {"created": 1, "unchanged": 1}


@pytest.mark.parametrize("size", [1, 5_000])
def test_of_two_same_rows_about_somebody_who_is_here_the_first_is_the_change(
    cast, monkeypatch, size
):
    monkeypatch.setattr(running.run_chunk, "__kwdefaults__", {"size": size})
    meet(name="Ann", email="a@x.org")

    row = bring_in(content=PEOPLE, by=cast.noor, at=MORNING, mapping=WHOLE)

    assert fates(row) == [(2, "updated", ""), (3, "unchanged", "")]


def test_a_repeated_row_is_told_once_and_another_fact_of_it_is_a_change(cast):
    more = PEOPLE + PERSON.replace("2026-02-01", "2026-03-01")

    row = bring_in(content=more, by=cast.noor, at=MORNING, mapping=WHOLE)

    assert row.counts == {"created": 1, "unchanged": 1, "updated": 1}
    assert Contact.objects.count() == 1
    assert Entry.objects.filter(kind="visit.made").count() == 2
