"""Newer files about deals that are here: closed, opened again, dated and priced otherwise."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from entente.exchange.operations import asking
from entente.exchange.rules.numbers import Amount
from entente.exchange.rules.standing import currency_of
from entente.exchange.testing import bring_in, fates
from entente.ledger import queries as ledger
from entente.people.rules.keys import KeyGiven
from entente.pipeline.models import Deal, DealStay
from entente.pipeline.operations.bulk.corrections import KEPT
from entente.pipeline.operations.keys import add_keys
from entente.pipeline.operations.winning import lose_deal, refund_deal, reopen_deal, win_deal
from entente.pipeline.rules.fields import DOUBTS
from entente.pipeline.testing import sell
from entente.workspace.models import Member
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
MAPPING = {
    "version": 1,
    "system": "crm",
    "timezone": "UTC",
    "deal": {
        "match": ["key"],
        "fields": {"key": "Id", "name": "Name", "amount": "Amount", "opened_at": "Opened",
                   "stage": "Stage", "closes_at": "Close", "loss_reason": "Why"},
        "closed_by": {"key": {"column": "Rep"}, "team": "sales"},
    },
}  # fmt: skip
OPEN = "1,Mill,1000 EUR,2026-03-01,Negotiation,,,"
WON = "1,Mill,1000 EUR,2026-03-01,Closed Won,2026-05-01,,rep7"
LOST = "1,Mill,1000 EUR,2026-03-01,Closed Lost,2026-06-01,Price,"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble(timezone="UTC")


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


def bring(cast, *rows: str, at=MORNING, **more):
    content = "\n".join(["Id,Name,Amount,Opened,Stage,Close,Why,Rep", *rows]) + "\n"
    return bring_in(content=content, by=cast.noor, at=at, mapping={**MAPPING, **more})


def told() -> list[tuple[str, datetime]]:
    """What stands of the deal's life, in order."""
    facts = ledger.facts(after=0, until=10**9, limit=10**6)
    return [
        (one.kind, one.occurred_at)
        for one in facts
        if one.kind.startswith("deal.") or one.kind == "close.made"
    ]


def stays() -> list[tuple[str, datetime, datetime | None]]:
    rows = DealStay.objects.order_by("entered_at", "id")
    return list(rows.values_list("stage__name", "entered_at", "left_at"))


def everything() -> tuple[object, ...]:
    return Deal.objects.values().get(), stays(), told()


@pytest.mark.parametrize(
    ("first", "then", "outcome", "expected"),
    [
        (WON, LOST, "lost", [("deal.opened", day(3, 1)), ("deal.lost", day(6, 1))]),
        (WON, OPEN, "", [("deal.opened", day(3, 1)), ("deal.reopened", LATER)]),
        (
            LOST, WON, "won",
            [("deal.opened", day(3, 1)), ("deal.won", day(5, 1)), ("close.made", day(5, 1))],
        ),
        (LOST, OPEN, "", [("deal.opened", day(3, 1)), ("deal.reopened", LATER)]),
        (
            OPEN, WON, "won",
            [("deal.opened", day(3, 1)), ("deal.won", day(5, 1)), ("close.made", day(5, 1))],
        ),
    ],
)  # fmt: skip
def test_what_no_longer_is_so_is_taken_back_and_comes_again_with_undoing(
    cast, first, then, outcome, expected
):
    bring(cast, OPEN)
    bring(cast, first, at=MORNING + timedelta(hours=1))
    before = everything()

    row = bring(cast, then, at=LATER)

    deal = Deal.objects.get()
    assert (row.counts, deal.outcome) == ({"updated": 1}, outcome)
    assert (deal.closed_at, deal.loss_reason) == {
        "": (None, ""), "won": (day(5, 1), ""), "lost": (day(6, 1), "Price"),
    }[outcome]  # fmt: skip
    assert told() == expected
    assert bring(cast, then, at=LATER).counts == {"unchanged": 1}

    asking.undo(import_id=row.id, by=cast.noor, at=LATER)

    assert everything() == before


def test_a_deal_that_was_won_by_hand_is_lost_by_a_file_with_all_that_followed(cast):
    deal_id = sell(name="Mill", amount="1000", currency="EUR")
    add_keys(deal_id=deal_id, keys=[KeyGiven("crm", "1")])
    win_deal(deal_id=deal_id, by=cast.ada, at=MORNING)
    before = everything()

    row = bring(cast, "1,,,,Closed Lost,2026-11-20,Price,", at=LATER)

    assert [kind for kind, _ in told()] == ["deal.opened", "deal.lost"]
    asking.undo(import_id=row.id, by=cast.noor, at=LATER)
    assert everything() == before


def test_a_file_that_only_says_open_leaves_an_open_deal_in_its_stage(cast):
    mapping = {**MAPPING["deal"], "fields": {"key": "Id", "is_won": "Stage"}}
    bring(cast, OPEN)

    row = bring(cast, "1,,,,no,,,", at=LATER, deal=mapping)

    assert (row.counts, Deal.objects.get().stage.name) == ({"unchanged": 1}, "Negotiation")


def test_a_deal_is_opened_again_in_the_stage_that_it_was_last_in(cast):
    mapping = {**MAPPING["deal"], "fields": {"key": "Id", "is_won": "Stage"}}
    bring(cast, OPEN)
    lose_deal(deal_id=Deal.objects.get().id, reason="Price", by=cast.noor, at=MORNING)

    row = bring(cast, "1,,,,no,,,", at=LATER, deal=mapping)

    deal = Deal.objects.get()
    assert (row.counts, deal.stage.name, deal.outcome) == ({"updated": 1}, "Negotiation", "")


@pytest.mark.parametrize(
    ("then", "state"), [(LOST, "lost"), (OPEN, "open"), ("1,,,,Closed Lost,,,", "lost")]
)
def test_a_refunded_deal_stays_won(cast, then, state):
    bring(cast, WON)
    deal_id = Deal.objects.get().id
    refund_deal(deal_id=deal_id, amount=Decimal(400), reason="Late", by=cast.noor, at=MORNING)

    row = bring(cast, then, at=LATER)

    said = f"400 EUR of the deal was paid back already; it stays won and cannot become {state}."
    assert fates(row) == [(2, "rejected", said)]
    assert Deal.objects.get().outcome == "won"


def test_a_corrected_close_opening_and_reason_are_told_anew_and_undone(cast):
    bring(cast, OPEN)
    bring(cast, LOST, at=MORNING + timedelta(hours=1))
    before = everything()

    row = bring(cast, "1,Mill,1000 EUR,2026-02-01,Closed Lost,2026-05-20,Timing,", at=LATER)

    deal = Deal.objects.get()
    assert row.counts == {"updated": 1}
    assert (deal.opened_at, deal.closed_at, deal.loss_reason) == (
        day(2, 1), day(5, 20), "Timing",
    )  # fmt: skip
    assert told() == [("deal.opened", day(2, 1)), ("deal.lost", day(5, 20))]
    assert stays() == [
        ("Negotiation", day(2, 1), day(5, 20)), ("Lost", day(5, 20), None),
    ]  # fmt: skip
    assert bring(
        cast, "1,Mill,1000 EUR,2026-02-01,Closed Lost,2026-05-20,Timing,", at=LATER
    ).counts == {"unchanged": 1}

    asking.undo(import_id=row.id, by=cast.noor, at=LATER)

    assert everything() == before


def test_a_corrected_win_keeps_who_closed_it(cast):
    bring(cast, WON)

    row = bring(cast, "1,Mill,1000 EUR,,Closed Won,2026-08-01,,", at=LATER)

    assert row.counts == {"updated": 1}
    assert told() == [
        ("deal.opened", day(3, 1)), ("deal.won", day(8, 1)), ("close.made", day(8, 1)),
    ]  # fmt: skip
    facts = ledger.facts(after=0, until=10**9, limit=10**6, kinds=["deal.won", "close.made"])
    assert [(one.precision, one.value) for one in facts] == [("day", 1000), ("day", None)]
    assert Member.objects.get(name="rep7").id == facts[1].actor


def test_a_day_says_nothing_of_the_hour(cast):
    deal_id = sell(name="Mill", amount="1000", currency="EUR", opened_at=day(3, 1))
    add_keys(deal_id=deal_id, keys=[KeyGiven("crm", "1")])
    win_deal(deal_id=deal_id, by=cast.noor, at=MORNING, closed_at=day(5, 1) + timedelta(hours=14))

    row = bring(cast, "1,Mill,1000 EUR,2026-03-01,Closed Won,2026-05-01,,", at=LATER)

    assert row.counts == {"unchanged": 1}


def test_dates_that_are_here_may_be_kept_from_being_overwritten(cast):
    bring(cast, WON)

    row = bring(
        cast, "1,Mill,1000 EUR,2026-01-01,Closed Won,2026-04-01,,", at=LATER, overwrite=False
    )

    assert (row.counts, Deal.objects.get().closed_at) == ({"unchanged": 1}, day(5, 1))


def test_a_deal_that_closed_before_it_was_opened_says_so_but_not_on_one_day(cast):
    bring(
        cast,
        "1,Mill,1000 EUR,2026-06-02,Negotiation,,,",
        "2,Same,1000 EUR,2026-06-01 10:00,Closed Won,2026-06-01,,",
    )
    bring(cast, "1,Mill,1000 EUR,,Closed Won,2026-06-01,,", at=LATER)

    assert list(Deal.objects.order_by("id").values_list("name", "warnings")) == [
        ("Mill", ["closed_before_opened"]), ("Same", []),
    ]  # fmt: skip
    assert DOUBTS["closed_before_opened"] == "It closed before it was opened."
    assert bring(cast, "2,Same,1000 EUR,2026-06-01 10:00,Closed Won,2026-06-01,,").counts == {
        "unchanged": 1
    }


def test_a_deal_of_another_board_stays_on_it(cast):
    fields = {**MAPPING["deal"]["fields"], "pipeline": "Why"}
    bring(cast, "1,Mill,1000 EUR,,Talk,,Renewals,", deal={**MAPPING["deal"], "fields": fields})

    bring(cast, "1,Mill,1000 EUR,,Offer,,,", at=LATER)
    bring(cast, "1,Mill,1000 EUR,,Won,2026-05-01,,", at=LATER)

    deal = Deal.objects.get()
    assert (deal.pipeline.name, deal.outcome) == ("Renewals", "won")


@pytest.mark.parametrize(
    ("cell", "column", "file", "held", "house", "meant"),
    [
        ("EUR", "USD", "GBP", "CHF", "PLN", "EUR"),
        ("", "USD", "GBP", "CHF", "PLN", "USD"),
        ("", "", "GBP", "CHF", "PLN", "GBP"),
        ("", "", "", "CHF", "PLN", "CHF"),
        ("", "", "", "", "PLN", "PLN"),
        ("$", "CAD", "AUD", "USD", "NZD", "CAD"),
        ("$", "", "AUD", "CAD", "NZD", "AUD"),
        ("$", "", "", "CAD", "NZD", "CAD"),
        ("$", "", "EUR", "GBP", "NZD", "NZD"),
        ("$", "", "EUR", "GBP", "PLN", "USD"),
        ("kr", "", "", "", "DKK", "DKK"),
        ("kr", "", "", "", "EUR", "SEK"),
    ],
)
def test_an_amount_is_in_the_currency_that_was_named_nearest_to_it(
    cell, column, file, held, house, meant
):
    amount = Amount(Decimal(1), cell)

    found = currency_of(amount=amount, column=column, file=file, held=held, house=house)

    assert found == meant


def test_a_plain_amount_leaves_a_deal_in_its_currency(cast):
    bring(cast, "1,Mill,1000 USD,,Negotiation,,,", "2,Hall,1000 EUR,,Negotiation,,,")

    row = bring(cast, "1,Mill,1200,,,,,", "2,Hall,$1200,,,,,", at=LATER)

    assert row.counts == {"updated": 2}
    assert list(Deal.objects.order_by("id").values_list("amount", "currency")) == [
        (1200, "USD"), (1200, "USD"),
    ]  # fmt: skip


def test_what_is_kept_of_a_close_names_no_field_of_a_deal():
    assert sorted(KEPT) == ["closed", "loss_reason", "opened"]


def test_a_deal_reopened_by_hand_and_lost_again_loses_only_its_last_loss(cast):
    bring(cast, LOST)
    deal_id = Deal.objects.get().id
    reopen_deal(deal_id=deal_id, by=cast.noor, at=MORNING)
    lose_deal(deal_id=deal_id, reason="Timing", by=cast.noor, at=LATER)

    bring(cast, WON, at=LATER)

    assert [kind for kind, _ in told()] == [
        "deal.opened", "deal.lost", "deal.reopened", "deal.won", "close.made",
    ]  # fmt: skip
