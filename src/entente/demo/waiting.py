"""Who waits right now, as plain values: what they are, what they did, how long they wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from entente.demo import names
from entente.demo.story import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """Something else that they did, so many days before the hand-over."""

    kind: str
    days: float
    asset: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who waits: `used` is the working time of the clock that has gone by.

    `assets` they downloaded when they came, when they came `back`, and now: then the clause was
    met. Both are in days before the hand-over.
    """

    first: str
    last: str
    title: str
    firm: str
    employees: int
    industry: str
    used: timedelta
    owner: str
    country: str
    phone: str  # kept for stories by its country's regulator, which not every country does
    channel: str
    came: float
    back: float
    assets: tuple[str, str, str]
    more: tuple[Did, ...] = ()
    answer: str = ""
    first_to: str = ""  # who had the lead for a few minutes, before the head of sales gave it away


LEADS = (
    Waiting(first="Emma", last="Whitfield", title="Operations manager", firm="Thornbury Bakers",
            employees=140, industry="Food: bakery", used=timedelta(hours=4, minutes=22),
            country="United Kingdom", phone="+44 1632 960741", owner="Ines Moreau",
            channel="organic search", came=45, back=30,
            assets=("What does one line stop cost?", "Lakeland case", "Pricing guide"),
            more=(Did(kind="visit.made", days=1, page="/prices/"),
                  Did(kind="visit.made", days=0.01, page="/prices/"))),
    Waiting(first="Sara", last="Lind", title="Maintenance manager", firm="Ostgård Dairy",
            employees=310, industry="Food: dairy", used=timedelta(hours=3, minutes=22),
            country="Sweden", phone="+46 70 174 06 42", owner="Ines Moreau",
            channel="social", came=12, back=4,
            assets=("Downtime playbook", "What does one line stop cost?", "Changeover checklist"),
            more=(Did(kind="email.clicked", days=5, asset="Letter 16"),),
            answer=names.ANSWERS[0]),
    Waiting(first="Jonas", last="Weber", title="Plant director", firm="Brauhaus Kessel",
            employees=420, industry="Drinks", used=timedelta(hours=2, minutes=8),
            country="Germany", phone="+49 30 23125 118", owner="Ines Moreau",
            channel="social", came=21, back=6,
            assets=("Downtime playbook", "Lakeland case", "What does one line stop cost?"),
            more=(Did(kind="visit.made", days=6, page="/product/"),),
            answer=names.ANSWERS[4]),
    Waiting(first="Priya", last="Nair", title="Head of engineering", firm="Coldstream Foods",
            employees=260, industry="Food: meat", used=timedelta(minutes=55),
            country="United Kingdom", phone="+44 1632 960317", owner="Ines Moreau",
            channel="event", came=40, back=20,
            assets=("Changeover checklist", "Downtime playbook", "Lakeland case"),
            answer=names.ANSWERS[1], first_to="Lars Nygaard"),
    Waiting(first="Tomás", last="Reyes", title="Reliability lead", firm="Molinos del Sur",
            employees=75, industry="", used=timedelta(minutes=20),
            country="Spain", phone="", owner="Ines Moreau",
            channel="referral", came=12, back=5,
            assets=("Downtime playbook", "Changeover checklist", "Pricing guide"),
            more=(Did(kind="visit.made", days=2, page="/cases/"),)),
    Waiting(first="Aoife", last="Burke", title="Site manager", firm="Glenmore Creamery",
            employees=95, industry="Food: dairy", used=timedelta(hours=1, minutes=30),
            country="", phone="", owner="Ines Moreau",
            channel="organic search", came=21, back=7,
            assets=("Lakeland case", "From spreadsheets to a plan in 10 days",
                    "Changeover checklist"),
            answer=names.ANSWERS[2]),
    Waiting(first="Mette", last="Falk", title="Quality engineer", firm="Fjordby Meats",
            employees=180, industry="Food: meat", used=timedelta(minutes=70),
            country="Sweden", phone="+46 70 174 06 71", owner="Tom Adler",
            channel="social", came=9, back=3,
            assets=("Downtime playbook", "Lakeland case", "Changeover checklist"),
            more=(Did(kind="visit.made", days=3, page="/product/"),
                  Did(kind="email.clicked", days=0.01, asset="Letter 16")),
            answer=names.ANSWERS[3]),
    Waiting(first="Hugo", last="Lenoir", title="Plant director", firm="Beaumont Cheese",
            employees=230, industry="Food: dairy", used=timedelta(hours=2, minutes=40),
            country="France", phone="+33 1 99 00 27 35", owner="Chiara Conti",
            channel="referral", came=30, back=11,
            assets=("Lakeland case", "From spreadsheets to a plan in 10 days", "Pricing guide"),
            more=(Did(kind="email.clicked", days=3, asset="Letter 16"),
                  Did(kind="visit.made", days=0.01, page="/demo/"))),
)  # fmt: skip


def tell_apart(*, people: Iterable[Person]) -> None:
    """Nobody else bears the name of one who waits."""
    waiting = {(one.first, one.last) for one in LEADS}
    for one in people:
        if (one.first, one.last) in waiting:
            one.last = names.LAST[names.LAST.index(one.last) - 1]
