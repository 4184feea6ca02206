"""Erasing a person at the very moment in which an import tells of them, on two connections."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from entente.exchange.models import Import
from entente.exchange.operations import asking, intake
from entente.exchange.rules import document
from entente.exchange.testing import bring_in, fates, work_off
from entente.ledger.models import Entry, Payload
from entente.people.models import Company, Contact, FieldChange, OptOut, OutsideKey
from entente.people.operations.erasing import erase_contact
from entente.people.testing import found_company, meet
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db(transaction=True)
ERASED = "This person was erased at their request."
MAPPING = {
    "version": 1,
    "system": "crm",
    "contact": {
        "match": ["email"],
        "fields": {"key": "Id", "email": "Email", "job_title": "Title"},
    },
    "company": {"match": ["name"], "fields": {"name": "Firm", "city": "City"}},
    "opt_outs": [{"means": "mail", "said": {"column": "No mail"}}],
}
FILE = "Id,Email,Title,Firm,City,No mail\n1,zoe@example.com,Zephyrine,Nordwind,Oslo,yes\n"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


@pytest.fixture
def firm(cast) -> int:
    return found_company(name="Nordwind")


@pytest.fixture
def zoe(firm) -> int:
    return meet(email="zoe@example.com", name="Zephyrine", company=firm)


def asked(by) -> Import:
    """An import that only waits for the worker."""
    id_ = intake.take_file(
        blocks=[FILE.encode()],
        filename="people.csv",
        by=by,
        at=MORNING,
        mapping=document.check(given=MAPPING),
    )
    asking.ask_to_run(import_id=id_, by=by)
    return Import.objects.get(id=id_)


class Going:
    """A deed on a connection of its own; `failed` is what went wrong in it."""

    def __init__(self, deed, **told) -> None:
        self.failed: list[Exception] = []
        self.deed, self.told = deed, told
        self.pid = 0
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.deed(**self.told)
        except Exception as error:  # noqa: BLE001  a thread's fault is the test's to tell
            self.failed.append(error)
        finally:
            connections.close_all()

    def stands_or_is_done(self) -> None:
        """Until it waits for somebody's lock or has come to its end."""
        until = time.monotonic() + 30
        while self.thread.is_alive() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("select cardinality(pg_blocking_pids(%s))", [self.pid])
                if self.pid and cursor.fetchone()[0]:
                    return
            time.sleep(0.01)

    def end(self) -> None:
        self.thread.join(timeout=60)
        assert not self.thread.is_alive()
        assert self.failed == []


def erasing(contact_id: int, by) -> Going:
    return Going(erase_contact, contact_id=contact_id, request="by letter", by=by, at=MORNING)


def traces(contact_id: int) -> dict[str, object]:
    """All that a person may have left here."""
    row = Contact.objects.get(id=contact_id)
    return {
        "erased": row.erased_at,
        "held": [row.name, row.email, row.email_key, row.job_title, row.keys_text],
        "others": Contact.objects.exclude(id=contact_id).count(),
        "changes": FieldChange.objects.filter(record="contact").count(),
        "keys": OutsideKey.objects.filter(record="contact").count(),
        "payloads": Payload.objects.filter(contact_id=contact_id).count(),
        "sources": list(OptOut.objects.exclude(source="").values_list("source", flat=True)),
    }


NOTHING = {
    "erased": MORNING,
    "held": [""] * 5,
    "others": 0,
    "changes": 0,
    "keys": 0,
    "payloads": 0,
    "sources": [],
}


def test_who_is_erased_while_a_chunk_that_found_them_is_written_leaves_nothing(cast, firm, zoe):
    row = asked(cast.noor)
    with transaction.atomic():
        Company.objects.select_for_update().get(id=firm)
        importing = Going(work_off, at=MORNING)  # finds them, and then waits for the firm
        importing.stands_or_is_done()
        erase = erasing(zoe, cast.noor)
        erase.stands_or_is_done()
    importing.end()
    erase.end()

    row.refresh_from_db()
    assert (row.state, row.counts, row.failure) == ("done", {"updated": 1}, "")
    assert traces(zoe) == NOTHING
    again = bring_in(content=FILE, by=cast.noor, at=MORNING, mapping=MAPPING)
    assert [why for _, outcome, why in fates(again) if outcome == "skipped"] == [ERASED]
    assert traces(zoe) == NOTHING


def test_who_is_being_erased_while_a_chunk_begins_is_skipped_by_it(cast, zoe):
    row = asked(cast.noor)
    entries = Entry.objects.count()
    with transaction.atomic():
        Contact.objects.select_for_update().get(id=zoe)
        erase = erasing(zoe, cast.noor)
        erase.stands_or_is_done()
        importing = Going(work_off, at=MORNING)
        importing.stands_or_is_done()
    erase.end()
    importing.end()

    row.refresh_from_db()
    assert (row.state, row.counts) == ("done", {"skipped": 1})
    assert [why for _, _, why in fates(row)] == [ERASED]
    assert traces(zoe) == NOTHING
    assert Entry.objects.count() == entries + 1  # that they were erased


def test_an_undo_and_an_erasure_at_the_same_moment_give_the_erased_nothing_back(cast, zoe):
    first = bring_in(content=FILE, by=cast.noor, at=MORNING, mapping=MAPPING)
    with transaction.atomic():
        Contact.objects.select_for_update().get(id=zoe)
        undoing = Going(asking.undo, import_id=first.id, by=cast.noor, at=MORNING)
        undoing.stands_or_is_done()
        erase = erasing(zoe, cast.noor)
        erase.stands_or_is_done()
    undoing.end()
    erase.end()

    first.refresh_from_db()
    assert first.state == "undone"
    assert traces(zoe) == NOTHING
