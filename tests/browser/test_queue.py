"""The queue worked by keyboard alone, wide and on a phone, in the light and in the dark."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from entente.agreements.testing import agree
from entente.funnel.operations import Move, enter_stage
from entente.handoff import reactions
from entente.handoff.models import Handover, Question, SetAside
from entente.handoff.operations import deciding, pausing
from entente.kit import clock
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.testing import found_company, meet
from entente.qualification.accord import BUSINESS
from entente.sla import operations as sla
from entente.sla.rules.document import STANDARD
from entente.workspace.testing import MORNING, assemble
from tests.browser.looks import is_sound

NAMES = ("Ann Ahlgren", "Bea Brauer", "Cleo Cunningham-Featherstonehaugh", "Dan Okafor")


def ago(**span):
    return MORNING - timedelta(**span)


@dataclass(frozen=True)
class Leads:
    ann: int
    bea: int
    cleo: int
    dan: int


@pytest.fixture
def cast(transactional_db):
    """The cast of a company that has been at it for three months; the clock stands still."""
    with clock.frozen(MORNING):
        yield assemble(at=ago(days=90))


@pytest.fixture
def leads(cast) -> Leads:
    """Four leads that wait for Ada, the eldest first; one that she accepted, one that is late."""
    agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=ago(days=60))
    agree(kind="sla", content=STANDARD, by=cast.noor, at=ago(days=60))
    return Leads(*(hand_over(name, minutes=50 - 10 * n) for n, name in enumerate(NAMES)))


def hand_over(name: str, *, minutes: float) -> int:
    at = ago(minutes=minutes)
    firm = found_company(
        name=f"{name.split(maxsplit=1)[0]}’s Dairy", industry="Food and drink: dairy", employees=310,
        country="Sweden", at=at,
    )  # fmt: skip
    contact = meet(
        name=name, email=f"{name[:3].lower()}@example.com", phone="+46 31 555 01 42",
        job_title="Maintenance manager", company=firm, country="Sweden", channel="Fair", at=at,
    )  # fmt: skip
    ledger.record(
        entries=[
            NewEntry(
                kind="form.submitted", occurred_at=at, contact=contact, team="marketing",
                asset="Downtime playbook", properties={"asks": "newsletter"},
                personal={"answer": "Filler stops. We lose a shift a month."},
            )
        ],
        at=at,
    )  # fmt: skip
    move = Move(contact=contact, stage="sql", occurred_at=at, via="hand")
    position = enter_stage(move=move, at=at)
    reactions.hand_over([facts.entry(position=position)], at)
    return Handover.objects.get(cause=position).id


def stands(lead: int) -> str:
    return Handover.objects.get(id=lead).status


def reached(page, name: str) -> None:
    """The lead's page is open, and its heading has the focus."""
    heading = page.locator("h1#who", has_text=name)
    expect(heading).to_be_focused()


def tab_to(page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(12):
        if page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")


def focused(page, selector: str) -> None:
    page.locator(f"{selector}:focus").wait_for()


def accept(page, leads) -> None:
    """Accept Ann, think again, accept her after all."""
    page.keyboard.press("a")
    reached(page, NAMES[1])
    assert "Accepted Ann Ahlgren" in page.locator("#toasts").inner_text()
    is_sound(page, name="queue-accepted")
    page.keyboard.press("z")
    reached(page, NAMES[0])
    assert stands(leads.ann) == "new"
    page.keyboard.press("a")
    reached(page, NAMES[1])


def reject(page) -> None:
    """Reject Bea for the second of the agreed reasons."""
    page.keyboard.press("r")
    focused(page, "[name=reason]")
    is_sound(page, name="queue-reject")
    page.keyboard.press("Escape")
    focused(page, "summary")
    page.keyboard.press("r")
    focused(page, "[name=reason]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    reached(page, NAMES[2])
    assert "Rejected Bea Brauer" in page.locator("#toasts").inner_text()


def ask(page) -> None:
    """Ask marketing about Cleo."""
    page.keyboard.press("q")
    focused(page, "[name=text]")
    page.keyboard.type("What is her number?")
    is_sound(page, name="queue-ask")
    tab_to(page, "details[open] button")
    page.keyboard.press("Enter")
    reached(page, NAMES[3])


def set_aside(page) -> None:
    """Set Dan aside until the day that he gave."""
    page.keyboard.press("h")
    focused(page, "[name=until]")
    page.keyboard.type("12122026")  # the same in every order of day and month
    tab_to(page, "[name=buyers_date]")
    page.keyboard.press("Space")
    is_sound(page, name="queue-later")
    tab_to(page, "details[open] button")
    page.keyboard.press("Enter")
    reached(page, NAMES[2])


@pytest.mark.parametrize("width", [1440, 390])
def test_a_morning_at_the_queue_without_a_mouse(visit, cast, leads, width):
    page = visit(cast.ada, f"/queue/{leads.ann}/", width=width)
    reached(page, NAMES[0])
    is_sound(page, name="queue-lead")

    accept(page, leads)
    reject(page)
    ask(page)
    set_aside(page)

    assert [stands(one) for one in (leads.ann, leads.bea, leads.cleo, leads.dan)] == [
        "accepted", "rejected", "new", "new",
    ]  # fmt: skip
    assert Question.objects.get().text == "What is her number?"
    aside = SetAside.objects.get()
    assert (aside.handover_id, aside.buyers_date) == (leads.dan, True)
    page.keyboard.press("z")  # take Dan up again
    reached(page, NAMES[3])
    assert SetAside.objects.get().ended_at == MORNING


def test_next_and_previous_and_what_was_done_today(visit, cast, leads):
    page = visit(cast.ada, "/queue/")
    reached(page, NAMES[0])
    page.keyboard.press("j")
    reached(page, NAMES[1])
    page.keyboard.press("k")
    reached(page, NAMES[0])
    page.keyboard.press("a")
    reached(page, NAMES[1])

    page.reload()  # the message is gone, the deed is not
    undo = page.get_by_role("button", name="Undo: Accepted Ann Ahlgren")
    undo.focus()
    page.keyboard.press("Enter")

    reached(page, NAMES[0])
    assert stands(leads.ann) == "new"


def test_without_scripts_a_lead_is_rejected_all_the_same(visit, cast, leads):
    page = visit(cast.ada, f"/queue/{leads.ann}/", java_script_enabled=False)

    page.locator("summary", has_text="Reject").click()
    page.get_by_label("Wrong person").check()
    page.get_by_role("button", name="Reject lead").click()

    assert page.locator("h1").inner_text() == NAMES[1]
    assert stands(leads.ann) == "rejected"


def test_a_call_is_logged_from_the_lead_and_z_undoes_the_call_while_its_toast_stands(
    visit, cast, leads
):
    deciding.accept(handover_id=leads.ann, by=cast.ada, at=MORNING)
    page = visit(cast.ada, f"/queue/{leads.ann}/")
    keys = page.locator("kbd", has_text="Z").filter(visible=True)
    expect(page.locator(".decide").get_by_text("Undo the verdict")).to_be_visible()
    assert keys.count() == 1

    page.locator(".decide").get_by_text("Log a call").click()
    page.get_by_label("Voicemail").check(force=True)
    page.get_by_role("button", name="Log it").click()
    reached(page, NAMES[0])
    assert "Logged a call" in page.locator("#toasts").inner_text()
    assert "irst contact after" in page.locator(".leadview").inner_text()
    assert keys.count() == 1
    page.keyboard.press("z")

    expect(page.locator("#toasts")).to_contain_text("Took the log back")
    assert stands(leads.ann) == "accepted"


def test_a_sheet_stands_in_the_middle_of_a_phone_and_moves_nothing_behind_it(visit, cast, leads):
    page = visit(cast.ada, f"/queue/{leads.ann}/", width=390)
    page.evaluate("scrollTo(0, 150)")
    sides = "panel => [panel.getBoundingClientRect().left, innerWidth - panel.getBoundingClientRect().right]"

    for key in "rqhr":
        page.keyboard.press(key)
        left, right = page.locator("details[open] .popup__panel").evaluate(sides)
        assert (left == right > 0, page.evaluate("scrollY")) == (True, 150), key
        page.keyboard.press("Escape")
        assert page.evaluate("scrollY") == 150, key


def test_a_missing_reason_is_told_in_the_sheet_and_not_in_a_bubble(visit, cast, leads):
    page = visit(cast.ada, f"/queue/{leads.ann}/", width=390)
    page.keyboard.press("r")
    page.get_by_label("What should marketing learn?").fill("Calls back.\nAsk for Per.")

    page.get_by_role("button", name="Reject lead").click()

    said = page.locator("#field-reason-error")
    expect(said).to_contain_text("Choose one of the reasons that we agreed on.")
    kept = page.get_by_label("What should marketing learn?")
    expect(kept).to_have_value("Calls back.\nAsk for Per.")
    is_sound(page, name="queue-reject-again")


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_late_after_hours_too_a_row_ends_inside_the_list(visit, cast, leads, width):
    hand_over("Wilhelmina Featherstonehaugh-Cunningham", minutes=60 * 24)
    sees = "list => [list.scrollWidth - list.clientWidth, list.querySelector('.clock').innerText]"

    with clock.frozen(MORNING + timedelta(hours=14)):  # everybody is at home
        page = visit(cast.ada, "/queue/", width=width)
        overhang, said = page.locator(".queue__list").evaluate(sees)

    assert overhang <= 0
    assert said.startswith("Late by ") and "paused" not in said


def test_the_queue_and_what_comes_of_it_look_right(look_at, cast, leads):
    pausing.ask_marketing(handover_id=leads.bea, text="Who decides?", by=cast.ada, at=MORNING)
    deciding.reject(handover_id=leads.dan, reason="wrong_person", by=cast.ada, at=ago(minutes=5))
    hand_over("Emma Late", minutes=60 * 24)
    other = hand_over("Finn Later", minutes=60 * 25)
    sla.give_excuse(
        handover_id=other, term="first_contact", reason="System was down", by=cast.ada, at=MORNING
    )

    def an_excuse_is_given(page):
        page.locator("details.term[open] .excuse summary").first.click()

    look_at(cast.ada, {"queue": "/queue/", "recently-done": "/recently-done/"})
    look_at(cast.ada, {"scorecard": "/sla/"}, then=an_excuse_is_given)
    look_at(
        cast.noor,
        {"queue-asked": f"/queue/{leads.bea}/?owner=all", "ideal-lead": "/ideal-lead/"},
    )
    look_at(
        cast.milan,
        {"queue-answer": f"/queue/{leads.bea}/", "scorecard-answer": "/sla/"},
    )
