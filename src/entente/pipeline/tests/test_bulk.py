"""Many deals at once: what an import of deals, amounts and outcomes needs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.ledger import queries as ledger
from entente.people.queries.lookups import Found
from entente.people.rules.keys import KeyGiven
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal, DealStay
from entente.pipeline.operations.bulk.deals import NewDeal, create_deals, update_deals
from entente.pipeline.operations.bulk.standing import Move, move_deals, put_contacts_in
from entente.pipeline.operations.deals import open_deal
from entente.pipeline.operations.saving import Doing
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.queries.related import by_keys
from entente.pipeline.testing import sell, stage_named
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
WON_ON = MORNING - timedelta(days=400)
OWN = {"id", "_state", "batch_id"}


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def doing(cast):
    return Doing(by=cast.ada, at=MORNING, occurred_at=WON_ON, source="import")


def told(deal_id):
    page = ledger.timeline(deal=deal_id)
    return [
        (one.kind, one.occurred_at, one.actor, one.contact, one.value, one.currency, one.properties)
        for one in page.entries
    ]


def columns(deal_id):
    row = Deal.objects.get(id=deal_id)
    return {name: value for name, value in vars(row).items() if name not in OWN}


def test_a_deal_of_many_is_what_it_is_alone(cast, doing):
    firm, ida = found_company(name="Nordwind"), meet(name="Ida")
    values = {
        "name": "Mill",
        "company": firm,
        "amount": Decimal("12.50"),
        "owner": cast.ada.member_id,
    }

    alone = open_deal(
        values=values,
        contacts=[ContactInDeal(contact_id=ida)],
        opened_at=WON_ON,
        by=cast.ada,
        at=MORNING,
        source="import",
    )
    win_deal(deal_id=alone, by=cast.ada, at=MORNING, closed_at=WON_ON, source="import")
    (many,) = create_deals(
        new=[
            NewDeal(
                values={**values, "currency": "EUR"},
                stage_id=stage_named(name="Won"),
                opened_at=WON_ON,
                closed_at=WON_ON,
                closed_by=cast.ada.member_id,
                contacts=(ContactInDeal(contact_id=ida),),
            )
        ],
        doing=doing,
    )

    assert columns(many) == columns(alone)
    assert [row[:2] for row in told(many)] == [row[:2] for row in told(alone)]
    assert told(many)[:2] == told(alone)[:2]


def test_amounts_that_come_later_correct_the_wins(cast, doing):
    won, stage = [], stage_named(name="Won")
    for number in range(3):
        new = NewDeal(
            values={"name": f"D{number}"}, stage_id=stage, opened_at=WON_ON, precision="day"
        )
        won += create_deals(new=[new], doing=doing)

    answer = update_deals(
        given={
            won[0]: {"amount": Decimal("10.10"), "currency": "BRL"},
            won[1]: {"amount": Decimal(5)},
            won[2]: {"name": "D2"},
        },
        doing=doing,
    )

    assert answer == {won[0]: ["amount", "currency"], won[1]: ["amount", "currency"], won[2]: []}
    wins = [
        (one.value, one.currency, one.occurred_at, one.precision)
        for deal_id in won
        for one in ledger.timeline(deal=deal_id).entries
        if one.kind == "deal.won"
    ]
    assert wins == [
        (Decimal("10.1"), "BRL", WON_ON, "day"),
        (Decimal(5), "EUR", WON_ON, "day"),
        (None, "", WON_ON, "day"),
    ]


def test_deals_move_and_close_together(cast, doing):
    ids = [sell(by=cast.ada, name=f"D{number}") for number in range(4)]
    then = MORNING + timedelta(days=2)

    moved = move_deals(
        moves=[
            Move(deal_id=ids[0], stage_id=stage_named(name="Commit"), entered_at=then),
            Move(
                deal_id=ids[1],
                stage_id=stage_named(name="Won"),
                entered_at=then,
                closed_by=cast.noor.member_id,
            ),
            Move(
                deal_id=ids[2],
                stage_id=stage_named(name="Lost"),
                entered_at=then,
                loss_reason="Dear",
            ),
            Move(deal_id=ids[3], stage_id=stage_named(name="Discovery"), entered_at=then),
        ],
        doing=doing,
    )
    again = move_deals(
        moves=[Move(deal_id=ids[1], stage_id=stage_named(name="Won"), entered_at=then)],
        doing=doing,
    )

    assert (moved, again) == (ids[:3], [])
    rows = Deal.objects.order_by("id").values_list(
        "stage__name", "outcome", "closed_at", "loss_reason"
    )
    assert list(rows) == [
        ("Commit", "", None, ""),
        ("Won", "won", then, ""),
        ("Lost", "lost", then, "Dear"),
        ("Discovery", "", None, ""),
    ]
    stays = DealStay.objects.filter(deal_id=ids[1]).order_by("id")
    assert list(stays.values_list("stage__name", "entered_at", "left_at")) == [
        ("Discovery", MORNING, then),
        ("Won", then, None),
    ]
    assert [row[0] for row in told(ids[1])] == ["close.made", "deal.won", "deal.opened"]
    assert told(ids[2])[0][6] == {"reason": "Dear", "stage": "Discovery"}


def test_deals_that_came_before_their_people_link_up_later(cast, doing):
    (deal_id,) = create_deals(
        new=[
            NewDeal(
                values={"name": "Mill"},
                stage_id=stage_named(name="Won"),
                opened_at=WON_ON,
                keys=(KeyGiven("olist", "mql-1"),),
            )
        ],
        doing=doing,
    )
    ida = meet(name="Ida")
    found = by_keys(system="olist", keys=["mql-1", "mql-2"])

    news = put_contacts_in(
        parts=[(found["mql-1"].id, ContactInDeal(contact_id=ida, role="buyer"))], doing=doing
    )
    again = put_contacts_in(
        parts=[(found["mql-1"].id, ContactInDeal(contact_id=ida, role="buyer"))], doing=doing
    )

    assert found == {"mql-1": Found(deal_id, gone=False)}
    assert (news, again) == ([(deal_id, ida)], [])
    assert [entry.kind for entry in ledger.timeline(contact=ida).entries] == [
        "contact.created",
        "deal.contact_added",
    ]
