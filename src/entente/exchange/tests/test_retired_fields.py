"""A field that was retired is filled by no file, and none takes its name, until it is offered."""

from datetime import timedelta

import pytest

from entente.exchange.models import Import
from entente.exchange.operations import asking, intake
from entente.exchange.rules import document
from entente.exchange.rules.problems import BadMapping
from entente.exchange.testing import bring_in, work_off
from entente.people.models import Contact, CustomField
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import (
    define_field,
    offer_field_again,
    rename_field,
    retire_field,
)
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
FILE = "Email,First,Kind\nada@x.org,Ada,big\neve@x.org,Eve,\n"
PLAIN = {
    "version": 1,
    "contact": {"match": ["email"], "fields": {"email": "Email", "first_name": "First"}},
}
WITH_KIND = {
    "version": 1,
    "contact": {"match": ["email"], "fields": {**PLAIN["contact"]["fields"],
                                               "field:Lead type": "Kind"}},
}  # fmt: skip
DAY = f"{MORNING.day} {MORNING:%B %Y}"
LEFT_OUT = (
    f"“Kind” was left out: the field Lead type was retired on {DAY}. It can be offered again in "
    "Settings, Fields."
)
REFUSED = (
    f"contact.fields.field:Lead type: the field Lead type was retired on {DAY}. Leave the column "
    "out, or offer the field again in Settings, Fields."
)


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


@pytest.fixture
def retired(cast) -> str:
    bring_in(content=FILE, by=cast.noor, at=MORNING, mapping=WITH_KIND)
    name = f"cf_{CustomField.objects.get().id}"
    retire_field(name=name, by=cast.root, at=MORNING)
    return name


def held(name: str) -> list[str | None]:
    return [one.custom.get(name) for one in Contact.objects.order_by("id")]


@pytest.mark.parametrize("check", [True, False])
def test_the_same_file_again_leaves_its_column_out_and_says_so(cast, retired, check):
    ada = Contact.objects.order_by("id").first()
    change_contact(contact_id=ada.id, values={"first_name": "Adele"}, by=cast.ada, at=MORNING)

    again = bring_in(content=FILE, by=cast.noor, at=LATER, check=check)

    told = again.checked if check else {"counts": again.counts, "warnings": again.warnings}
    assert told["warnings"] == {LEFT_OUT: 1}
    assert told["counts"] == ({"told": 2} if check else {"unchanged": 2})
    assert (again.adds, CustomField.objects.count(), held(retired)) == ({}, 1, ["big", None])


def test_a_mapping_that_names_it_is_refused(cast, retired):
    with pytest.raises(BadMapping) as refused:
        bring_in(content=FILE, by=cast.noor, at=LATER, mapping=WITH_KIND)

    assert refused.value.problems == [REFUSED]
    assert CustomField.objects.count() == 1


def test_one_that_is_retired_while_its_file_waits_stops_it(cast):
    define_field(record="contact", label="lead TYPE", type="text", by=cast.root, at=MORNING)
    row_id = intake.take_file(
        blocks=[FILE.encode()], filename="people.csv", by=cast.noor, at=MORNING,
        mapping=document.check(given=WITH_KIND),
    )  # fmt: skip
    retire_field(name=f"cf_{CustomField.objects.get().id}", by=cast.root, at=MORNING)
    asking.ask_to_run(import_id=row_id, by=cast.noor)
    work_off(at=LATER)

    row = Import.objects.get()
    assert (row.state, row.failure) == (
        "failed",
        REFUSED.replace("the field Lead type", "the field lead TYPE"),
    )
    assert (CustomField.objects.count(), Contact.objects.count()) == (1, 0)


def test_offered_again_it_holds_what_it_held_and_files_fill_it(cast, retired):
    label = offer_field_again(name=retired, by=cast.root)
    newer = FILE.replace("eve@x.org,Eve,", "eve@x.org,Eve,small")

    row = bring_in(content=newer, by=cast.noor, at=LATER, mapping=WITH_KIND)

    assert (label, row.counts) == ("Lead type", {"updated": 1, "unchanged": 1})
    assert (CustomField.objects.count(), held(retired)) == (1, ["big", "small"])


def test_once_it_is_offered_again_the_next_file_of_these_columns_fills_it(cast, retired):
    bring_in(content=FILE, by=cast.noor, at=LATER)
    meanwhile = Import.objects.latest("id")
    offer_field_again(name=retired, by=cast.root)

    news = FILE.replace("Eve,\n", "Eve,small\n")
    row = bring_in(content=news, by=cast.noor, at=LATER)

    assert list(meanwhile.warnings) == [LEFT_OUT]
    assert "field:Lead type" not in meanwhile.mapping["contact"]["fields"]
    assert (row.warnings, held(retired)) == ({}, ["big", "small"])


def test_where_another_bears_its_name_by_now_that_one_is_meant(cast, retired):
    new = define_field(record="contact", label="lead type", type="text", by=cast.root, at=LATER)

    row = bring_in(content=FILE, by=cast.noor, at=LATER, mapping=WITH_KIND)

    assert (row.warnings, held(new), held(retired)) == ({}, ["big", None], ["big", None])


def test_another_mapping_of_the_same_file_fills_the_field_that_it_adds(cast):
    bring_in(content=FILE, by=cast.noor, at=MORNING, mapping=PLAIN)

    looked = bring_in(content=FILE, by=cast.noor, at=LATER, mapping=WITH_KIND, check=True)
    row = bring_in(content=FILE, by=cast.noor, at=LATER, mapping=WITH_KIND)

    assert looked.checked["adds"] == row.adds == {"fields": {"contact": ["Lead type"]}}
    assert looked.checked["counts"] == {"matched": 2}
    assert row.counts == {"updated": 1, "unchanged": 1}
    assert held(f"cf_{CustomField.objects.get().id}") == ["big", None]


def test_a_field_that_was_renamed_since_is_added_anew_and_filled_and_nothing_else_is(cast):
    bring_in(content=FILE, by=cast.noor, at=MORNING, mapping=WITH_KIND)
    old = f"cf_{CustomField.objects.get().id}"
    rename_field(name=old, label="Kind of lead", by=cast.root)
    ada = Contact.objects.order_by("id").first()
    change_contact(contact_id=ada.id, values={"first_name": "Adele"}, by=cast.ada, at=MORNING)

    looked = bring_in(content=FILE, by=cast.noor, at=LATER, mapping=WITH_KIND, check=True)
    row = bring_in(content=FILE, by=cast.noor, at=LATER, mapping=WITH_KIND)
    again = bring_in(content=FILE, by=cast.noor, at=LATER, mapping=WITH_KIND)

    assert looked.checked["counts"] == {"matched": 1, "told": 1}
    assert row.counts == {"updated": 1, "unchanged": 1}
    assert again.counts == {"unchanged": 2}
    new = f"cf_{CustomField.objects.latest('id').id}"
    assert (held(old), held(new)) == (["big", None], ["big", None])
    assert list(Contact.objects.order_by("id").values_list("first_name", flat=True)) == [
        "Adele",
        "Eve",
    ]
