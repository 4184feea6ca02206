"""Which touches are a deal's: its people's and its own, those of its company then, until its close."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from entente.attribution import gather, queries
from entente.attribution.rules.models import Model
from entente.attribution.testing import PARIS
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.contacts import change_contact
from entente.people.operations.deleting import delete_contact
from entente.people.operations.merging_companies import merge_companies
from entente.people.testing import found_company, meet
from entente.pipeline.operations.bulk.deals import NewDeal, create_deals
from entente.pipeline.operations.saving import Doing
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell, stage_named
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

NONE = timedelta(0)
EMAIL = {"team": "marketing", "channel": "email"}
DEMO = {"team": "sales", "channel": "demo", "properties": {"place": "online"}}


@pytest.fixture
def cast():
    return assemble(at=ago(400))


def ago(days: float) -> datetime:
    return MORNING - timedelta(days=days)


def touch(kind: str, *, at: datetime, **more) -> None:
    ledger.record(entries=[NewEntry(kind=kind, occurred_at=at, **more)], at=MORNING)


def win(cast, *, company: int | None = None, contacts: list[int] | None = None) -> int:
    """A deal of a thousand euros, opened twenty days ago and won five days ago."""
    deal = sell(
        name="Dairy",
        amount="1000.00",
        currency="EUR",
        contacts=contacts or [],
        company=company,
        at=ago(20),
        opened_at=ago(20),
    )
    win_deal(deal_id=deal, by=cast.noor, at=ago(5))
    return deal


def linear(cast) -> dict[str, Decimal]:
    """What each channel earned under the linear model; the close is one of them."""
    report = queries.report(viewer=cast.noor, at=MORNING)
    return {row.label: row.amounts[Model.LINEAR, "EUR"] for row in report.rows}


@pytest.fixture
def dairy(cast):
    return found_company(name="Ostgård Dairy", at=ago(90))


@pytest.fixture
def brewery(cast):
    return found_company(name="Brewery", at=ago(90))


@pytest.fixture
def won(cast, dairy):
    """Sara of the dairy buys; her colleague Per had read a playbook."""
    sara, per = (meet(email=f"{name}@dairy.se", at=ago(80), company=dairy) for name in ("s", "p"))
    touch("asset.downloaded", at=ago(40), contact=per, **EMAIL)
    win(cast, company=dairy, contacts=[sara])
    return per


HALF = {"close": Decimal("500.00"), "email": Decimal("500.00")}
WHOLE = {"close": Decimal("1000.00")}


def test_a_colleague_who_leaves_after_the_win_keeps_the_credit(cast, won, brewery):
    before = linear(cast)

    change_contact(contact_id=won, values={"company": brewery}, by=cast.noor, at=ago(2))
    left = linear(cast)
    change_contact(contact_id=won, values={"company": None}, by=cast.noor, at=ago(1))

    assert (before, left, linear(cast)) == (HALF, HALF, HALF)


def test_who_becomes_a_colleague_only_after_the_win_earns_nothing(cast, dairy, brewery):
    per = meet(email="per@brewery.se", at=ago(80), company=brewery)
    touch("asset.downloaded", at=ago(40), contact=per, **EMAIL)
    win(cast, company=dairy)

    change_contact(contact_id=per, values={"company": dairy}, by=cast.noor, at=ago(2))

    assert linear(cast) == WHOLE


def test_who_left_before_the_win_was_no_colleague_any_more(cast, dairy, brewery):
    per = meet(email="per@dairy.se", at=ago(80), company=dairy)
    touch("asset.downloaded", at=ago(40), contact=per, **EMAIL)
    change_contact(contact_id=per, values={"company": brewery}, by=cast.noor, at=ago(10))
    win(cast, company=dairy)

    assert linear(cast) == WHOLE


def test_a_company_that_becomes_known_later_was_theirs_before(cast, dairy):
    per = meet(email="per@dairy.se", at=ago(80))
    touch("asset.downloaded", at=ago(40), contact=per, **EMAIL)
    win(cast, company=dairy)

    change_contact(contact_id=per, values={"company": dairy}, by=cast.noor, at=ago(2))

    assert linear(cast) == HALF


def test_who_left_a_company_that_was_merged_since_keeps_the_credit(cast, won, dairy, brewery):
    change_contact(contact_id=won, values={"company": brewery}, by=cast.noor, at=ago(3))
    group, holding = (found_company(name=name, at=ago(90)) for name in ("Group", "Holding"))

    merge_companies(was=dairy, into=group, by=cast.noor, at=ago(2))
    merge_companies(was=group, into=holding, by=cast.noor, at=ago(1))

    assert linear(cast) == HALF


def test_a_colleague_who_is_deleted_after_the_win_keeps_the_credit(cast, won):
    delete_contact(contact_id=won, by=cast.noor, at=ago(1))

    assert linear(cast) == HALF


@pytest.mark.parametrize("whose", ["a colleague", "a stranger", "nobody"])
def test_what_was_logged_on_the_deal_itself_is_a_touch_of_it(cast, dairy, whose):
    sara = meet(email="sara@dairy.se", at=ago(80), company=dairy)
    others = {
        "a colleague": meet(email="per@dairy.se", at=ago(80), company=dairy),
        "a stranger": meet(email="bo@consultants.se", at=ago(80)),
        "nobody": None,
    }
    deal = win(cast, company=dairy, contacts=[sara])

    touch("meeting.held", at=ago(10), contact=others[whose], deal=deal, **DEMO)

    assert linear(cast) == {"close": Decimal("500.00"), "demo": Decimal("500.00")}


def test_what_was_logged_on_another_deal_is_none_of_this_one(cast, dairy):
    sara = meet(email="sara@dairy.se", at=ago(80), company=dairy)
    win(cast, company=dairy, contacts=[sara])
    other = sell(name="Other", contacts=[sara], at=ago(20), opened_at=ago(20))

    touch("meeting.held", at=ago(10), contact=sara, deal=other, **DEMO)

    assert linear(cast) == WHOLE


def imported(cast, *, closed_at: datetime, precision: str = "moment", sara: int) -> int:
    """A won deal of an import that names nobody who closed it."""
    sold = NewDeal(
        values={"name": "Dairy", "amount": Decimal(1000), "currency": "EUR"},
        stage_id=stage_named(name="Won"),
        opened_at=closed_at,
        closed_at=closed_at,
        precision=precision,
        contacts=(ContactInDeal(contact_id=sara),),
    )
    doing = Doing(by=cast.noor, at=MORNING, occurred_at=MORNING)
    return create_deals(new=[sold], doing=doing)[0]


@pytest.mark.parametrize(
    ("precision", "earned"),
    [("day", {"demo": Decimal("1000.00")}), ("moment", {"": Decimal("1000.00")})],
)
def test_a_touch_on_the_day_of_a_close_known_by_its_day_counts(cast, precision, earned):
    day = datetime(2026, 11, 20, tzinfo=PARIS)
    sara = meet(email="sara@dairy.se", at=ago(80))
    deal = imported(cast, closed_at=day, precision=precision, sara=sara)

    touch("meeting.held", at=day + timedelta(hours=23, minutes=59), contact=sara, **DEMO)
    touch("asset.downloaded", at=day + timedelta(hours=24), contact=sara, **EMAIL)

    assert linear(cast) == earned
    way = queries.journey(deal_id=deal, viewer=cast.noor, at=MORNING)
    assert [one.channel for one in way.touches] == [name for name in earned if name]
    assert way.closed_at.astimezone(PARIS).date() == day.date()


@pytest.mark.parametrize(
    ("precision", "lasting"), [("day", timedelta(days=1) - timedelta.resolution), ("moment", NONE)]
)
def test_what_was_done_on_the_day_of_an_opening_known_by_its_day_led_to_it(
    cast, precision, lasting
):
    day = datetime(2026, 11, 20, tzinfo=PARIS)
    sara = meet(email="sara@dairy.se", at=ago(80))
    deal = imported(cast, closed_at=day, precision=precision, sara=sara)

    found = gather.gather(deal_ids=[deal], at=MORNING)

    assert found.deals["opened_at"].to_pylist() == [day + lasting]


def test_a_deal_with_nothing_but_old_touches_had_none_that_counts(cast):
    sara = meet(email="sara@dairy.se", at=ago(390))
    deal = imported(cast, closed_at=ago(5), sara=sara)
    touch("meeting.held", at=ago(350), deal=deal, **DEMO)
    touch("call.logged", at=ago(340), contact=sara, team="sales", channel="phone")

    report = queries.report(viewer=cast.noor, at=MORNING)

    assert (report.deals, report.without_touch) == (1, 1)
    assert linear(cast) == {"": Decimal("1000.00")}
