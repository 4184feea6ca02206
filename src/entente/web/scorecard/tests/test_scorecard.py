"""The scorecard as both teams read it: promises, and breaches with their facts."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.agreements import testing as agreements
from entente.handoff.operations import deciding
from entente.inbox import queries as inbox
from entente.kit import clock
from entente.outbox import queries as outbox
from entente.sla.rules.document import STANDARD
from entente.web.scorecard.tests.cast import NINE, NOW, lead, part, read
from entente.web.testing import signed_in, told

pytestmark = pytest.mark.django_db


NOTHING = "No breach in this period"
SAID = {
    "So far both sides": (
        "So far both sides are short of what they promised. The agreement is kept to 70%: as far as "
        "its weaker side keeps it. Missing: first contact in 4 hours. Short: leads handed over."
    ),
    "Marketing promised Sales": (
        f"Marketing promised Sales kept to 90% Leads handed over 3 of 10 Short 7 short of 10 leads. "
        "Accepted by sales 0 of 1 lead Too few Lead With Verdict Excuse "
        "Cleo C Ada Sells Rejected 24 November, 16:00 "
        f"Context on each lead 3 of 3 leads 100% of 100% Kept {NOTHING}."
    ),
    "Sales promised Marketing": (
        "Sales promised Marketing kept to 70% "
        f"First contact in 15 minutes, hand-raisers – of 95% Nothing yet {NOTHING}. "
        "First contact in 4 hours 2 of 3 leads 67% of 95% Missing Lead With Due Done Excuse "
        "Bea B Ada Sells 23 November, 13:00 23 November, 15:00 late by 2h Excuse… "
        "Which of the agreed reasons? System was down Buyer asked us to wait Illness without "
        "notice Note optional Excuse this breach The other side answers; two working days of "
        "silence mean yes. "
        f"6 attempts in 10 working days – of 90% Nothing yet {NOTHING}; 2 leads are not decided yet. "
        f"Verdict within 5 working days 1 of 1 lead Too few {NOTHING}; "
        "2 leads are not decided yet. "
        f"Reasons given for a no 1 of 1 lead Too few {NOTHING}; "
        "2 leads are not decided yet."
    ),
    "Where the time goes": (
        "Where the time goes From hand-over to first contact, working time per lead, "
        "31 Aug–29 Nov A lead waits under a minute until the system offers it, and 2h 30m from "
        "there until a person tries. Until the system offers it From the offer until a person "
        "tries By person Leads Contacted Both as a bar System Person Ada Sells 3 3 under a "
        "minute 2h 30m By first channel Leads Contacted Both as a bar System Person Fair 3 3 "
        "under a minute 2h 30m Half of all leads are contacted within 1h of the offer. Means per "
        "lead; who was not contacted yet counts with the time so far. The person’s clock runs "
        "from the first offer on, also through a reassignment, and is paused as we agreed."
    ),
    "How it went": (
        "How it went How far each side kept its word: the mean of its promises, none above 100% "
        "Period Marketing Marketing as a bar Sales "
        "Sales as a bar 28 Sep–4 Oct – – 5–11 Oct – – 12–18 Oct – – 19–25 Oct – – 26 Oct–1 Nov "
        "– – 2–8 Nov 0% – 9–15 Nov 0% – 16–22 Nov 0% – 23–29 Nov so far 90% 70% Judged by the service "
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


def test_of_a_single_lead_no_share_is_told_and_nobody_is_judged(agreed):
    alone = lead("Alone", called=6, by=agreed.ada)
    noor = signed_in(agreed.noor)

    page, room, file = (noor.get(path) for path in ("/sla/", "/room/", "/sla/csv/"))

    said = (
        "Marketing is short on leads handed over; of Sales too few leads are judged to say. "
        "Of fewer than 3 leads no share is told. M Marketing"
    )
    assert said in read(page)
    assert "Sales promised Marketing too few leads to say" in read(page)
    assert "First contact in 4 hours 0 of 1 lead Too few Lead With Due Done" in read(page)
    assert "23–29 Nov so far – –" in read(page)
    assert "First contact in 4 hours 0 of 1 lead Too few" in read(room)
    assert f"sales,First contact in 4 hours,{alone},Alone,Ada Sells," in file.text


def test_a_late_lead_that_is_alone_is_told_as_one_lead(agreed):
    many = [lead(f"Lead {n}", 30) for n in range(10)]  # on Tuesday afternoon: nothing is due yet
    lead("Alone", called=6, by=agreed.ada)

    page = told(signed_in(agreed.noor).get("/sla/"))

    assert len(many) == 10
    assert page.startswith(
        "Too few leads to say: 1 lead is judged. Of fewer than 3 leads no share is told. M Mark"
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
            ("So far both sides", "M Marketing"),
            ("Marketing promised Sales", "S Sales"),
            ("Sales promised Marketing", "Where the time goes"),
            ("Where the time goes", "How it went"),
            ("How it went", "Read what"),
        )
    }
    assert said == SAID


def test_an_excuse_is_given_by_who_promised_and_answered_by_the_other_side(agreed):
    row = lead("Bea B", called=6, by=agreed.ada)
    ada, milan, noor = (signed_in(one) for one in (agreed.ada, agreed.milan, agreed.noor))
    path = f"/sla/excuses/{row}/first_contact/"

    assert "Excuse this breach" not in read(milan.get("/sla/"))
    assert milan.post(path, {"reason": "System was down"}).status_code == 403
    assert ada.post(path, {"reason": "Traffic"}).status_code == 422
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
        "2026-11-23T12:00:00+00:00,2026-11-23T14:00:00+00:00,120,version 1"
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


def test_fewer_than_were_signed_are_owed_for_a_part_of_a_week_and_it_says_why(cast):
    on_tuesday = NINE + timedelta(days=1)
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=on_tuesday)
    client = signed_in(cast.noor)
    handed = ("Leads handed over", "Accepted by sales")

    said = {
        period: part(read(client.get(f"/sla/{period}/")), *handed).strip()
        for period in ("2026-w48", "2026-w49", "2026-12")
    }

    why = "Leads handed over 10 a week, by the working days under this version"
    assert said == {
        "2026-w48": f"{why} 0 of 8 Short 8 short of 8 leads.",
        "2026-w49": f"Leads handed over 0 of 10 Nothing yet {NOTHING}.",
        "2026-12": f"{why} 0 of 46 Nothing yet {NOTHING}.",
    }
