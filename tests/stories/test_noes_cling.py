"""Whatever is imported, undone, merged, parted, moved, deleted: each no that stands clings."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entente.people.models import Contact, FieldChange, Merge, OptOut, Suppression
from entente.people.operations.bulk.contacts import NewContact, create_contacts, update_contacts
from entente.people.operations.bulk.refusals import refuse
from entente.people.operations.contacts import EmailTaken, change_contact
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.refusals import digest_key, opt_out
from entente.people.operations.saving import Doing
from entente.people.operations.undoing import undo_batch
from entente.people.rules.changes import UnableToSave
from entente.people.rules.refusals import MEANS, addresses, digest_of
from entente.people.testing import meet
from entente.workspace.rules import SYSTEM, Viewer
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
PHONES = ["+46315550141", "+46315550142"]
MAILS = [f"{one}@example.com" for one in "abcd"]
numbers = st.integers(0, 3)
files = st.one_of(
    st.tuples(st.just("file says no"), numbers, st.sampled_from(MEANS)),
    st.tuples(st.just("file moves"), numbers, st.sampled_from(PHONES + MAILS)),
    st.tuples(st.just("file makes"), numbers, st.sampled_from(PHONES)),
)
hands = st.one_of(
    st.tuples(st.just("no"), numbers, st.sampled_from(MEANS)),
    st.tuples(st.just("moves"), numbers, st.sampled_from(PHONES + MAILS)),
    st.tuples(st.just("merge"), numbers, numbers),
    st.tuples(st.sampled_from(["part", "delete", "restore"]), numbers, numbers),
)
undos = st.tuples(st.just("undo"), numbers, numbers)
deeds = st.tuples(
    st.lists(files, min_size=1, max_size=3),
    st.lists(hands, min_size=1, max_size=3),
    st.lists(undos, min_size=1, max_size=2),
    st.lists(st.one_of(files, hands, undos), max_size=3),
).map(lambda parts: [deed for part in parts for deed in part])


def do(deed: str, one: int, what: object, step: int, ada: Viewer) -> None:
    """One thing that happens, by a file or by hand."""
    people = list(Contact.objects.order_by("id").values_list("id", flat=True))
    at = MORNING + timedelta(minutes=step)
    if deed.startswith("file"):
        doing = Doing(by=SYSTEM, at=at, source="import", batch=900 + step)
        by_file(deed, people[one], str(what), doing)
    elif deed == "undo":
        told = sorted(batches())
        if told:
            undo_batch(batch=told[one % len(told)], by=SYSTEM, at=at)
    elif deed in ("merge", "part"):
        join_or_part(deed, people[one], people, what, Doing(by=ada, at=at))
    else:
        by_hand(deed, people[one], str(what), Doing(by=ada, at=at))


def by_file(deed: str, whom: int, what: str, doing: Doing) -> None:
    live = Contact.objects.filter(deleted_at=None)
    if deed == "file says no" and live.filter(id=whom).exists():
        refuse(noes=[(whom, what)], through="a column", doing=doing)
    elif deed == "file moves" and not live.filter(email_key=what).exists():
        update_contacts(given={whom: address(what)}, doing=doing)
    elif deed == "file makes":
        made = create_contacts(new=[NewContact(values=address(what), since=doing.at)], doing=doing)
        refuse(noes=[(made[0], "phone")], through="a column", doing=doing)


def by_hand(deed: str, whom: int, what: str, doing: Doing) -> None:
    told = {"contact_id": whom, "by": doing.by, "at": doing.at}
    match deed:
        case "no":
            opt_out(means=what, source="told Ada", **told)
        case "moves":
            change_contact(values=address(what), **told)
        case "delete":
            delete_contact(**told)
        case "restore":
            restore_contact(**told)


def join_or_part(deed: str, whom: int, people: list[int], what: object, doing: Doing) -> None:
    last = Merge.objects.filter(undone_at=None).order_by("-id").first()
    if deed == "merge":
        merge_contacts(was=whom, into=people[int(str(what))], by=doing.by, at=doing.at)
    elif last is not None:
        unmerge_contacts(merge_id=last.id, by=doing.by, at=doing.at)


def address(what: object) -> dict[str, str]:
    return {"email" if "@" in str(what) else "phone": str(what)}


def batches() -> set[int]:
    models = (OptOut, Contact, FieldChange)
    return {
        batch
        for model in models
        for batch in model.objects.exclude(batch_id=None).values_list("batch_id", flat=True)
    }


def standing() -> set[tuple[bytes, str]]:
    """What has to cling: every no of every record, whatever became of it, with its address."""
    rows = OptOut.objects.filter(lifted_at=None).select_related("contact")
    return {
        (digest_of(text=one, key=digest_key()), row.means)
        for row in rows
        for one in addresses(
            means=row.means, email_key=row.contact.email_key, phone_key=row.contact.phone_key
        )
    }


def clinging() -> set[tuple[bytes, str]]:
    rows = Suppression.objects.values_list("digest", "means")
    return {(bytes(digest), means) for digest, means in rows}


@pytest.fixture
def ada(db) -> Viewer:
    return assemble().ada


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=deeds)
def test_every_no_that_stands_clings_to_the_address_of_whoever_said_it(ada, deeds):
    with transaction.atomic():
        for number in range(4):
            meet(name=f"P{number}", email=f"p{number}@example.com", phone=PHONES[number % 2])

        for step, (deed, one, what) in enumerate(deeds):
            try:
                with transaction.atomic():
                    do(deed, one, what, step, ada)
            except (UnableToSave, EmailTaken, LookupError):
                continue

            assert standing() - clinging() == set()

        transaction.set_rollback(True)
