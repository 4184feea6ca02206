"""Lists of companies, and one company with all that a page says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

from entente.kit.criteria.sql.fragment import TRUE, Fragment, joined
from entente.people.access import visible
from entente.people.models import Company, OutsideKey
from entente.people.queries import paging
from entente.people.queries.known import fields
from entente.people.queries.lines import Line, chosen, valued
from entente.people.queries.paging import Counted, Mark, Sort, Source
from entente.people.rules import rows, words
from entente.people.rules.fields import Field
from entente.people.rules.keys import KeyGiven
from entente.workspace.rules import Viewer

COLUMNS: Final[dict[str, LiteralString]] = {
    "name": "people_company.name",
    "domain": "people_company.domain",
    "industry": "people_company.industry",
    "employees": "people_company.employees",
    "owner": "ow.name",
    "country": "people_company.country",
    "region": "people_company.region",
    "city": "people_company.city",
    "phone": "people_company.phone",
    "website": "people_company.website",
    "since": "people_company.since",
    "keys": "people_company.keys_text",
}
SORTS: Final = {
    sort.key: sort
    for sort in (
        Sort(key="name", label="Name", column="nullif(people_company.name_key, '')"),
        Sort(key="industry", label="Industry", column="nullif(people_company.industry_key, '')"),
        Sort(key="country", label="Country", column="nullif(people_company.country_key, '')"),
        Sort(key="employees", label="Employees", column="people_company.employees", cast="bigint"),
        Sort(
            key="since",
            label="Known since",
            column="people_company.since",
            cast="timestamptz",
            blanks=False,
        ),
        Sort(key="owner", label="Owner", column="people_company.owner_id", cast="bigint"),
    )
}
DEFAULT_COLUMNS: Final = ("name", "industry", "employees", "country", "owner", "since")
_TABLES: Final = Fragment(
    "people_company left join workspace_member ow on ow.id = people_company.owner_id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPage:
    lines: tuple[Line, ...]
    next: Mark | None
    previous: Mark | None


def companies(
    *,
    viewer: Viewer,
    criterion: Fragment | None = None,
    sort: str = "name",
    descending: bool = False,
    after: Mark | None = None,
    before: Mark | None = None,
    limit: int = 50,
    columns: Sequence[str] = DEFAULT_COLUMNS,
    counted: Counted | None = None,
) -> CompanyPage:
    """A page of the companies that this person sees and that meet the criterion.

    As `contacts`, on the row `people_company`. Raises UnknownColumn, BadMark.
    """
    wanted = chosen(names=columns, offered=COLUMNS, record="company", table="people_company")
    source = Source(
        columns=[Fragment(_CALLED), *(place for _, place, _ in wanted)],
        tables=_TABLES,
        where=_where(viewer, criterion),
        id="people_company.id",
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
    return CompanyPage(lines=lines, next=found.next, previous=found.previous)


def count_companies(*, viewer: Viewer, criterion: Fragment | None = None) -> Counted:
    """How many companies there are for this person, counted to 10,000. One query."""
    return paging.count_capped(tables=Fragment("people_company"), where=_where(viewer, criterion))


def _where(viewer: Viewer, criterion: Fragment | None) -> Fragment:
    mine = visible(viewer=viewer, record="company", owner="people_company.owner_id")
    return joined(" and ", [Fragment("people_company.deleted_at is null"), mine, criterion or TRUE])


_CALLED: Final = (
    "people_company.id, people_company.name, people_company.domain, people_company.keys_text, "
    "people_company.owner_id"
)


def _line(row: tuple[Any, ...], wanted: Sequence[tuple[str, Fragment, Field | None]]) -> Line:
    company_id, name, domain, keys, owner_id, *values = row
    return Line(
        id=company_id,
        called=words.shown_company(company_id=company_id, name=name, domain=domain, keys=keys),
        company_id=company_id,
        owner_id=owner_id,
        values={
            named: valued(value, field)
            for (named, _, field), value in zip(wanted, values, strict=True)
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyInfo:
    """One company. `values` holds every field by name, of the field's type; '' or None unknown."""

    id: int
    called: str
    values: Mapping[str, Any]
    fields: Mapping[str, Field]
    owner: str
    owner_id: int | None
    since: datetime
    keys: tuple[KeyGiven, ...]
    merged_into: int | None
    deleted_at: datetime | None


def company(*, viewer: Viewer, company_id: int) -> CompanyInfo:
    """One company that this person may see. Three queries. Raises LookupError."""
    row = Company.objects.select_related("owner").filter(id=company_id).first()
    if row is None or not viewer.may(record="company", action="see", owner_id=row.owner_id):
        raise LookupError(company_id)
    known = fields(record="company")
    keys = OutsideKey.objects.filter(record="company", record_id=row.id).order_by("id")
    return CompanyInfo(
        id=row.id,
        called=called(row),
        values=rows.values_of(row=row, known=known),
        fields=known,
        owner=row.owner.name if row.owner else "",
        owner_id=row.owner_id,
        since=row.since,
        keys=tuple(KeyGiven(one.system, one.key) for one in keys),
        merged_into=row.merged_into_id,
        deleted_at=row.deleted_at,
    )


def called(row: Company) -> str:
    """What to call this company."""
    return words.shown_company(
        company_id=row.id, name=row.name, domain=row.domain, keys=row.keys_text
    )


def names(*, ids: Sequence[int]) -> dict[int, str]:
    """What to call these companies, by id. One query."""
    rows_of = Company.objects.filter(id__in=ids).only("id", "name", "domain", "keys_text")
    return {row.id: called(row) for row in rows_of}
