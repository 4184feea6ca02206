"""Lists of deals, and one deal with all that a page says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, LiteralString

from entente.kit.criteria.sql.fragment import TRUE, Fragment, joined
from entente.people.access import visible
from entente.people.queries import companies, paging
from entente.people.queries import contacts as people
from entente.people.queries.lines import Line, chosen, firm, valued
from entente.people.queries.paging import Counted, Mark, Sort, Source
from entente.people.rules import rows
from entente.people.rules.fields import Field
from entente.people.rules.keys import KeyGiven
from entente.pipeline.models import Deal, DealContact, DealKey
from entente.pipeline.queries.known import fields
from entente.pipeline.rules.fields import DOUBTS
from entente.workspace.rules import Viewer

COLUMNS: Final[dict[str, LiteralString]] = {
    "name": "pipeline_deal.name",
    "company": "co.name",
    "pipeline": "pl.name",
    "stage": "st.name",
    "amount": "pipeline_deal.amount",
    "currency": "pipeline_deal.currency",
    "margin": "pipeline_deal.margin",
    "expected_close": "pipeline_deal.expected_close",
    "opened_at": "pipeline_deal.opened_at",
    "closed_at": "pipeline_deal.closed_at",
    "outcome": "pipeline_deal.outcome",
    "loss_reason": "pipeline_deal.loss_reason",
    "owner": "ow.name",
    "next_step": "pipeline_deal.next_step",
    "next_step_on": "pipeline_deal.next_step_on",
    "stage_since": "pipeline_deal.stage_since",
    "keys": "pipeline_deal.keys_text",
}
SORTS: Final = {
    sort.key: sort
    for sort in (
        Sort(key="name", label="Name", column="nullif(pipeline_deal.name_key, '')"),
        Sort(key="company", label="Company", column="nullif(pipeline_deal.company_key, '')"),
        Sort(key="amount", label="Amount", column="pipeline_deal.amount", cast="numeric"),
        Sort(
            key="expected_close",
            label="Expected close",
            column="pipeline_deal.expected_close",
            cast="date",
        ),
        Sort(
            key="opened_at",
            label="Opened",
            column="pipeline_deal.opened_at",
            cast="timestamptz",
            blanks=False,
        ),
        Sort(key="closed_at", label="Closed", column="pipeline_deal.closed_at", cast="timestamptz"),
        Sort(key="owner", label="Owner", column="pipeline_deal.owner_id", cast="bigint"),
    )
}
DEFAULT_COLUMNS: Final = (
    *("name", "company", "stage", "amount", "currency", "expected_close", "owner"),
)
_TABLES: Final = Fragment(
    "pipeline_deal join pipeline_dealstage st on st.id = pipeline_deal.stage_id "
    "join pipeline_pipeline pl on pl.id = pipeline_deal.pipeline_id "
    "left join people_company co on co.id = pipeline_deal.company_id "
    "left join workspace_member ow on ow.id = pipeline_deal.owner_id"
)
_CALLED: Final = (
    "pipeline_deal.id, pipeline_deal.name, pipeline_deal.company_id, pipeline_deal.owner_id, "
    "pipeline_deal.warnings, co.name, co.domain, co.keys_text"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLine(Line):
    """One deal in a list. `doubts` says in words what is odd about it."""

    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPage:
    lines: tuple[DealLine, ...]
    next: Mark | None
    previous: Mark | None


def deals(
    *,
    viewer: Viewer,
    criterion: Fragment | None = None,
    sort: str = "opened_at",
    descending: bool = True,
    after: Mark | None = None,
    before: Mark | None = None,
    limit: int = 50,
    columns: Sequence[str] = DEFAULT_COLUMNS,
    counted: Counted | None = None,
) -> DealPage:
    """A page of the deals that this person sees and that meet the criterion.

    As `people.queries.contacts.contacts`, on the row `pipeline_deal`. Raises UnknownColumn,
    BadMark.
    """
    wanted = chosen(names=columns, offered=COLUMNS, record="deal", table="pipeline_deal")
    source = Source(
        columns=[Fragment(_CALLED), *(place for _, place, _ in wanted)],
        tables=_TABLES,
        where=_where(viewer, criterion),
        id="pipeline_deal.id",
    )
    found = paging.page(
        source=source,
        sort=SORTS[sort],
        descending=descending,
        after=after,
        before=before,
        limit=limit,
        counted=counted,
    )
    lines = tuple(_line(row, wanted) for row in found.rows)
    return DealPage(lines=lines, next=found.next, previous=found.previous)


def count_deals(*, viewer: Viewer, criterion: Fragment | None = None) -> Counted:
    """How many deals there are for this person, counted to 10,000. One query."""
    return paging.count_capped(tables=Fragment("pipeline_deal"), where=_where(viewer, criterion))


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The amounts of one currency, never mixed; `unknown` is how many deals have none."""

    currency: str
    amount: Decimal
    known: int


def totals(*, viewer: Viewer, criterion: Fragment | None = None) -> list[Total]:
    """What the listed deals add up to, by currency; deals of unknown amount are in none."""
    where = _where(viewer, criterion)
    query = Fragment(
        "select currency, sum(amount), count(*) from pipeline_deal "  # noqa: S608  bound
        f"where {where.text} and amount is not null group by currency order by currency",
        where.params,
    )
    return [Total(currency=row[0], amount=row[1], known=row[2]) for row in paging.run(query)]


def _where(viewer: Viewer, criterion: Fragment | None) -> Fragment:
    mine = visible(viewer=viewer, record="deal", owner="pipeline_deal.owner_id")
    return joined(" and ", [Fragment("pipeline_deal.deleted_at is null"), mine, criterion or TRUE])


def _line(row: tuple[Any, ...], wanted: Sequence[tuple[str, Fragment, Field | None]]) -> DealLine:
    deal_id, name, company_id, owner_id, warnings, *more = row
    company, domain, keys, *values = more
    return DealLine(
        id=deal_id,
        called=name or f"Deal {deal_id}",
        company_id=company_id,
        owner_id=owner_id,
        company=firm(company_id=company_id, name=company, domain=domain, keys=keys),
        doubts=tuple(DOUBTS[code] for code in rows.loaded(warnings)),
        values={
            named: valued(value, field)
            for (named, _, field), value in zip(wanted, values, strict=True)
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A person in a deal and as what."""

    contact_id: int
    called: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealInfo:
    """One deal. `values` holds every field by name, of the field's type; None or '' unknown."""

    id: int
    called: str
    values: Mapping[str, Any]
    fields: Mapping[str, Field]
    company: str
    company_id: int | None
    pipeline: str
    pipeline_id: int
    stage: str
    stage_id: int
    stage_since: datetime
    amount: Decimal | None
    currency: str
    refunded: Decimal
    expected_close: date | None
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    loss_reason: str
    owner: str
    owner_id: int | None
    parts: tuple[Part, ...]
    keys: tuple[KeyGiven, ...]
    doubts: tuple[str, ...]
    deleted_at: datetime | None


def deal(*, viewer: Viewer, deal_id: int) -> DealInfo:
    """One deal that this person may see. Five queries. Raises LookupError."""
    related = ("company", "owner", "stage", "pipeline")
    row = Deal.objects.select_related(*related).filter(id=deal_id).first()
    if row is None or not viewer.may(record="deal", action="see", owner_id=row.owner_id):
        raise LookupError(deal_id)
    known = fields()
    parts = list(DealContact.objects.filter(deal=row).order_by("since", "id"))
    named = people.names(ids=[part.contact_id for part in parts])
    keys = DealKey.objects.filter(deal=row).order_by("id")
    return DealInfo(
        id=row.id,
        called=row.name or f"Deal {row.id}",
        values=rows.values_of(row=row, known=known),
        fields=known,
        company=companies.called(row.company) if row.company else "",
        company_id=row.company_id,
        pipeline=row.pipeline.name,
        pipeline_id=row.pipeline_id,
        stage=row.stage.name,
        stage_id=row.stage_id,
        stage_since=row.stage_since,
        amount=row.amount,
        currency=row.currency,
        refunded=row.refunded,
        expected_close=row.expected_close,
        outcome=row.outcome,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        loss_reason=row.loss_reason,
        owner=row.owner.name if row.owner else "",
        owner_id=row.owner_id,
        parts=tuple(
            Part(contact_id=part.contact_id, called=named[part.contact_id], role=part.role)
            for part in parts
        ),
        keys=tuple(KeyGiven(one.system, one.key) for one in keys),
        doubts=tuple(DOUBTS[code] for code in row.warnings),
        deleted_at=row.deleted_at,
    )
