"""What the sheets beside a lead ask and say, and what a decided lead says of its verdict."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from entente.activities.operations.tasks import set_task
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.handoff.models import Handover, SetAside
from entente.handoff.operations import deciding, noting
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.qualification import accord
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in, words
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast():
    found = assemble(at=NOW - timedelta(days=30))
    agreements.agree(
        kind="lead_definition", content=accord.BUSINESS, by=found.noor, at=NOW - timedelta(days=20)
    )
    return found


@pytest.fixture
def lead(cast) -> Handover:
    at = NOW - timedelta(minutes=30)
    return handed_over(contact=meet(name="Sara Lind", at=at), at=at)


def agree_on(cast, **changed) -> None:
    agreements.agree(
        kind="sla", content={**STANDARD, **changed}, by=cast.noor, at=NOW - timedelta(days=20)
    )


def test_a_rejected_lead_says_when_and_why_before_how_it_came(cast, lead):
    deciding.reject(handover_id=lead.id, reason="wrong_person", by=cast.ada, at=NOW)

    page = words(signed_in(cast.ada).get(f"/queue/{lead.id}/"))

    assert "Rejected 11:00: wrong person. Handed over 10:30." in page


def test_an_accepted_lead_says_when_and_one_that_nobody_timed_is_one_sentence(cast, lead):
    waits = words(signed_in(cast.noor).get(f"/queue/{lead.id}/?owner=me"))
    deciding.accept(handover_id=lead.id, by=cast.ada, at=NOW)
    noting.note_attempts(entries=[], at=NOW)

    page = words(signed_in(cast.ada).get(f"/queue/{lead.id}/"))

    assert "New , handed over 10:30." in waits
    assert "Accepted 11:00. Handed over 10:30." in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "The clock is paused until they answer, for at most 8 hours."),
        ({"question_hours": "1"}, "The clock is paused until they answer, for at most 1 hour."),
        ({"question_hours": "0"}, "Ask marketing The clock runs on."),
    ],
)
def test_who_asks_marketing_reads_for_how_long_the_clock_is_paused(cast, lead, changed, said):
    agree_on(cast, **changed)

    assert said in words(signed_in(cast.ada).get(f"/queue/{lead.id}/"))


def test_without_an_agreement_there_is_no_clock_to_pause(cast, lead):
    page = words(signed_in(cast.ada).get(f"/queue/{lead.id}/"))

    asked = page.partition("What do you need to know?")[2].partition("Set aside")[0]
    assert asked.split() == ["Ask", "marketing"]


def test_a_lead_is_set_aside_until_tomorrow_or_next_week_by_one_button(cast, lead):
    agree_on(cast)
    client = signed_in(cast.ada)
    page = client.get(f"/queue/{lead.id}/").text

    offered = re.findall(r'name="until" value="([^"]+)">([^<]+)</button>', page)
    landed = client.post(f"/queue/{lead.id}/later/", {"until": ["", offered[1][0]]})

    assert offered == [("2026-11-25", "Until tomorrow"), ("2026-11-30", "Until next week")]
    assert landed.status_code == 303
    assert SetAside.objects.get().until == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "given", "field", "said"),
    [
        ("reject", {"note": ""}, "reason", "Choose one of the reasons that we agreed on."),
        ("ask", {"text": " "}, "text", "Write what you want to know."),
        ("later", {"until": ""}, "until", "Choose a day after today."),
    ],
)
def test_a_missing_answer_is_told_in_our_own_words_beside_the_field(
    cast, lead, path, given, field, said
):
    agree_on(cast)
    client = signed_in(cast.ada)

    before = client.get(f"/queue/{lead.id}/").text
    after = client.post(f"/queue/{lead.id}/{path}/", given)

    form = re.search(rf'<form[^>]*action="/queue/{lead.id}/{path}/"[^>]*>', before)[0]
    assert "novalidate" in form
    assert after.status_code == 422
    assert words(after).count(said) == 2
    assert f'href="#field-{field}"' in after.text
    assert f'id="field-{field}-error"' in after.text


def test_a_note_of_several_lines_is_kept_as_it_was_written(cast, lead):
    client = signed_in(cast.ada)
    note = "Calls back in spring.\r\nAsk for Per then."

    refused = client.post(f"/queue/{lead.id}/reject/", {"note": note})
    client.post(f"/queue/{lead.id}/reject/", {"reason": "wrong_person", "note": note})

    assert ">Calls back in spring.\r\nAsk for Per then.</textarea>" in refused.content.decode()
    (told,) = facts.timeline(contact=lead.contact_id, kinds=["lead.rejected"]).entries
    assert told.personal == {"note": "Calls back in spring.\nAsk for Per then."}


def test_a_task_says_so_far_which_one_it_is(cast, lead):
    set_task(
        about=About(contact_id=lead.contact_id), subject="Send the pack", due_on=NOW.date(),
        by=cast.ada, at=NOW,
    )  # fmt: skip

    page = words(signed_in(cast.ada).get(f"/queue/{lead.id}/"))

    assert "Task set, due 24 November Send the pack" in page
