"""Whoever holds a viewer's seat looks on: they decide nothing and take no figures along."""

from datetime import timedelta

import pytest

from entente.agreements import testing as agreements
from entente.handoff import queries as handoffs
from entente.handoff.models import Handover, Question
from entente.handoff.operations import deciding, offering, pausing
from entente.handoff.testing import handed_over
from entente.people.testing import meet
from entente.sla import operations as sla
from entente.sla.models import Excuse
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in
from entente.workspace import operations, queries
from entente.workspace.access import Refused
from entente.workspace.rules import Role, SeatHeld, Team
from entente.workspace.testing import MORNING, PASSWORD

pytestmark = pytest.mark.django_db
FILES = {"/sla/": "/sla/csv/", "/funnel/": "/funnel/csv/", "/attribution/": "/attribution/csv/"}


def looking_on(team: Team):
    member = operations.add_member(
        name=f"Vera of {team}", email=f"vera.{team}@example.com", password=PASSWORD,
        seats=[SeatHeld(team=team, role=Role.VIEWER)], at=MORNING,
    )  # fmt: skip
    return queries.viewer(member_id=member, at=MORNING)


def lead(*, owner: int | None) -> Handover:
    row = handed_over(contact=meet(name="Ida"), at=MORNING)
    row.owner_id = owner
    row.save(update_fields=["owner"])
    return row


def test_reports_are_looked_at_but_not_taken_along(cast):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=MORNING - timedelta(days=1))
    vera, ada = signed_in(looking_on(Team.SALES)), signed_in(cast.ada)

    for page, file in FILES.items():
        assert (vera.get(page).status_code, vera.get(file).status_code) == (200, 403)
        assert (ada.get(page).status_code, ada.get(file).status_code) == (200, 200)
        assert (file in vera.get(page).text, file in ada.get(page).text) == (False, True)


def test_a_question_is_answered_by_who_works_in_marketing(cast):
    row = lead(owner=cast.ada.member_id)
    question = pausing.ask_marketing(
        handover_id=row.id, text="Her number?", by=cast.ada, at=MORNING
    )
    path = f"/queue/{row.id}/questions/{question}/"

    refused = signed_in(looking_on(Team.MARKETING)).post(path, {"text": "+46 31"})

    assert refused.status_code == 422
    assert "Only a person of marketing can answer" in refused.text
    assert Question.objects.get().answered_at is None
    assert signed_in(cast.milan).post(path, {"text": "+46 31"}).status_code == 303


@pytest.mark.parametrize("question", [999_999, 10**30])
def test_an_answer_to_no_question_is_refused_in_words(cast, question):
    path = f"/queue/{lead(owner=cast.ada.member_id).id}/questions/{question}/"

    refused = signed_in(cast.milan).post(path, {"text": "+46 31"})

    assert refused.status_code == 422
    assert "This lead has no such question." in refused.text


def test_a_lead_of_nobodys_is_not_taken_on_by_looking_on(cast):
    row = lead(owner=None)

    with pytest.raises(Refused, match="Only a person of sales can take a lead on"):
        deciding.accept(handover_id=row.id, by=looking_on(Team.SALES), at=MORNING)
    deciding.accept(handover_id=row.id, by=cast.ada, at=MORNING)


def test_no_lead_is_given_to_who_only_looks_on(cast):
    vera = looking_on(Team.SALES)
    both = SeatHeld(team=Team.MARKETING, role=Role.MEMBER)
    operations.seat_member(member_id=vera.member_id, seat=both, at=MORNING)
    row = lead(owner=cast.ada.member_id)

    assert vera.member_id not in {one.member_id for one in handoffs.candidates(at=MORNING)}
    assert "Vera" not in signed_in(cast.noor).get(f"/queue/{row.id}/").text
    with pytest.raises(Refused, match="Only a person of sales can take a lead on"):
        offering.reassign(handover_id=row.id, to=vera.member_id, why="", by=cast.noor, at=MORNING)


def test_neither_side_excuses_or_forgives_by_looking_on(cast):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=MORNING)
    row = lead(owner=cast.ada.member_id)
    said = {"handover_id": row.id, "term": "first_contact", "reason": "System was down"}
    late = MORNING + timedelta(hours=5)
    excuse = sla.give_excuse(**said, by=cast.ada, at=late)

    with pytest.raises(Refused, match="The other side answers"):
        sla.answer_excuse(excuse_id=excuse, approved=True, by=looking_on(Team.MARKETING), at=late)
    with pytest.raises(Refused, match="Only sales excuses"):
        sla.give_excuse(**said, by=looking_on(Team.SALES), at=late)

    assert Excuse.objects.get().answered_at is None
