"""What was typed about a lead stays, whatever became of the lead meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.agreements import testing as agreements
from entente.handoff.models import Handover, Offer, Question, Verdict
from entente.handoff.operations import deciding, pausing
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.people.testing import meet
from entente.qualification import accord
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in, told
from entente.workspace.testing import assemble
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris
NOTE = "She left the company in spring."
WRITTEN = "What you wrote It was not kept; copy what you still need"


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast():
    found, early = assemble(at=NOW - timedelta(days=30)), NOW - timedelta(days=20)
    agreements.agree(kind="lead_definition", content=accord.BUSINESS, by=found.noor, at=early)
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=early)
    return found


def lead() -> Handover:
    at = NOW - timedelta(minutes=30)
    return handed_over(contact=meet(name="Sara Lind", at=at), at=at)


def kept(response) -> dict[str, str]:
    """What stands in the fields that hold a text, in a form or beside all of them."""
    page = Page.read(response.text)
    fields = [*page.outside, *(one for form in page.forms for one in form.fields)]
    return {one.name: one.value for one in fields if one.is_text and one.value}


@pytest.mark.parametrize(
    ("deed", "sent", "field", "longest"),
    [
        ("reject", {"reason": "wrong_person"}, "note", 500),
        ("owner", {}, "why", 200),
        ("ask", {}, "text", "1,000"),
    ],
)
def test_what_is_too_long_is_refused_and_never_cut(cast, deed, sent, field, longest):
    row, long = lead(), "She left. " * 120
    typed = {**sent, field: long, **({"to": cast.noor.member_id} if deed == "owner" else {})}
    text = long.strip()

    answer = signed_in(cast.noor).post(f"/queue/{row.id}/{deed}/", typed)

    assert (answer.status_code, kept(answer)) == (422, {field: long})
    words = f"Shorten this to {longest} characters; it has {len(text):,}."
    assert answer.text.count(words) == 2  # on top, and beside the field
    assert f'<a href="#field-{field}">' in answer.text
    assert (Verdict.objects.count(), Offer.objects.count(), Question.objects.count()) == (0, 1, 0)


def test_the_note_of_who_was_too_slow_is_there_to_be_copied(cast):
    row = lead()
    deciding.accept(handover_id=row.id, by=cast.noor, at=NOW)

    answer = signed_in(cast.ada).post(
        f"/queue/{row.id}/reject/", {"reason": "wrong_person", "note": NOTE}
    )

    assert (answer.status_code, kept(answer)) == (422, {"note": NOTE})
    assert (
        f"Nothing was changed Noor Leads was faster: this lead is accepted already. {WRITTEN} "
        f"{NOTE}"
    ) in told(answer)


def test_a_question_about_a_lead_that_was_decided_meanwhile_is_there_to_be_copied(cast):
    row = lead()
    deciding.accept(handover_id=row.id, by=cast.ada, at=NOW)

    answer = signed_in(cast.ada).post(f"/queue/{row.id}/ask/", {"text": "Which plant is it?"})

    assert (answer.status_code, kept(answer)) == (422, {"text": "Which plant is it?"})
    assert (
        "Nothing was changed This lead is decided already; undo the verdict first. "
        f"{WRITTEN} Which plant is it?"
    ) in told(answer)


def test_an_answer_is_refused_beside_its_own_field(cast):
    row, long = lead(), "In the north. " * 150
    asked = pausing.ask_marketing(handover_id=row.id, text="Which plant?", by=cast.ada, at=NOW)
    path = f"/queue/{row.id}/questions/{asked}/"
    milan = signed_in(cast.milan)

    answer = milan.post(path, {"text": long})
    pausing.answer(handover_id=row.id, question_id=asked, text="In the south", by=cast.noor, at=NOW)
    late = milan.post(path, {"text": "In the north"})

    words = f"Shorten this to 2,000 characters; it has {len(long.strip()):,}."
    assert (answer.status_code, kept(answer)) == (422, {"text": long})
    assert answer.text.count(words) == 2
    assert '<a href="#field-answer">' in answer.text
    assert (late.status_code, kept(late)) == (422, {"text": "In the north"})
    assert (
        f"Nothing was changed This question is answered already. {WRITTEN} In the north"
    ) in told(late)
