"""Several imports of the same records, undone in any order: nothing of them is left."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from entente.exchange.jobs import Importer
from entente.exchange.operations import asking, running
from entente.exchange.testing import bring_in, work_off
from entente.exchange.tests.test_running import MAPPING, file, take
from entente.ledger.models import Entry
from entente.people.models import Company, Contact, FieldChange
from entente.people.operations.contacts import change_contact
from entente.people.testing import meet
from entente.pipeline.models import Deal, DealContact, DealStay
from entente.workspace.models import Member
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
DEALS = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["key"], "fields": {"key": "Who"}},
    "deal": {
        "match": ["key"],
        "fields": {"key": "Id", "name": "Name", "amount": "Amount", "stage": "Stage",
                   "closes_at": "Close"},
    },
}  # fmt: skip


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def deals(*rows: str) -> str:
    return "\n".join(["Id,Name,Amount,Stage,Close,Who", *rows]) + "\n"


def live() -> list[tuple[str, str, str]]:
    rows = Contact.objects.filter(deleted_at=None).order_by("id")
    return list(rows.values_list("email", "name", "country"))


def standing_entries() -> list[str]:
    rows = Entry.objects.filter(voided=None).exclude(kind="batch.voided").order_by("position")
    return list(rows.values_list("kind", flat=True))


@pytest.mark.parametrize("by_member", [True, False])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_contact_of_three_files_is_as_before_once_all_are_undone(cast, order, by_member):
    meet(name="Ann Bell", email="a@x.org")
    before, entries = live(), standing_entries()
    by = cast.noor if by_member else SYSTEM
    brought = [
        bring_in(content=file(f"k1,a@x.org,Ann,Bell,{country},"), by=by, at=MORNING,
                 mapping=MAPPING)
        for country in ("France", "Spain", "Italy")
    ]  # fmt: skip
    assert [one.counts for one in brought] == [{"updated": 1}] * 3

    stayed = [asking.undo(import_id=brought[place].id, by=cast.noor, at=MORNING) for place in order]

    assert stayed[-1] == 0
    assert live() == before
    assert standing_entries() == entries
    assert not FieldChange.objects.exclude(batch_id=None).exists()
    for one in brought:
        one.refresh_from_db()
    assert [(one.kept, one.kept_count) for one in brought] == [([], 0)] * 3


def test_who_another_file_told_of_since_stays_until_that_is_undone_too(cast):
    first = bring_in(
        content=file("k1,a@x.org,Ann,Bell,France,", "k2,b@x.org,Bo,Cole,France,"),
        by=SYSTEM,
        at=MORNING,
        mapping=MAPPING,
    )
    second = bring_in(
        content=file("k1,a@x.org,Ann,Bell,Spain,"), by=SYSTEM, at=MORNING, mapping=MAPPING
    )

    assert asking.undo(import_id=first.id, by=cast.noor, at=MORNING) == 1
    assert live() == [("a@x.org", "Ann Bell", "Spain")]
    first.refresh_from_db()
    assert [one["name"] for one in first.kept] == ["Ann Bell"]

    assert asking.undo(import_id=second.id, by=cast.noor, at=MORNING) == 0
    assert live() == []
    assert standing_entries() == []


def test_a_change_by_hand_between_two_files_stays_when_both_are_undone(cast):
    ann = meet(name="Ann Bell", email="a@x.org")
    change_contact(contact_id=ann, values={"country": "Norway"}, by=cast.ada, at=MORNING)
    first = bring_in(content=file("k1,a@x.org,Ann,Bell,France,"), by=cast.noor, at=MORNING,
                     mapping=MAPPING)  # fmt: skip
    change_contact(contact_id=ann, values={"country": "Chile"}, by=cast.ada, at=MORNING)
    second = bring_in(content=file("k1,a@x.org,Ann,Bell,Spain,"), by=cast.noor, at=MORNING,
                      mapping=MAPPING)  # fmt: skip

    assert asking.undo(import_id=first.id, by=cast.noor, at=MORNING) == 1
    assert asking.undo(import_id=second.id, by=cast.noor, at=MORNING) == 0

    assert live() == [("a@x.org", "Ann Bell", "Chile")]


@pytest.mark.parametrize("stopped_first", [True, False])
def test_a_file_that_was_stopped_while_another_came_goes_without_a_trace(
    cast, monkeypatch, stopped_first
):
    monkeypatch.setattr(running.run_chunk, "__kwdefaults__", {"size": 1})
    meet(name="Ann Bell", email="a@x.org")
    before = live()
    stopped = take(cast, file("k1,a@x.org,Ann,Bell,France,", "k1,a@x.org,Ann,Bell,Italy,"))
    asking.ask_to_run(import_id=stopped, by=cast.noor)
    importer = Importer()
    importer.step(at=MORNING)
    importer.step(at=MORNING)
    asking.ask_to_stop(import_id=stopped, by=cast.noor, at=MORNING)
    work_off(at=MORNING)
    other = bring_in(content=file("k1,a@x.org,Ann,Bell,Spain,"), by=cast.noor, at=MORNING,
                     mapping=MAPPING).id  # fmt: skip
    asking.ask_to_run(import_id=stopped, by=cast.noor)
    work_off(at=MORNING)
    assert live() == [("a@x.org", "Ann Bell", "Italy")]

    for one in (stopped, other) if stopped_first else (other, stopped):
        asking.undo(import_id=one, by=cast.noor, at=MORNING)

    assert live() == before
    assert standing_entries() == ["contact.created"]


def test_a_company_that_another_files_contact_works_for_is_named_and_goes_with_it(cast):
    mapping = {
        **MAPPING,
        "company": {"match": ["name"], "fields": {"name": "Country"}},
        "contact": {"match": ["email"], "fields": {"email": "Email"}},
    }
    first = bring_in(content=file(",a@x.org,,,Acme,"), by=cast.noor, at=MORNING, mapping=mapping)
    second = bring_in(content=file(",b@x.org,,,Acme,"), by=cast.noor, at=MORNING, mapping=mapping)

    assert asking.undo(import_id=first.id, by=cast.noor, at=MORNING) == 1
    first.refresh_from_db()
    assert [(one["record"], one["name"]) for one in first.kept] == [("company", "Acme")]

    assert asking.undo(import_id=second.id, by=cast.noor, at=MORNING) == 0
    assert not Company.objects.filter(deleted_at=None).exists()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_deal_of_three_files_is_gone_once_all_are_undone(cast, order):
    brought = [
        bring_in(content=deals(row), by=cast.noor, at=MORNING + timedelta(hours=hour),
                 mapping=DEALS)
        for hour, row in enumerate((
            "1,Mill,100,Negotiation,,p1",
            "1,Mill,250,Closed Won,2026-05-01,p2",
            "1,Mill,250,Closed Lost,2026-06-01,p3",
        ))
    ]  # fmt: skip
    at = MORNING + timedelta(days=1)

    for place in order:
        asking.undo(import_id=brought[place].id, by=cast.noor, at=at)

    assert not Deal.objects.filter(deleted_at=None).exists()
    assert not Contact.objects.filter(deleted_at=None).exists()
    assert standing_entries() == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_deal_that_two_files_closed_stands_open_again_once_both_are_undone(cast, order):
    bring_in(content=deals("1,Mill,100,Negotiation,,p1"), by=cast.noor, at=MORNING, mapping=DEALS)
    before, entries = Deal.objects.values().get(), standing_entries()
    brought = [
        bring_in(content=deals(row), by=cast.noor, at=MORNING + timedelta(hours=hour),
                 mapping=DEALS)
        for hour, row in enumerate((
            "1,Mill,250,Closed Won,2026-05-01,p1",
            "1,Mill,300,Closed Lost,2026-06-01,p1",
        ), 1)
    ]  # fmt: skip
    assert Deal.objects.get().amount == Decimal(300)

    for place in order:
        asking.undo(import_id=brought[place].id, by=cast.noor, at=MORNING + timedelta(days=1))

    assert Deal.objects.values().get() == before
    assert DealStay.objects.values_list("stage__name", "left_at").get() == ("Negotiation", None)
    assert DealContact.objects.count() == 1
    assert standing_entries() == entries


OWNED = {
    "version": 1,
    "system": "crm",
    "contact": {
        "match": ["email"],
        "fields": {"email": "Email"},
        "owner": {"key": {"column": "Owner"}, "team": "sales"},
    },
    "people": [{"key": {"column": "Owner"}, "team": "sales"}],
}


def owned(*rows: str) -> str:
    return "\n".join(["Email,Owner", *rows]) + "\n"


def owners() -> list[str]:
    return list(Member.objects.filter(email=None).order_by("name").values_list("name", flat=True))


@pytest.mark.parametrize("first_undone", [0, 1])
def test_owners_whom_only_undone_files_named_are_forgotten(cast, first_undone):
    before = owners()
    brought = [
        bring_in(content=owned(*rows), by=cast.noor, at=MORNING, mapping=OWNED).id
        for rows in (("a@x.org,r1", "b@x.org,r2"), ("b@x.org,r1", "c@x.org,r3"))
    ]
    assert owners() == [*before, "r1", "r2", "r3"]

    asking.undo(import_id=brought[first_undone], by=cast.noor, at=MORNING)
    between = owners()
    asking.undo(import_id=brought[1 - first_undone], by=cast.noor, at=MORNING)

    # b is still r1's or r2's while one of the files stands, and was given by one to the other.
    assert between == ([*before, "r1", "r2", "r3"] if first_undone == 0 else [*before, "r1", "r2"])
    assert owners() == before
    again = bring_in(content=owned("a@x.org,r1"), by=cast.noor, at=MORNING, mapping=OWNED)
    assert again.counts == {"created": 1}
    assert owners() == [*before, "r1"]


def test_an_owner_of_whom_something_that_stays_tells_is_kept(cast):
    row = bring_in(
        content=owned("a@x.org,r1", "b@x.org,r2"), by=cast.noor, at=MORNING, mapping=OWNED
    )
    ann = Contact.objects.get(email="a@x.org").id
    change_contact(contact_id=ann, values={"owner": cast.ada.member_id}, by=cast.ada, at=MORNING)

    assert asking.undo(import_id=row.id, by=cast.noor, at=MORNING) == 1

    assert owners() == ["r1"]


SOLD = {**DEALS, "touches": [{"kind": "meeting.held", "at": "Close", "team": "sales"}]}
LEADS = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["key"], "fields": {"key": "Id", "last_name": "Last"}},
    "touches": [{"kind": "visit.made", "at": "On", "team": "marketing"}],
}


@pytest.mark.parametrize(
    ("leads_first", "undone", "left"),
    [
        (False, "deals", (["Bell"], 0, ["contact.changed", "contact.created", "meeting.held",
                                        "visit.made"])),
        (False, "leads", ([""], 1, ["contact.created", "deal.opened", "deal.won",
                                    "meeting.held"])),
        (True, "deals", (["Bell"], 0, ["contact.created", "visit.made"])),
        (True, "leads", (["Bell"], 1, ["contact.created", "deal.opened", "deal.won",
                                       "meeting.held", "visit.made"])),
    ],
)  # fmt: skip
def test_leads_and_deals_in_either_order_leave_what_the_other_tells(
    cast, leads_first, undone, left
):
    files = {
        "leads": ("Id,Last,On\np1,Bell,2026-03-01\n", LEADS),
        "deals": (deals("1,Mill,250,Closed Won,2026-05-01,p1"), SOLD),
    }
    brought = {
        name: bring_in(content=files[name][0], by=cast.noor, at=MORNING, mapping=files[name][1])
        for name in (("leads", "deals") if leads_first else ("deals", "leads"))
    }

    asking.undo(import_id=brought[undone].id, by=cast.noor, at=MORNING)

    people = Contact.objects.filter(deleted_at=None).values_list("last_name", flat=True)
    sold = Deal.objects.filter(deleted_at=None).count()
    assert (list(people), sold, sorted(standing_entries())) == left

    other = "leads" if undone == "deals" else "deals"
    assert asking.undo(import_id=brought[other].id, by=cast.noor, at=MORNING) == 0
    assert (standing_entries(), live()) == ([], [])


@pytest.mark.parametrize("leads_make_the_company", [True, False])
def test_a_company_that_another_file_gave_to_a_contact_that_stays_is_none_of_the_import(
    cast, leads_make_the_company
):
    company = {"match": ["name"], "fields": {"name": "Name"}}
    leads = {**LEADS, "company": company} if leads_make_the_company else LEADS
    brought = [
        bring_in(content=content, by=cast.noor, at=MORNING, mapping=mapping)
        for content, mapping in (
            ("Id,Last,On,Name\np1,Bell,2026-03-01,Mill\np2,Cole,2026-03-01,Mine\n", leads),
            (deals("1,Mill,250,Closed Won,2026-05-01,p1"), {**SOLD, "company": company}),
        )
    ]

    assert asking.undo(import_id=brought[0].id, by=cast.noor, at=MORNING) == (
        2 if leads_make_the_company else 1
    )
    brought[0].refresh_from_db()
    kept = [("contact", "Bell")] + [("company", "Mill")] * leads_make_the_company
    assert [(one["record"], one["name"]) for one in brought[0].kept] == kept
    assert brought[0].kept_count == len(kept)
    assert list(Company.objects.filter(deleted_at=None).values_list("name", flat=True)) == ["Mill"]

    assert asking.undo(import_id=brought[1].id, by=cast.noor, at=MORNING) == 0
    assert (standing_entries(), live()) == ([], [])
    assert not Company.objects.filter(deleted_at=None).exists()
