"""A small company with a quarter behind it: forty leads, five deals, an accord. For page tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from entente.agreements.testing import agree
from entente.funnel.operations import Move, enter_stages
from entente.funnel.rules.document import STANDARD as FUNNEL
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations import contacts
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.plan.rules.document import STANDARD as PLAN
from entente.sla.rules.document import STANDARD as SLA
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, Cast

LEADS = 40
REACHED = (("iql", 40, 50.0), ("mql", 24, 46.0), ("sql", 14, 40.0), ("accepted", 10, 39.0))
OPENED, WON = 5, 2  # how many of the first leads
AMOUNTS = ("9000.01", "6000", "12000", None, "4000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Ids of the leads and the deals, the first of each first."""

    leads: tuple[int, ...]
    deals: tuple[int, ...]


def ago(days: float) -> datetime:
    """So many days before the morning on which the cast lives."""
    return MORNING - timedelta(days=days)


def person(*stages: tuple[str, float]) -> int:
    """Somebody whom a file calls Sara, who entered each of these stages so many days ago."""
    contact = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=MORNING)
    moves = [
        Move(contact=contact, stage=stage, occurred_at=ago(days), via="import")
        for stage, days in stages
    ]
    enter_stages(moves=moves, at=MORNING)
    return contact


def live(*, cast: Cast) -> Quarter:
    """Every second lead comes through social and a campaign, the others through search.

    Leads enter stages half a day apart; two of five deals are won, one of them refunded in part.
    The clock of the test has to stand at MORNING.
    """
    early = ago(54)
    agree(kind="funnel", content=_funnel(), by=cast.noor, at=early)
    agree(kind="sla", content=SLA, by=cast.noor, at=early)
    agree(kind="goal_plan", scope="2026-q4", content=PLAN, by=cast.noor, at=ago(53))
    leads = tuple(_lead(n) for n in range(LEADS))
    moves = [
        Move(contact=leads[n], stage=stage, occurred_at=ago(days - n / 2), via="criteria",
             team="marketing", source="test")
        for stage, many, days in REACHED
        for n in range(many)
    ]  # fmt: skip
    enter_stages(moves=moves, at=MORNING)
    return Quarter(leads=leads, deals=tuple(_deal(cast, leads[n], n) for n in range(OPENED)))


def _funnel() -> dict[str, object]:
    plans = {"iql": "0.50", "mql": "0.60", "sql": "0.90", "accepted": "0.60", "opportunity": "0.3"}
    stages = [
        {**stage, "target_rate": plans[stage["key"]]} if stage["key"] in plans else stage
        for stage in FUNNEL["stages"]  # type: ignore[attr-defined]  a list of stages
    ]
    return {"stages": stages}


def _lead(number: int) -> int:
    at = ago(51 - number / 2)
    contact = contacts.create_contact(
        values={"name": f"Lead {number}", "email": f"lead{number}@example.com"}, by=SYSTEM, at=at
    )
    is_social = number % 2 == 0
    touch = NewEntry(
        kind="ad.clicked" if is_social else "visit.made",
        occurred_at=at,
        contact=contact,
        team="marketing",
        channel="social" if is_social else "organic search",
        campaign="Autumn playbook" if is_social else "",
    )
    ledger.record(entries=[touch], at=at)
    return contact


def _deal(cast: Cast, contact: int, number: int) -> int:
    opened = ago(30 - number)
    deal = sell(
        name=f"Deal {number}",
        contacts=[contact],
        owner=cast.ada.member_id,
        at=opened,
        opened_at=opened,
        **({"amount": AMOUNTS[number], "currency": "EUR"} if AMOUNTS[number] else {}),
    )
    demo = NewEntry(
        kind="meeting.held",
        occurred_at=opened + timedelta(days=2),
        contact=contact,
        actor=cast.ada.member_id,
        team="sales",
        channel="demo",
        properties={"place": "online"},
    )
    ledger.record(entries=[demo], at=demo.occurred_at)
    stages = [("opportunity", opened)]
    if number < WON:
        closed = ago(12 - number)
        win_deal(deal_id=deal, by=cast.ada, at=closed)
        stages.append(("customer", closed))
    if number == 1:
        refund_deal(deal_id=deal, amount=Decimal(500), reason="One line less", by=cast.noor,
                    at=ago(3))  # fmt: skip
    enter_stages(
        moves=[
            Move(contact=contact, stage=stage, occurred_at=when, via="hand", team="sales",
                 source="test")
            for stage, when in stages
        ],
        at=MORNING,
    )  # fmt: skip
    return deal
