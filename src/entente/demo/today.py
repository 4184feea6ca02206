"""What is going on right now: leads that wait, their clocks at every stage, a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from entente.activities.operations import tasks
from entente.activities.rules import About
from entente.demo import names
from entente.demo.story import CAMPAIGNS
from entente.demo.waiting import LEADS, Did, Waiting
from entente.demo.writing import Written
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import queries, reactions
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
from entente.sla import operations as sla
from entente.sla import queries as clocks
from entente.workspace import queries as workspace
from entente.workspace.rules import SYSTEM

# How they first came, and to what.
FIRST = {
    "social": ("ad.clicked", "Autumn playbook"),
    "event": ("event.attended", "FoodTec fair"),
    "organic search": ("visit.made", ""),
    "referral": ("visit.made", ""),
}
MOMENT = timedelta(seconds=1)
PASSED_ON = timedelta(minutes=9)

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
    _watch_clocks(written)
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
    came = at - timedelta(days=lead.came)
    company = companies.create_company(
        values={
            "name": lead.firm,
            "employees": lead.employees,
            "industry": lead.industry,
            "country": lead.country,
        },
        by=SYSTEM,
        at=came,
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
            "channel": lead.channel,
        },
        by=SYSTEM,
        at=came,
    )
    ledger.record(entries=_deeds(lead, contact, company, at), at=written.at)
    moves = [
        Move(contact=contact, company=company, stage=stage, occurred_at=when, via="criteria",
             team="marketing", clause=stage, reason=why(clause=stage, number=2), source="demo")
        for stage, when in (
            ("iql", came + timedelta(days=0.01)),
            ("mql", at - timedelta(days=lead.back)),
            ("sql", at),
        )
    ]  # fmt: skip
    positions = funnel.enter_stages(moves=moves, at=at)
    with _turn_of(lead.first_to or lead.owner, written):
        reactions.hand_over([facts.entry(position=positions[-1])], at)
    if lead.first_to:
        _give(lead, Handover.objects.get(cause=positions[-1]), written, calendar)


@contextmanager
def _turn_of(name: str, written: Written) -> Iterator[None]:
    """Routing finds this person free and the others busy, as it may well be of a morning."""
    others = [one for one in written.cast.sellers if one != name]
    usual = {one: queries.capacity(member_id=written.cast.ids[one]) for one in others}
    _take_on(written, dict.fromkeys(others, 0))
    yield
    _take_on(written, usual)


def _take_on(written: Written, capacity: Mapping[str, int]) -> None:
    for name, leads in capacity.items():
        offering.set_capacity(member_id=written.cast.ids[name], open_leads=leads, by=SYSTEM)


def _give(lead: Waiting, row: Handover, written: Written, calendar: Calendar) -> None:
    """The head of sales gives one to who knows them, a few minutes after it was offered."""
    at = before(at=written.at, working=lead.used - PASSED_ON, calendar=calendar)
    offering.reassign(
        handover_id=row.id,
        to=written.cast.ids[lead.owner],
        why="met them at the fair",
        by=written.cast.viewer("Nadia Berg", at),
        at=at,
    )


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

    def downloaded(asset: str, days: float) -> NewEntry:
        topic = dict(names.ASSETS)[asset]
        return deed(
            "asset.downloaded", days, channel="site", asset=asset, properties={"topic": topic}
        )

    first, again, now = lead.assets
    kind, asset = FIRST[lead.channel]
    campaign = CAMPAIGNS.get(lead.channel, "")
    return [
        deed(kind, lead.came, channel=lead.channel, campaign=campaign, asset=asset),
        deed(
            "form.submitted",
            lead.came - 0.01,
            channel=lead.channel,
            asset=first,
            properties={"asks": "newsletter", "page": "/"},
            personal={"answer": lead.answer} if lead.answer else {},
        ),
        downloaded(first, lead.came - 0.02),
        downloaded(again, lead.back + 0.01),
        *(
            deed(one.kind, one.days, channel=_way(one), asset=one.asset, properties=_where(one))
            for one in lead.more
        ),
        downloaded(now, 0.02),
    ]


def _way(one: Did) -> str:
    return "email" if one.kind.startswith("email.") else "site"


def _where(one: Did) -> dict[str, object]:
    return {"page": one.page} if one.page else {}


def _ask(written: Written, calendar: Calendar) -> None:
    """One of them waits for marketing: its clock is paused."""
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


def _watch_clocks(written: Written) -> None:
    """Remind of the clocks and tell whose ran out, each at its own moment."""
    rows = list(Handover.objects.filter(status="new").select_related("contact", "owner"))
    readings = [one.reading for one in clocks.clocks(rows=rows, at=written.at).values()]
    passed = {moment for one in readings for moment in (one.soon_at, one.due_at) if moment}
    for moment in sorted(one + MOMENT for one in passed if one + MOMENT <= written.at):
        sla.watch_clocks(at=moment)
