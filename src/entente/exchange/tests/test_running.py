"""Imports that are stopped, break, go on, are repeated, or undone."""

import os
from datetime import timedelta

import pytest

from entente.exchange import store
from entente.exchange.jobs import Importer
from entente.exchange.models import Import
from entente.exchange.operations import asking, forgetting, intake, running
from entente.exchange.operations.intake import NotNow
from entente.exchange.queries import imports as queries
from entente.exchange.rules import document
from entente.exchange.testing import bring_in, fates, work_off
from entente.ledger.models import Entry
from entente.people.models import Contact, OptOut
from entente.people.operations.contacts import change_contact
from entente.people.operations.deleting import delete_contact
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

MAPPING = {
    "version": 1,
    "system": "crm",
    "contact": {
        "match": ["key", "email"],
        "fields": {
            "key": "Id",
            "email": "Email",
            "first_name": "First",
            "last_name": "Last",
            "country": "Country",
        },
    },
    "opt_outs": [{"means": "mail", "said": "No"}],
}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def file(*rows: str) -> str:
    return "\n".join(["Id,Email,First,Last,Country,No", *rows])


def many(count: int, country: str = "France") -> str:
    return file(*(f"k{n},p{n}@example.com,P{n},Person,{country}," for n in range(count)))


def take(cast, content: str, mapping=None) -> int:
    return intake.take_file(
        blocks=[content.encode()],
        filename="many.csv",
        by=cast.noor,
        at=MORNING,
        mapping=document.check(given=mapping or MAPPING),
    )


def test_an_import_goes_on_where_a_dead_worker_left_it(cast, monkeypatch):
    monkeypatch.setattr(running.run_chunk, "__kwdefaults__", {"size": 100})
    import_id = take(cast, many(450))
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    for _ in range(3):
        assert Importer().step(at=MORNING)  # a fresh process each time

    row = Import.objects.get(id=import_id)
    assert (row.state, row.line, row.counts) == ("running", 201, {"created": 200})

    work_off(at=MORNING)

    row.refresh_from_db()
    assert (row.state, row.counts) == ("done", {"created": 450})
    assert [line for line, _, _ in fates(row)] == list(range(2, 452))
    assert Contact.objects.count() == 450


def test_an_import_is_stopped_between_chunks_and_goes_on(cast, monkeypatch):
    monkeypatch.setattr(running.run_chunk, "__kwdefaults__", {"size": 100})
    import_id = take(cast, many(450))
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    importer = Importer()
    for _ in range(3):
        importer.step(at=MORNING)

    asking.ask_to_stop(import_id=import_id, by=cast.noor, at=MORNING)
    work_off(at=MORNING)

    row = Import.objects.get(id=import_id)
    assert (row.state, row.counts) == ("cancelled", {"created": 200})

    asking.ask_to_run(import_id=import_id, by=cast.noor)
    work_off(at=MORNING)

    row.refresh_from_db()
    assert (row.state, row.counts) == ("done", {"created": 450})


def test_what_breaks_says_so_and_keeps_the_rows_so_far(cast, monkeypatch):
    monkeypatch.setattr(running.run_chunk, "__kwdefaults__", {"size": 100})
    import_id = take(cast, many(250))
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    importer = Importer()
    importer.step(at=MORNING)
    importer.step(at=MORNING)
    path = next(p for p in intake.store.folder().iterdir())
    kept = path.read_bytes()
    path.unlink()
    work_off(at=MORNING)

    row = Import.objects.get(id=import_id)
    assert (row.state, row.failure) == (
        "failed",
        "The file of this import is not on this machine any more. Bring it in again; what was imported of it stays.",
    )
    assert row.counts == {"created": 100}

    path.write_bytes(kept)
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    work_off(at=MORNING)
    row.refresh_from_db()
    assert (row.state, row.counts) == ("done", {"created": 250})


def test_undoing_keeps_the_five_contacts_that_somebody_worked_on(cast):
    row = bring_in(content=many(40), by=cast.noor, at=MORNING, mapping=MAPPING)
    edited = list(Contact.objects.order_by("id")[:5])
    for one in edited:
        change_contact(contact_id=one.id, values={"job_title": "CFO"}, by=cast.ada, at=MORNING)

    assert asking.undo(import_id=row.id, by=cast.noor, at=MORNING) == 5

    row.refresh_from_db()
    assert [one["name"] for one in row.kept] == [f"P{n} Person" for n in range(5)]
    left = Contact.objects.filter(deleted_at=None).order_by("id")
    assert [(one.id, one.name, one.job_title) for one in left] == [
        (one.id, f"P{n} Person", "CFO") for n, one in enumerate(edited)
    ]
    row.refresh_from_db()
    assert (row.state, row.undone_by_id) == ("undone", cast.noor.member_id)
    with pytest.raises(NotNow):
        asking.undo(import_id=row.id, by=cast.noor, at=MORNING)


def test_undoing_counts_all_who_stay_and_names_the_first(cast):
    row = bring_in(content=many(60), by=cast.noor, at=MORNING, mapping=MAPPING)
    for one in Contact.objects.all():
        change_contact(contact_id=one.id, values={"job_title": "CFO"}, by=cast.ada, at=MORNING)

    asking.undo(import_id=row.id, by=cast.noor, at=MORNING)

    told = queries.info(import_id=row.id, viewer=cast.noor)
    assert (told.kept_count, len(told.kept)) == (60, 50)


def test_an_undone_file_can_be_imported_again(cast):
    row = bring_in(content=many(10), by=cast.noor, at=MORNING, mapping=MAPPING)
    asking.undo(import_id=row.id, by=cast.noor, at=MORNING)

    again = bring_in(content=many(10), by=cast.noor, at=MORNING, mapping=MAPPING)

    assert again.counts == {"created": 10}
    assert Contact.objects.filter(deleted_at=None).count() == 10


def test_undoing_an_update_gives_the_old_values_back(cast):
    bring_in(content=many(3), by=cast.noor, at=MORNING, mapping=MAPPING)
    row = bring_in(content=many(4, "Spain"), by=cast.noor, at=MORNING, mapping=MAPPING)
    assert row.counts == {"created": 1, "updated": 3}

    asking.undo(import_id=row.id, by=cast.noor, at=MORNING)

    people = Contact.objects.filter(deleted_at=None).order_by("id")
    assert [one.country for one in people] == ["France"] * 3


def test_what_is_here_may_be_kept_from_being_overwritten(cast):
    bring_in(content=file("k1,a@x.org,Ann,,France,"), by=cast.noor, at=MORNING, mapping=MAPPING)

    row = bring_in(
        content=file("k1,a@x.org,Anna,Bell,Spain,", "k2,b@x.org,Bo,,,"),
        by=cast.noor,
        at=MORNING,
        mapping={**MAPPING, "overwrite": False},
    )

    assert row.counts == {"created": 1, "updated": 1}
    ann = Contact.objects.get(email="a@x.org")
    assert (ann.first_name, ann.last_name, ann.country) == ("Ann", "Bell", "France")


@pytest.mark.parametrize(
    ("writes", "expected"),
    [
        ("create", [(2, "skipped", "The contact is here already."), (3, "created", "")]),
        (
            "update",
            [(2, "updated", ""), (3, "skipped", "There is no contact with this Id or Email.")],
        ),
    ],
)
def test_rows_may_only_create_or_only_update(cast, writes, expected):
    bring_in(content=file("k1,a@x.org,Ann,,,"), by=cast.noor, at=MORNING, mapping=MAPPING)
    mapping = {**MAPPING, "contact": {**MAPPING["contact"], "writes": writes}}

    row = bring_in(
        content=file("k1,a@x.org,Anna,,,", "k2,b@x.org,Bo,,,"),
        by=cast.noor,
        at=MORNING,
        mapping=mapping,
    )

    assert fates(row) == expected


def test_a_key_and_an_address_of_two_people_is_nobodys_row(cast):
    content = file("k1,a@x.org,Ann,,,", "k2,b@x.org,Bo,,,", "k1,b@x.org,Ann,,,")

    row = bring_in(content=content, by=cast.noor, at=MORNING, mapping=MAPPING)

    assert fates(row)[2] == (
        4,
        "rejected",
        (
            "The e-mail address b@x.org belongs to another contact; merge the two first, or mend "
            "the row."
        ),
    )
    assert Contact.objects.get(email="a@x.org").first_name == "Ann"


def test_a_person_known_by_address_learns_the_key(cast):
    bring_in(content=file(",a@x.org,Ann,,,"), by=cast.noor, at=MORNING, mapping=MAPPING)

    row = bring_in(content=file("k1,A@X.org,,,,"), by=cast.noor, at=MORNING, mapping=MAPPING)
    by_key = bring_in(content=file("k1,,Anna,,,"), by=cast.noor, at=MORNING, mapping=MAPPING)

    assert [row.counts, by_key.counts] == [{"updated": 1}, {"updated": 1}]
    assert Contact.objects.get().first_name == "Anna"


def test_an_import_brings_nobody_back_from_the_dead(cast):
    bring_in(content=file("k1,a@x.org,Ann,,,"), by=cast.noor, at=MORNING, mapping=MAPPING)
    delete_contact(contact_id=Contact.objects.get().id, by=cast.noor, at=MORNING)

    row = bring_in(content=file("k1,a@x.org,Ann,,,"), by=cast.noor, at=MORNING, mapping=MAPPING)

    assert fates(row) == [(2, "skipped", "The contact was deleted here; restore it first.")]


def test_no_later_import_lifts_a_no(cast):
    bring_in(content=file("k1,a@x.org,Ann,,,yes"), by=cast.noor, at=MORNING, mapping=MAPPING)
    row = bring_in(content=file("k1,a@x.org,Ann,,,no"), by=cast.noor, at=MORNING, mapping=MAPPING)

    assert row.counts == {"unchanged": 1}
    assert OptOut.objects.filter(lifted_at=None).count() == 1


def test_a_no_comes_with_the_contact_in_one_transaction(cast):
    row = bring_in(content=file("k1,a@x.org,Ann,,,yes"), by=cast.noor, at=MORNING, mapping=MAPPING)

    kinds = (
        Entry.objects.filter(batch_id=row.id).order_by("position").values_list("kind", flat=True)
    )
    assert list(kinds) == ["contact.created", "contact.opted_out"]


def test_somebody_without_a_seat_imports_nothing(cast):
    with pytest.raises(Refused):
        bring_in(content=many(1), by=cast.eve, at=MORNING, mapping=MAPPING)

    assert not Import.objects.exists()
    assert not list(intake.store.folder().iterdir())


def test_a_file_is_kept_for_thirty_days_after_the_last_that_was_done_with_it(cast):
    done, waiting, late = (take(cast, many(n)) for n in (1, 2, 3))
    for import_id in (done, late):
        asking.ask_to_run(import_id=import_id, by=cast.noor)
    work_off(at=MORNING)
    asking.undo(import_id=late, by=cast.noor, at=MORNING + timedelta(days=1))
    asking.ask_to_check(import_id=waiting, by=cast.noor)
    held = {row.id: store.path_of(name=row.stored) for row in Import.objects.all()}
    until = queries.info(import_id=done, viewer=cast.noor).file_until

    forgetting.forget_files(at=until - timedelta(seconds=1))
    early = {number: path.exists() for number, path in held.items()}
    forgetting.forget_files(at=until)

    assert until == MORNING + timedelta(days=30)
    assert early == {done: True, waiting: True, late: True}
    assert {number: path.exists() for number, path in held.items()} == {
        done: False, waiting: True, late: True,
    }  # fmt: skip
    told = queries.info(import_id=done, viewer=cast.noor)
    assert (told.has_file, told.file_until, told.counts) == (False, None, {"created": 1})


def test_a_file_that_was_never_imported_is_dropped_whole_after_thirty_days(cast):
    mapped, looked, done = (take(cast, many(n)) for n in (1, 2, 3))
    asking.ask_to_check(import_id=looked, by=cast.noor)
    asking.ask_to_run(import_id=done, by=cast.noor)
    work_off(at=MORNING)

    forgetting.forget_files(at=MORNING + timedelta(days=30))

    assert list(Import.objects.values_list("id", "state")) == [(done, "done")]
    assert list(store.folder().iterdir()) == []


def test_what_was_stopped_does_not_go_on_once_its_file_is_deleted(cast):
    import_id = take(cast, many(3))
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    asking.ask_to_stop(import_id=import_id, by=cast.noor, at=MORNING)
    work_off(at=MORNING)
    asking.remove_file(import_id=import_id, by=cast.noor, at=MORNING)

    with pytest.raises(NotNow, match="file of this import is deleted"):
        asking.ask_to_run(import_id=import_id, by=cast.noor)

    assert Import.objects.get(id=import_id).state == "cancelled"


@pytest.mark.parametrize(
    "delete",
    [
        lambda cast, number: forgetting.forget_files(at=MORNING + timedelta(days=30)),
        lambda cast, number: asking.remove_file(import_id=number, by=cast.noor, at=MORNING),
    ],
)
def test_a_file_whose_deletion_was_cut_short_is_deleted_the_next_time(cast, monkeypatch, delete):
    import_id = take(cast, many(3))
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    work_off(at=MORNING)

    def power_cut(*, name: str) -> None:
        raise KeyboardInterrupt(name)

    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(store, "forget", power_cut)
        delete(cast, import_id)
    told = queries.info(import_id=import_id, viewer=cast.noor).has_file
    delete(cast, import_id)

    assert told is True
    assert list(store.folder().iterdir()) == []


def test_what_a_killed_upload_left_behind_is_swept_away_after_thirty_days(cast):
    known = Import.objects.get(id=take(cast, many(3)))
    last = MORNING + timedelta(days=1)
    left = [store.folder() / name for name in ("0" * 32, "1" * 32, known.stored)]
    for path, at in zip(left, (MORNING, last, MORNING), strict=True):
        path.touch()
        os.utime(path, (at.timestamp(), at.timestamp()))
    Import.objects.update(at=last)

    forgetting.forget_files(at=last + timedelta(days=29, hours=23))

    assert [path.exists() for path in left] == [False, True, True]
