"""The scorecard as both teams read it: promises, breaches with their facts, where the time goes."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.funnel.operations import Move, enter_stage
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, pausing
from entente.handoff.operations.history import PastAttempt, PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.inbox import queries as inbox
from entente.kit import clock
from entente.ledger import queries as ledger
from entente.outbox import queries as outbox
from entente.people.testing import meet
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in, told
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.rules import Role, SeatHeld, Team, Viewer
from entente.workspace.testing import PASSWORD, assemble

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, four o'clock in Paris
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday, nine o'clock in Paris


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast():
    return assemble(at=NOW - timedelta(days=30))


@pytest.fixture
def agreed(cast):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=NOW - timedelta(days=20))
    return cast


def lead(name: str, hours: float = 0, *, called: float | None = None, by=None) -> int:
    """Handed over so many hours after Monday at nine; tried so many hours after that."""
    handed = NINE + timedelta(hours=hours)
    contact = meet(name=name, channel="Fair", at=handed)
    move = Move(contact=contact, stage="sql", occurred_at=handed, via="hand")
    position = enter_stage(move=move, at=handed)
    reactions.hand_over([ledger.entry(position=position)], handed)
    if called is not None:
        when = handed + timedelta(hours=called)
        log_call(about=About(contact_id=contact), outcome="voicemail", by=by, at=when)
        entries = ledger.timeline(contact=contact).entries
        reactions.note([one for one in entries if one.kind == "call.logged"], when)
    return Handover.objects.get(cause=position).id


def read(response) -> str:
    """What the page says, as one line; what only a screen reader says is in it."""
    assert response.status_code == 200
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    words = re.sub(r"<(script|svg)\b.*?</\1>", " ", main, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


def part(text: str, first: str, after: str) -> str:
    return text[text.index(first) : text.index(after, text.index(first))].strip()


NOTHING = "No breach in this period"
SAID = {
    "Both sides": (
        "Both sides are short of what they promised. The agreement is kept to 60%: as far as "
        "its weaker side keeps it. Short: leads handed over, accepted by sales and first "
        "contact in 4 hours."
    ),
    "Marketing promised Sales": (
        f"Marketing promised Sales kept to 60% Leads handed over 3 of 10 Short {NOTHING}. "
        "Accepted by sales 0 of 1 lead 0% of 70% Missing Lead With Verdict Excuse "
        "Cleo C Ada Sells Rejected 24 November, 16:00 "
        f"Context on each lead 3 of 3 leads 100% of 100% Kept {NOTHING}."
    ),
    "Sales promised Marketing": (
        "Sales promised Marketing kept to 90% "
        f"First contact in 15 minutes, hand-raisers – of 95% Nothing yet {NOTHING}. "
        "First contact in 4 hours 2 of 3 leads 67% of 95% Missing Lead With Due Done Excuse "
        "Bea B Ada Sells 23 November, 13:00 23 November, 15:00 late by 2h Excuse… "
        "Which of the agreed reasons? System was down Buyer asked us to wait Illness without "
        "notice Note optional Excuse this lead The other side answers; two working days of "
        "silence mean yes. "
        f"6 attempts in 10 days – of 90% Nothing yet {NOTHING}; 2 leads are not decided yet. "
        f"Verdict within 5 days 1 of 1 lead 100% of 90% Kept {NOTHING}; "
        "2 leads are not decided yet. "
        f"Reasons given for a no 1 of 1 lead 100% of 100% Kept {NOTHING}; "
        "2 leads are not decided yet."
    ),
    "Where the time goes": (
        "Where the time goes From hand-over to first contact, working time per lead, "
        "31 Aug–29 Nov A lead waits under a minute until the system offers it, and 2h 30m from "
        "there until a person tries. Until the system offers it From the offer until a person "
        "tries By person Leads Reached Both as a bar System Person Ada Sells 3 3 under a "
        "minute 2h 30m By first channel Leads Reached Both as a bar System Person Fair 3 3 "
        "under a minute 2h 30m Half of all leads are reached within 1h of the offer. Means per "
        "lead; who was not reached yet counts with the time so far. The person’s clock runs "
        "from the first offer on, also through a reassignment, and rests as we agreed."
    ),
    "How it went": (
        "How it went How far each side kept its word Period Marketing Marketing as a bar Sales "
        "Sales as a bar 28 Sep–4 Oct – – 5–11 Oct – – 12–18 Oct – – 19–25 Oct – – 26 Oct–1 Nov "
        "– – 2–8 Nov 0% – 9–15 Nov 0% – 16–22 Nov 0% – 23–29 Nov 60% 90% Judged by the service "
        "level agreement, version 1; each lead by the version in force at the time."
    ),
}


def test_before_anything_is_signed_the_page_says_what_will_be_here(cast):
    page = read(signed_in(cast.ada).get("/sla/"))

    assert page == (
        "SLA scorecard Nothing is promised yet. Once the service level agreement is signed, both "
        "sides stand here with their word. No agreement is in force It takes three signatures: "
        "marketing, sales and the sponsor. Open the accord"
    )


def test_before_a_week_has_begun_nobody_is_said_to_have_kept_anything(agreed):
    monday = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    with clock.frozen(monday):
        page = read(signed_in(agreed.ada).get("/sla/2026-W48/"))

    assert "Nobody is short of what they promised so far." in page
    assert "keep what they promised" not in page


def test_a_week_that_has_nothing_to_tell_yet_gives_way_to_the_last_full_one(agreed):
    lead("Bea B", -70, called=6, by=agreed.ada)  # on the Friday before
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with clock.frozen(monday):
        ada = signed_in(agreed.ada)
        page, file = read(ada.get("/sla/")), ada.get("/sla/csv/").text
        asked_for = read(ada.get("/sla/2026-W48/"))
    with clock.frozen(NOW):
        on_tuesday = read(signed_in(agreed.ada).get("/sla/"))

    why = "This week has nothing to tell yet; this is the last full one, 16–22 November."
    assert why in page
    assert "Leads handed over 1 of 10 Missing" in page
    assert ",Bea B," in file
    assert (why in asked_for, "Leads handed over 0 of 10" in asked_for) == (False, True)
    assert (why in on_tuesday, "Leads handed over 0 of 10" in on_tuesday) == (False, True)


def test_a_week_with_a_single_fact_is_shown_from_its_first_hour(agreed):
    with clock.frozen(NINE + timedelta(minutes=20)):
        lead("Bea B", called=0.2, by=agreed.ada)
        page = read(signed_in(agreed.ada).get("/sla/"))

    assert "nothing to tell yet" not in page
    assert "Leads handed over 1 of 10" in page


def test_of_a_single_lead_no_share_is_told(agreed):
    lead("Alone", called=6, by=agreed.ada)

    page = read(signed_in(agreed.noor).get("/sla/"))

    assert "Too few leads are judged to say how far the agreement is kept. Short:" in page
    assert "Sales promised Marketing too few leads to say" in page
    assert "First contact in 4 hours 0 of 1 lead Missing" in read(
        signed_in(agreed.noor).get("/room/")
    )


def test_the_first_week_of_all_is_shown_though_it_has_nothing_to_tell(cast):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=NINE - timedelta(hours=1))
    with clock.frozen(NINE + timedelta(minutes=20)):
        page = read(signed_in(cast.ada).get("/sla/"))

    assert "nothing to tell yet" not in page
    assert "Leads handed over 0 of 10" in page


def test_both_sides_stand_on_one_page_with_the_facts_behind_each_breach(agreed):
    lead("Ann A", called=1, by=agreed.ada)
    lead("Bea B", called=6, by=agreed.ada)
    no = lead("Cleo C", 1, called=0.5, by=agreed.ada)
    deciding.reject(handover_id=no, reason="wrong_person", by=agreed.ada, at=NOW)

    page = read(signed_in(agreed.ada).get("/sla/"))

    said = {
        first: part(page, first, after)
        for first, after in (
            ("Both sides", "M Marketing"),
            ("Marketing promised Sales", "S Sales"),
            ("Sales promised Marketing", "Where the time goes"),
            ("Where the time goes", "How it went"),
            ("How it went", "Read what"),
        )
    }
    assert said == SAID


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
        "Sales asked marketing 2 questions, for which clocks rested 3h; 1 not answered yet."
    )


def test_what_looks_like_a_slow_person_is_a_slow_system(agreed):
    ben = ben_sells()
    for n in range(6):
        offered_late(f"Portal {n}", n, hours=3, to=ben, channel="partner portal")
        offered_late(f"Fair {n}", n, hours=0, to=agreed.ada.member_id, channel="Fair")

    page = part(read(signed_in(agreed.noor).get("/sla/")), "What looks", "Half")

    assert page == (
        "What looks like a slow person is a slow system: of the 4h that a lead with Ben Sells "
        "waits, 3h pass before it is offered. Leads from partner portal wait 3h for the system, 1h "
        "for a person. Until the system offers it From the offer until a person tries By person "
        "Leads Reached Both as a bar System Person Ada Sells 6 6 under a minute 1h Ben Sells 6 6 "
        "3h 1h By first channel Leads Reached Both as a bar System Person Fair 6 6 under a minute "
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
    rows = "By person Leads Reached Both as a bar System Person"
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
        "Milan Markets": f"{portal} {key} {rows} Others 18 18 1h 1h",
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
    name: str, day: int, *, hours: float, to: int, channel: str, more: float = 0
) -> None:
    """Handed over at ten on one of six working days, offered so much later, tried an hour on.

    `more` seconds pass beyond both.
    """
    handed = NINE - timedelta(days=(3, 4, 5, 6, 7, 10)[day]) + timedelta(hours=1)
    contact = meet(name=name, channel=channel, at=handed)
    move = Move(contact=contact, stage="sql", occurred_at=handed, via="hand")
    position = enter_stage(move=move, at=handed)
    offered = handed + timedelta(hours=hours, seconds=more)
    tried = PastAttempt(
        position=position,
        at=offered + timedelta(hours=1, seconds=more),
        means="call",
        connected=True,
        by=to,
    )
    write_past(
        past=[
            PastHandover(
                contact=contact, company=None, cause=position, clause="sql", definition=None,
                created_at=handed, owner=to, owner_name="", first_offered_at=offered,
                status=Status.ACCEPTED, decided_at=offered + timedelta(hours=2), attempts=(tried,),
            )
        ],
        at=NOW,
    )  # fmt: skip


def test_an_excuse_is_given_by_who_promised_and_answered_by_the_other_side(agreed):
    row = lead("Bea B", called=6, by=agreed.ada)
    ada, milan, noor = (signed_in(one) for one in (agreed.ada, agreed.milan, agreed.noor))
    path = f"/sla/excuses/{row}/first_contact/"

    assert "Excuse this lead" not in read(milan.get("/sla/"))
    assert milan.post(path, {"reason": "System was down"}).status_code == 403
    assert ada.post(path, {"reason": "Traffic"}).status_code == 403
    said = ada.post(path, {"reason": "System was down", "next": "/sla/2026-W48/"})
    assert (said.status_code, said["Location"]) == (303, "/sla/2026-W48/")

    assert "System was down Ada Sells, waiting Approve Refuse" in read(milan.get("/sla/"))
    assert "System was down Ada Sells, waiting 6 attempts" in read(ada.get("/sla/"))
    [notice, *_] = inbox.notices(viewer=agreed.noor)
    assert (notice.title, notice.url) == (
        "Ada Sells asks you to let an excuse count: System was down", "/sla/2026-W48/",
    )  # fmt: skip
    assert outbox.mails(viewer=agreed.root)[0].subject == notice.title

    answer = re.search(r"/sla/answers/(\d+)/", milan.get("/sla/").text)[0]
    assert ada.post(answer, {"approved": "yes"}).status_code == 403
    assert milan.post(answer, {"approved": "yes"}).status_code == 303

    page = read(noor.get("/sla/"))
    assert "First contact in 4 hours – of 95% Nothing yet" in page
    assert "Sales is short" not in page


def test_a_period_has_an_address_and_an_odd_one_is_not_found(agreed):
    lead("Bea B", called=6, by=agreed.ada)
    ada = signed_in(agreed.ada)

    assert "Bea B" in read(ada.get("/sla/2026-W48/"))
    before = read(ada.get("/sla/2026-W47/"))
    assert "16–22 November" in before
    assert "Bea B" not in before
    assert ada.get("/sla/somewhen/").status_code == 404
    file = ada.get("/sla/csv/", {"period": "somewhen"})
    assert (file.status_code, told(file)) == (
        422,
        "This file cannot be made “somewhen” is no day; write it as 2026-11-24. Back to the page",
    )


def test_the_breaches_as_csv_hold_every_fact(agreed):
    row = lead("Bea B", called=6, by=agreed.ada)

    text = signed_in(agreed.ada).get("/sla/csv/?period=2026-W48").content.decode("utf-8-sig")

    assert text.splitlines()[-1] == (
        f"sales,First contact in 4 hours,{row},Bea B,Ada Sells,"
        "2026-11-23T12:00:00+00:00,2026-11-23T14:00:00+00:00,120"
    )


def test_eve_sees_no_scorecard(agreed):
    assert signed_in(agreed.eve).get("/sla/").status_code == 403


def test_the_page_asks_as_many_questions_for_nine_leads_as_for_three(agreed):
    client = signed_in(agreed.ada)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/sla/").status_code == 200
        return len(found)

    for n in range(3):
        lead(f"Lead {n}", n / 9, called=6, by=agreed.ada)
    client.get("/sla/")
    three = asked()
    for n in range(3, 9):
        lead(f"Lead {n}", n / 9, called=6, by=agreed.ada)

    assert asked() == three


def test_a_side_without_anything_to_keep_is_not_praised(agreed):
    page = signed_in(agreed.noor).get("/sla/").text

    assert "Marketing is short on leads handed over; Sales had nothing to keep yet." in page


def test_a_week_before_the_first_agreement_says_so_and_leads_on(agreed):
    page = signed_in(agreed.noor).get("/sla/2026-w44/")

    told = " ".join(page.text.split())
    assert "Nothing was promised yet; the first agreement holds from 4 November." in told
    assert 'href="/sla/2026-w45/"' in page.content.decode()
    assert "No agreement is in force" not in told
