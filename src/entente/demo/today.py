"""What is going on right now: leads that wait, their clocks at every stage, a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from entente.activities.operations import tasks
from entente.activities.rules import About
from entente.demo import names
from entente.demo.writing import Written
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import offering, pausing
from entente.kit import periods
from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.operations import companies, contacts
from entente.qualification.rules.definition import why
from entente.sla import books
from entente.workspace import queries as workspace
from entente.workspace.rules import SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who waits: `used` is the working time of the clock that has gone by."""

    first: str
    last: str
    title: str
    firm: str
    employees: int | None
    industry: str
    used: timedelta
    owner: str
    asset: str
    country: str
    phone: str  # kept for stories by its country's regulator, which not every country does
    answer: str = ""
    asks: str = "newsletter"


LEADS = (
    Waiting(first="Emma", last="Whitfield", title="Operations manager", firm="Thornbury Bakers",
            employees=140, industry="Food: bakery", used=timedelta(hours=4, minutes=22),
            country="United Kingdom", phone="+44 1632 960741",
            owner="Ines Moreau", asset="Pricing guide"),
    Waiting(first="Sara", last="Lind", title="Maintenance manager", firm="Ostgård Dairy",
            employees=310, industry="Food: dairy", used=timedelta(hours=3, minutes=22),
            country="Sweden", phone="+46 70 174 06 42",
            owner="Ines Moreau", asset="Changeover checklist", answer=names.ANSWERS[0]),
    Waiting(first="Jonas", last="Weber", title="Plant director", firm="Brauhaus Kessel",
            employees=420, industry="Drinks", used=timedelta(hours=2, minutes=8),
            country="Germany", phone="+49 30 23125 118",
            owner="Ines Moreau", asset="What does one line stop cost?", answer=names.ANSWERS[4]),
    Waiting(first="Priya", last="Nair", title="Head of engineering", firm="Coldstream Foods",
            employees=260, industry="Food: meat", used=timedelta(minutes=55),
            country="United Kingdom", phone="+44 1632 960317",
            owner="Ines Moreau", asset="Lakeland case", answer=names.ANSWERS[1]),
    Waiting(first="Tomás", last="Reyes", title="Reliability lead", firm="Molinos del Sur",
            employees=75, industry="", used=timedelta(minutes=20),
            country="Spain", phone="",
            owner="Ines Moreau", asset="Downtime playbook"),
    Waiting(first="Aoife", last="Burke", title="Site manager", firm="Glenmore Creamery",
            employees=95, industry="Food: dairy", used=timedelta(hours=1, minutes=30),
            country="Ireland", phone="",
            owner="Ines Moreau", asset="Changeover checklist", answer=names.ANSWERS[2]),
    Waiting(first="Mette", last="Falk", title="Quality manager", firm="Fjordby Meats",
            employees=180, industry="Food: meat", used=timedelta(minutes=70),
            country="Sweden", phone="+46 70 174 06 71",
            owner="Tom Adler", asset="Downtime playbook", answer=names.ANSWERS[3]),
    Waiting(first="Hugo", last="Lenoir", title="Plant director", firm="Beaumont Cheese",
            employees=230, industry="Food: dairy", used=timedelta(hours=2, minutes=40),
            country="France", phone="+33 1 99 00 27 35",
            owner="Chiara Conti", asset="Pricing guide"),
)  # fmt: skip

# Who means to do what about whom, so many days from today.
TASKS = (
    ("Ines Moreau", "Sara", "Lind", "Send the Lakeland case before calling", 0),
    ("Ines Moreau", "Jonas", "Weber", "Ask who signs for the second plant", 2),
    ("Chiara Conti", "Hugo", "Lenoir", "Look up which filler they run", 0),
    ("Nadia Berg", "Mette", "Falk", "Ask Tom how leads of the partner portal reach him", 1),
    ("Per Ståhl", "Aoife", "Burke", "Find a telephone number at the plant", 0),
)


def begin(*, written: Written) -> int:
    """Hand the leads of today over, as the product does it; gives how many."""
    calendar = books.books(at=written.at)[-1].calendar
    for lead in sorted(LEADS, key=lambda one: one.used, reverse=True):  # as they came
        _hand_over(lead, written, calendar)
    _ask(written, calendar)
    _set_tasks(written, calendar)
    return len(LEADS)


def before(*, at: datetime, working: timedelta, calendar: Calendar) -> datetime:
    """The moment from which so much working time has passed until now, to the minute."""
    low, high = at - timedelta(days=21), at
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if clock.elapsed(start=middle, end=at, calendar=calendar) > working:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _hand_over(lead: Waiting, written: Written, calendar: Calendar) -> None:
    at = before(at=written.at, working=lead.used, calendar=calendar)
    company = companies.create_company(
        values={
            "name": lead.firm,
            "employees": lead.employees,
            "industry": lead.industry,
            "country": lead.country,
        },
        by=SYSTEM,
        at=at - timedelta(days=12),
    )
    contact = contacts.create_contact(
        values={
            "first_name": lead.first,
            "last_name": lead.last,
            "job_title": lead.title,
            "company": company,
            "email": f"{lead.first.casefold()}@{lead.firm.split()[0].casefold()}.example",
            "phone": lead.phone,
            "country": lead.country,
            "channel": "social",
        },
        by=SYSTEM,
        at=at - timedelta(days=12),
    )
    ledger.record(entries=_deeds(lead, contact, company, at), at=written.at)
    moves = [
        Move(contact=contact, company=company, stage=stage, occurred_at=when, via="criteria",
             team="marketing", clause=stage, reason=why(clause=stage, number=2), source="demo")
        for stage, when in (
            ("iql", at - timedelta(days=12)), ("mql", at - timedelta(days=4)), ("sql", at),
        )
    ]  # fmt: skip
    positions = funnel.enter_stages(moves=moves, at=at)
    reactions.hand_over([facts.entry(position=positions[-1])], at)
    row = Handover.objects.get(cause=positions[-1])
    owner = written.cast.ids[lead.owner]
    if row.owner_id != owner:
        offering.reassign(handover_id=row.id, to=owner, why="their region", by=SYSTEM, at=at)


def _deeds(lead: Waiting, contact: int, company: int, at: datetime) -> list[NewEntry]:
    def deed(kind: str, days: float, **more: object) -> NewEntry:
        return NewEntry(
            kind=kind,
            occurred_at=at - timedelta(days=days),
            source="demo",
            team="marketing",
            contact=contact,
            company=company,
            **more,  # type: ignore[arg-type]  fields of an entry
        )

    return [
        deed(
            "ad.clicked", 12, channel="social", campaign="Autumn playbook", asset="Autumn playbook"
        ),
        deed(
            "form.submitted",
            11.99,
            channel="social",
            asset="Downtime playbook",
            properties={"asks": lead.asks, "page": "/"},
            personal={"answer": lead.answer} if lead.answer else {},
        ),
        deed(
            "asset.downloaded", 11.98, asset="Downtime playbook", properties={"topic": "downtime"}
        ),
        deed("email.clicked", 5, channel="email", asset="Letter 16"),
        deed(
            "asset.downloaded",
            4.01,
            channel="site",
            asset="What does one line stop cost?",
            properties={"topic": "downtime"},
        ),
        deed("visit.made", 4, channel="site", properties={"page": "/prices/"}),
        deed(
            "asset.downloaded", 0.02, channel="site", asset=lead.asset, properties={"topic": "case"}
        ),
    ]


def _ask(written: Written, calendar: Calendar) -> None:
    """One of them waits for marketing: its clock rests."""
    row = Handover.objects.get(contact__first_name="Aoife", contact__last_name="Burke",
                               status="new")  # fmt: skip
    ines = written.cast.viewer("Ines Moreau", written.at)
    asked_at = before(at=written.at, working=timedelta(minutes=35), calendar=calendar)
    pausing.ask_marketing(
        handover_id=row.id, text="Do you have her phone number at the plant?", by=ines, at=asked_at
    )


def _set_tasks(written: Written, calendar: Calendar) -> None:
    at = before(at=written.at, working=timedelta(minutes=30), calendar=calendar)
    today = periods.day_of(at=written.at, zone=workspace.current().timezone)
    for member, first, last, subject, days in TASKS:
        lead = Handover.objects.get(
            contact__first_name=first, contact__last_name=last, status="new"
        )
        tasks.set_task(
            about=About(contact_id=lead.contact_id),
            subject=subject,
            due_on=today + timedelta(days=days),
            by=written.cast.viewer(member, at),
            at=at,
        )
