"""Whoever excuses a breach loses nothing of what they typed, whatever became of it meanwhile."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from entente.agreements import testing as agreements
from entente.kit import clock
from entente.sla.models import Excuse
from entente.sla.rules.document import STANDARD
from entente.web.scorecard.tests.cast import NOW, lead
from entente.web.testing import signed_in, told
from entente.workspace.testing import assemble
from tests.pages.reading import Field, Page

pytestmark = pytest.mark.django_db
NOTE = "The telephone line was dead until four o'clock."
REASONS = ("System was down", "Buyer asked us to wait", "Illness without notice")


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def agreed():
    cast = assemble(at=NOW - timedelta(days=30))
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=NOW - timedelta(days=20))
    return cast


def path(row: int) -> str:
    return f"/sla/excuses/{row}/first_contact/"


def form_of(row: int, page: str) -> dict[str, Field]:
    """The fields of the form of that breach by their names; none where it has no form."""
    forms = [one for one in Page.read(page).forms if one.action == path(row)]
    return {field.name: field for form in forms for field in form.fields if field.name}


def excused() -> list[tuple[str, str]]:
    return list(Excuse.objects.order_by("id").values_list("reason", "note"))


def test_a_note_that_is_too_long_stands_in_its_form_with_what_is_wrong(agreed):
    row, long = lead("Bea B", called=6, by=agreed.ada), "The line was dead. " * 30
    ada = signed_in(agreed.ada)
    sent = {"reason": REASONS[1], "note": long, "next": "/sla/2026-W48/"}

    answer = ada.post(path(row), sent)
    found = form_of(row, answer.text)
    mended = ada.post(path(row), {"reason": REASONS[1], "note": NOTE, "next": found["next"].value})

    assert answer.status_code == 422
    assert (found["reason"].value, found["note"].value, found["next"].value) == (
        REASONS[1], long, "/sla/2026-W48/",
    )  # fmt: skip
    assert answer.text.count("Shorten the note to 500 characters.") == 2  # on top, and beside it
    assert f'<a href="#excuse-{row}-first_contact-note">' in answer.text
    assert '<details class="popup popup--down popup--end" open>' in answer.text
    assert (mended.status_code, mended["Location"]) == (303, "/sla/2026-W48/")
    assert excused() == [(REASONS[1], NOTE)]


def test_a_reason_that_was_dropped_meanwhile_is_asked_for_anew(agreed):
    row = lead("Bea B", called=6, by=agreed.ada)
    content = {**STANDARD, "excuses": list(REASONS[1:])}
    agreements.agree(kind="sla", content=content, by=agreed.noor, at=NOW)

    with clock.frozen(NOW + timedelta(minutes=1)):
        answer = signed_in(agreed.ada).post(path(row), {"reason": REASONS[0], "note": NOTE})
    found = form_of(row, answer.text)

    assert answer.status_code == 422
    assert answer.text.count("Choose one of the excuses that we agreed on.") == 2
    assert (found["reason"].values, found["note"].value) == (REASONS[1:], NOTE)
    assert excused() == []


def test_who_comes_too_late_is_told_and_finds_what_they_wrote(agreed):
    row = lead("Bea B", called=6, by=agreed.ada)
    signed_in(agreed.noor).post(path(row), {"reason": REASONS[0], "note": "It was down."})

    answer = signed_in(agreed.ada).post(
        path(row), {"reason": REASONS[1], "note": NOTE, "next": "/sla/2026-W48/"}
    )

    assert answer.status_code == 409
    assert told(answer).replace("’", "'") == (
        "That was not done An excuse was given for this already. Back to the page What you wrote "
        f"It was not kept; copy what you still need {REASONS[1]} {NOTE}"
    )
    assert 'href="/sla/2026-W48/"' in answer.text
    assert excused() == [(REASONS[0], "It was down.")]


def test_of_a_promise_that_was_kept_there_is_nothing_to_excuse(agreed):
    row = lead("Ann A", called=1, by=agreed.ada)

    answer = signed_in(agreed.ada).post(path(row), {"reason": REASONS[0], "note": NOTE})

    assert answer.status_code == 409
    assert (
        "This promise is not broken for this lead; there is nothing to excuse. Back to the page "
        f"What you wrote It was not kept; copy what you still need {REASONS[0]} {NOTE}"
    ) in told(answer)


def test_whose_promise_it_is_not_is_refused_and_finds_what_they_wrote(agreed):
    row = lead("Bea B", called=6, by=agreed.ada)
    milan = signed_in(agreed.milan)

    answer = milan.post(path(row), {"reason": REASONS[0], "note": NOTE})
    odd = milan.post(
        path(row),
        urlencode({"reason": REASONS[0], "note": "x" * 501, "next": "/sla/somewhen/"}),
        content_type="application/x-www-form-urlencoded",
    )

    assert (answer.status_code, odd.status_code) == (403, 409)
    assert told(answer).endswith(f"{REASONS[0]} {NOTE}")
