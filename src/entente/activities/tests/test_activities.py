"""Calls, meetings, notes and tasks: logged, put right, taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entente.activities.models import Activity
from entente.activities.operations.correcting import correct_activity, delete_activity
from entente.activities.operations.logging import log_call, log_meeting, write_note
from entente.activities.operations.tasks import finish_task, reopen_task, set_task
from entente.activities.queries import activity, at_positions, open_tasks, tasks_about
from entente.activities.rules import About
from entente.activities.testing import ring
from entente.ledger import queries as ledger
from entente.ledger.models import Entry
from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 24)


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def ida(cast):
    return meet(name="Ida", company=found_company(name="Nordwind"))


def newest(**of):
    """The entry that was written last, whenever it says that it happened."""
    return max(ledger.timeline(**of).entries, key=lambda entry: entry.position)


def test_a_call_that_is_logged_late_happened_then_and_was_recorded_now(cast, ida):
    log_call(
        about=About(contact_id=ida),
        outcome="voicemail",
        by=cast.ada,
        at=MORNING,
        occurred_at=MORNING - 30 * HOUR,
        text=" Asked to ring back ",
    )

    entry = newest(contact=ida)
    assert (entry.kind, entry.occurred_at, entry.recorded_at, entry.team, entry.actor) == (
        "call.logged",
        MORNING - 30 * HOUR,
        MORNING,
        "sales",
        cast.ada.member_id,
    )
    assert (entry.properties, entry.personal) == (
        {"outcome": "voicemail", "direction": "outbound"},
        {"text": "Asked to ring back"},
    )
    row = Activity.objects.get()
    assert (row.company_id, row.logged_at, row.position) == (entry.company, MORNING, entry.position)


def test_a_meeting_is_online_or_an_appointment(cast, ida):
    log_meeting(about=About(contact_id=ida), place="offline", minutes=45, by=cast.milan, at=MORNING)

    entry = newest(contact=ida)
    assert (entry.kind, entry.team, entry.properties) == (
        "meeting.held",
        "marketing",
        {"place": "offline", "minutes": 45},
    )


def test_a_note_lies_on_the_deal_its_company_and_nowhere_else(cast, ida):
    firm = found_company(name="Kiel")
    deal = sell(by=cast.ada, name="Mill", company=firm)

    write_note(about=About(deal_id=deal), text="They wait for the board", by=cast.ada, at=MORNING)

    assert newest(deal=deal).personal == {"text": "They wait for the board"}
    assert newest(company=firm).kind == "note.written"
    assert newest(contact=ida).kind == "contact.created"


def test_a_log_is_put_right_by_a_new_entry_and_both_stay_readable(cast, ida):
    call = ring(contact_id=ida, by=cast.ada, at=MORNING, outcome="connected")
    first = newest(contact=ida).position

    correct_activity(
        activity_id=call,
        values={"outcome": "no_answer", "occurred_at": MORNING - HOUR},
        by=cast.noor,
        at=MORNING + HOUR,
    )

    entry = newest(contact=ida)
    assert (entry.kind, entry.corrects, entry.occurred_at, entry.actor) == (
        "call.logged",
        first,
        MORNING - HOUR,
        cast.ada.member_id,
    )
    assert entry.properties == {
        "outcome": "no_answer",
        "direction": "outbound",
        "logged_at": MORNING.isoformat(),
    }
    assert sorted(one.kind for one in ledger.timeline(contact=ida).entries) == [
        "call.logged",
        "contact.created",
    ]
    assert ledger.entry(position=first).properties["outcome"] == "connected"


def test_a_log_is_taken_back_with_a_record(cast, ida):
    call = ring(contact_id=ida, by=cast.ada, at=MORNING)

    delete_activity(activity_id=call, by=cast.ada, at=MORNING + HOUR)

    assert sorted(one.kind for one in ledger.timeline(contact=ida).entries) == [
        "contact.created",
        "entry.retracted",
    ]
    with pytest.raises(Gone):
        delete_activity(activity_id=call, by=cast.ada, at=MORNING + HOUR)
    with pytest.raises(LookupError):
        activity(viewer=cast.ada, activity_id=call)


@pytest.mark.parametrize(
    ("log", "problems"),
    [
        (
            lambda about, by: log_call(about=about, outcome="sang", by=by, at=MORNING),
            {"outcome": "Choose one of connected, voicemail, no answer, wrong number."},
        ),
        (
            lambda about, by: log_call(
                about=about, outcome="connected", by=by, at=MORNING, occurred_at=MORNING + HOUR
            ),
            {"at": "This lies in the future; set a task for it instead."},
        ),
        (
            lambda about, by: log_meeting(
                about=about, by=by, at=MORNING, occurred_at=datetime(1969, 1, 1, tzinfo=UTC)
            ),
            {"at": "Enter a day after 1970."},
        ),
        (
            lambda about, by: log_meeting(about=about, by=by, at=MORNING, minutes=-1),
            {"minutes": "Enter the minutes, between 0 and 1440."},
        ),
        (
            lambda about, by: write_note(about=about, text="  ", by=by, at=MORNING),
            {"text": "Write something; an empty note helps nobody."},
        ),
        (
            lambda about, by: write_note(about=about, text="a\x00b", by=by, at=MORNING),
            {"text": "Remove the unreadable characters; they cannot be stored."},
        ),
        (
            lambda about, by: write_note(about=About(), text="x", by=by, at=MORNING),
            {"about": "Choose the contact, company or deal that this is about."},
        ),
        (
            lambda about, by: set_task(
                about=about, subject="x", due_on=date(1066, 1, 1), by=by, at=MORNING
            ),
            {"due_on": "Enter a day between 1970 and 2199."},
        ),
        (
            lambda about, by: set_task(about=about, subject="x", assignee=999, by=by, at=MORNING),
            {"owner": "This owner is not one of our people; choose another."},
        ),
    ],
)
def test_what_cannot_be_logged_is_told_by_field(cast, ida, log, problems):
    with pytest.raises(UnableToSave) as refusal:
        log(About(contact_id=ida), cast.ada)

    assert refusal.value.problems == problems
    assert Activity.objects.count() == 0


def test_open_tasks_are_listed_by_day_and_done_ones_leave(cast, ida):
    about = About(contact_id=ida)
    soon = set_task(about=about, subject="Ring", due_on=TODAY, by=cast.ada, at=MORNING)
    late = set_task(
        about=about, subject="Mail", due_on=TODAY - timedelta(days=1), by=cast.ada, at=MORNING
    )
    some = set_task(about=about, subject="Read", by=cast.ada, at=MORNING)
    set_task(about=about, subject="Noor's", assignee=cast.noor.member_id, by=cast.ada, at=MORNING)

    listed = open_tasks(viewer=cast.ada, today=TODAY)
    finish_task(task_id=soon, by=cast.ada, at=MORNING + HOUR)
    finish_task(task_id=soon, by=cast.ada, at=MORNING + HOUR)
    finish_task(task_id=late, by=cast.ada, at=MORNING + HOUR)
    reopen_task(task_id=late, by=cast.ada, at=MORNING + HOUR)

    assert [(task.id, task.subject, task.late, task.about) for task in listed] == [
        (late, "Mail", True, "Ida"),
        (soon, "Ring", False, "Ida"),
        (some, "Read", False, "Ida"),
    ]
    assert [task.id for task in open_tasks(viewer=cast.ada, today=TODAY)] == [late, some]
    assert len(tasks_about(viewer=cast.ada, today=TODAY, contact_id=ida)) == 3
    done = [one for one in ledger.timeline(contact=ida).entries if one.kind == "task.done"]
    assert len(done) == 1


def test_the_same_message_is_logged_once(cast, ida):
    about = About(contact_id=ida)
    ids = {
        write_note(about=about, text="x", by=cast.ada, at=MORNING, source="mail", message_id="m1")
        for _ in range(2)
    }

    assert len(ids) == Activity.objects.count() == 1


def test_members_put_their_own_logs_right_heads_their_teams(cast, ida):
    call = ring(contact_id=ida, by=cast.ada, at=MORNING)
    note = write_note(about=About(contact_id=ida), text="x", by=cast.noor, at=MORNING)

    with pytest.raises(Refused, match=r"^You may change an activity that you own\."):
        delete_activity(activity_id=note, by=cast.ada, at=MORNING)
    delete_activity(activity_id=call, by=cast.noor, at=MORNING)

    assert Activity.objects.filter(deleted_at=None).count() == 1


def test_eve_logs_and_sees_nothing(cast, ida):
    call = ring(contact_id=ida, by=cast.ada, at=MORNING)
    position = Activity.objects.get().position
    before = Entry.objects.count()

    with pytest.raises(Refused):
        ring(contact_id=ida, by=cast.eve, at=MORNING)
    with pytest.raises(LookupError):
        activity(viewer=cast.eve, activity_id=call)

    assert at_positions(viewer=cast.eve, positions=[position]) == {}
    assert open_tasks(viewer=cast.eve, today=TODAY) == []
    assert tasks_about(viewer=cast.eve, today=TODAY, contact_id=ida) == []
    assert Entry.objects.count() == before
    assert at_positions(viewer=cast.ada, positions=[position])[position].may_change is True
