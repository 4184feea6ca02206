"""A lead that waits for sales is not handed over a second time."""

import pytest

from entente.handoff.models import Handover, Offer
from entente.handoff.operations.deciding import accept
from entente.ledger import queries as ledger
from entente.people.testing import meet
from entente.web.testing import signed_in, told
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
AGAIN = "Nobody is handed over twice: the clock that started then goes on."
WITH_ADA = f"Sara Lind was handed over on 24 November, 10:00, and waits with Ada Sells. {AGAIN}"


@pytest.fixture
def sara(cast):
    """Ada Sells is the one who sells, so it is her turn."""
    sara = meet(name="Sara Lind", email="sara@ostgard.example", owner=cast.milan.member_id)
    answer = signed_in(cast.milan).post(
        f"/contacts/{sara}/stage/?stage=sql", {"reason": "Wants a price"}, follow=True
    )
    assert "Handed Sara Lind over to sales" in answer.text
    return sara


def deeds(contact_id):
    return [one.kind for one in ledger.timeline(contact=contact_id).entries]


def test_who_comes_to_hand_over_a_lead_that_waits_is_told_with_whom(cast, sara):
    client = signed_in(cast.milan)
    before = deeds(sara)

    asked = client.get(f"/contacts/{sara}/stage/?stage=sql")
    forged = client.post(f"/contacts/{sara}/stage/?stage=sql", {"reason": "Wants it now"})

    assert (asked.status_code, told(asked)) == (
        200,
        f"Sara Lind waits for sales already {WITH_ADA} Open the lead Back to Sara Lind",
    )
    assert "<form" not in asked.text[asked.text.index("<h1") : asked.text.index("</main>")]
    assert (forged.status_code, WITH_ADA in told(forged)) == (409, True)
    assert "Wants it now" in told(forged)
    assert (deeds(sara), Handover.objects.count(), Offer.objects.count()) == (before, 1, 1)


def test_who_moves_a_lead_that_waits_reads_it_beside_the_stage(cast, sara):
    client = signed_in(cast.milan)
    before = deeds(sara)

    form = client.get(f"/contacts/{sara}/stage/")
    refused = client.post(f"/contacts/{sara}/stage/", {"stage": "sql", "reason": "Wants it now"})
    moved = client.post(
        f"/contacts/{sara}/stage/", {"stage": "mql", "reason": "Not yet"}, follow=True
    )

    assert f"The furthest stage reached stays on record. {WITH_ADA}" in told(form)
    assert "SQL (waits for sales already)" in told(form)
    assert (refused.status_code, told(refused).count(AGAIN)) == (422, 3)
    assert "Moved Sara Lind to MQL" in moved.text
    assert (deeds(sara), Handover.objects.count()) == (["stage.entered", *before], 1)


def test_with_whom_a_lead_waits_is_told_to_who_may_see_it(cast, sara):
    assert f"waits with you. {AGAIN}" in told(
        signed_in(cast.ada).get(f"/contacts/{sara}/stage/?stage=sql")
    )
    grant_reach(
        team=Team.MARKETING, role=Role.MEMBER, record="handoff", action="see",
        reach=Reach.NONE, by=cast.root,
    )  # fmt: skip

    page = signed_in(cast.milan).get(f"/contacts/{sara}/stage/?stage=sql")

    assert told(page) == (
        "Sara Lind waits for sales already Sara Lind was handed over on 24 November, 10:00, and "
        f"waits for sales. {AGAIN} Back to Sara Lind"
    )


def test_a_lead_that_waits_with_nobody_says_so(cast, sara):
    Offer.objects.all().delete()
    Handover.objects.update(owner=None)

    page = signed_in(cast.milan).get(f"/contacts/{sara}/stage/?stage=sql")

    assert f"and waits with nobody yet. {AGAIN}" in told(page)


def test_who_was_decided_about_is_handed_over_again(cast, sara):
    accept(handover_id=Handover.objects.get().id, by=cast.ada, at=MORNING)

    again = signed_in(cast.ada).post(
        f"/contacts/{sara}/stage/?stage=sql", {"reason": "Asks anew"}, follow=True
    )

    assert "Handed Sara Lind over to sales" in again.text
    assert Handover.objects.count() == 2
