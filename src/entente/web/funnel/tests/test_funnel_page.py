"""What a person reads on the funnel page."""

import csv
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from entente.agreements.testing import agree
from entente.funnel.operations import Move, enter_stage
from entente.funnel.rules.cases import NOWHERE, Cases
from entente.funnel.rules.document import STANDARD
from entente.funnel.rules.figures import stage_figures
from entente.funnel.rules.passages import DAY
from entente.funnel.rules.shape import Stage
from entente.insights.testing import ago
from entente.kit import periods
from entente.kit.statistics.proportions import Rate
from entente.people.models import Contact
from entente.people.operations import contacts
from entente.people.testing import meet
from entente.pipeline.testing import told_won
from entente.web.funnel import pages, plot
from entente.web.testing import cells, signed_in, told, words
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db

HEAD = ["Stage", "Entered", "Moved on", "Rate", "Plan", "−60% plan +60%", "Costs a quarter",
        "Typical time", "Reading"]  # fmt: skip
BY = "By channel By campaign By owner By month"
BERLIN = ZoneInfo("Europe/Berlin")
PERIODS = "All time This quarter Last quarter 2026"


def rated(met: int, of: int, plan: float):
    """A stage of which so many of so many have moved on, long ago."""
    on = np.arange(of) < met
    entered = np.zeros(of, np.int64)
    cases = Cases(
        place=0, contact=np.arange(of), entered=entered, ended=on.astype(np.int8),
        until=entered + 90 * DAY, moved_on=on, disordered=np.zeros(of, np.bool_),
        onto=np.where(on, 1, NOWHERE),
    )  # fmt: skip
    stage = Stage("mql", "MQL", "marketing", plan=plan, plan_days=30)
    return stage_figures(stage=stage, cases=cases)


def test_it_opens_with_the_finding_and_its_evidence_is_the_table(cast, quarter):
    response = signed_in(cast.noor).get("/funnel/")

    assert told(response).startswith(
        "We lose most between SQL and Accepted. 71% move on from SQL instead of the planned 90%: "
        f"that costs about €5.2k a quarter. {PERIODS} Stages Entered 5 October–24 November, followed "
        "until today; who skips a stage has moved on from it. Bars are 95% intervals. Stage Entered"
    )
    assert cells(response, section="stages-h") == [
        HEAD,
        ["M Marketing IQL to MQL", "40", "24", "60%", "50%", "60%, plan 50%", "–", "4.0 days",
         "On plan"],
        ["M Marketing MQL to SQL", "24", "14", "58%", "60%", "58%, plan 60%", "–",
         "6.0 days", "On plan"],
        ["M Marketing SQL to Accepted", "14", "10", "71%", "90%",
         "71%, plan 90%, costs €5.2k a quarter", "€5.2k", "1.0 days", "Below plan"],
        ["S Sales Accepted to Opportunity", "10", "5", "50%", "60%", "50%, plan 60%", "–",
         "10 days", "Too early to say we need about 11"],
        ["S Sales Opportunity to Customer", "5", "2", "40%", "30%", "40%, plan 30%", "–",
         "18 days", "Too early to say we need about 36"],
        ["S Sales Customer to Repeat customer", "2", "0", "0%", "–", "0%", "–", "–", "No plan"],
        ["M Marketing S Sales Repeat customer", "0", "", "–", "–", "", "–", "–", ""],
    ]  # fmt: skip
    assert told(response).endswith(
        "Judged by the funnel, version 1. Read the funnel that we signed What a stage costs reckons "
        "with €7.5k a deal, the mean of all that we won. "
        f"Who they are All together {BY}"
    )


def test_by_channel_the_parts_add_up_to_each_stage(cast, quarter):
    page = told(signed_in(cast.noor).get("/funnel/?by=channel&entered=2026-10-01..2026-10-20"))

    assert page.startswith(
        "Every stage that we can judge is on plan or above. People who entered a stage"
    )
    assert page.endswith(
        "IQL Channel Entered Moved on Rate Likely Organic search 16 12 75% 51–90% "
        "Social 16 12 75% 51–90% Together 32 24 75% "
        "MQL Channel Entered Moved on Rate Likely Organic search 12 7 58% 32–81% "
        "Social 12 7 58% 32–81% Together 24 14 58% "
        "SQL Channel Entered Moved on Rate Likely Organic search 6 5 83% 44–97% "
        "Social 6 5 83% 44–97% Together 12 10 83% "
        "Accepted Channel Entered Moved on Rate Likely Organic search 5 2 40% 12–77% "
        "Social 5 3 60% 23–88% Together 10 5 50%"
    )


def test_the_chosen_days_are_a_choice_among_the_periods_and_say_that_they_are_chosen(cast, quarter):
    def choices(query: str):
        page = signed_in(cast.noor).get(f"/funnel/{query}").text
        found = re.findall(r'<a class="filter" href="(.*?)"( aria-current="true")?>(.*?)</a>', page)
        return [(re.sub("<.*?>", "", said), bool(current)) for _, current, said in found]

    usual = ["All time", "This quarter", "Last quarter", "2026"]
    assert [said for said, chosen in choices("?entered=2026-Q4")[:4] if chosen] == ["This quarter"]
    assert choices("?entered=2026-10-05..2026-10-20")[:5] == [
        *[(one, False) for one in usual], ("5–20 Oct", True),
    ]  # fmt: skip


def test_years_of_long_ago_are_offered_where_somebody_came_in_them(cast, quarter):
    """The newest three; only what the one who asks may see, as the house counts days."""
    for day in ("2018-01-01T00:30", "2019-12-31T23:30", "2014-05-05T12:00", "2012-02-02T12:00"):
        at = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
        lead = meet(name=f"Lead of {day}", at=at)
        enter_stage(move=Move(contact=lead, stage="mql", occurred_at=at, via="import"), at=MORNING)
    client = signed_in(cast.noor)

    page = client.get("/funnel/?by=month").text
    of_2018 = told(client.get("/funnel/?entered=2018"))

    offered = re.findall(r'<a class="filter" href="/funnel/\?by=month&amp;entered=(\d+)"', page)
    assert offered[: len(offered) // 2] == ["2026", "2019", "2018", "2014"]
    assert "All time This quarter Last quarter 2026 2019 2018 2014 Stages Entered " in of_2018
    assert "MQL to SQL 1 0 0%" in of_2018


def test_by_owner_a_rep_sees_own_figures_and_the_others_as_one(cast, quarter):
    Contact.objects.filter(id__in=quarter.leads[:6]).update(owner_id=cast.ada.member_id)
    Contact.objects.filter(id__in=quarter.leads[6:10]).update(owner_id=cast.noor.member_id)

    def said(viewer) -> str:
        page = told(signed_in(viewer).get("/funnel/?by=owner"))
        return page[page.index("A lead has an owner") :]

    assert said(cast.noor).startswith(
        "A lead has an owner once sales has taken it on, so this begins with Accepted. Accepted "
        "Owner Entered Moved on Rate Likely Ada Sells 6 5 83% 44–97% Noor Leads 4 0 0% 0–49% "
        "Together 10 5 50% Opportunity"
    )
    added_up = (
        "A lead has an owner once sales has taken it on, so this begins with Accepted. Figures of "
        "single owners are for them and their head; others are added up. Accepted Owner Entered"
    )
    assert [said(viewer).startswith(added_up) for viewer in (cast.ada, cast.milan)] == [True] * 2
    assert "Ada Sells 6 5 83% 44–97% Others 4 0 0% 0–49% Together" in said(cast.ada)
    assert "Likely Others 10 5 50% 24–76% Together" in said(cast.milan)


def test_a_month_is_read_by_its_name(cast, quarter):
    page = told(signed_in(cast.noor).get("/funnel/?by=month"))

    assert "IQL Month Entered Moved on Rate Likely October 2026 40 24 60% 45–74%" in page


def test_a_month_whose_people_still_have_time_is_no_collapse(cast, quarter):
    for number in range(30):
        new = contacts.create_contact(values={"name": f"New {number}"}, by=SYSTEM, at=ago(1))
        enter_stage(move=Move(contact=new, stage="mql", occurred_at=ago(1), via="hand"), at=MORNING)
    response = signed_in(cast.noor).get("/funnel/?by=month")

    page = told(response)

    assert (
        "MQL Month Entered Moved on Rate Likely October 2026 24 14 58% 39–76% "
        "November 2026 30 may still move on 30 0 0% 0–11% Together 54 14 26%"
    ) in page
    young = page.split("Who they are")[1].count("may still move on")
    assert response.text.count('<tr class="is-young">') == young
    assert "may still" not in told(signed_in(cast.noor).get("/funnel/?by=channel")).split("Who")[1]


def test_an_exact_rate_stands_below_the_rounded_one_only_where_it_ends():
    rates = [(842, 8000), (250, 800), (625, 2000), (97, 199), (1, 2), (0, 7), (7, 7)]

    assert [pages._exact(met, of) for met, of in rates] == ["10.525%", "", "31.25%", "", "", "", ""]


def test_a_period_that_is_not_over_is_entered_since_its_first_day(cast, quarter):
    client = signed_in(cast.noor)

    assert "Entered since 1 October, followed until today" in told(
        client.get("/funnel/?entered=2026-q4")
    )
    assert "Entered 5–20 October, followed until today" in told(
        client.get("/funnel/?entered=2026-10-05..2026-10-20")
    )


def test_a_number_leads_to_the_same_people_in_the_list(cast, quarter):
    client = signed_in(cast.noor)
    page = pages.page(viewer=cast.noor, at=MORNING, period=None, by=None, query={}, wrong="")
    row = next(row for row in page.stages if row.name == "SQL")

    assert (row.entered, row.moved) == (14, 10)
    listed = words(client.get(row.entered_url))
    assert "14 contacts" in listed
    assert "First entered a stage called SQL between" in listed
    assert "10 contacts" in words(client.get(row.moved_url))


def test_a_number_of_an_earlier_funnel_leads_to_its_people_whatever_stages_are_called_now(
    cast, quarter
):
    content = {
        "stages": [dict(stage) for stage in STANDARD["stages"] if stage["key"] != "accepted"]
    }
    for stage in content["stages"]:
        stage["name"] = f"Our {stage['name']}"
    agree(kind="funnel", content=content, by=cast.noor, at=MORNING)
    client = signed_in(cast.noor)
    whole = periods.parse(text="2026-10-01..2026-11-22")
    page = pages.page(viewer=cast.noor, at=MORNING, period=whole, by=None, query={}, wrong="")
    row = next(row for row in page.stages if row.name == "SQL")

    assert page.judged == "Judged by the funnel, version 1, in force at the end of this period."
    assert (row.entered, row.moved, row.plan, row.to) == (14, 10, "90%", "Accepted")
    assert "14 contacts" in words(client.get(row.entered_url))
    assert "10 contacts" in words(client.get(row.moved_url))


def test_a_number_leads_to_who_came_first_in_the_period_whatever_a_stage_is_called(cast, quarter):
    content = {"stages": [dict(stage) for stage in STANDARD["stages"]]}
    next(one for one in content["stages"] if one["key"] == "accepted")["name"] = 'The "real" \\ SQL'
    agree(kind="funnel", content=content, by=cast.noor, at=MORNING)
    back = [Move(contact=quarter.leads[0], stage=stage, occurred_at=ago(days), via="hand")
            for stage, days in (("sql", 70), ("recycled", 60))]  # fmt: skip
    for move in back:
        enter_stage(move=move, at=MORNING)
    client = signed_in(cast.noor)
    whole = periods.parse(text="2026-q4")
    page = pages.page(viewer=cast.noor, at=MORNING, period=whole, by=None, query={}, wrong="")
    row = next(row for row in page.stages if row.name == "SQL")

    assert (row.entered, row.moved, row.to) == (13, 9, 'The "real" \\ SQL')
    assert "13 contacts" in words(client.get(row.entered_url))
    assert "9 contacts" in words(client.get(row.moved_url))


def test_a_file_of_no_period_is_no_file(cast, quarter):
    answer = signed_in(cast.noor).get("/funnel/csv/?entered=2026-q7")

    assert (answer.status_code, told(answer)) == (
        422, "This file cannot be made A year has quarters 1 to 4, not 7. Back to the page"
    )  # fmt: skip
    assert 'href="/funnel/"' in answer.content.decode()


def test_whoever_was_further_first_is_counted_and_doubted(cast, quarter):
    told_of = meet(name="Told of")
    for stage, days in (("iql", 50), ("sql", 90)):
        move = Move(
            contact=told_of, stage=stage, occurred_at=ago(days), via="import", source="test"
        )
        enter_stage(move=move, at=MORNING)

    page = told(signed_in(cast.noor).get("/funnel/"))

    assert "1 contact reached a later stage before IQL: counted, but check dates. Open it" in page
    assert "IQL to MQL 41 25" in page


def test_several_who_are_doubted_are_named_with_the_way_to_each(cast, quarter):
    for number in range(22):
        told_of = meet(name=f"Told of {number}")
        for stage, days in (("iql", 50), ("sql", 90)):
            move = Move(contact=told_of, stage=stage, occurred_at=ago(days), via="import")
            enter_stage(move=move, at=MORNING)

    answer = signed_in(cast.noor).get("/funnel/")

    assert (
        "22 contacts reached a later stage before IQL: counted, but check dates. Which Told of 0 , "
    ) in told(answer)
    assert "Told of 19 and 2 more" in told(answer)
    assert len(re.findall(r'<a href="/contacts/\d+-told-of-\d+/">', answer.text)) == 20


def test_a_deal_that_closed_before_it_was_opened_is_counted_and_doubted(cast, quarter):
    deal = told_won(name="Mill", opened_at=ago(10), closed_at=ago(20))

    page = signed_in(cast.ada).get("/funnel/")

    assert "1 deal closed before being opened: counted, but check dates. Open it" in told(page)
    assert f'href="/deals/{deal}-mill/"' in page.content.decode()


def test_a_rate_that_waits_for_the_young_says_for_how_many(cast, quarter):
    for number in range(30):
        new = contacts.create_contact(values={"name": f"New {number}"}, by=SYSTEM, at=ago(1))
        move = Move(contact=new, stage="mql", occurred_at=ago(1), via="import", source="test")
        enter_stage(move=move, at=MORNING)

    assert cells(signed_in(cast.noor).get("/funnel/"), section="stages-h")[2] == [
        "M Marketing MQL to SQL", "54", "14", "26%", "60%", "26%, plan 60%", "–", "6.0 days",
        "Too early to say 30 may still move on",
    ]  # fmt: skip
    file = csv.DictReader(signed_in(cast.noor).get("/funnel/csv/").text.splitlines())
    assert [(row["stage"], row["open"], row["young"]) for row in file][:2] == [
        ("IQL", "16", "0"),
        ("MQL", "40", "30"),
    ]


def test_the_axis_reaches_as_far_as_the_rates_and_an_interval_that_goes_on_says_so(cast, quarter):
    for number in range(30):
        new = contacts.create_contact(values={"name": f"New {number}"}, by=SYSTEM, at=ago(1))
        enter_stage(move=Move(contact=new, stage="mql", occurred_at=ago(1), via="hand"), at=MORNING)

    page = signed_in(cast.noor).get("/funnel/").text

    assert re.findall(r'<text.*? x="(.*?)%" y="11">(.*?)<', page) == [
        ("5.00", "−60%"), ("50", "plan"), ("95.00", "+60%"),
    ]  # fmt: skip
    # 14 of 54 is 57% under the plan of 60%: nearly at the end, and its interval goes on
    assert re.findall(r'forest__dot" cx="(.*?)%"', page)[:3] == ["65.00", "7.41", "34.52"]
    assert re.findall(r'forest__cut" x="(.*?)%"', page)[0] == "5.00"


@pytest.mark.parametrize(
    ("met", "of", "plan", "reach"),
    [(52, 100, 0.5, 0.4), (25, 100, 0.5, 0.8), (0, 100, 0.5, 1.0), (90, 100, 0.5, 1.0),
     (95, 100, 0.4, 1.5), (100, 100, 0.01, 99.0), (1, 3, 0.5, 0.4)],
)  # fmt: skip
def test_every_rate_has_its_true_place_between_the_ends(met, of, plan, reach):
    figure = rated(met, of, plan)

    axis = plot.axis(figures=[figure])
    drawn = plot.plot(figure=figure, axis=axis, plan_word="plan")

    assert axis.reach == reach
    assert drawn.middle == pytest.approx(50 + 45 * (met / of / plan - 1) / reach)
    assert 5 <= drawn.middle <= 95


def test_an_axis_beyond_twice_the_plan_does_not_claim_rates_below_nothing():
    axis = plot.axis(figures=[rated(90, 100, 0.25)])

    assert (axis.low, axis.low_at, axis.high, axis.high_at) == ("−100%", 35.0, "+300%", 95.0)


def test_the_file_holds_what_the_page_shows(cast, quarter):
    file = signed_in(cast.noor).get("/funnel/csv/?by=month").content.decode()

    assert file.splitlines() == [
        "stage,part,entered,moved_on,rate,low,high",
        "IQL,2026-10,40,24,0.60000,0.44596,0.73652",
        "MQL,2026-10,24,14,0.58333,0.38835,0.75532",
        "SQL,2026-10,14,10,0.71429,0.45351,0.88279",
        "Accepted,2026-10,10,5,0.50000,0.23659,0.76341",
        "Opportunity,2026-10,5,2,0.40000,0.11762,0.76928",
        "Customer,2026-11,2,0,0.00000,0.00000,0.65762",
    ]


def test_ada_sees_the_same_funnel_as_noor_and_eve_none(cast, quarter):
    pages = [signed_in(viewer).get("/funnel/") for viewer in (cast.ada, cast.milan, cast.noor)]

    assert len({told(page) for page in pages}) == 1
    assert signed_in(cast.eve).get("/funnel/").status_code == 403


def test_what_is_worth_a_look_stands_on_the_page_with_bars(cast, quarter):
    shown = pages._shown(
        pages.Worth(title="A fall", where="", teams=(), strength="Some", words="", remedy="",
                    note="", url="", link="", bars=(("Before", Rate(8, 10)), ("Now", Rate(2, 10))))
    )  # fmt: skip

    assert (shown.bars, shown.tone) == (
        (("Before", 100.0, "80% of 10"), ("Now", 25.0, "20% of 10")),
        "warn",
    )
