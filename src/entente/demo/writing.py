"""Writing the story down: companies, contacts, deeds, stages, in the bulk forms of real life."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from entente.demo import story
from entente.demo.cast import Cast
from entente.demo.hours import Office
from entente.demo.market import Firm
from entente.demo.phones import phone
from entente.demo.story import Deed, Person, moment
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.bulk.companies import NewCompany, create_companies
from entente.people.operations.bulk.contacts import NewContact, create_contacts
from entente.people.operations.saving import Doing
from entente.people.rules.changes import read_all
from entente.people.rules.fields import COMPANY, CONTACT
from entente.qualification.rules.definition import why
from entente.workspace.rules import SYSTEM

Progress = Callable[[str], None]
JUST_NOW = timedelta(minutes=20)
LOOKS_SLOW = "Tom Adler"
BUYERS = ("iql", "mql", "sql")  # stages that a buyer enters by what they do, at any hour


@dataclass(slots=True, kw_only=True)
class Written:
    """Where the story lies: ids by place in it, positions of the stage entries by contact."""

    start: datetime
    at: datetime
    cast: Cast
    office: Office
    companies: list[int] = field(default_factory=list)
    contacts: list[int] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    phones: dict[str, int] = field(default_factory=dict)  # so many of a country are given away
    entered: dict[tuple[int, str], int] = field(default_factory=dict)
    deals: dict[int, int] = field(default_factory=dict)  # by the number of their contact

    def when(self, days: float) -> datetime:
        return moment(start=self.start, days=days)

    def at_work(self, days: float) -> datetime:
        """When our own people got round to what was ready then."""
        return self.office.at_work(days=days)

    def happened(self, days: float) -> bool:
        """Whether they did already."""
        return self.at_work(days) < self.at - JUST_NOW

    def doing(self) -> Doing:
        return Doing(by=SYSTEM, at=self.at, source="demo")


def write_market(*, written: Written, market: Sequence[Firm]) -> None:
    """The companies."""
    with transaction.atomic():
        written.companies = create_companies(
            new=[
                NewCompany(
                    values=read_all(
                        known=COMPANY,
                        given={
                            "name": firm.name,
                            "domain": firm.domain,
                            "industry": firm.industry,
                            "employees": firm.employees,
                            "country": firm.country,
                            "city": firm.city,
                        },
                    ),
                    since=written.start,
                )
                for firm in market
            ],
            doing=written.doing(),
        )


def write_people(*, written: Written, people: Sequence[Person], market: Sequence[Firm]) -> None:
    """The contacts; who got as far as sales has an owner there."""
    written.owners = owners(people=people, sellers=written.cast.sellers)
    with transaction.atomic():
        written.contacts = create_contacts(
            new=[
                NewContact(
                    values=read_all(known=CONTACT, given=_values(n, one, written, market)),
                    since=written.when(one.came),
                )
                for n, one in enumerate(people)
            ],
            doing=written.doing(),
        )


def owners(*, people: Sequence[Person], sellers: Sequence[str]) -> list[str]:
    """Who works each lead: those of the partner portal all go to one person, who looks slow."""
    dice = story.dice(1)
    return [_owner(one, sellers, dice) for one in people]


def _owner(one: Person, sellers: Sequence[str], dice: random.Random) -> str:
    if one.channel == "partner portal":
        return LOOKS_SLOW
    return dice.choice([name for name in sellers if name != LOOKS_SLOW or dice.random() < 0.5])


def _values(
    number: int, one: Person, written: Written, market: Sequence[Firm]
) -> dict[str, object]:
    firm = market[one.firm]
    address = f"{one.first}.{one.last}.{number}".casefold()
    plain = address.encode("ascii", "ignore").decode()
    found: dict[str, object] = {
        "first_name": one.first,
        "last_name": one.last,
        "email": f"{plain}@{firm.domain}",
        "job_title": one.title,
        "company": written.companies[one.firm],
        "country": firm.country,
        "city": firm.city,
        "channel": one.channel,
    }
    if one.sql is not None:
        place = written.phones[firm.country] = written.phones.get(firm.country, -1) + 1
        found["phone"] = phone(country=firm.country, number=place)
    if one.accepted is not None:
        found["owner"] = written.cast.ids[written.owners[number]]
    return found


def write_deeds(*, written: Written, people: Sequence[Person], progress: Progress) -> int:
    """What buyers did, in the order of time; gives how many entries."""
    entries = [
        _deed(deed, one, written.contacts[n], written)
        for n, one in enumerate(people)
        for deed in one.deeds
    ]
    entries.sort(key=lambda entry: entry.occurred_at)
    for first in range(0, len(entries), ledger.CHUNK):
        with transaction.atomic():
            ledger.record_bulk(entries=entries[first : first + ledger.CHUNK], at=written.at)
        progress(f"{min(first + ledger.CHUNK, len(entries)):,} of {len(entries):,} facts")
    return len(entries)


def _deed(deed: Deed, one: Person, contact: int, written: Written) -> NewEntry:
    channel = one.channel if deed.days <= one.iql else "site"
    if deed.kind.startswith("email."):
        channel = "email"
    properties = {
        name: value
        for name, value in (
            ("page", deed.page),
            ("topic", deed.topic),
            ("asks", deed.asks if deed.kind == "form.submitted" else ""),
        )
        if value
    }
    return NewEntry(
        kind=deed.kind,
        occurred_at=written.when(deed.days),
        source="demo",
        team="marketing",
        contact=contact,
        company=written.companies[one.firm],
        channel=channel,
        campaign=one.campaign if deed.days <= one.iql else "",
        asset=deed.asset,
        properties=properties,
        personal={"answer": deed.answer} if deed.answer else {},
    )


def write_stages(*, written: Written, people: Sequence[Person]) -> None:
    """Who entered which stage when; positions are kept, hand-overs refer to them."""
    moves = sorted(
        (
            Move(
                contact=written.contacts[n],
                company=written.companies[one.firm],
                stage=stage,
                occurred_at=entered,
                via="criteria" if stage in BUYERS else "reaction",
                team="marketing" if stage in BUYERS else "sales",
                channel=one.channel,
                campaign=one.campaign,
                **_met(stage, one, days),
                source="demo",
            )
            for n, one in enumerate(people)
            for stage, days, entered in passages(one=one, written=written)
        ),
        key=lambda move: move.occurred_at,
    )
    for first in range(0, len(moves), ledger.CHUNK):
        chunk = moves[first : first + ledger.CHUNK]
        with transaction.atomic():
            positions = funnel.enter_stages_bulk(moves=chunk, at=written.at)
        for move, position in zip(chunk, positions, strict=True):
            written.entered.setdefault((move.contact, move.stage), position)


def passages(*, one: Person, written: Written) -> Iterator[tuple[str, float, datetime]]:
    """The stages and side exits that somebody came to by now: when in the story, and when."""
    for stage, days in _stages(one):
        if stage in BUYERS:
            yield stage, days, written.when(days)
        elif written.happened(days):
            yield stage, days, written.at_work(days)


def _stages(one: Person) -> list[tuple[str, float]]:
    found = [("iql", one.iql)]
    found += [
        (stage, days)
        for stage, days in (
            ("mql", one.mql),
            ("sql", one.sql),
            ("accepted", one.accepted),
            ("opportunity", one.opened),
            ("customer", one.won),
        )
        if days is not None
    ]
    if one.lost is not None:
        found.append(("lost", one.lost))
    if one.sql is not None and one.recycled_before:
        found.append(("recycled", one.sql + 0.4))
    if one.sql is not None and one.rejected:
        exit_ = {"company_does_not_fit": "disqualified", "no_need_now": "recycled"}
        found.append((exit_.get(one.rejected, "recycled"), min(one.sql + 1.2, story.DAYS - 0.03)))
    return found


def _met(stage: str, one: Person, days: float) -> dict[str, str]:
    """The clause that let somebody in, and how the timeline says so."""
    if stage not in BUYERS:
        return {}
    clause = "hand_raise" if stage == "sql" and one.hand_raise else stage
    number = 2 if story.DAYS - days < story.REPAIR else 1
    return {"clause": clause, "reason": why(clause=clause, number=number)}


def project(*, written: Written) -> None:
    """Bring the funnel's projection up to what was written."""
    for first in range(0, len(written.contacts), 2_000):
        funnel.project(contacts=written.contacts[first : first + 2_000], at=written.at)


def business_delay(*, dice: random.Random, mean_hours: float) -> timedelta:
    """A delay in working time, many short ones and a few long."""
    return timedelta(hours=dice.gammavariate(1.4, mean_hours / 1.4))
