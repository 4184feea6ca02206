"""What a person reads in the revenue room and on the plan of a quarter."""

import re
from datetime import UTC, datetime

import pytest

from entente.agreements.testing import agree
from entente.funnel.operations import Move, enter_stages
from entente.handoff.operations import pausing
from entente.handoff.testing import handed_over
from entente.insights.testing import ago
from entente.kit import clock
from entente.people.testing import meet
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.plan.rules.document import STANDARD as PLAN
from entente.web.testing import cells, signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db

OPENING = datetime(2026, 6, 30, 22, tzinfo=UTC)  # midnight in Paris


def came(number: int, *ways: tuple[str, float]) -> None:
    """So many new contacts who entered these stages so many days ago."""
    met = [meet(name="Sara", at=ago(ways[0][1])) for _ in range(number)]
    moves = [
        Move(contact=contact, stage=stage, occurred_at=ago(days), via="hand")
        for contact in met
        for stage, days in ways
    ]
    enter_stages(moves=moves, at=MORNING)


def test_the_room_says_how_likely_the_goal_is_and_what_each_stage_owes(cast, quarter):
    response = signed_in(cast.noor).get("/room/")

    page = told(response)
    behind = re.findall(r'href="(/funnel/[^"]*)"', response.text)
    assert behind == ["/funnel/", *["/funnel/?entered=2026-q4"] * 6]  # the way there, and it
    assert page.startswith(
        "We will not make it like this: 0% likely to reach €300k by 31 December. €15k won, €285k "
        "to go. 28 working days left. How we work this out We are €158k behind the pace the plan "
        "needs today. Eight in ten simulated quarters end between"
    )
    assert cells(response, section="bw") == [
        ["Stage", "Needed", "So far, against what today needs", "So far", "Gap today", "Worth"],
        ["Revenue both teams", "€300k", "", "€15k", "−€158k", "−€158k"],
        ["S Sales Won deals worth €12k each", "25", "", "2", "−12", "−€149k"],
        ["S Sales Opportunity 25% move on, assumed", "100", "", "5", "−53", "−€158k"],
        ["S Sales Accepted 50% move on, assumed", "200", "", "10", "−105", "−€158k"],
        ["M Marketing SQL 75% move on, assumed", "267", "", "14", "−140", "−€157k"],
        ["M Marketing MQL 35% move on, assumed", "762", "", "24", "−415", "−€163k"],
        ["M Marketing IQL 40% move on, assumed", "1,524", "", "40", "−837", "−€132k"],
        ["M Marketing Visits 2.5% leave details, assumed", "60,953", "", "20", "−35,074", "−€138k"],
        [
            "M Marketing Offline appointments 30% become MQLs, assumed",
            "508",
            "",
            "0",
            "−292",
            "−€35k",
        ],
    ]
    assert (
        "Most is missing at MQL: about €163k of the goal. IQLs take 98 days on average to become "
        "revenue (assumed in the plan), so those who enter from now on count for the next quarter. "
        "Only deals that are open already can still change this one. See the funnel behind it "
        "Needs you today 0 Nothing waits for you. What we promised each other this week M Marketing "
        "Marketing promised Sales Leads handed over 0 of 10"
    ) in page


def test_the_room_says_who_can_still_change_the_quarter(cast, quarter):
    agree(kind="goal_plan", scope="2027-q1", content=PLAN, by=cast.noor, at=MORNING)

    with clock.frozen(datetime(2027, 1, 8, 11, tzinfo=UTC)):  # 82 days before its end
        page = told(signed_in(cast.noor).get("/room/"))

    assert "Who enters MQL now, 78 days from revenue, can still change this one." in page


def test_the_lines_of_the_pace_are_named_in_the_picture(cast, quarter):
    page = told(signed_in(cast.noor).get("/room/"))

    for name in ("Goal", "Pace the plan needs", "€15k won", "Forecast €2"):
        assert page.count(f" {name}") >= 3, name  # in all three widths
    assert "1 Oct 15 Oct 1 Nov 15 Nov 1 Dec 15 Dec 31 Dec" in page


def test_a_refund_shows_in_the_pace_of_its_quarter(cast, quarter):
    # 9,000.01 and 6,000 won, 500 paid back
    assert cells(signed_in(cast.ada).get("/attribution/"), section="credit-h")[-1][1] == (
        "€14,500.01"
    )
    assert "€15k won, €285k to go" in told(signed_in(cast.ada).get("/room/"))


def test_a_question_of_sales_needs_marketing_until_it_is_answered(cast):
    lead = handed_over(contact=meet(name="Ida Berg"), at=ago(1))
    question = pausing.ask_marketing(
        handover_id=lead.id, text="Which plant?", by=cast.ada, at=MORNING
    )
    asked = "Needs you today 1 Ada Sells asks about Ida Berg Which plant? Hand-off queue"

    assert asked in told(signed_in(cast.milan).get("/room/"))
    assert "asks about" not in told(signed_in(cast.ada).get("/room/"))

    pausing.answer(
        handover_id=lead.id, question_id=question, text="Berwick.", by=cast.milan, at=MORNING
    )
    assert "Needs you today 0" in told(signed_in(cast.milan).get("/room/"))


def test_eve_reads_no_figure_in_the_room(cast, quarter):
    page = told(signed_in(cast.eve).get("/room/"))

    assert page.startswith(
        "Your seat does not see the goal. What is reached and what is owed are reports. "
        "An administrator can change that under Settings, Access."
    )
    assert "€" not in page and "No goal" not in page


def test_the_plan_says_what_it_reckons_with(cast, quarter):
    response = signed_in(cast.milan).get("/plan/")

    assert told(response).startswith(
        "€300k takes 25 won deals. €300k in deals of €12k each (assumed in the plan: fewer than "
        "10 deals with an amount in EUR were won in the last 24 months) takes 25 won deals, and "
        "1,524 IQLs at the rates below."
    )
    assert cells(response, section="rates-h") == [
        ["Stage", "Needed", "Move on", "Likely", "From", "To revenue, on average"],
        ["S Sales Opportunity", "100", "25%", "4.9–54%",
         "assumed in the plan: 5 own cases, too young to tell", "45 days, assumed"],
        ["S Sales Accepted", "200", "50%", "21–79%",
         "assumed in the plan: 10 own cases in 24 months, fewer than 30",
         "55 days, assumed"],
        ["M Marketing SQL", "267", "75%", "46–95%",
         "assumed in the plan: 14 own cases in 24 months, fewer than 30",
         "58 days, assumed"],
        ["M Marketing MQL", "762", "35%", "10–65%",
         "assumed in the plan: 24 own cases, too young to tell", "78 days, assumed"],
        ["M Marketing IQL", "1,524", "40%", "14–70%",
         "assumed in the plan: 40 own cases, too young to tell", "98 days, assumed"],
    ]  # fmt: skip
    assert [row[0] for row in cells(response, section="levers-h")[1:]] == [
        "Opportunity", "Accepted", "SQL", "MQL", "IQL",
    ]  # fmt: skip


def test_history_that_is_too_old_is_said_not_to_count(cast, quarter):
    for days in (3000, 2900):  # deals of 2018
        met = meet(name="Sara", at=ago(days))
        moves = [Move(contact=met, stage="opportunity", occurred_at=ago(days), via="hand")]
        enter_stages(moves=moves, at=MORNING)
    agree(kind="goal_plan", scope="2025-q1", content=PLAN, by=cast.noor, at=MORNING)

    page = signed_in(cast.milan).get("/plan/2025-q1/")

    assert [row[4] for row in cells(page, section="rates-h")[1:3]] == [
        "assumed in the plan: no own case since December 2018",
        "assumed in the plan: no own case yet",
    ]


def test_history_of_the_year_before_speaks_where_the_last_one_is_silent(cast, quarter):
    for _ in range(30):
        met = meet(name="Sara", at=ago(600))
        moves = [Move(contact=met, stage="opportunity", occurred_at=ago(600), via="hand")]
        enter_stages(moves=moves, at=MORNING)

    noor = signed_in(cast.noor)

    assert (
        "What we reckon with Own history of 20 months, all there is; where it says too little, "
        "what the plan assumes Stage"
    ) in told(noor.get("/plan/"))
    assert cells(noor.get("/plan/"), section="rates-h")[:2] == [
        ["Stage", "Needed", "As signed", "Move on", "Likely", "From", "To revenue, on average"],
        ["S Sales Opportunity", "1,550", "100 at 25%", "1.6%", "0.00–8%",
         "0 cases of the last year, 30 before", "45 days, assumed"],
    ]  # fmt: skip
    assert (
        "What is needed follows our own history where that says enough, as the plan has it. Signed "
        "for Opportunity: 100 at 25%. See every stage"
    ) in told(noor.get("/room/"))
    assert cells(noor.get("/room/"), section="bw")[3][0] == "S Sales Opportunity 1.6% move on"


def test_leads_that_do_not_move_on_are_no_good_news(cast, quarter):
    for stage, number in (("mql", 500), ("accepted", 120), ("opportunity", 60)):
        came(number, (stage, 20))

    response = signed_in(cast.noor).get("/room/")

    assert (
        "Most is missing at SQL: about €157k of the goal. MQL is ahead, yet too little of it "
        "arrives there: at this rate its surplus is worth less than the table says. IQLs take"
    ) in told(response)
    tones = re.findall(r'class="num r (good|warn|)">([+−][\d,]+)<', response.text)
    assert tones == [("warn", "−12"), ("", "+7"), ("", "+15"), ("warn", "−140"), ("", "+85"),
                     ("warn", "−837"), ("warn", "−35,074"), ("warn", "−292")]  # fmt: skip


def test_who_bought_without_a_stage_in_between_is_said_to_have_passed_it_by(cast, quarter):
    came(30, ("mql", 600), ("customer", 590))

    found = cells(signed_in(cast.milan).get("/plan/"), section="rates-h")

    assert [(row[0], row[-2]) for row in found[1:5]] == [
        ("S Sales Opportunity", "0 cases of the last year, 30 before; 30 passed it by"),
        ("S Sales Accepted", "10 cases of the last year, 30 before; 30 passed it by"),
        ("M Marketing SQL", "14 cases of the last year, 30 before; 30 passed it by"),
        ("M Marketing MQL", "0 cases of the last year, 30 before"),
    ]


def test_a_reached_goal_misses_nothing_and_its_last_day_is_the_quarters(cast, quarter):
    deal = sell(name="All of it", amount="400000", currency="EUR", at=ago(20), opened_at=ago(20))
    win_deal(deal_id=deal, by=cast.noor, at=ago(1))

    page = told(signed_in(cast.noor).get("/room/"))

    assert page.startswith("We will make it:")
    assert "The goal is reached; what a stage is short of now is missing in the next" in page
    assert "Most is missing" not in page
    assert "31 December €" in page  # the last row of the forecast, whose end is midnight


def test_on_the_first_morning_everybody_is_on_the_pace(cast, quarter):
    agree(kind="goal_plan", scope="2027-q1", content=PLAN, by=cast.noor, at=MORNING)
    midnight = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)

    with clock.frozen(midnight):
        page = told(signed_in(cast.noor).get("/room/"))

    assert "We are on the pace the plan needs today." in page


def test_a_deal_of_another_currency_is_said_to_add_nothing(cast, quarter):
    deal = sell(name="Far away", amount="400000", currency="USD", at=ago(20), opened_at=ago(20))
    win_deal(deal_id=deal, by=cast.noor, at=ago(1))

    page = told(signed_in(cast.noor).get("/room/"))

    assert "€15k won, €285k to go." in page
    assert "1 won deal is in another currency: nothing of it is counted here." in page


def test_a_goal_of_a_cent_has_no_figure_below_nothing(cast, quarter):
    agree(kind="goal_plan", scope="2027-q1", content={**PLAN, "goal": "0.01"}, by=cast.noor,
          at=MORNING)  # fmt: skip
    client = signed_in(cast.noor)

    with clock.frozen(datetime(2027, 2, 15, 9, tzinfo=UTC)):
        room, plan = (told(client.get(page)) for page in ("/room/", "/plan/"))

    assert "−€0" not in room
    assert "€5m" not in room  # a thousandth of a euro is no million
    assert "takes 1 won deal, and 1 IQL at the rates below." in plan
    assert "1 piece of content brings its part of the visits." in plan
