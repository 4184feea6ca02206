"""Where the time goes, as the page tells it: who asked whom, and who only looks slow."""

import re
from datetime import timedelta

import pytest

from entente.funnel.operations import Move, enter_stage
from entente.handoff.operations import pausing
from entente.handoff.operations.history import PastAttempt, PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.people.testing import meet
from entente.web.scorecard.tests.cast import NINE, NOW, lead, part, read
from entente.web.testing import signed_in
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.rules import Role, SeatHeld, Team, Viewer
from entente.workspace.testing import PASSWORD

pytestmark = pytest.mark.django_db


def test_questions_to_marketing_are_counted_with_how_long_clocks_rested_for_them(agreed):
    first, second = lead("Ann A"), lead("Bea B", 1)
    asking = {"text": "Which plant?", "by": agreed.ada}
    known = pausing.ask_marketing(handover_id=first, at=NINE + timedelta(hours=1), **asking)
    pausing.answer(
        handover_id=first, question_id=known, text="Malmö", by=agreed.milan,
        at=NINE + timedelta(hours=3),
    )  # fmt: skip
    pausing.ask_marketing(handover_id=second, at=NOW - timedelta(hours=1), **asking)

    page = part(read(signed_in(agreed.noor).get("/sla/")), "Sales asked", "How it went")

    assert page == (
        "Sales asked marketing 2 questions, for which clocks were paused 3h; 1 not answered yet."
    )


def test_who_is_contacted_at_once_is_not_contacted_within_under_a_minute(agreed):
    for n in range(6):
        offered_late(f"Fair {n}", n, hours=0, to=agreed.ada.member_id, channel="Fair", tried=0.01)

    page = part(read(signed_in(agreed.noor).get("/sla/")), "Half of", "Means")

    assert page == "Half of all leads are contacted in under a minute after the offer."


def test_a_voicemail_is_a_first_contact_though_the_buyer_was_not_reached(agreed):
    to = agreed.ada.member_id
    offered_late("Fair", 0, hours=0, to=to, channel="Fair", connected=False)

    page = read(signed_in(agreed.noor).get("/sla/"))

    spent = "Leads Contacted Both as a bar System Person Ada Sells 1 1 under a minute 1h"
    assert spent in page
    assert "who was not contacted yet counts with the time so far" in page
    assert "reached" not in part(page, "Where the time goes", "is paused as we agreed")


def test_what_looks_like_a_slow_person_is_a_slow_system(agreed):
    ben = ben_sells()
    for n in range(6):
        offered_late(f"Portal {n}", n, hours=3, to=ben, channel="partner portal")
        offered_late(f"Fair {n}", n, hours=0, to=agreed.ada.member_id, channel="Fair")

    response = signed_in(agreed.noor).get("/sla/")
    page = part(read(response), "What looks", "Half")

    marked = re.findall(r'class="is-hole"><th[^>]*>([^<]*)', response.text)
    assert marked == ["Ben Sells", "Partner portal"]
    assert page == (
        "What looks like a slow person is a slow system: of the 4h that a lead with Ben Sells "
        "waits, 3h pass before it is offered. Leads from partner portal wait 3h for the system, 1h "
        "for a person. Until the system offers it From the offer until a person tries By person "
        "Leads Contacted Both as a bar System Person Ada Sells 6 6 under a minute 1h Ben Sells 6 6 "
        "3h 1h By first channel Leads Contacted Both as a bar System Person Fair 6 6 under a minute "
        "1h Partner portal 6 6 3h 1h"
    )


def test_how_long_leads_wait_with_somebody_is_told_to_them_and_their_head_alone(agreed):
    ben, cleo = ben_sells(), a_seller("Cleo Sells")
    for n in range(6):
        offered_late(f"Portal {n}", n, hours=3, to=ben, channel="partner portal")
        offered_late(f"Fair {n}", n, hours=0, to=agreed.ada.member_id, channel="Fair")
        offered_late(f"Stand {n}", n, hours=0, to=cleo, channel="Fair")

    said = {
        who.name: part(read(signed_in(who).get("/sla/")), "Where the time goes", "By first channel")
        for who in (agreed.noor, viewer(ben), agreed.ada, agreed.milan)
    }

    portal = "Leads from partner portal wait 3h for the system, 1h for a person."
    key = "Until the system offers it From the offer until a person tries"
    rows = "By person Leads Contacted Both as a bar System Person"
    of_ben = (
        "What looks like a slow person is a slow system: of the 4h that a lead with Ben Sells "
        "waits, 3h pass before it is offered."
    )
    ada, cleo_, at_once = "Ada Sells 6 6", "Cleo Sells 6 6", "under a minute 1h"
    assert {who: text.split("Nov ", 1)[1] for who, text in said.items()} == {
        "Noor Leads": (
            f"{of_ben} {portal} {key} {rows} {ada} {at_once} Ben Sells 6 6 3h 1h {cleo_} {at_once}"
        ),
        "Ben Sells": f"{of_ben} {portal} {key} {rows} Ben Sells 6 6 3h 1h Others 12 12 {at_once}",
        "Ada Sells": f"{portal} {key} {rows} {ada} {at_once} Others 12 12 1h 30m 1h",
        "Milan Markets": f"{portal} {key}",
    }


def test_both_parts_of_a_wait_make_the_sum_that_stands_beside_them(agreed):
    ben = ben_sells()
    for n in range(6):
        offered_late(f"Portal {n}", n, hours=3, to=ben, channel="partner portal", more=40)
        offered_late(f"Fair {n}", n, hours=0, to=agreed.ada.member_id, channel="Fair")

    page = read(signed_in(agreed.noor).get("/sla/"))

    assert "of the 4h that a lead with Ben Sells waits, 3h pass before it is offered" in page
    assert "Ben Sells 6 6 3h 1h" in page


def ben_sells() -> int:
    return a_seller("Ben Sells")


def viewer(member: int) -> Viewer:
    return members.viewer(member_id=member, at=NOW)


def a_seller(name: str) -> int:
    return workspace.add_member(
        name=name, email=f"{name[:4].strip().lower()}@example.com", password=PASSWORD,
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)], at=NOW - timedelta(days=30),
    )  # fmt: skip


def offered_late(
    name: str,
    day: int,
    *,
    hours: float,
    to: int,
    channel: str,
    more: float = 0,
    tried: float = 1,
    connected: bool = True,
) -> None:
    """Handed over at ten on one of six working days, offered and `tried` so much later.

    `more` seconds pass beyond both.
    """
    handed = NINE - timedelta(days=(3, 4, 5, 6, 7, 10)[day]) + timedelta(hours=1)
    contact = meet(name=name, channel=channel, at=handed)
    move = Move(contact=contact, stage="sql", occurred_at=handed, via="hand")
    position = enter_stage(move=move, at=handed)
    offered = handed + timedelta(hours=hours, seconds=more)
    attempt = PastAttempt(
        position=position,
        at=offered + timedelta(hours=tried, seconds=more),
        means="call",
        connected=connected,
        by=to,
    )
    write_past(
        past=[
            PastHandover(
                contact=contact, company=None, cause=position, clause="sql", definition=None,
                created_at=handed, owner=to, owner_name="", first_offered_at=offered,
                status=Status.ACCEPTED, decided_at=offered + timedelta(hours=2), attempts=(attempt,),
            )
        ],
        at=NOW,
    )  # fmt: skip
