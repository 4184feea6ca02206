"""What a person reads on the pages of credit."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff.models import Verdict
from entente.handoff.operations.history import PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.testing import found_company
from entente.pipeline.models import Deal, DealContact
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.web.attribution.journeys import one_decimal
from entente.web.testing import cells, signed_in, told
from entente.workspace.models import Member
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db

PERIODS = "All time This quarter Last quarter 2026"
BY = "By channel By campaign By team By person"
NOTE = "Attribution describes which touches won deals had; it does not prove what caused them."
MARKOV = (
    "Markov learns what a channel is worth from everybody’s deals, won and lost, that were closed by "
    "the end of the month of the win; later ones change nothing."
)
FOUR = ["€14,500.01"] * 5


def test_models_stand_side_by_side_and_each_adds_up_to_the_cent(cast, quarter):
    response = signed_in(cast.noor).get("/attribution/")

    assert told(response).startswith(
        "First touch says social, last touch is the close of the sale itself: both are part of the truth. "
        "€15k from 2 deals, shared among every touch of the 180 days before the win, marketing’s and "
        f"sales’ alike; each column adds up to the same, to the cent. {PERIODS} Models side by side {BY} "
        "All ten models"
    )
    assert cells(response, section="credit-h") == [
        ["Channel", "First touch", "Last touch", "Linear", "Full path", "Markov"],
        ["Close", "–", "€15k", "€4.8k", "€3.3k", "€5.8k"],
        ["Social", "€9k", "–", "€3k", "€6.1k", "€1.8k"],
        ["Demo", "–", "–", "€4.8k", "€1.4k", "€5.8k"],
        ["Organic search", "€5.5k", "–", "€1.8k", "€3.7k", "€1.1k"],
        ["Together", *FOUR],
    ]
    assert told(response).endswith(
        f"{NOTE} {MARKOV} Open a deal to its journey The largest Deal Worth Won Worth knowing "
        "Deal 0 €9,000.01 12 Nov Deal 1 €6,000 13 Nov"
    )


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("campaign", [["Autumn playbook", "€9k", "–"], ["No campaign", "€5.5k", "€15k"]]),
        ("team", [["M Marketing Marketing", "€15k", "–"], ["S Sales Sales", "–", "€15k"]]),
        ("person", [["Ada Sells", "–", "€15k"], ["No person", "€15k", "–"]]),
    ],
)
def test_the_same_money_by_campaign_team_and_person(cast, quarter, by, rows):
    found = cells(signed_in(cast.noor).get(f"/attribution/?by={by}"), section="credit-h")

    assert [row[:3] for row in found[1:-1]] == rows
    assert found[-1] == ["Together", *FOUR]


def test_who_has_no_touch_of_their_own_is_told_so_where_people_are_asked_for(cast, quarter):
    milans, adas = (signed_in(one).get("/attribution/?by=person") for one in (cast.milan, cast.ada))
    milan, ada = told(milans), told(adas)

    assert milan.startswith(
        "No touch before these wins is yours or your people’s; what others did is for them and "
        "their head. "
    )
    assert "There is no figure of a person here that is for you." in milan
    assert 'class="table credit' not in milans.text
    assert 'class="table credit' in adas.text
    assert ada.startswith("What each person’s touches were part of, for them and their head. ")


def test_all_ten_models_on_demand(cast, quarter):
    found = cells(signed_in(cast.noor).get("/attribution/?models=all"), section="credit-h")

    assert found[0][1:] == [
        "First touch", "Last touch", "Linear", "Time decay", "Position-based", "U-shaped",
        "W-shaped", "Full path", "Markov", "Shapley",
    ]  # fmt: skip
    assert found[-1] == ["Together", *["€14,500.01"] * 10]


def test_the_chosen_days_are_a_choice_among_the_periods_and_say_that_they_are_chosen(cast, quarter):
    def chosen(query: str) -> list[str]:
        page = signed_in(cast.noor).get(f"/attribution/{query}").text
        return re.findall(r'aria-current="true"><b>(.*?)</b>', page)[:1]

    assert chosen("") == ["All time"]
    assert chosen("?period=2026-Q4") == ["This quarter"]
    assert chosen("?period=2026-10-05..2026-10-20") == ["5–20 Oct"]


def test_years_of_long_ago_are_offered_where_a_deal_was_won_in_them(cast, quarter):
    for year in (2012, 2016, 2018, 2019):
        deal = sell(name=f"Deal of {year}", opened_at=MORNING.replace(year=year, month=3),
                    amount="5000", currency="EUR")  # fmt: skip
        won = datetime(year, 12, 31, 23, 30, tzinfo=ZoneInfo("Europe/Berlin"))
        win_deal(deal_id=deal, by=cast.noor, at=MORNING, closed_at=won)
    client = signed_in(cast.noor)

    assert f"{PERIODS} 2019 2018 2016 Models side by side" in told(client.get("/attribution/"))
    assert "€5,000" in told(client.get("/attribution/?period=2018"))


def test_a_refund_is_a_reversal_in_its_own_period(cast, quarter):
    response = signed_in(cast.noor).get("/attribution/?period=2026-11-20..2026-11-24")

    assert told(response).startswith(
        "More was paid back than won: the touches of those deals give their part back. "
        "−€500: no deal was won, and what was paid back of earlier ones is taken off the touches "
        "that had earned it."
    )
    assert cells(response, section="credit-h") == [
        ["Channel", "First touch", "Last touch", "Linear", "Full path", "Markov"],
        ["Organic search", "−€500", "–", "−€167", "−€338", "−€100"],
        ["Close", "–", "−€500", "−€167", "−€112", "−€200"],
        ["Demo", "–", "–", "−€167", "−€50", "−€200"],
        ["Together", *["−€500"] * 5],
    ]


def test_won_deals_without_an_amount_are_not_told_as_paid_back(cast, quarter):
    refund_deal(
        deal_id=quarter.deals[1], amount=Decimal("5500"), reason="the rest", by=cast.noor,
        at=MORNING,
    )  # fmt: skip
    Deal.objects.exclude(id=quarter.deals[1]).update(amount=None)
    page = "/attribution/?period="

    unknown = signed_in(cast.noor).get(f"{page}2026-11-12..2026-11-12")
    both = signed_in(cast.noor).get(f"{page}2026-11-13..2026-11-24")

    assert told(unknown).startswith(
        "No won deal has an amount yet: there is no revenue to share. 1 deal was won; once "
        "their amounts are known, every touch of the 180 days before the win shares."
    )
    assert told(both).startswith("As much was paid back as was won:")


def test_a_refund_noted_on_the_deal_is_taken_off_credit_and_pace(cast, quarter):
    client = signed_in(cast.ada)
    given = {"amount": "1000.01", "reason": "One filler less", "on": "2026-11-23"}

    answer = client.post(f"/deals/{quarter.deals[0]}/refund/", given, follow=True)

    assert "Refunded €1,000.01" in told(answer)
    assert cells(client.get("/attribution/"), section="credit-h")[-1] == [
        "Together", *["€13,500"] * 5
    ]  # fmt: skip
    assert cells(client.get("/attribution/?period=2026-10-01..2026-11-15"), section="credit-h")[
        -1
    ] == ["Together", *["€15,000.01"] * 5]
    assert "€14k won, €286k to go" in told(client.get("/room/"))


def test_a_deal_opens_to_its_journey(cast, quarter):
    response = signed_in(cast.noor).get(f"/attribution/deals/{quarter.deals[0]}/")

    assert told(response).startswith(
        "3 touches of both teams in 39 days. Deal 0 is worth €9,000.01. The parts below add up to "
        "it, to the cent. Marketing’s touches above, sales’ below; larger means more of the credit "
        "under “Full path”. 4 Oct 12 Nov Touch by touch"
    )
    assert cells(response, section="touches-h")[1:] == [
        [
            "4 October, 11:00 4 Oct",
            "M Marketing Advertisement First touch, last before the lead and last before the deal",
            "Social",
            "67.5%",
            "€6,075.01",
        ],
        ["27 October, 10:00 27 Oct", "S Sales Demo", "Demo · Ada Sells", "10.0%", "€900"],
        [
            "12 November, 10:00 12 Nov",
            "S Sales Sales closed the deal Last touch",
            "Close · Ada Sells",
            "22.5%",
            "€2,025",
        ],
    ]
    assert response.content.decode().count("journey__dot--") == 3


def test_a_deal_is_shown_with_its_company_unless_it_is_called_like_it(cast, quarter):
    client = signed_in(cast.noor)
    dairy = found_company(name="Ostgård Dairy")
    for deal, name in zip(quarter.deals[:2], ("Changeover, line 2", "Ostgård Dairy"), strict=True):
        Deal.objects.filter(id=deal).update(company_id=dairy, name=name)

    listed = cells(client.get("/attribution/"), section="wins-h")

    assert [row[0] for row in listed] == [
        "Deal",
        "Changeover, line 2 Ostgård Dairy",
        "Ostgård Dairy",
    ]
    ledes = [told(client.get(f"/attribution/deals/{deal}/")) for deal in quarter.deals[:2]]
    assert "Changeover, line 2 for Ostgård Dairy is worth €9,000.01. " in ledes[0]
    assert "days. Ostgård Dairy is worth €6,000. " in ledes[1]


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.225, "22.5%"), (0.0017, "0.2%"), (0.01, "1.0%"), (0.0001, "under 0.1%"), (0, "0.0%")],
)
def test_all_shares_of_a_journey_have_one_decimal(share, words):
    assert one_decimal(share) == words


def test_a_lead_that_was_sent_back_and_bought_shows_it_and_all_touches_keep_their_credit(
    cast, quarter
):
    before = cells(signed_in(cast.noor).get(_journey(quarter)), section="touches-h")
    send_back(quarter, at=MORNING - timedelta(days=20), reason="No need now")

    response = signed_in(cast.noor).get(_journey(quarter))

    assert told(response).startswith(
        "3 touches of both teams in 39 days; sent back once on the way."
    )
    assert "At a dashed line sales sent the lead back: no touch, no credit. Sent back" in told(
        response
    )
    after = cells(response, section="touches-h")
    sent_back = [row for row in after if row not in before]
    assert sent_back == [
        [
            "4 November, 10:00 4 Nov",
            "S Sales Sent back to marketing by sales: No need now",
            "Ada Sells",
            "No touch",
        ]
    ]
    assert [row for row in after if row != sent_back[0]] == before
    assert response.content.decode().count("journey__back") == 1


def test_the_same_again_and_again_is_one_row_but_not_across_a_setback(cast, quarter):
    buyer = DealContact.objects.get(deal=quarter.deals[0]).contact_id
    days_ago = [24, 23, 22, 19, 18]  # the lead is sent back in between
    visit = {"kind": "visit.made", "source": "test", "team": "marketing", "channel": "site"}
    ledger.record(
        entries=[
            NewEntry(occurred_at=MORNING - timedelta(days=days), contact=buyer, **visit)
            for days in days_ago
        ],
        at=MORNING,
    )
    send_back(quarter, at=MORNING - timedelta(days=20), reason="No need now")
    linear = f"{_journey(quarter)}?model=linear"

    shown = cells(signed_in(cast.noor).get(linear), section="touches-h")[1:]

    assert [row[1:] for row in shown] == [
        ["M Marketing Advertisement", "Social", "12.5%", "€1,125.01"],
        ["S Sales Demo", "Demo · Ada Sells", "12.5%", "€1,125"],
        ["M Marketing Visit 3 times until 2 Nov", "Site", "37.5%", "€3,375"],
        ["S Sales Sent back to marketing by sales: No need now", "Ada Sells", "No touch"],
        ["M Marketing Visit 2 times until 6 Nov", "Site", "25.0%", "€2,250"],
        ["S Sales Sales closed the deal", "Close · Ada Sells", "12.5%", "€1,125"],
    ]


def test_a_no_after_the_win_or_taken_back_is_no_part_of_the_journey(cast, quarter):
    send_back(quarter, at=MORNING - timedelta(days=1), reason="No need now")
    send_back(quarter, at=MORNING - timedelta(days=20), reason="Wrong person", undone=True)

    assert "sent back" not in told(signed_in(cast.noor).get(_journey(quarter))).lower()


def test_models_that_need_it_are_explained_where_they_are_shown(cast, quarter):
    client = signed_in(cast.noor)
    shapley = "Shapley gives every channel on the way to a deal the same"

    shown = {
        path: [why in told(client.get(path)) for why in (MARKOV, shapley)]
        for path in (
            "/attribution/",
            "/attribution/?models=all",
            _journey(quarter),
            f"{_journey(quarter)}?model=markov",
            f"{_journey(quarter)}?model=shapley",
        )
    }

    assert list(shown.values()) == [
        [True, False], [True, True], [False, False], [True, False], [False, True],
    ]  # fmt: skip


@pytest.mark.parametrize("model", ["markov_2", "astrology"])
def test_a_model_that_is_not_offered_shows_the_headline(cast, quarter, model):
    client = signed_in(cast.noor)

    found = client.get(f"{_journey(quarter)}?model={model}")

    assert told(found) == told(client.get(_journey(quarter)))


def test_under_markov_the_journeys_of_all_wins_are_what_the_page_says_before_refunds(cast, quarter):
    client = signed_in(cast.noor)

    journeys = [
        cells(client.get(f"/attribution/deals/{deal}/?model=markov"), section="touches-h")[1:]
        for deal in quarter.deals[:2]
    ]

    assert [[(row[2].split(" · ")[0], row[4]) for row in rows] for rows in journeys] == [
        [("Social", "€1,800"), ("Demo", "€3,600.01"), ("Close", "€3,600")],
        [("Organic search", "€1,200"), ("Demo", "€2,400"), ("Close", "€2,400")],
    ]


def _journey(quarter):
    return f"/attribution/deals/{quarter.deals[0]}/"


def send_back(quarter, *, at, reason, undone=False):
    """The buyer of the first deal was handed over once before, and sales said: not now."""
    buyer = DealContact.objects.get(deal=quarter.deals[0]).contact_id
    [cause] = funnel.enter_stages(
        moves=[Move(contact=buyer, stage="sql", occurred_at=at - timedelta(days=2), via="hand")],
        at=MORNING,
    )
    ada = Member.objects.get(name="Ada Sells")
    write_past(
        past=[
            PastHandover(
                contact=buyer,
                company=None,
                cause=cause,
                clause="sql",
                definition=None,
                created_at=at - timedelta(days=2),
                owner=ada.id,
                owner_name=ada.name,
                first_offered_at=at - timedelta(days=2),
                status=Status.RECYCLED,
                decided_at=at,
                reason="no_need_now",
                reason_label=reason,
                sort="timing",
            )
        ],
        at=MORNING,
    )
    if undone:
        Verdict.objects.filter(at=at).update(undone_at=at, undone_by=ada)


def test_a_deal_that_is_not_won_credits_nobody(cast, quarter):
    response = signed_in(cast.noor).get(f"/attribution/deals/{quarter.deals[3]}/")

    assert "Deal 3 is of unknown worth. It is not won, so nobody has earned a part of it." in told(
        response
    )
    assert [row[3:] for row in cells(response, section="touches-h")[1:]] == [["–", "–"], ["–", "–"]]


def test_a_file_of_no_period_is_no_file(cast, quarter):
    answer = signed_in(cast.noor).get("/attribution/csv/?period=nonsense")

    assert (answer.status_code, told(answer)) == (
        422,
        "This file cannot be made “nonsense” is no day; write it as 2026-11-24. Back to the page",
    )


def test_nobody_without_a_seat_sees_credit_or_a_journey(cast, quarter):
    client = signed_in(cast.eve)

    assert [client.get(path).status_code for path in (
        "/attribution/", "/attribution/csv/", f"/attribution/deals/{quarter.deals[0]}/"
    )] == [403, 403, 403]  # fmt: skip


def test_a_campaign_that_the_last_touches_never_had_is_not_said_to_win_every_way(cast, quarter):
    page = told(signed_in(cast.noor).get("/attribution/?by=campaign"))

    assert page.startswith(
        "Touches without a campaign earned most, with all touches weighed; of the others Autumn "
        "playbook did."
    )
