"""Lists of contacts, and one contact with all that a page says of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

from entente.kit.criteria.sql.fragment import TRUE, Fragment, joined
from entente.people.access import visible
from entente.people.models import Contact, OptOut, OutsideKey
from entente.people.queries import companies, paging
from entente.people.queries.known import fields
from entente.people.queries.lines import Line, chosen, firm, valued
from entente.people.queries.paging import Counted, Mark, Sort, Source
from entente.people.rules import rows, words
from entente.people.rules.fields import Field
from entente.people.rules.keys import KeyGiven
from entente.workspace.access import scope
from entente.workspace.rules import Reach, Viewer

COLUMNS: Final[dict[str, LiteralString]] = {
    "name": "people_contact.name",
    "first_name": "people_contact.first_name",
    "last_name": "people_contact.last_name",
    "email": "people_contact.email",
    "phone": "people_contact.phone",
    "job_title": "people_contact.job_title",
    "company": "co.name",
    "owner": "ow.name",
    "country": "people_contact.country",
    "region": "people_contact.region",
    "city": "people_contact.city",
    "channel": "people_contact.channel",
    "since": "people_contact.since",
    "keys": "people_contact.keys_text",
}
SORTS: Final = {
    sort.key: sort
    for sort in (
        Sort(key="name", label="Name", column="nullif(people_contact.name_key, '')"),
        Sort(key="email", label="E-mail", column="nullif(people_contact.email_key, '')"),
        Sort(key="company", label="Company", column="nullif(people_contact.company_key, '')"),
        Sort(key="country", label="Country", column="nullif(people_contact.country_key, '')"),
        Sort(key="channel", label="First channel", column="nullif(people_contact.channel_key, '')"),
        Sort(
            key="since",
            label="Known since",
            column="people_contact.since",
            cast="timestamptz",
            blanks=False,
        ),
        Sort(key="owner", label="Owner", column="people_contact.owner_id", cast="bigint"),
    )
}
DEFAULT_COLUMNS: Final = ("name", "company", "job_title", "email", "owner", "since")
_TABLES: Final = Fragment(
    "people_contact left join people_company co on co.id = people_contact.company_id "
    "left join workspace_member ow on ow.id = people_contact.owner_id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    lines: tuple[Line, ...]
    next: Mark | None
    previous: Mark | None


def contacts(
    *,
    viewer: Viewer,
    criterion: Fragment | None = None,
    sort: str = "since",
    descending: bool = True,
    after: Mark | None = None,
    before: Mark | None = None,
    limit: int = 50,
    columns: Sequence[str] = DEFAULT_COLUMNS,
    counted: Counted | None = None,
) -> ContactPage:
    """A page of the contacts that this person sees and that meet the criterion.

    `criterion` is SQL on the row `people_contact` (see `audiences.filtering`), `counted` how many
    meet it, which makes short lists quick. Blanks come last. One or two queries, one more where a
    column is of the company's own. Raises UnknownColumn, BadMark.
    """
    wanted = chosen(names=columns, offered=COLUMNS, record="contact", table="people_contact")
    source = Source(
        columns=[Fragment(_CALLED), *(place for _, place, _ in wanted)],
        tables=_TABLES,
        where=_where(viewer, criterion),
        id="people_contact.id",
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
    return ContactPage(lines=lines, next=found.next, previous=found.previous)


def count_contacts(*, viewer: Viewer, criterion: Fragment | None = None) -> Counted:
    """How many contacts there are for this person, counted to 10,000. One query."""
    return paging.count_capped(tables=Fragment("people_contact"), where=_where(viewer, criterion))


def _where(viewer: Viewer, criterion: Fragment | None) -> Fragment:
    mine = visible(viewer=viewer, record="contact", owner="people_contact.owner_id")
    return joined(" and ", [Fragment("people_contact.deleted_at is null"), mine, criterion or TRUE])


_CALLED: Final = (
    "people_contact.id, people_contact.name, people_contact.email, people_contact.keys_text, "
    "people_contact.erased_at is not null, people_contact.company_id, people_contact.owner_id, "
    "co.name, co.domain, co.keys_text"
)


def _line(row: tuple[Any, ...], wanted: Sequence[tuple[str, Fragment, Field | None]]) -> Line:
    contact_id, name, email, keys, erased, company_id, owner_id, *more = row
    company, domain, company_keys, *values = more
    return Line(
        id=contact_id,
        called=words.shown_name(
            contact_id=contact_id, name=name, email=email, keys=keys, erased=erased
        ),
        company_id=company_id,
        owner_id=owner_id,
        company=firm(company_id=company_id, name=company, domain=domain, keys=company_keys),
        values={
            named: valued(value, field)
            for (named, _, field), value in zip(wanted, values, strict=True)
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    means: str
    at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInfo:
    """One contact. `values` holds every field by name, of the field's type; '' or None unknown."""

    id: int
    called: str
    values: Mapping[str, Any]
    fields: Mapping[str, Field]
    company: str
    company_id: int | None
    owner: str
    owner_id: int | None
    since: datetime
    keys: tuple[KeyGiven, ...]
    refusals: tuple[Refusal, ...]
    merged_into: int | None
    erased_at: datetime | None
    deleted_at: datetime | None


def contact(*, viewer: Viewer, contact_id: int) -> ContactInfo:
    """One contact that this person may see, deleted and merged ones too. Four queries.

    Raises LookupError where there is none that they may see.
    """
    row = Contact.objects.select_related("company", "owner").filter(id=contact_id).first()
    if row is None or not viewer.may(record="contact", action="see", owner_id=row.owner_id):
        raise LookupError(contact_id)
    known = fields(record="contact")
    refusals = OptOut.objects.filter(contact=row, lifted_at=None).order_by("at", "id")
    keys = OutsideKey.objects.filter(record="contact", record_id=row.id).order_by("id")
    return ContactInfo(
        id=row.id,
        called=called(row),
        values=rows.values_of(row=row, known=known),
        fields=known,
        company=companies.called(row.company) if row.company else "",
        company_id=row.company_id,
        owner=row.owner.name if row.owner else "",
        owner_id=row.owner_id,
        since=row.since,
        keys=tuple(KeyGiven(one.system, one.key) for one in keys),
        refusals=tuple(Refusal(means=one.means, at=one.at, source=one.source) for one in refusals),
        merged_into=row.merged_into_id,
        erased_at=row.erased_at,
        deleted_at=row.deleted_at,
    )


def seen_contacts(*, viewer: Viewer, contact_ids: Collection[int]) -> frozenset[int]:
    """Those of these contacts that this person may see, deleted ones too. One query, or none."""
    if viewer.reach(record="contact", action="see") is Reach.ALL or not contact_ids:
        return frozenset(contact_ids)
    known = Contact.objects.filter(id__in=contact_ids)
    return frozenset(scope(known, viewer=viewer, record="contact").values_list("id", flat=True))


def called(row: Contact) -> str:
    """What to call this contact."""
    return words.shown_name(
        contact_id=row.id,
        name=row.name,
        email=row.email,
        keys=row.keys_text,
        erased=row.erased_at is not None,
    )


def names(*, ids: Sequence[int]) -> dict[int, str]:
    """What to call these contacts, by id. One query; the caller has checked who may see them."""
    rows_of = Contact.objects.filter(id__in=ids).only(
        "id", "name", "email", "keys_text", "erased_at"
    )
    return {row.id: called(row) for row in rows_of}
