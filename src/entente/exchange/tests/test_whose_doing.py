"""What a file tells of deals was done by those who own them, not by whoever brought the file."""

import pytest

from entente.exchange.testing import bring_in
from entente.ledger.models import Entry
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

HEAD = "Mail,Deal,Stage,Closed,Rep,Carer\n"


def mapping(team: str) -> dict:
    carer = {"owner": {"key": "Carer", "team": team}}
    return {
        "version": 1,
        "contact": {"match": ["email"], "fields": {"email": "Mail"}, **carer},
        "deal": {
            "match": ["key"],
            "fields": {"key": "Deal", "stage": "Stage", "closes_at": "Closed"},
            "owner": {"key": "Rep", "team": team},
        },
    }


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    cast = assemble()
    set_up_pipeline(at=MORNING)
    return cast


def told(row) -> list[tuple[str, str]]:
    found = Entry.objects.filter(batch_id=row.id).exclude(kind="import.undone")
    return sorted(found.values_list("kind", "team"))


def test_deals_that_marketing_brings_are_doings_of_sales(cast):
    content = HEAD + "a@example.com,1,Won,2026-11-02,,Pat Ro\n"

    first = bring_in(content=content, by=cast.milan, at=MORNING, mapping=mapping("sales"))
    content = HEAD + "a@example.com,1,Lost,2026-11-03,Kim Lee,Lou Fe\n"
    second = bring_in(content=content, by=cast.milan, at=MORNING, mapping=mapping("sales"))

    assert told(first) == [
        ("contact.created", "marketing"),
        ("deal.opened", "sales"),
        ("deal.won", "sales"),
    ]
    assert told(second) == [
        ("contact.owner_changed", "sales"),
        ("deal.lost", "sales"),
        ("deal.owner_changed", "sales"),
        ("entry.retracted", ""),
    ]


def test_a_deal_of_somebody_in_another_team_is_that_teams_doing(cast):
    content = HEAD + "a@example.com,1,Discovery,,Kim Lee,\nb@example.com,2,Won,2026-11-02,,\n"

    row = bring_in(content=content, by=cast.ada, at=MORNING, mapping=mapping("marketing"))

    assert told(row) == [
        ("contact.created", "sales"),
        ("contact.created", "sales"),
        ("deal.opened", "marketing"),
        ("deal.opened", "sales"),
        ("deal.won", "sales"),
    ]


def test_people_of_no_team_take_contacts_over_for_no_team(cast):
    content = HEAD + "a@example.com,1,Discovery,,,Pat Ro\n"
    bring_in(content=content, by=cast.milan, at=MORNING, mapping=mapping(""))

    content = HEAD + "a@example.com,1,Proposal,,Kim Lee,Lou Fe\n"
    row = bring_in(content=content, by=cast.milan, at=MORNING, mapping=mapping(""))

    assert told(row) == [
        ("contact.owner_changed", ""),
        ("deal.owner_changed", "sales"),
        ("deal.stage_entered", "sales"),
    ]
