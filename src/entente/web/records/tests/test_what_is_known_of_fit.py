"""What a card says of somebody of whom little or nothing is known."""

import pytest

from entente.agreements.testing import agree
from entente.handoff.testing import handed_over
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.contacts import change_contact
from entente.people.testing import meet
from entente.qualification.accord import BUSINESS
from entente.qualification.rules.points import FitPoints, Score
from entente.web.records import points
from entente.web.testing import signed_in, told
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING

LABELS = ("Size", "Industry", "Role", "Reachable", "Country")


def card(*states: str) -> Score:
    lines = tuple(
        FitPoints(label=label, state=state, points=0, most=10)
        for label, state in zip(LABELS, states, strict=False)
    )
    return Score(fit=lines, interest=(), most_fit=50, most_interest=0)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (5 * ["unknown"], "None of our five ideal-lead criteria is known yet"),
        (["unknown"], "Our one ideal-lead criterion is not known yet"),
        (
            ["unknown", "unknown", "missed", "missed", "missed"],
            "Fits none of our five ideal-lead criteria; size and industry are not known yet",
        ),
        (
            [*4 * ["met"], "unknown"],
            "Fits four of our five ideal-lead criteria; country is not known yet",
        ),
        (5 * ["missed"], "Fits none of our five ideal-lead criteria"),
        ([], "Our points card asks nothing about fit"),
    ],
)
def test_who_is_unknown_is_not_told_to_fit_nothing(states, words):
    said = points.said(card(*states), MORNING)

    assert said == f"{words}. Has shown no interest that we count."


@pytest.mark.django_db
def test_nobody_is_to_ask_on_a_call_whom_nobody_can_call(cast):
    agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=MORNING)
    sara = meet(name="Sara Lind")
    client = signed_in(cast.ada)

    bare = told(client.get(f"/contacts/{sara}/", follow=True))
    silent = handed_over(contact=sara, at=MORNING)
    lead = told(client.get(f"/queue/{silent.id}/"))
    change_contact(contact_id=sara, values={"phone": "+46 31 555 01 42"}, by=SYSTEM, at=MORNING)
    called = told(client.get(f"/contacts/{sara}/", follow=True))

    assert "Not known yet." in bare and "on the call" not in bare
    assert "Not known yet." in lead and "on the call" not in lead
    assert "Not known yet. Ask on the call." in called
    assert "Ask on the call: " in told(client.get(f"/queue/{silent.id}/"))


@pytest.mark.django_db
def test_through_what_nobody_knows_somebody_came_is_said_so(cast):
    sara = meet(name="Sara Lind")
    first = NewEntry(
        kind="first_contact.made", occurred_at=MORNING, contact=sara, channel="unknown"
    )
    ledger.record(entries=[first], at=MORNING)

    page = told(signed_in(cast.ada).get(f"/contacts/{sara}/", follow=True))

    assert "First came to us through a channel that we do not know" in page
