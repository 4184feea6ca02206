"""Records that are one's own, the team's, another's: every address that holds the id of one."""

import pytest

from entente.activities.models import Activity
from entente.activities.operations.tasks import set_task
from entente.activities.rules import About
from entente.exchange.models import Import
from entente.exchange.operations import intake
from entente.handoff.models import Handover
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING
from tests.access.asking import METHODS, Asker, addresses, everything, url
from tests.access.people import ADMITS, SEATED, Person, gather

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The first word of a name says whose id the first part of the address is.
RECORDS = {
    "contact": ("contact", {"contact_id", "record_id"}),
    "company": ("company", {"company_id", "record_id"}),
    "deal": ("deal", {"deal_id", "record_id"}),
    "task": ("activity", {"task_id"}),
    "queue": ("handoff", {"lead"}),
    "import": ("import", {"import_id"}),
}
LOOKING = {"GET", "HEAD"}
SEEN_BY_MORE = {"task"}  # the page that changes it shows it to whoever may see it
NOT_YET = {"deal_refund"}  # an open deal has nothing to give back


@pytest.fixture(scope="module")
def people(kept_rows):
    with clock.frozen(MORNING):
        return gather()


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(MORNING):
        yield


def make_contact(owner: int | None) -> int:
    return meet(name="Sara Lind", owner=owner)


def make_company(owner: int | None) -> int:
    return found_company(name="Ostgård Dairy", owner=owner)


def make_task(owner: int | None) -> int:
    about = About(contact_id=meet(name="Jonas Weber"))
    task = set_task(about=about, subject="Ring back", assignee=owner, by=SYSTEM, at=MORNING)
    Activity.objects.filter(id=task).update(by_id=owner)
    return task


def make_deal(owner: int | None) -> int:
    return sell(name="Mill", owner=owner)


def make_handoff(owner: int | None) -> int:
    row = handed_over(contact=meet(name="Ida"), at=MORNING)
    Handover.objects.filter(id=row.id).update(owner_id=owner)
    return row.id


def make_import(owner: int | None) -> int:
    content = f"email\n{owner}@example.com\n".encode()
    import_id = intake.take_file(blocks=[content], filename="people.csv", by=SYSTEM, at=MORNING)
    Import.objects.filter(id=import_id).update(by_id=owner)
    return import_id


MAKE = {
    "contact": make_contact,
    "company": make_company,
    "deal": make_deal,
    "activity": make_task,
    "handoff": make_handoff,
    "import": make_import,
}


def of_records() -> list[tuple[str, str, str, str, tuple[str, ...], tuple[str, ...]]]:
    """Addresses with the id of one record: name, record, action, the id's part, parts, methods."""
    found = []
    for name, declared, holds in addresses():
        record, parts = RECORDS.get(name.partition("_")[0], ("", set()))
        part = next(iter(parts & set(holds[:1])), "")
        words = declared.access.name.split()
        if part and record in MAKE and words[0] == "may":
            methods = tuple(method for method in declared.methods if method in METHODS)
            found.append((name, record, words[1], part, holds, methods))
    return found


def test_the_addresses_of_records_are_found():
    names = {name for name, *_ in of_records()}

    assert {"contact", "contact_erasing", "deal", "deal_win", "queue_lead", "queue_accept"} <= names
    assert {"company", "company_deletion", "task", "task_done", "task_deletion"} <= names
    assert {"import", "import_rejects", "import_undoing"} <= names


@pytest.mark.parametrize("called", sorted(SEATED))
def test_a_record_opens_as_far_as_a_seat_reaches(people, called):
    person = people[called]
    asker = Asker(person)
    ids = {
        (record, whose): make(person.owner(whose))
        for record, make in MAKE.items()
        for whose in ("own", "team", "other")
    }
    before = everything()

    wrong = [
        (name, method, whose, found)
        for name, record, declared, part, holds, methods in of_records()
        if called in ADMITS[f"may {declared} {record}"]
        for method in methods
        if method != "HEAD"  # a GET without its body; the test below asks so too
        for action in ["see" if name in SEEN_BY_MORE and method in LOOKING else declared]
        for whose in ("own", "team", "other")
        if (
            found := asker.ask(
                method,
                url(name, holds, **{part: ids[record, whose]}),
                keep=not person.reaches(whose, action=action, record=record),
            )
        )
        not in fine(person, whose, action=action, record=record, method=method)
        and not (name in NOT_YET and found == "missing")
    ]

    assert wrong == []
    assert everything() == before


def test_looking_at_a_record_changes_nothing(people):
    person = people["head"]
    asker = Asker(person)
    ids = {record: make(person.owner("own")) for record, make in MAKE.items()}
    before = everything()

    seen = [
        asker.ask(method, url(name, holds, **{part: ids[record]}), keep=True)
        for name, record, _, part, holds, methods in of_records()
        for method in ("GET", "HEAD")
        if method in methods
    ]

    assert set(seen) <= {"open", "missing"}
    assert everything() == before


def fine(person: Person, whose: str, *, action: str, record: str, method: str) -> set[str]:
    """What may come of it. A deed within reach may still be refused by its room's own rules."""
    if not person.reaches(whose, action=action, record=record):
        return {"refused", "missing", "declined"}
    return {"open"} if method != "POST" else {"open", "missing", "refused", "declined"}
