"""The same file again changes nothing and says so, whatever became of its records since."""

from datetime import timedelta

import pytest

from entente.exchange.operations import asking, running
from entente.exchange.testing import bring_in, fates
from entente.exchange.tests.test_running import MAPPING, file
from entente.ledger.models import Entry
from entente.people.models import Company, Contact
from entente.people.operations.contacts import change_contact
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.merging_companies import merge_companies
from entente.people.testing import meet
from entente.pipeline.models import Deal
from entente.pipeline.operations.winning import win_deal
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
BY_MAIL = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["email"], "fields": {"email": "Email", "first_name": "First",
                                               "country": "Country"}},
}  # fmt: skip
BY_KEY = {**BY_MAIL, "contact": {**MAPPING["contact"], "match": ["key"]}}
VISITS = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["key"], "fields": {"key": "Id"}},
    "touches": [{"kind": "visit.made", "at": "On", "team": "marketing"}],
    "stages": [{"stage": {"value": "mql"}, "at": "On"}],
}
TWO = file("k1,a@x.org,Ann,Bell,France,", "k2,b@x.org,Anna,Bell,Spain,")


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def live() -> list[tuple[str, str, str]]:
    rows = Contact.objects.filter(deleted_at=None).order_by("id")
    return list(rows.values_list("email", "first_name", "country"))


def merged(cast, **choices) -> int:
    kept, lost = Contact.objects.filter(deleted_at=None).order_by("id").values_list("id", flat=True)
    return merge_contacts(was=lost, into=kept, by=cast.noor, at=MORNING, choices=choices)


@pytest.mark.parametrize("size", [1, 2, 5_000])
def test_of_two_rows_about_one_contact_the_last_holds_and_neither_is_news_again(
    cast, monkeypatch, size
):
    monkeypatch.setattr(running.run_chunk, "__kwdefaults__", {"size": size})
    twice = file("k1,a@x.org,Ann,,France,", ",b@x.org,Bo,,,", "k1,a@x.org,Ann,,Spain,")
    first = bring_in(content=twice, by=cast.noor, at=MORNING, mapping=MAPPING)
    entries = Entry.objects.count()

    again = bring_in(content=twice, by=cast.noor, at=LATER, mapping=MAPPING)

    assert (first.counts, again.counts) == ({"created": 2, "updated": 1}, {"unchanged": 3})
    assert live() == [("a@x.org", "Ann", "Spain"), ("b@x.org", "Bo", "")]
    assert Entry.objects.count() == entries


def test_a_row_that_a_later_one_contradicts_changes_nothing_in_another_file_either(cast):
    meet(name="Ann", email="a@x.org", country="Spain")

    row = bring_in(
        content="Email,First,Country\na@x.org,,France\na@x.org,,Spain\n",
        by=cast.noor,
        at=MORNING,
        mapping=BY_MAIL,
    )

    assert row.counts == {"unchanged": 2}


@pytest.mark.parametrize("mapping", [BY_MAIL, BY_KEY, MAPPING])
@pytest.mark.parametrize("choices", [{}, {"email": "was", "first_name": "was"}])
def test_merged_contacts_answer_with_the_survivor(cast, mapping, choices):
    bring_in(content=TWO, by=cast.noor, at=MORNING, mapping=mapping)
    merged(cast, **choices)
    before, entries = live(), Entry.objects.count()

    again = bring_in(content=TWO, by=cast.noor, at=LATER, mapping=mapping)

    assert (again.counts, live(), Entry.objects.count()) == ({"unchanged": 2}, before, entries)


def test_a_newer_file_about_a_merged_contact_reaches_the_survivor(cast):
    bring_in(content=TWO, by=cast.noor, at=MORNING, mapping=BY_MAIL)
    merge = merged(cast)

    row = bring_in(content=file(",b@x.org,,,Italy,"), by=cast.noor, at=LATER, mapping=BY_MAIL)

    assert (row.counts, live()) == ({"updated": 1}, [("a@x.org", "Ann", "Italy")])
    unmerge_contacts(merge_id=merge, by=cast.noor, at=LATER)
    apart = bring_in(content=file(",b@x.org,,,Malta,"), by=cast.noor, at=LATER, mapping=BY_MAIL)
    assert apart.counts == {"updated": 1}
    assert live() == [("a@x.org", "Ann", "Italy"), ("b@x.org", "Anna", "Malta")]


def test_who_was_merged_twice_over_answers_with_the_last_survivor(cast):
    third = file("k1,a@x.org,Ann,,,", "k2,b@x.org,Bo,,,", "k3,c@x.org,Cy,,,")
    bring_in(content=third, by=cast.noor, at=MORNING, mapping=BY_MAIL)
    a, b, c = Contact.objects.order_by("id").values_list("id", flat=True)
    merge_contacts(was=a, into=b, by=cast.noor, at=MORNING)
    merge_contacts(was=b, into=c, by=cast.noor, at=MORNING)

    assert bring_in(content=third, by=cast.noor, at=LATER, mapping=BY_MAIL).counts == {
        "unchanged": 3
    }


@pytest.mark.parametrize("matched", ["name", "domain"])
def test_merged_companies_answer_with_the_survivor(cast, matched):
    mapping = {
        "version": 1,
        "company": {"match": [matched], "fields": {"name": "N", "domain": "D", "city": "C"}},
    }
    content = "N,D,C\nNord,nord.example,Kiel\nNordwind,nordwind.example,Bonn\n"
    bring_in(content=content, by=cast.noor, at=MORNING, mapping=mapping)
    kept, lost = Company.objects.order_by("id").values_list("id", flat=True)
    merge_companies(was=lost, into=kept, by=cast.noor, at=MORNING, choices={"name": "was"})

    again = bring_in(content=content, by=cast.noor, at=LATER, mapping=mapping)
    newer = bring_in(
        content=content.replace("Bonn", "Ulm"), by=cast.noor, at=LATER, mapping=mapping
    )

    assert (again.counts, newer.counts) == ({"unchanged": 2}, {"unchanged": 1, "updated": 1})
    assert list(Company.objects.filter(deleted_at=None).values_list("name", "city")) == [
        ("Nordwind", "Ulm")
    ]


def test_facts_that_were_told_of_a_merged_contact_are_not_told_again(cast):
    content = "Id,On\n1,2026-10-01\n2,2026-10-02\n"
    bring_in(content=content, by=cast.noor, at=MORNING, mapping=VISITS)
    merged(cast)
    entries = Entry.objects.count()

    again = bring_in(content=content, by=cast.noor, at=LATER, mapping=VISITS)
    more = bring_in(content=content + "2,2026-10-03\n", by=cast.noor, at=LATER, mapping=VISITS)

    assert (again.counts, more.counts) == ({"unchanged": 2}, {"unchanged": 2, "updated": 1})
    assert Entry.objects.count() == entries + 2  # a visit and a stage


def test_what_was_changed_here_since_stays_until_a_newer_file(cast):
    bring_in(content=TWO, by=cast.noor, at=MORNING, mapping=MAPPING)
    ann = Contact.objects.order_by("id").first()
    change_contact(contact_id=ann.id, values={"country": "Norway"}, by=cast.ada, at=MORNING)

    again = bring_in(content=TWO, by=cast.noor, at=LATER, mapping=MAPPING)
    assert (again.counts, live()[0][2]) == ({"unchanged": 2}, "Norway")

    newer = bring_in(content=TWO + "\n", by=cast.noor, at=LATER, mapping=MAPPING)
    assert (newer.counts, live()[0][2]) == ({"updated": 1, "unchanged": 1}, "France")


def test_looking_it_through_tells_the_rows_that_came_by_it_before(cast):
    bring_in(content=TWO, by=cast.noor, at=MORNING, mapping=MAPPING)
    ann = Contact.objects.order_by("id").first()
    change_contact(contact_id=ann.id, values={"country": "Norway"}, by=cast.ada, at=MORNING)

    looked = bring_in(content=TWO, by=cast.noor, at=LATER, mapping=MAPPING, check=True)
    other = bring_in(content=TWO + "\n", by=cast.noor, at=LATER, mapping=MAPPING, check=True)

    assert looked.checked["counts"] == {"told": 2}
    assert other.checked["counts"] == {"matched": 2}


@pytest.mark.parametrize("times", [1, 2])
def test_what_somebody_wrote_and_an_undo_left_stays_when_the_file_comes_again(cast, times):
    for _ in range(times):
        row = bring_in(content=TWO, by=cast.noor, at=MORNING, mapping=MAPPING)
    first = row.id - times + 1
    ann = Contact.objects.order_by("id").first()
    change_contact(contact_id=ann.id, values={"country": "Norway"}, by=cast.ada, at=MORNING)
    assert asking.undo(import_id=first, by=cast.noor, at=LATER) == 1

    then = LATER + timedelta(hours=1)
    looked = bring_in(content=TWO, by=cast.noor, at=then, mapping=MAPPING, check=True)
    again = bring_in(content=TWO, by=cast.noor, at=then, mapping=MAPPING)

    assert looked.checked["counts"] == {"told": 1, "created": 1}
    assert again.counts == {"unchanged": 1, "created": 1}
    assert live() == [("a@x.org", "Ann", "Norway"), ("b@x.org", "Anna", "Spain")]
    other = file("k1,a@x.org,Ann,Bell,Italy,")
    assert bring_in(content=other, by=cast.noor, at=then, mapping=MAPPING).counts == {"updated": 1}
    overruled = bring_in(content=TWO, by=cast.noor, at=then, mapping=MAPPING)
    assert (overruled.counts, live()[0][2]) == ({"updated": 1, "unchanged": 1}, "France")


def test_a_row_that_makes_a_new_one_each_time_makes_none_of_whom_an_undo_left(cast):
    each = {"version": 1, "contact": {"match": [], "writes": "create",
                                      "fields": {"first_name": "First"}}}  # fmt: skip
    first = bring_in(content=TWO, by=cast.noor, at=MORNING, mapping=each)
    ann = Contact.objects.order_by("id").first()
    change_contact(contact_id=ann.id, values={"country": "Norway"}, by=cast.ada, at=MORNING)
    asking.undo(import_id=first.id, by=cast.noor, at=LATER)

    again = bring_in(content=TWO, by=cast.noor, at=LATER, mapping=each)

    assert again.counts == {"skipped": 1, "created": 1}
    assert [name for _, name, _ in live()] == ["Ann", "Anna"]


def test_a_deal_that_was_won_since_is_not_opened_by_the_same_file(cast):
    mapping = {
        "version": 1,
        "system": "crm",
        "deal": {"match": ["key"], "fields": {"key": "Id", "stage": "Stage"}},
    }
    content = "Id,Stage\n1,Negotiation\n"
    bring_in(content=content, by=cast.noor, at=MORNING, mapping=mapping)
    win_deal(deal_id=Deal.objects.get().id, by=cast.ada, at=MORNING)

    again = bring_in(content=content, by=cast.noor, at=LATER, mapping=mapping)

    assert (again.counts, Deal.objects.get().outcome) == ({"unchanged": 1}, "won")


def test_rows_that_were_not_taken_the_first_time_and_undone_ones_are_news(cast):
    content = "Email,First,Country\na@x.org,Ann,Spain\n"
    meet(name="Bo", email="b@x.org")
    only_new = {**BY_MAIL, "contact": {**BY_MAIL["contact"], "writes": "update"}}
    first = bring_in(content=content, by=cast.noor, at=MORNING, mapping=only_new)
    assert [outcome for _, outcome, _ in fates(first)] == ["skipped"]
    meet(name="Ann", email="a@x.org")

    second = bring_in(content=content, by=cast.noor, at=LATER, mapping=only_new)
    asking.undo(import_id=second.id, by=cast.noor, at=LATER)
    third = bring_in(content=content, by=cast.noor, at=LATER, mapping=only_new)

    assert (second.counts, third.counts) == ({"updated": 1}, {"updated": 1})


def test_what_another_file_said_since_is_overruled_by_saying_it_again(cast):
    bring_in(content=TWO, by=cast.noor, at=MORNING, mapping=MAPPING)
    other = file("k1,a@x.org,Ann,Bell,Italy,")
    bring_in(content=other, by=cast.noor, at=MORNING, mapping=MAPPING)

    again = [bring_in(content=TWO, by=cast.noor, at=LATER, mapping=MAPPING) for _ in range(2)]

    assert [one.counts for one in again] == [{"updated": 1, "unchanged": 1}, {"unchanged": 2}]
    assert live()[0][2] == "France"
