"""Many companies at once; see `contacts` beside it for what is expected of the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people import events
from entente.people.models import Company
from entente.people.operations.bulk.changes import Touched, write_changes
from entente.people.operations.bulk.copying import as_json, copy_in, next_ids, update_rows
from entente.people.operations.bulk.keys import OWN, add_keys
from entente.people.operations.companies import follow_names
from entente.people.operations.saving import Doing
from entente.people.queries.known import fields, home_region
from entente.people.rules import rows, words
from entente.people.rules.changes import Change, difference
from entente.people.rules.fields import SINCE
from entente.people.rules.keys import KeyGiven

TEXTS = (
    *("name", "name_key", "domain", "industry", "industry_key", "country", "country_key"),
    *("region", "region_key", "city", "city_key", "phone", "phone_key", "website"),
)
OTHERS = ("employees", "owner_id")
CUSTOM = ("custom", "custom_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """A company that is not here yet; no two of a call share a key."""

    values: Mapping[str, Any]
    since: datetime
    keys: tuple[KeyGiven, ...] = field(default=())


def create_companies(*, new: Sequence[NewCompany], doing: Doing) -> list[int]:
    """Write new companies with their outside keys and entries; gives their ids in order."""
    ids = write_companies(new=new, doing=doing)
    tell_created(company_ids=ids, doing=doing)
    return ids


def tell_created(*, company_ids: Sequence[int], doing: Doing) -> None:
    """Write the entries of new companies: last of all, as readers wait from then on."""
    entries = [_created(company_id, doing) for company_id in company_ids]
    ledger.record_bulk(entries=entries, at=doing.at)


def write_companies(*, new: Sequence[NewCompany], doing: Doing) -> list[int]:
    """Write new companies with their outside keys and no entry yet; gives their ids in order."""
    if not new:
        return []
    home = home_region()
    ids = next_ids(table="people_company", count=len(new))
    made = [_columns(one.values, home) for one in new]
    copy_in(
        table="people_company",
        columns=("id", *TEXTS, *OTHERS, *CUSTOM, "keys_text", *OWN),
        rows=(
            (
                company_id,
                *(columns.get(name, "") for name in TEXTS),
                *(columns.get(name) for name in OTHERS),
                *_custom({}, {}, one.values),
                " ".join(key.key.lower() for key in one.keys),
                *(one.since, doing.at, doing.batch),
            )
            for company_id, one, columns in zip(ids, new, made, strict=True)
        ),
    )
    add_keys(
        record="company",
        keys=[(one_id, key) for one_id, one in zip(ids, new, strict=True) for key in one.keys],
        doing=doing,
        refresh=False,
    )
    return ids


def _columns(values: Mapping[str, Any], home: str) -> dict[str, Any]:
    region = ""
    if values.get("phone"):
        region = words.region_of(country=values.get("country", ""), otherwise=home)
    return rows.columns(values=values, region=region)


def _custom(
    custom: Mapping[str, Any], custom_key: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[str, str]:
    after, keys = rows.custom_columns(custom=custom, custom_key=custom_key, values=values)
    return as_json(after), as_json(keys)


def _created(company_id: int, doing: Doing) -> NewEntry:
    return NewEntry(
        kind=events.COMPANY_CREATED.name,
        occurred_at=doing.at,
        source=doing.source,
        team=doing.by.team,
        actor=doing.by.member_id,
        company=company_id,
        batch=doing.batch,
    )


def update_companies(
    *, given: Mapping[int, Mapping[str, Any]], doing: Doing
) -> dict[int, list[str]]:
    """Give companies, by id, new values; gives for each the names of the fields that changed."""
    answer = rewrite_companies(given=given)
    touched = [
        Touched(id=company_id, company_id=company_id, changes=changes)
        for company_id, changes in answer.items()
        if changes
    ]
    write_changes(record="company", touched=touched, doing=doing)
    return {one: [change.field.name for change in changes] for one, changes in answer.items()}


def rewrite_companies(
    *, given: Mapping[int, Mapping[str, Any]], back: bool = False
) -> dict[int, list[Change]]:
    """Only the rows, no entry and no history: for `update_companies` and for undoing an import.

    Since when they are known only goes back in time, unless an import is taken `back`.
    """
    known = {**fields(record="company"), "since": SINCE}
    home = home_region()
    answer, staged = {}, []
    live = Company.objects.select_for_update().filter(id__in=list(given), deleted_at=None)
    for row in live.defer("words").order_by("id"):
        after = dict(given[row.id])
        if "domain" in after:
            after["domain"] = words.domain_key(after["domain"])
        before = rows.values_of(row=row, known=known)
        if not back:
            after = rows.without_later(before=before, given=after)
        changes = answer[row.id] = difference(known=known, before=before, after=after)
        if changes:
            values = {change.field.name: change.new for change in changes}
            staged.append((row, values, _columns({"country": row.country, **values}, home)))
    _write(staged)
    renamed = [row.id for row, values, _ in staged if "name" in values]
    if renamed:
        follow_names(company_ids=renamed)
    return answer


def _write(staged: Sequence[tuple[Company, Mapping[str, Any], dict[str, Any]]]) -> None:
    names = (*TEXTS, *OTHERS, "since")
    update_rows(
        table="people_company",
        columns=(*names, *CUSTOM),
        rows=[
            (
                row.id,
                *(columns.get(name, getattr(row, name)) for name in names),
                *_custom(row.custom, row.custom_key, values),
            )
            for row, values, columns in staged
        ],
    )
