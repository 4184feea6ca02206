"""What criteria may ask of a contact and of its company, now and as of any moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from entente.kit.criteria import stored
from entente.kit.criteria.meaning.facts import Asked, Change, History, Seen, Stay, kept, through
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.sql.history import as_of
from entente.kit.criteria.sql.stored import extract
from entente.kit.criteria.sql.vocabulary import FieldSql
from entente.kit.criteria.vocabulary import FieldSpec, Option
from entente.people.models import Company, Contact, CustomField, FieldChange, OptOut

MEANS = (Option("mail", "mail"), Option("phone", "phone"), Option("tracking", "tracking"))
CHANGED_BY = frozenset(
    {
        "contact.created",
        "contact.changed",
        "contact.owner_changed",
        "contact.merged",
        "contact.unmerged",
        "contact.restored",
        "contact.opted_out",
        "contact.opted_in",
        "company.changed",
        "company.owner_changed",
        "company.merged",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A field that lies in a column (or a custom one in JSON) and whose changes are kept."""

    spec: FieldSpec
    field: str
    sql: Callable[[str], Fragment]
    get: Callable[[Any], Seen]
    currency: Callable[[str], Fragment] | None = None


def _text(key: str, name: str, column: str = "", *, personal: bool = False) -> Column:
    column = column or key
    return Column(
        spec=FieldSpec(key, name, Type.TEXT, personal=personal),
        field=key,
        sql=lambda table: Fragment(f"{table}.{column}_key"),
        get=lambda row: getattr(row, column) or None,
    )


def _plain(key: str, name: str, type_: Type, column: str = "", *, said: str = "") -> Column:
    column = column or key
    return Column(
        spec=FieldSpec(key, name, type_, said=said),
        field=key,
        sql=lambda table: Fragment(f"{table}.{column}"),
        get=lambda row: _seen(getattr(row, column)),
    )


def _seen(value: Any) -> Seen:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _member(key: str, name: str) -> Column:
    return Column(
        spec=FieldSpec(key, name, Type.MEMBER),
        field=key,
        sql=lambda table: Fragment(f"{table}.{key}_id"),
        get=lambda row: getattr(row, f"{key}_id"),
    )


CONTACT = (
    _text("name", "name", personal=True),
    _text("email", "e-mail", personal=True),
    Column(
        spec=FieldSpec("phone", "phone", Type.TEXT, personal=True),
        field="phone",  # as it was written; phone_key is for matching
        sql=lambda table: Fragment(f"lower({table}.phone)"),
        get=lambda row: row.phone or None,
    ),
    _text("job_title", "job title", personal=True),
    _text("country", "country"),
    _text("region", "region"),
    _text("city", "city"),
    _text("channel", "first channel"),
    _member("owner", "owner"),
    _plain("since", "known since", Type.MOMENT, said="first day known to us"),
)
COMPANY = (
    _text("name", "company name"),
    Column(
        spec=FieldSpec("domain", "company domain", Type.TEXT),
        field="domain",
        sql=lambda table: Fragment(f"{table}.domain"),
        get=lambda row: row.domain or None,
    ),
    _text("industry", "company industry"),
    _plain("employees", "company employees", Type.NUMBER),
    _text("country", "company country"),
    _text("region", "company region"),
    _text("city", "company city"),
    _member("owner", "company owner"),
)


def custom(record: str, prefix: str = "") -> list[Column]:
    """The company's own fields of a kind of record, retired ones included. One query."""
    return [
        _custom(row, prefix) for row in CustomField.objects.filter(record=record).order_by("id")
    ]


def _custom(row: CustomField, prefix: str) -> Column:
    name, type_ = f"cf_{row.id}", Type(row.type)
    options = tuple(Option(one["key"], one["label"]) for one in row.options)
    spec = FieldSpec(
        name,
        f"{prefix}{row.label}",
        type_,
        options,
        personal=row.personal,
        retired_at=row.retired_at and timezone.localtime(row.retired_at),
    )

    def place(table: str) -> Fragment:
        if type_ is Type.TEXT:
            return Fragment(f"nullif({table}.custom_key ->> %s, '')", (name,))
        return extract(Fragment(f"{table}.custom"), name, type_).value

    return Column(
        spec=spec,
        field=name,
        sql=place,
        get=lambda row: stored.typed(row.custom.get(name), type_),
        currency=_currency(name) if type_ is Type.MONEY else None,
    )


def _currency(name: str) -> Callable[[str], Fragment]:
    def place(table: str) -> Fragment:
        found = extract(Fragment(f"{table}.custom"), name, Type.MONEY).currency
        return found or Fragment("null::text")

    return place


def _changes(record: str, table: str, field: str) -> Fragment:
    return sql(
        "from people_fieldchange change where change.record = {} and change.record_id = {} "
        "and change.field = {}",
        bound(record, "text"),
        Fragment(f"{table}.id"),
        bound(field, "text"),
    )


def field_sql(column: Column, *, record: str, table: str) -> FieldSql:
    """Where the value of a column lies as of the moment asked about."""

    changes = _changes(record, table, column.field)

    def value(asked: Asked) -> Fragment:
        current = column.sql(table)
        return as_of(changes=changes, type=column.spec.type, current=current, asked=asked)

    def currency(asked: Asked) -> Fragment:
        current = column.currency(table) if column.currency else Fragment("null::text")
        return as_of(
            changes=changes, type=column.spec.type, current=current, asked=asked, currency=True
        )

    return FieldSql(value=value, currency=currency if column.currency else None)


def _of_company(column: Column) -> FieldSql:
    """A field of the company that the contact belonged to at the moment."""
    inner = field_sql(column, record="company", table="co")

    def of(told: Callable[[Asked], Fragment], asked: Asked) -> Fragment:
        return sql(
            "(select {} from people_company co where co.id = {})",
            told(asked),
            as_of(
                changes=_changes("contact", "people_contact", "company"),
                type=Type.MEMBER,
                current=Fragment("people_contact.company_id"),
                asked=asked,
            ),
        )

    currency = inner.currency
    return FieldSql(
        value=lambda asked: of(inner.value, asked),
        currency=(lambda asked: of(currency, asked)) if currency else None,
    )


def _refusals(asked: Asked) -> Fragment:
    return sql(
        "(select coalesce(array_agg(o.means::text), '{{}}') from people_optout o "
        "where o.contact_id = people_contact.id and o.at <= {} "
        "and (o.lifted_at is null or o.lifted_at > {}))",
        bound(asked.at, "timestamptz"),
        bound(asked.at, "timestamptz"),
    )


REFUSALS = FieldSpec("refusals", "contact by", Type.REFUSALS, MEANS)


def _renamed(column: Column, key: str) -> FieldSpec:
    """The same as a contact's, of its company."""
    return replace(column.spec, key=key, of="company")


def contact_fields(at: datetime) -> list[tuple[FieldSpec, FieldSql]]:
    """All that may be asked of a contact and its company, and where it lies. Two queries."""
    own = [*CONTACT, *custom("contact")]
    company = [*COMPANY, *custom("company", "company ")]
    return [
        *(
            (column.spec, field_sql(column, record="contact", table="people_contact"))
            for column in own
        ),
        *((_renamed(column, f"company.{column.field}"), _of_company(column)) for column in company),
        (REFUSALS, FieldSql(value=_refusals)),
    ]


def company_fields(at: datetime) -> list[tuple[FieldSpec, FieldSql]]:
    """All that may be asked of a company itself."""
    return [
        (column.spec, field_sql(column, record="company", table="people_company"))
        for column in (*COMPANY, *custom("company"))
    ]


def gather_contacts(contacts: Sequence[int], at: datetime) -> dict[int, Mapping[str, History]]:
    """The values of contacts and of their companies of each time, with their changes."""
    rows = list(Contact.objects.filter(id__in=contacts))
    changes = _changes_of("contact", [row.id for row in rows])
    own = [*CONTACT, *custom("contact")]
    companies = _of_companies(rows, changes)
    refused = _refused(contacts)
    return {
        row.id: {
            **_histories(row, own, changes.get(row.id, ())),
            **companies[row.id],
            "refusals": kept(refused.get(row.id, ())),
        }
        for row in rows
    }


def gather_companies(companies: Sequence[int], at: datetime) -> dict[int, Mapping[str, History]]:
    """The values of companies with their changes."""
    return _companies(companies, [*COMPANY, *custom("company")])


def _of_companies(
    rows: Sequence[Contact], changes: Mapping[int, Sequence[FieldChange]]
) -> dict[int, dict[str, History]]:
    """By contact, the fields of the company that it belonged to at each time."""
    belonged = {row.id: _belonged(row, changes.get(row.id, ())) for row in rows}
    ids = {
        company
        for link in belonged.values()
        for company in (link.now, *(change.old for change in link.changes))
        if isinstance(company, int)
    }
    columns = [*COMPANY, *custom("company", "company ")]
    known = _companies(sorted(ids), columns)
    ends = {
        f"company.{column.field}": {id_: of[column.field] for id_, of in known.items()}
        for column in columns
    }
    return {
        contact: {key: through(link, end) for key, end in ends.items()}
        for contact, link in belonged.items()
    }


def _belonged(row: Contact, changes: Sequence[FieldChange]) -> History:
    """To which company a contact belonged."""
    moves = tuple(
        Change(at=one.at, old=stored.typed(one.old, Type.MEMBER), position=one.position)
        for one in changes
        if one.field == "company"
    )
    return History(now=row.company_id, changes=moves)


def _companies(ids: Sequence[int], columns: Sequence[Column]) -> dict[int, Mapping[str, History]]:
    changes = _changes_of("company", ids)
    return {
        row.id: _histories(row, columns, changes.get(row.id, ()))
        for row in Company.objects.filter(id__in=ids)
    }


def _refused(contacts: Sequence[int]) -> dict[int, list[Stay]]:
    stays: dict[int, list[Stay]] = {}
    for row in OptOut.objects.filter(contact_id__in=contacts):
        stay = Stay(row.means, row.at, row.lifted_at, row.position)
        stays.setdefault(row.contact_id, []).append(stay)
    return stays


def _changes_of(record: str, ids: Sequence[int]) -> dict[int, list[FieldChange]]:
    found: dict[int, list[FieldChange]] = {}
    for change in FieldChange.objects.filter(record=record, record_id__in=ids):
        found.setdefault(change.record_id, []).append(change)
    return found


def _histories(
    row: Contact | Company, columns: Sequence[Column], changed: Sequence[FieldChange]
) -> dict[str, History]:
    changes: dict[str, list[Change]] = {}
    types = {column.field: column.spec.type for column in columns}
    for change in changed:
        if change.field in types:
            old = stored.typed(change.old, types[change.field])
            one = Change(at=change.at, old=old, position=change.position)
            changes.setdefault(change.field, []).append(one)
    return {
        column.field: History(now=column.get(row), changes=tuple(changes.get(column.field, ())))
        for column in columns
    }
