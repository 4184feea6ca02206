"""Who earned a deal: sales' touches beside marketing's, exact to the cent, refunds taken off."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.attribution import queries, wins
from entente.attribution.rules.models import Model
from entente.funnel.operations import Move, enter_stage
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.models import Contact
from entente.people.operations import companies, contacts
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.workspace import operations as workspace
from entente.workspace.queries import viewer
from entente.workspace.rules import SYSTEM, Role, SeatHeld, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble(at=MORNING - timedelta(days=200))


def ago(days: float):
    return MORNING - timedelta(days=days)


def touch(contact: int, kind: str, days: float, **more) -> None:
    entry = NewEntry(kind=kind, occurred_at=ago(days), contact=contact, **more)
    ledger.record(entries=[entry], at=ago(days))


@pytest.fixture
def deal(cast):
    dairy = companies.create_company(values={"name": "Ostgård Dairy"}, by=SYSTEM, at=ago(90))
    sara, per = (
        contacts.create_contact(values={"name": name, "company": dairy}, by=SYSTEM, at=ago(90))
        for name in ("Sara Lind", "Per Ek")
    )
    touch(sara, "ad.clicked", 60, team="marketing", channel="social", campaign="autumn")
    touch(per, "asset.downloaded", 40, team="marketing", channel="email", asset="Playbook")
    touch(
        sara, "meeting.held", 10, team="sales", channel="demo", actor=cast.ada.member_id,
        properties={"place": "online"},
    )  # fmt: skip
    deal_id = sell(
        name="Dairy", company=dairy, contacts=[sara], at=ago(20), amount="1000.00", currency="EUR"
    )
    win_deal(deal_id=deal_id, by=cast.noor, at=ago(5), closed_at=ago(5))
    return deal_id


def credited(viewer, by="channel", **period):
    report = queries.report(viewer=viewer, at=MORNING, by=by, **period)
    return {
        row.label: {model.value: row.amounts.get((model, "EUR"), Decimal(0)) for model in Model
                    if (model, "EUR") in row.amounts}
        for row in report.rows
    }  # fmt: skip


def test_first_touch_says_social_last_touch_says_the_close_and_each_adds_up(cast, deal):
    report = queries.report(viewer=cast.noor, at=MORNING)

    assert (report.deals, report.unknown_amounts, report.without_touch) == (1, 0, 0)
    assert report.revenue == {"EUR": Decimal("1000.00")}
    for model in queries.SHOWN:
        whole = sum(row.amounts.get((model, "EUR"), Decimal(0)) for row in report.rows)
        assert whole == Decimal("1000.00"), model
    found = credited(cast.noor)
    assert found["social"]["first_touch"] == Decimal("1000.00")
    assert found["demo"]["linear"] == Decimal("250.00")
    assert found["email"]["linear"] == Decimal("250.00")


def test_both_teams_earn_credit_and_a_colleague_of_the_buyer_counts(cast, deal):
    found = credited(cast.noor, by="team")

    assert found["marketing"]["linear"] == Decimal("500.00")
    assert found["sales"]["linear"] == Decimal("500.00")


def test_figures_of_a_person_are_for_that_person_and_their_head(cast, deal):
    assert credited(cast.noor, by="person").keys() == {"Noor Leads", "Ada Sells", ""}
    assert credited(cast.ada, by="person").keys() >= {"Ada Sells", "Others"}
    assert "Ada Sells" not in credited(cast.milan, by="person")


def test_who_left_keeps_their_name_before_their_last_head_and_nobody_else(cast, deal):
    hugo, mia = (
        workspace.add_member(name=name, seats=[SeatHeld(team=team, role=Role.HEAD)], at=ago(200))
        for name, team in (("Hugo", Team.SALES), ("Mia", Team.MARKETING))
    )
    workspace.deactivate_member(member_id=cast.ada.member_id, by=cast.root, at=ago(1))

    def told(head):
        return credited(viewer(member_id=head, at=MORNING), by="person").keys()

    assert "Ada Sells" in told(hugo)
    assert "Ada Sells" not in told(mia)


def test_a_refund_is_a_reversal_on_its_own_day_and_the_closed_period_stays(cast, deal):
    refund_deal(
        deal_id=deal, amount=Decimal("200.00"), reason="one line less", by=cast.noor, at=ago(1)
    )

    then = queries.report(viewer=cast.noor, at=MORNING, since=ago(30), until=ago(2))
    after = queries.report(viewer=cast.noor, at=MORNING, since=ago(2), until=MORNING)

    assert then.revenue == {"EUR": Decimal("1000.00")}
    assert after.revenue == {"EUR": Decimal("-200.00")}
    assert credited(cast.noor, since=ago(2), until=MORNING)["demo"]["linear"] == Decimal("-50.00")


def test_a_deal_opens_to_its_journey(cast, deal):
    found = queries.journey(deal_id=deal, viewer=cast.ada, at=MORNING, model=Model.LINEAR)

    assert [(one.kind, one.team, one.channel, one.amount) for one in found.touches] == [
        ("ad.clicked", "marketing", "social", Decimal("250.00")),
        ("asset.downloaded", "marketing", "email", Decimal("250.00")),
        ("meeting.held", "sales", "demo", Decimal("250.00")),
        ("close.made", "sales", "close", Decimal("250.00")),
    ]
    assert found.touches[2].person == "Ada Sells"
    assert (found.value, found.company) == (Decimal("1000.00"), "Ostgård Dairy")


def test_a_mail_that_was_only_opened_earns_nothing_and_a_click_does(cast, deal):
    sara = Contact.objects.get(name="Sara Lind").id
    touch(sara, "email.opened", 12, team="marketing", channel="letter")
    touch(sara, "email.clicked", 11, team="marketing", channel="mail")

    found = credited(cast.noor)

    assert {name: row["linear"] for name, row in found.items()} == {
        "social": Decimal("200.00"),
        "email": Decimal("200.00"),
        "mail": Decimal("200.00"),
        "demo": Decimal("200.00"),
        "close": Decimal("200.00"),
    }


def test_nobody_won_anything_yet(cast):
    report = queries.report(viewer=cast.noor, at=MORNING)

    assert (report.rows, report.revenue, report.deals) == ((), {}, 0)


def test_eve_sees_no_credit(cast, deal):
    assert queries.report(viewer=cast.eve, at=MORNING).rows == ()


def test_a_deal_that_is_not_won_shows_its_touches_and_credits_nobody(cast, deal):
    sara = Contact.objects.get(name="Sara Lind").id
    open_deal = sell(name="Second line", contacts=[sara], at=ago(2), amount="500", currency="EUR")

    found = queries.journey(deal_id=open_deal, viewer=cast.ada, at=MORNING)

    assert [(one.kind, one.share, one.amount) for one in found.touches] == [
        ("ad.clicked", None, None),
        ("meeting.held", None, None),
    ]


def test_who_was_sent_back_before_stands_first_among_the_won_deals(cast, deal):
    per = Contact.objects.get(name="Per Ek").id
    for stage, days in (("sql", 50), ("recycled", 48)):
        move = Move(contact=per, stage=stage, occurred_at=ago(days), via="hand")
        enter_stage(move=move, at=ago(days))
    back = sell(name="Came back", contacts=[per], at=ago(9), amount="10", currency="EUR")
    win_deal(deal_id=back, by=cast.noor, at=ago(4), closed_at=ago(4))

    found = wins.wins(viewer=cast.noor, since=None, until=None, limit=8)

    assert [(one.name, one.company, one.value, one.came_back) for one in found] == [
        ("Came back", "", Decimal("10.00"), True),
        ("Dairy", "Ostgård Dairy", Decimal("1000.00"), False),
    ]
    assert wins.wins(viewer=cast.eve, since=None, until=None, limit=8) == []
    assert wins.wins(viewer=cast.noor, since=ago(3), until=None, limit=8) == []


def test_people_are_listed_by_name_and_never_ranked(cast, deal):
    report = queries.report(viewer=cast.noor, at=MORNING, by="person")

    assert [row.label for row in report.rows] == ["Ada Sells", "Noor Leads", ""]
