"""What the page of a company shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import QueryDict
from django.utils import timezone

from entente.activities.queries import TaskInfo, tasks_about
from entente.insights import beside
from entente.kit.criteria.sql.fragment import Fragment
from entente.kit.criteria.text.literal import quoted
from entente.people.queries.companies import CompanyInfo, company
from entente.people.queries.contacts import contacts, count_contacts
from entente.people.queries.lines import Line
from entente.pipeline.queries.related import DealSummary, deals_of_company
from entente.web import addresses
from entente.web.records import facts
from entente.web.records.facts import Fact
from entente.web.records.timeline import Timeline
from entente.web.records.timeline import build as timeline
from entente.workspace.rules import Viewer

PEOPLE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    line: Line
    stage: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Known amounts of one currency; sums are never mixed."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPage:
    info: CompanyInfo
    url: str
    subline: str
    site: str
    people: tuple[Person, ...]
    people_count: int
    people_url: str
    deals: tuple[DealSummary, ...]
    open_deals: int
    open_sums: tuple[Sum, ...]
    open_unknown: int
    won_deals: int
    won_sums: tuple[Sum, ...]
    facts: tuple[Fact, ...]
    custom: tuple[Fact, ...]
    tasks: tuple[TaskInfo, ...]
    timeline: Timeline
    may_change: bool
    merged_into: str


def build(*, company_id: int, query: QueryDict, viewer: Viewer, at: datetime) -> CompanyPage:
    """The page of one company. Raises LookupError where there is none that they may see."""
    info = company(viewer=viewer, company_id=company_id)
    may = viewer.may(record="company", action="change", owner_id=info.owner_id)
    editable = may and info.deleted_at is None
    url = addresses.company(info.id, info.called)
    values = info.values
    deals = deals_of_company(viewer=viewer, company_id=info.id)
    opened = [deal for deal in deals if not deal.outcome]
    won = [deal for deal in deals if deal.outcome == "won"]
    here = Fragment("people_contact.company_id = %s", (info.id,))
    return CompanyPage(
        info=info,
        url=url,
        subline=", ".join(filter(None, [values["industry"], values["city"], values["country"]])),
        site=f"https://{values['domain']}" if values["domain"] else "",
        people=_people(here, viewer, at),
        people_count=count_contacts(viewer=viewer, criterion=here).number,
        people_url=addresses.listing("contact", where=f"company name is {quoted(values['name'])}")
        if values["name"]
        else "",
        deals=tuple(deals),
        open_deals=len(opened),
        open_sums=sums(opened),
        open_unknown=sum(deal.amount is None for deal in opened),
        won_deals=len(won),
        won_sums=sums(won),
        facts=facts.facts(
            subject="company", info=info, names=facts.built_in(info), editable=editable
        ),
        custom=facts.facts(
            subject="company", info=info, names=facts.custom(info), editable=editable
        ),
        tasks=tuple(tasks_about(viewer=viewer, today=timezone.localdate(at), company_id=info.id)),
        timeline=timeline(query=query, of={"company": info.id}, address=url, viewer=viewer, at=at),
        may_change=editable,
        merged_into=addresses.company(info.merged_into) if info.merged_into else "",
    )


def sums(deals: Sequence[DealSummary]) -> tuple[Sum, ...]:
    """What the known amounts add up to, by currency."""
    found: dict[str, Decimal] = {}
    for deal in deals:
        if deal.amount is not None:
            found[deal.currency] = found.get(deal.currency, Decimal(0)) + deal.amount
    return tuple(Sum(amount=found[one], currency=one) for one in sorted(found))


def _people(here: Fragment, viewer: Viewer, at: datetime) -> tuple[Person, ...]:
    lines = contacts(
        viewer=viewer,
        criterion=here,
        sort="since",
        limit=PEOPLE,
        columns=("job_title", "email", "owner"),
    ).lines
    stages = beside.stages([line.id for line in lines], at)
    return tuple(
        Person(
            line=line,
            stage=stages.get(line.id, ""),
            url=addresses.contact(line.id, line.called),
        )
        for line in lines
    )
