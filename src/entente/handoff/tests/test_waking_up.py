"""Whom sales sends back until a day somebody looks at again on that day, once."""

from datetime import date, datetime, timedelta

import pytest

from entente.activities import queries as activities
from entente.activities.operations import tasks
from entente.handoff.models import WakeUp
from entente.handoff.operations import deciding, waking
from entente.handoff.operations.history import PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.handoff.testing import handed_over
from entente.ledger import queries as ledger
from entente.people.operations.contacts import change_contact
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.operations.erasing import erase_contact
from entente.people.operations.merging import merge_contacts
from entente.people.testing import meet
from entente.workspace import operations as workspace
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

DAY = date(2027, 1, 12)
WOKEN = MORNING + timedelta(days=49)  # ten o'clock in Paris, on that day
EVE_OF_IT = datetime.combine(DAY, datetime.min.time(), MORNING.tzinfo) - timedelta(minutes=61)


@pytest.fixture
def cast(db):
    return assemble()


def recycled(cast, contact: int, *, hours: float = 0, wake_on: date | None = DAY) -> int:
    """Handed over and sent back an hour later; gives the verdict."""
    at = MORNING + timedelta(hours=hours)
    row = handed_over(contact=contact, at=at)
    no = deciding.reject(
        handover_id=row.id, by=cast.ada, at=at + timedelta(hours=1), wake_on=wake_on,
        reason="no_need_now" if wake_on else "could_not_reach",
    )  # fmt: skip
    return no.verdict_id


def set_for(viewer) -> list[tuple]:
    found = activities.open_tasks(viewer=viewer, today=WOKEN.date())
    return [(task.subject, task.due_on, task.contact_id) for task in found]


def everybodys(cast) -> dict[str, list[tuple]]:
    people = (cast.ada, cast.milan, cast.noor, cast.eve)
    return {one.name.split()[0]: told for one in people if (told := set_for(one))}


def test_on_the_day_it_is_a_task_of_whoever_has_the_contact_once(cast):
    sara = meet(name="Sara Lind", owner=cast.milan.member_id, at=MORNING)
    recycled(cast, sara)

    woken = [waking.wake(at=at) for at in (EVE_OF_IT, WOKEN, WOKEN, WOKEN + timedelta(days=9))]

    assert woken == [0, 1, 0, 0]
    assert everybodys(cast) == {"Milan": [("Look again: no need now", DAY, sara)]}
    assert "task.set" in [one.kind for one in ledger.timeline(contact=sara).entries]


def test_the_day_begins_at_midnight_where_the_house_is(cast):
    recycled(cast, meet(name="Sara Lind", at=MORNING))

    assert [waking.wake(at=EVE_OF_IT + timedelta(minutes=one)) for one in (0, 1)] == [0, 1]


def test_a_task_that_was_done_is_not_set_again_for_another_owner(cast):
    sara = meet(name="Sara Lind", owner=cast.milan.member_id, at=MORNING)
    recycled(cast, sara)
    waking.wake(at=WOKEN)
    (task,) = activities.open_tasks(viewer=cast.milan, today=DAY)

    tasks.finish_task(task_id=task.id, by=cast.milan, at=WOKEN)
    change_contact(contact_id=sara, values={"owner": cast.ada.member_id}, by=SYSTEM, at=WOKEN)

    assert waking.wake(at=WOKEN + timedelta(hours=1)) == 0
    assert everybodys(cast) == {}


def test_of_a_contact_that_nobody_has_it_is_a_task_of_the_head_of_marketing(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    recycled(cast, sara)

    assert waking.wake(at=WOKEN) == 1
    assert everybodys(cast) == {"Noor": [("Look again: no need now", DAY, sara)]}


def test_whoever_has_left_is_told_nothing_and_their_head_is(cast):
    sara = meet(name="Sara Lind", owner=cast.milan.member_id, at=MORNING)
    recycled(cast, sara)
    workspace.deactivate_member(member_id=cast.milan.member_id, by=cast.root, at=MORNING)

    assert waking.wake(at=WOKEN) == 1
    assert everybodys(cast) == {"Noor": [("Look again: no need now", DAY, sara)]}


def test_nobody_is_woken_by_what_names_no_day_or_was_taken_back_before_it(cast):
    one, other = (meet(name=name, at=MORNING) for name in ("Sara Lind", "Hugo Lenoir"))
    recycled(cast, one, wake_on=None)
    taken_back = recycled(cast, other)

    deciding.undo(verdict_id=taken_back, by=cast.ada, at=MORNING + timedelta(days=1))

    assert waking.wake(at=WOKEN) == 0
    assert not WakeUp.objects.exists()
    assert everybodys(cast) == {}


def test_a_verdict_that_was_given_anew_wakes_on_its_own_day_alone(cast):
    sara = meet(name="Sara Lind", owner=cast.ada.member_id, at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    about = {"handover_id": row.id, "reason": "no_need_now", "by": cast.ada, "at": MORNING}
    no = deciding.reject(wake_on=DAY, **about)
    deciding.undo(verdict_id=no.verdict_id, by=cast.ada, at=MORNING)
    deciding.reject(wake_on=DAY + timedelta(days=1), **about)

    assert [waking.wake(at=WOKEN), waking.wake(at=WOKEN + timedelta(days=1))] == [0, 1]
    assert everybodys(cast) == {"Ada": [("Look again: no need now", DAY + timedelta(days=1), sara)]}


@pytest.mark.parametrize("decided", [False, True])
def test_who_was_handed_over_again_meanwhile_needs_no_second_look(cast, decided):
    sara = meet(name="Sara Lind", at=MORNING)
    recycled(cast, sara)
    again = handed_over(contact=sara, at=MORNING + timedelta(days=2))
    if decided:
        later = MORNING + timedelta(days=3)
        deciding.accept(handover_id=again.id, by=cast.ada, at=later)

    assert waking.wake(at=WOKEN) == 0
    assert everybodys(cast) == {}


def test_nobody_looks_again_at_who_was_erased(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    recycled(cast, sara)
    erase_contact(contact_id=sara, request="by letter", by=cast.noor, at=MORNING)

    assert waking.wake(at=WOKEN) == 0
    assert everybodys(cast) == {}


def test_who_was_deleted_is_looked_at_again_once_restored(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    recycled(cast, sara)
    delete_contact(contact_id=sara, by=cast.noor, at=MORNING)
    deleted = waking.wake(at=WOKEN)
    restore_contact(contact_id=sara, by=cast.noor, at=WOKEN)

    assert (deleted, waking.wake(at=WOKEN)) == (0, 1)
    assert everybodys(cast) == {"Noor": [("Look again: no need now", DAY, sara)]}


def test_of_two_records_that_became_one_the_one_that_remains_is_looked_at(cast):
    sara, double = (meet(name=name, at=MORNING) for name in ("Sara Lind", "S. Lind"))
    recycled(cast, double)
    merge_contacts(was=double, into=sara, by=cast.noor, at=MORNING + timedelta(days=1))

    assert waking.wake(at=WOKEN) == 1
    assert everybodys(cast) == {"Noor": [("Look again: no need now", DAY, sara)]}


def test_a_past_that_was_written_at_once_wakes_nobody(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    write_past(
        past=[
            PastHandover(
                contact=sara, company=None, cause=1, clause="", definition=None,
                created_at=MORNING, owner=cast.ada.member_id, owner_name="Ada Sells",
                first_offered_at=MORNING, status=Status.RECYCLED, decided_at=MORNING,
                reason="no_need_now", reason_label="No need now", sort="timing", wake_on=DAY,
            )
        ],
        at=MORNING,
    )  # fmt: skip

    assert waking.wake(at=WOKEN) == 0
    assert everybodys(cast) == {}
