"""A deal's life: opened, changed, moved, won, lost, reopened, refunded."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from entente.ledger import queries as ledger
from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.people.rules.keys import KeyGiven
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal, DealChange, DealStay
from entente.pipeline.operations.deals import change_deal, open_deal
from entente.pipeline.operations.deleting import delete_deal, restore_deal
from entente.pipeline.operations.moving import move_deal
from entente.pipeline.operations.pipelines import create_pipeline, save_stages, set_up_pipeline
from entente.pipeline.operations.taking_part import add_contact, remove_contact
from entente.pipeline.operations.winning import lose_deal, refund_deal, reopen_deal, win_deal
from entente.pipeline.queries.deals import deal
from entente.pipeline.queries.known import pipelines
from entente.pipeline.rules.stages import StageGiven
from entente.pipeline.testing import sell, stage_named, told_won
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
NEXT_WEEK = MORNING + timedelta(days=7)


@pytest.fixture(autouse=True)
def cast():
    return assemble()


def told(deal_id):
    """Kind, value, currency and properties of what counts, oldest first."""
    page = ledger.timeline(deal=deal_id)
    found = sorted(page.entries, key=lambda entry: entry.position)
    return [(one.kind, one.value, one.currency, one.properties) for one in found]


def test_the_first_pipeline_is_new_business_with_six_stages():
    made = set_up_pipeline(at=MORNING)

    assert set_up_pipeline(at=LATER) == made
    assert (made.name, [(stage.name, stage.kind) for stage in made.stages]) == (
        "New business",
        [
            ("Discovery", "open"),
            ("Solution", "open"),
            ("Proposal", "open"),
            ("Commit", "open"),
            ("Won", "won"),
            ("Lost", "lost"),
        ],
    )


def test_a_deal_needs_neither_company_nor_amount_nor_name(cast):
    deal_id = sell(by=cast.ada)

    found = deal(viewer=cast.ada, deal_id=deal_id)

    assert (found.called, found.amount, found.currency, found.company, found.stage) == (
        f"Deal {deal_id}",
        None,
        "",
        "",
        "Discovery",
    )
    assert told(deal_id) == [
        ("deal.opened", None, "", {"pipeline": "New business", "stage": "Discovery"})
    ]


def test_an_amount_without_a_currency_is_in_the_workspaces(cast):
    deal_id = sell(by=cast.ada, amount="1,200.50")
    other = sell(by=cast.ada, amount=80, currency="brl")

    assert told(deal_id)[0][1:3] == (Decimal("1200.5"), "EUR")
    assert told(other)[0][1:3] == (Decimal(80), "BRL")


def test_a_change_is_told_and_remembered(cast):
    company = found_company(name="Nordwind")
    deal_id = sell(by=cast.ada, name="Mill", amount=100)

    changed = change_deal(
        deal_id=deal_id,
        values={"amount": 250, "company": company, "expected_close": "2027-01-31", "name": "Mill"},
        by=cast.ada,
        at=LATER,
    )

    assert changed == ["amount", "company", "expected_close"]
    assert told(deal_id)[1] == (
        "deal.changed",
        None,
        "",
        {
            "what": "amount, company, expected close",
            "fields": ["amount", "company", "expected_close"],
            "from": {"amount": "100", "company": None, "expected_close": None},
            "to": {"amount": "250", "company": company, "expected_close": "2027-01-31"},
        },
    )
    assert list(DealChange.objects.order_by("id").values_list("field", "old")) == [
        ("amount", "100"),
        ("company", None),
        ("expected_close", None),
    ]
    assert Deal.objects.get().expected_close == date(2027, 1, 31)


def test_a_deal_moves_over_the_board_and_its_stays_are_kept(cast):
    deal_id = sell(by=cast.ada, name="Mill")

    moved = move_deal(
        deal_id=deal_id, stage_id=stage_named(name="Proposal"), by=cast.ada, at=NEXT_WEEK
    )
    again = move_deal(
        deal_id=deal_id, stage_id=stage_named(name="Proposal"), by=cast.ada, at=NEXT_WEEK
    )

    assert (moved, again) == (True, False)
    stays = DealStay.objects.order_by("id").values_list("stage__name", "entered_at", "left_at")
    assert list(stays) == [("Discovery", MORNING, NEXT_WEEK), ("Proposal", NEXT_WEEK, None)]
    assert told(deal_id)[-1] == (
        "deal.stage_entered",
        None,
        "",
        {"pipeline": "New business", "stage": "Proposal"},
    )


def test_a_win_is_revenue_and_a_touch_of_whoever_closed_it(cast):
    ida = meet(name="Ida")
    deal_id = sell(by=cast.ada, name="Mill", amount=900, contacts=[ida])

    win_deal(deal_id=deal_id, by=cast.noor, closed_by=cast.ada.member_id, at=LATER)

    page = ledger.timeline(deal=deal_id)
    by_kind = {entry.kind: entry for entry in page.entries}
    assert set(by_kind) == {"deal.opened", "deal.won", "close.made"}
    won, close = by_kind["deal.won"], by_kind["close.made"]
    assert (won.value, won.currency, won.contact, won.actor) == (
        Decimal(900),
        "EUR",
        ida,
        cast.noor.member_id,
    )
    assert (close.value, close.team, close.actor, close.contact) == (
        None,
        "sales",
        cast.ada.member_id,
        ida,
    )
    row = Deal.objects.get()
    assert (row.outcome, row.closed_at, row.stage.name) == ("won", LATER, "Won")


def test_a_win_of_unknown_amount_gets_its_revenue_when_the_amount_is_known(cast):
    deal_id = sell(by=cast.ada, name="Mill")
    win_deal(deal_id=deal_id, by=cast.ada, at=LATER)
    unknown = [(kind, value) for kind, value, *_ in told(deal_id) if kind == "deal.won"]

    change_deal(deal_id=deal_id, values={"amount": "480.10"}, by=cast.ada, at=NEXT_WEEK)

    assert unknown == [("deal.won", None)]
    wins = [entry for entry in ledger.timeline(deal=deal_id).entries if entry.kind == "deal.won"]
    assert [(one.value, one.currency, one.occurred_at) for one in wins] == [
        (Decimal("480.1"), "EUR", LATER)
    ]


def test_a_loss_needs_a_reason(cast):
    deal_id = sell(by=cast.ada, name="Mill")

    with pytest.raises(UnableToSave):
        lose_deal(deal_id=deal_id, reason="  ", by=cast.ada, at=LATER)
    lose_deal(deal_id=deal_id, reason="Too dear", by=cast.ada, at=LATER)

    row = Deal.objects.get()
    assert (row.outcome, row.loss_reason, row.stage.name) == ("lost", "Too dear", "Lost")
    assert told(deal_id)[-1] == (
        "deal.lost",
        None,
        "",
        {"reason": "Too dear", "stage": "Discovery"},
    )


def test_a_reopened_win_counts_no_more_and_returns_to_where_it_was(cast):
    deal_id = sell(by=cast.ada, name="Mill", amount=10, stage="Commit")
    win_deal(deal_id=deal_id, by=cast.ada, at=LATER)

    reopen_deal(deal_id=deal_id, by=cast.ada, at=NEXT_WEEK)

    row = Deal.objects.get()
    assert (row.outcome, row.closed_at, row.stage.name) == ("", None, "Commit")
    assert [kind for kind, *_ in told(deal_id)] == [
        "deal.opened",
        "entry.retracted",
        "entry.retracted",
        "deal.reopened",
    ]


def test_refunds_are_reversals_up_to_the_amount(cast):
    deal_id = sell(by=cast.ada, name="Mill", amount=100)
    win_deal(deal_id=deal_id, by=cast.ada, at=LATER)

    refund_deal(deal_id=deal_id, amount=Decimal(30), reason="late", by=cast.ada, at=LATER)
    with pytest.raises(UnableToSave) as refusal:
        refund_deal(deal_id=deal_id, amount=Decimal(71), reason="late", by=cast.ada, at=LATER)
    refund_deal(deal_id=deal_id, amount=Decimal(70), reason="off", by=cast.ada, at=LATER)

    assert refusal.value.problems == {"amount": "Enter an amount above zero, at most 70."}
    values = [value for _, value, *_ in told(deal_id)]
    assert sum(value for value in values[1:] if value is not None) == 0
    with pytest.raises(UnableToSave):
        reopen_deal(deal_id=deal_id, by=cast.ada, at=NEXT_WEEK)


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        (
            {"amount": -5},
            {
                "amount": "Enter an amount of zero or more; what was paid back is a refund of the deal."
            },
        ),
        (
            {"amount": "1e13"},
            {"amount": "Enter an amount below ten trillion with at most four decimals."},
        ),
        ({"amount": "a lot"}, {"amount": "Enter a number, like 12.5."}),
        ({"currency": "€"}, {"currency": "Enter a currency code of three letters, like EUR."}),
        (
            {"expected_close": "3026-01-01"},
            {"expected_close": "Enter a day between 1900 and 2199, like 2026-11-24."},
        ),
        (
            {"expected_close": "1969-12-31", "next_step_on": "1969-12-31"},
            {
                "expected_close": "Enter a day after 1970",
                "next_step_on": "Enter a day after 1970",
            },
        ),
        ({"company": 99}, {"company": "This company is not here any more; choose another."}),
    ],
)
def test_what_cannot_be_saved_is_told_by_field(cast, values, problems):
    with pytest.raises(UnableToSave) as refusal:
        sell(by=cast.ada, **values)

    assert refusal.value.problems == problems
    assert Deal.objects.count() == 0


def test_what_is_odd_is_kept_and_said(cast):
    deal_id = sell(
        by=cast.ada,
        amount=0,
        expected_close="2040-01-01",
        opened_at=datetime(1969, 7, 20, tzinfo=UTC),
    )
    won = told_won(amount=Decimal(10**9), opened_at=MORNING, closed_at=MORNING - timedelta(days=3))

    assert deal(viewer=cast.ada, deal_id=deal_id).doubts == (
        "The amount is zero; leave it empty if it is unknown.",
        "It is dated before 1970.",
        "The expected close is more than five years away from the opening.",
    )
    assert deal(viewer=cast.ada, deal_id=won).doubts == (
        "The amount is above a hundred million.",
        "It closed before it was opened.",
    )


def test_people_join_and_leave_a_deal(cast):
    ida = meet(name="Ida")
    deal_id = sell(by=cast.ada, name="Mill")

    add_contact(deal_id=deal_id, contact_id=ida, role="signs", by=cast.ada, at=LATER)
    parts = deal(viewer=cast.ada, deal_id=deal_id).parts
    remove_contact(deal_id=deal_id, contact_id=ida, by=cast.ada, at=LATER)

    assert [(part.called, part.role) for part in parts] == [("Ida", "signs")]
    assert deal(viewer=cast.ada, deal_id=deal_id).parts == ()
    kinds = [entry.kind for entry in ledger.timeline(contact=ida).entries]
    assert kinds == ["deal.contact_left", "deal.contact_added", "contact.created"]
    with pytest.raises(Gone):
        remove_contact(deal_id=deal_id, contact_id=ida, by=cast.ada, at=LATER)


def test_closed_deals_are_neither_moved_nor_closed_again(cast):
    deal_id = sell(by=cast.ada, name="Mill")
    lose_deal(deal_id=deal_id, reason="Too dear", by=cast.ada, at=LATER)

    with pytest.raises(UnableToSave):
        win_deal(deal_id=deal_id, by=cast.ada, at=LATER)
    with pytest.raises(UnableToSave):
        move_deal(deal_id=deal_id, stage_id=stage_named(name="Commit"), by=cast.ada, at=LATER)
    with pytest.raises(UnableToSave):
        move_deal(deal_id=deal_id, stage_id=stage_named(name="Won"), by=cast.ada, at=LATER)


def test_a_deleted_deal_comes_back(cast):
    deal_id = sell(by=cast.ada, name="Mill")

    delete_deal(deal_id=deal_id, by=cast.ada, at=LATER)
    with pytest.raises(Gone):
        change_deal(deal_id=deal_id, values={"name": "x"}, by=cast.ada, at=LATER)
    restore_deal(deal_id=deal_id, by=cast.ada, at=LATER)

    assert [kind for kind, *_ in told(deal_id)] == ["deal.opened", "deal.deleted", "deal.restored"]


def test_an_outside_key_names_one_deal(cast):
    keys = [KeyGiven("olist", "s1")]
    open_deal(values={"name": "One"}, keys=keys, by=cast.ada, at=MORNING)

    with pytest.raises(UnableToSave):
        open_deal(values={"name": "Two"}, keys=keys, by=cast.ada, at=MORNING)

    assert list(Deal.objects.values_list("name", "words")) == [("One", "one\n\ns1")]


def test_sales_changes_what_its_team_owns_and_eve_nothing(cast):
    markets = sell(by=SYSTEM, name="Milan's", owner=cast.milan.member_id)
    ours = sell(by=SYSTEM, name="Noor's", owner=cast.noor.member_id)

    change_deal(deal_id=ours, values={"name": "Ada's"}, by=cast.ada, at=LATER)
    with pytest.raises(Refused):
        change_deal(deal_id=ours, values={"name": "Eve's"}, by=cast.eve, at=LATER)
    with pytest.raises(LookupError):
        deal(viewer=cast.eve, deal_id=ours)

    assert Deal.objects.get(id=ours).name == "Ada's"
    assert Deal.objects.get(id=markets).name == "Milan's"


def test_stages_are_renamed_moved_added_and_retired_but_not_from_under_deals(cast):
    sell(by=cast.ada, name="Mill")
    made = set_up_pipeline(at=MORNING)
    kept = [
        StageGiven(id=stage.id, name=stage.name, kind=stage.kind)
        for stage in made.stages
        if stage.name != "Solution"
    ]

    swapped = [kept[1], kept[0], StageGiven(name="SQL"), *kept[2:]]
    save_stages(pipeline_id=made.id, stages=swapped, by=cast.root, at=LATER)
    with pytest.raises(UnableToSave) as refusal:
        save_stages(pipeline_id=made.id, stages=kept[1:], by=cast.root, at=LATER)

    assert refusal.value.problems == {"stages": "Deals stand in Discovery; move them first."}
    assert [stage.name for stage in pipelines()[0].stages] == [
        "Proposal",
        "Discovery",
        "SQL",
        "Commit",
        "Won",
        "Lost",
    ]


@pytest.mark.parametrize(
    ("stages", "problems"),
    [
        (
            [StageGiven(name="A"), StageGiven(name="a"), StageGiven(name="W", kind="won")],
            {
                "stages": "Two stages have one name; rename one.",
                "lost": "Keep exactly one stage for deals lost.",
            },
        ),
        (
            [StageGiven(name="W", kind="won"), StageGiven(name="L", kind="lost")],
            {"open": "Keep at least one open stage."},
        ),
    ],
)
def test_a_pipeline_can_be_won_and_lost(cast, stages, problems):
    with pytest.raises(UnableToSave) as refusal:
        create_pipeline(name="Renewal", stages=stages, by=cast.root, at=MORNING)

    assert refusal.value.problems == problems
    assert pipelines() == []
