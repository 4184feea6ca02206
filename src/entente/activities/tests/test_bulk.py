"""Many deeds at once are what they are one by one."""

from datetime import date, timedelta

import pytest

from entente.activities.models import Activity
from entente.activities.operations.bulk import PastDeed, log_many
from entente.activities.operations.logging import log_call, write_note
from entente.activities.operations.tasks import finish_task, set_task
from entente.activities.rules import About
from entente.ledger import queries as ledger
from entente.people.testing import found_company, meet
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def columns():
    left_out = {"_state", "id", "position", "done_position"}
    return [
        {name: value for name, value in vars(row).items() if name not in left_out}
        for row in Activity.objects.order_by("id")
    ]


def told(contact_id):
    return [
        (
            one.kind,
            one.occurred_at,
            one.recorded_at,
            one.actor,
            one.company,
            one.properties,
            one.personal,
        )
        for one in ledger.timeline(contact=contact_id).entries
    ]


def test_deeds_of_many_are_what_they_are_alone():
    cast = assemble()
    firm = found_company(name="Nordwind")
    ida = meet(name="Ida", company=firm)
    ada, later = cast.ada.member_id, MORNING + HOUR
    log_call(
        about=About(contact_id=ida),
        outcome="voicemail",
        minutes=3,
        text="Rang",
        by=cast.ada,
        at=later,
        occurred_at=MORNING,
    )
    write_note(about=About(contact_id=ida), text="Likes tea", by=cast.ada, at=later)
    task = set_task(
        about=About(contact_id=ida), subject="Ring", due_on=date(2026, 12, 1), by=cast.ada, at=later
    )
    finish_task(task_id=task, by=cast.ada, at=later + HOUR)
    alone = columns(), told(ida)
    Activity.objects.all().delete()
    ole = meet(name="Ole", company=firm)

    by = {"by_id": ada, "team": "sales", "logged_at": later}
    about = About(contact_id=ole, company_id=firm)
    log_many(
        deeds=[
            PastDeed(
                kind="call", about=about, occurred_at=MORNING, outcome="voicemail",
                direction="outbound", minutes=3, text="Rang", **by,
            ),
            PastDeed(kind="note", about=about, occurred_at=later, text="Likes tea", **by),
            PastDeed(
                kind="task", about=about, occurred_at=later, text="Ring", assignee_id=ada,
                due_on=date(2026, 12, 1), done_at=later + HOUR, **by,
            ),
        ],
        at=later + 9 * HOUR,
    )  # fmt: skip

    many = [{**row, "contact_id": ida} for row in columns()]
    assert (many, told(ole)[:4]) == (alone[0], alone[1][:4])
