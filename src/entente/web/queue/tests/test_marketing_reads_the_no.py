"""What sales says of a lead reaches marketing at once, with the seller's own words."""

from datetime import timedelta

import pytest

from entente.funnel import operations as funnel
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, pausing
from entente.inbox.models import Notice
from entente.kit import clock
from entente.ledger import queries as ledger
from entente.outbox.models import Mail
from entente.people.testing import meet
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.frozen(MORNING):
        yield assemble()


def handed_over(by) -> Handover:
    position = funnel.move_by_hand(
        contact=meet(name="Sara Lind"), stage="sql", reason="She rang us", by=by,
        team="marketing", at=MORNING,
    )  # fmt: skip
    reactions.hand_over([ledger.entry(position=position)], MORNING)
    return Handover.objects.get()


def notices(viewer) -> list[tuple[str, str, str]]:
    rows = Notice.objects.filter(member_id=viewer.member_id, kind__startswith="lead.", read_at=None)
    rows = rows.exclude(kind__startswith="lead.offer").order_by("id")
    return list(rows.values_list("title", "words", "url"))


def test_a_no_reaches_who_handed_the_lead_over_with_the_note_and_stays_on_the_lead(cast):
    row = handed_over(cast.milan)
    mails = Mail.objects.count()

    no = deciding.reject(
        handover_id=row.id, reason="no_need_now", note="Their budget is for next year", by=cast.ada,
        at=MORNING, wake_on=(MORNING + timedelta(days=30)).date(),
    )  # fmt: skip

    label = "No need now"
    said = (f"Ada Sells sent Sara Lind back: {label}", "Their budget is for next year")
    assert notices(cast.milan) == [(*said, f"/queue/{row.id}/")]
    assert notices(cast.noor) == []
    assert Mail.objects.count() == mails
    for page in (f"/queue/{row.id}/", f"/contacts/{row.contact_id}/"):
        assert "Their budget is for next year" in told(signed_in(cast.milan).get(page))

    deciding.undo(verdict_id=no.verdict_id, by=cast.ada, at=MORNING + timedelta(minutes=5))
    assert notices(cast.milan) == []
    with clock.frozen(MORNING + timedelta(hours=1)):
        inbox = told(signed_in(cast.milan).get("/inbox/"))
    assert f"{said[0]} {said[1]} Taken back 10:05" in inbox


def test_of_a_lead_that_nobody_handed_over_in_person_the_head_of_marketing_reads(cast):
    row = handed_over(cast.ada)

    deciding.reject(handover_id=row.id, reason="already_with_us", by=cast.ada, at=MORNING)

    [(title, words, _)] = notices(cast.noor)
    assert (title.startswith("Ada Sells sent Sara Lind back: "), words) == (True, "")
    assert notices(cast.milan) == []


def test_a_lead_that_was_sent_back_says_when_we_look_again_until_that_day(cast):
    row = handed_over(cast.milan)
    day = (MORNING + timedelta(days=30)).date()
    deciding.reject(handover_id=row.id, reason="no_need_now", wake_on=day, by=cast.ada, at=MORNING)

    said = []
    for days in (1, 30):
        with clock.frozen(MORNING + timedelta(days=days)):
            page = told(signed_in(cast.milan).get(f"/queue/{row.id}/"))
            said.append("we look again on 24 Dec" in page)

    assert said == [True, False]


def test_a_question_reaches_who_handed_the_lead_over_and_the_head(cast):
    row = handed_over(cast.milan)

    pausing.ask_marketing(handover_id=row.id, text="Which plant?", by=cast.ada, at=MORNING)

    asked = [("Ada Sells asks about Sara Lind", "Which plant?", f"/queue/{row.id}/")]
    assert notices(cast.milan) == notices(cast.noor) == asked
