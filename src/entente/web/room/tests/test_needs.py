"""What the revenue room says needs somebody today."""

from datetime import date, timedelta

import pytest

from entente.activities.operations.tasks import set_task
from entente.activities.rules import About
from entente.handoff.testing import handed_over
from entente.insights.testing import ago
from entente.kit import clock
from entente.people.testing import found_company, meet
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def needs(viewer) -> str:
    """The section, as far as what was promised."""
    page = told(signed_in(viewer).get("/room/"))
    return page.split("Needs you today ")[1].split(" What we promised")[0]


def test_tasks_that_are_due_wait_beside_the_leads(cast):
    about = About(contact_id=meet(name="Sara Lind"))
    for subject, days in (("Send the offer", 0), ("Ask for the plan", -4), ("Say hello", 1)):
        due = TODAY + timedelta(days=days)
        set_task(about=about, subject=subject, due_on=due, by=cast.milan, at=ago(6))

    assert needs(cast.milan) == (
        "2 Ask for the plan Sara Lind. Was due 20 November. Tasks "
        "Send the offer Sara Lind. Due today. Tasks"
    )
    assert needs(cast.ada) == "0 Nothing waits for you."


def test_what_is_too_much_to_show_is_counted(cast):
    for number in range(6):
        about = About(contact_id=meet(name=f"Lead {number}"))
        set_task(about=about, subject="Call", due_on=TODAY, by=cast.milan, at=ago(1))

    said = needs(cast.milan)

    assert said.startswith("6 Call Lead 0. Due today. Tasks Call Lead 1.")
    assert said.endswith("Call Lead 3. Due today. Tasks 2 more tasks")


def test_a_lead_that_falls_due_today_is_told_though_its_clock_rests(cast, quarter):
    sara = meet(name="Sara Lind", company=found_company(name="Nordwind"))
    handed_over(contact=sara, at=MORNING + timedelta(hours=6, minutes=30))  # 16:30

    with clock.frozen(MORNING + timedelta(hours=12)):  # that evening
        evening = needs(cast.ada)
    with clock.frozen(MORNING + timedelta(hours=21)):  # 07:00
        early = needs(cast.ada)

    assert evening == "0 Nothing waits for you."
    assert early == (
        "1 Sara Lind waits for a first contact Nordwind. You have the lead. "
        "Paused until 09:00 Hand-off queue"
    )
