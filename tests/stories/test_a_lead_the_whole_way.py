"""One lead through every room: agreed, qualified, handed over, called, accepted, won, credited.

Nobody is told by hand what follows from what: the consumers of `project/reactions.py` are run.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.attribution import queries as attribution
from entente.exchange.testing import bring_in
from entente.funnel import operations as funnel
from entente.funnel import queries as funnels
from entente.funnel.rules.document import STANDARD as FUNNEL
from entente.handoff.models import Handover
from entente.handoff.operations import deciding
from entente.kit import periods
from entente.ledger import consumers, queries
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.models import Contact
from entente.people.operations.contacts import change_contact
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal
from entente.pipeline.operations.deleting import delete_deal, restore_deal
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.plan import outlook
from entente.plan.rules.document import STANDARD as PLAN
from entente.project import reactions
from entente.qualification import operations as qualification
from entente.qualification.accord import BUSINESS
from entente.sla import operations as promises
from entente.sla import queries as sla
from entente.sla.rules.clocks import State
from entente.sla.rules.document import STANDARD as SLA
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday; nine o'clock in Paris
AMOUNT = Decimal("24999.99")


def clock(hours: float = 0, days: float = 0) -> datetime:
    return NINE + timedelta(hours=hours, days=days)


@pytest.fixture
def cast(settings, tmp_path):
    """A house in which all four documents were signed, and whose consumers stand ready."""
    settings.MEDIA_ROOT = tmp_path / "files"
    found = assemble(at=clock(days=-60))
    for kind, scope, content in (
        ("lead_definition", "", BUSINESS),
        ("funnel", "", FUNNEL),
        ("sla", "", SLA),
        ("goal_plan", "2026-q4", PLAN),
    ):
        agreements.agree(kind=kind, scope=scope, content=content, by=found.noor, at=clock(days=-50))
    for consumer in reactions.consumers():
        consumers.register(consumer=consumer, at=clock(days=-50))
    qualification.keep_watching(at=clock(days=-50))
    live(clock(days=-50))
    return found


def live(at: datetime) -> None:
    """Let everything follow that follows from what happened, until nothing more does."""
    while sum(consumers.catch_up(consumer=one, at=at) for one in reactions.consumers()):
        pass


def does(contact: int, kind: str, at: datetime, **properties: object) -> None:
    """A touch of marketing's, as a page or a mail records it."""
    touch = NewEntry(
        kind=kind,
        occurred_at=at,
        contact=contact,
        team="marketing",
        channel="organic search",
        properties=properties,
    )
    ledger.record(entries=[touch], at=at)
    live(at)


def stage(contact: int) -> str:
    return funnels.standings(contacts=[contact])[contact].stage


def ready_for_sales(at: datetime, name: str = "Sara Lind") -> Handover:
    """Somebody who fits and asks for something twice within half an hour."""
    dairy = found_company(name=f"Dairy of {name}", industry="Food", employees=310, at=at)
    contact = meet(
        name=name, email=f"{name[:3].lower()}@dairy.example", country="Sweden",
        job_title="Head of maintenance", company=dairy, at=at,
    )  # fmt: skip
    does(contact, "form.submitted", at)
    does(contact, "asset.downloaded", at + timedelta(minutes=30))
    return Handover.objects.select_related("contact", "owner").get(contact=contact)


def calls(contact: int, by, at: datetime, outcome: str = "connected") -> None:
    log_call(about=About(contact_id=contact), outcome=outcome, by=by, at=at)
    live(at)


def reading(row: Handover, at: datetime) -> tuple[str, State, str]:
    """What the lead's clock waits for, how it stands, and by which version."""
    row = Handover.objects.select_related("contact", "owner").get(id=row.id)
    [found] = sla.clocks(rows=[row], at=at).values()
    return (found.what, found.reading.state, found.version)


def qualified_step_by_step(cast) -> tuple[int, int]:
    """Somebody who asks, is known better, and becomes an SQL; and the company, found on the way."""
    sara = meet(name="Sara Lind", email="sara@ostgard.example", country="Sweden", at=clock())
    does(sara, "form.submitted", clock())
    assert stage(sara) == "iql"

    change_contact(
        contact_id=sara, values={"job_title": "Head of maintenance"}, by=cast.milan, at=clock(0.2)
    )
    live(clock(0.2))
    assert stage(sara) == "mql"

    dairy = found_company(name="Ostgård Dairy", industry="Food", employees=310, at=clock(0.3))
    change_contact(contact_id=sara, values={"company": dairy}, by=cast.milan, at=clock(0.3))
    live(clock(0.3))
    assert (stage(sara), Handover.objects.count()) == ("mql", 0)

    does(sara, "asset.downloaded", clock(0.5))
    assert stage(sara) == "sql"
    return sara, dairy


def test_a_lead_the_whole_way(cast):
    sara, dairy = qualified_step_by_step(cast)
    row = Handover.objects.get()
    assert (row.contact_id, row.clause, row.owner_id) == (sara, "sql", cast.ada.member_id)
    v1 = "The service level agreement, version 1"
    assert reading(row, clock(1)) == ("first contact", State.CALM, v1)
    assert promises.watch_clocks(at=clock(1)) == 0

    calls(sara, cast.ada, clock(1.5))
    row.refresh_from_db()
    assert (row.status, row.first_touch_at, row.attempts) == ("connected", clock(1.5), 1)
    assert reading(row, clock(2)) == ("verdict", State.CALM, v1)

    deciding.accept(handover_id=row.id, by=cast.ada, at=clock(2))
    live(clock(2))
    assert stage(sara) == "accepted"

    deal = sell(
        name="Ostgård", amount=AMOUNT, currency="EUR", contacts=[sara], company=dairy,
        owner=cast.ada.member_id, by=cast.ada, at=clock(3),
    )  # fmt: skip
    live(clock(3))
    row.refresh_from_db()
    assert (row.status, stage(sara)) == ("converted", "opportunity")

    win_deal(deal_id=deal, by=cast.ada, at=clock(days=3))
    live(clock(days=3))
    assert stage(sara) == "customer"
    assert [one.stage for one in funnels.passages(contact=sara)] == [
        "iql", "mql", "sql", "accepted", "opportunity", "customer",
    ]  # fmt: skip
    assert Deal.objects.get(id=deal).outcome == "won"

    credited_to_the_cent(cast, clock(days=4))
    assert outlook.today(quarter="2026-q4", at=clock(days=4)).revenue.won == AMOUNT
    told = [one.kind for one in queries.timeline(contact=sara, limit=100).entries]
    for kind in ("lead.handed_over", "lead.offered", "lead.accepted", "lead.converted"):
        assert told.count(kind) == 1, kind


def test_a_lead_is_converted_while_there_is_a_deal(cast):
    sara, dairy = qualified_step_by_step(cast)
    sell(name="Of last year", contacts=[sara], by=cast.ada, at=clock(-9000))
    row = Handover.objects.get()
    deciding.accept(handover_id=row.id, by=cast.ada, at=clock(2))
    live(clock(2))
    deals = [
        sell(name=name, contacts=[sara], company=dairy, by=cast.ada, at=clock(3))
        for name in ("Ostgård", "Ostgård twice")
    ]
    live(clock(3))

    found = []
    for deed, deal in ((delete_deal, 1), (delete_deal, 0), (restore_deal, 1)):
        deed(deal_id=deals[deal], by=cast.ada, at=clock(4))
        live(clock(4))
        row.refresh_from_db()
        told = queries.timeline(contact=sara, limit=100).entries
        found.append((row.status, [one.kind for one in told].count("lead.converted")))

    assert found == [("converted", 1), ("accepted", 0), ("converted", 1)]


def credited_to_the_cent(cast, at: datetime) -> None:
    """Under every model both teams share exactly what was won."""
    found = attribution.report(viewer=cast.noor, at=at, by="team")
    assert (found.deals, found.without_touch, found.revenue) == (1, 0, {"EUR": AMOUNT})
    assert {one.label for one in found.rows} == {"marketing", "sales"}
    for model in found.models:
        assert sum(one.amounts.get((model, "EUR"), 0) for one in found.rows) == AMOUNT, model


def test_a_new_agreement_from_tomorrow_leaves_the_breach_as_it_was(cast):
    late = ready_for_sales(clock())
    assert promises.watch_clocks(at=clock(5)) == 1
    calls(late.contact_id, cast.ada, clock(6))
    week = periods.around(day=NINE.date(), kind="week")
    before = breaches(cast, week, clock(6.5))

    looser = {
        **SLA,
        "promises": [
            {**one, "within_hours": "40"} if one["key"] == "first_contact" else one
            for one in SLA["promises"]
        ],
    }
    agreements.agree(
        kind="sla", content=looser, by=cast.noor, at=clock(7), from_day=date(2026, 11, 25)
    )
    live(clock(7))
    row = ready_for_sales(clock(days=1), "Bea Holm")
    calls(row.contact_id, cast.ada, clock(6, days=1))

    assert breaches(cast, week, clock(7, days=1)) == before
    [(handover, due, done, over)] = before
    assert (handover, due, done) == (late.id, clock(4.5), clock(6))
    assert over == timedelta(hours=1, minutes=30)
    assert reading(row, clock(6.5, days=1))[2] == "The service level agreement, version 2"


def breaches(cast, week, at: datetime) -> list[tuple[int, datetime, datetime, timedelta]]:
    """Every first contact that came too late in that week."""
    card = sla.card(viewer=cast.noor, at=at, period=week, back=1)
    return [
        (one.handover, one.due_at, one.done_at, one.late_by)
        for line in card.of("sales")
        if line.line.term.key == "first_contact"
        for one in line.line.broken
    ]


def test_an_imported_lead_that_is_handed_over_today_starts_exactly_one_clock(cast):
    content = (
        "Email,Full Name,Country,Became a Sales Qualified Lead Date\n"
        "old@mill.example,Olof Mill,Sweden,2024-03-01\n"
    )
    bring_in(content=content, by=cast.noor, at=clock())
    live(clock())
    assert Handover.objects.count() == 0
    olof = Contact.objects.get(email="old@mill.example").id
    assert stage(olof) == "sql"

    funnel.move_by_hand(
        contact=olof, stage="sql", reason="He rang us", by=cast.noor, team="marketing", at=clock(1)
    )
    live(clock(1))
    live(clock(1.5))

    [row] = Handover.objects.select_related("contact", "owner")
    clocks = sla.clocks(rows=[row], at=clock(2))
    assert [(one, found.what) for one, found in clocks.items()] == [(row.id, "first contact")]
    assert (row.contact_id, row.created_at) == (olof, clock(1))
