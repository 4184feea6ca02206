"""Many contacts at once: the same rules as one by one, written by COPY.

Every function takes at most 20,000 rows, runs inside the caller's transaction and expects values
that `rules.changes.read_all` has read. Whoever asks has checked that `by` may import.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import connection

from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people import events
from entente.people.models import Contact
from entente.people.operations.bulk import refusals
from entente.people.operations.bulk.changes import Touched, write_changes
from entente.people.operations.bulk.copying import as_json, copy_in, next_ids, update_rows
from entente.people.operations.bulk.keys import OWN, add_keys
from entente.people.operations.saving import Doing
from entente.people.queries.known import fields, home_region
from entente.people.rules import rows, words
from entente.people.rules.changes import Change, difference
from entente.people.rules.fields import SINCE
from entente.people.rules.keys import KeyGiven

TEXTS = (
    *("first_name", "last_name", "name", "name_key", "email", "email_key", "phone", "phone_key"),
    *("job_title", "job_title_key", "company_key", "country", "country_key", "region"),
    *("region_key", "city", "city_key", "channel", "channel_key"),
)
REFERENCES = ("company_id", "owner_id")
CUSTOM = ("custom", "custom_key")
_BLANK = dict.fromkeys(TEXTS, "") | dict.fromkeys(REFERENCES)
_in_order = itemgetter(*TEXTS, *REFERENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """A contact that is not here yet; no two of a call share an address or a key."""

    values: Mapping[str, Any]
    since: datetime
    keys: tuple[KeyGiven, ...] = field(default=())


def create_contacts(
    *, new: Sequence[NewContact], doing: Doing, home: str | None = None
) -> list[int]:
    """Write new contacts with their outside keys and entries; gives their ids in order.

    An address that said no brings its noes along; one that asked to be erased is left out.
    """
    if not new:
        return []
    region = home_region() if home is None else home
    ids = next_ids(table="people_contact", count=len(new))
    given = [rows.with_full_name(before={}, given=one.values) for one in new]
    made = [_columns(values, region) for values in given]
    _name_companies(made)
    followed = refusals.of_addresses(made)
    for number in followed.erased:
        made[number].update(email="", email_key="")
    copy_in(
        table="people_contact",
        columns=("id", *TEXTS, *REFERENCES, *CUSTOM, "keys_text", *OWN),
        rows=_rows(ids, new, given, made, doing),
    )
    add_keys(
        record="contact",
        keys=[
            (contact_id, key) for contact_id, one in zip(ids, new, strict=True) for key in one.keys
        ],
        doing=doing,
        refresh=False,
    )
    _tell_created(ids, made, doing)
    refusals.refuse(
        noes=[(ids[number], means) for number, means in followed.noes],
        through="an earlier no to this address",
        doing=doing,
    )
    return ids


def _rows(
    ids: Sequence[int],
    new: Sequence[NewContact],
    given: Sequence[Mapping[str, Any]],
    made: Sequence[dict[str, Any]],
    doing: Doing,
) -> Iterator[tuple[Any, ...]]:
    for contact_id, one, values, columns in zip(ids, new, given, made, strict=True):
        yield (
            contact_id,
            *_in_order(_BLANK | columns),
            *_custom({}, {}, values),
            " ".join(key.key.lower() for key in one.keys),
            *(one.since, doing.at, doing.batch),
        )


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


def _name_companies(made: Sequence[dict[str, Any]]) -> None:
    ids = {columns["company_id"] for columns in made if columns.get("company_id")}
    names = _names_of(sorted(ids)) if ids else {}
    for columns in made:
        if "company_id" in columns:
            columns["company_key"] = names.get(columns["company_id"], "")


def _names_of(companies: Sequence[int]) -> dict[int, str]:
    # A parameter for each of thousands would take longer to bind than the question to answer.
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, name_key from people_company where id = any(%s)", [list(companies)]
        )
        return dict(cursor.fetchall())


def _tell_created(ids: Sequence[int], made: Sequence[Mapping[str, Any]], doing: Doing) -> None:
    team = doing.by.team
    ledger.record_bulk(
        entries=[
            NewEntry(
                kind=events.CONTACT_CREATED.name,
                occurred_at=doing.at,
                source=doing.source,
                team=team,
                actor=doing.by.member_id,
                contact=contact_id,
                company=columns.get("company_id"),
                batch=doing.batch,
            )
            for contact_id, columns in zip(ids, made, strict=True)
        ],
        at=doing.at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A row that took new values: what changed and the columns that it took."""

    id: int
    changes: Sequence[Change]
    columns: Mapping[str, Any]
    company_id: int | None


def update_contacts(
    *, given: Mapping[int, Mapping[str, Any]], doing: Doing, home: str | None = None
) -> dict[int, list[str]]:
    """Give contacts, by id, new values; gives for each the names of the fields that changed.

    Contacts that are gone are left out of the answer. An address that another contact has is the
    caller's to find before; it raises IntegrityError here.
    """
    answer = rewrite_contacts(given=given, home=home)
    changed = [one for one in answer if one.changes]
    write_changes(
        record="contact",
        touched=[
            Touched(id=one.id, company_id=one.company_id, changes=one.changes) for one in changed
        ],
        doing=doing,
    )
    refusals.follow(
        moved=[(one.id, one.columns) for one in changed if {"email", "phone"} & one.columns.keys()],
        doing=doing,
    )
    return {one.id: [change.field.name for change in one.changes] for one in answer}


def rewrite_contacts(
    *, given: Mapping[int, Mapping[str, Any]], home: str | None = None, back: bool = False
) -> list[Rewritten]:
    """Only the rows, no entry and no history: for `update_contacts` and for undoing an import.

    A full name follows from its parts, and since when they are known only goes back in time,
    unless an import is taken `back`: then the values are all that there was.
    """
    known = {**fields(record="contact"), "since": SINCE}
    region = home_region() if home is None else home
    live = Contact.objects.select_for_update().filter(deleted_at=None, erased_at=None)
    answer, staged = [], []
    for row in live.filter(id__in=list(given)).defer("words").order_by("id"):
        before = rows.values_of(row=row, known=known)
        after = given[row.id]
        if not back:
            after = rows.with_full_name(before=before, given=after)
            after = rows.without_later(before=before, given=after)
        changes = difference(known=known, before=before, after=after)
        values = {change.field.name: change.new for change in changes}
        columns = _columns({"country": row.country, **values}, region) if changes else {}
        company_id = columns.get("company_id", row.company_id)
        answer.append(Rewritten(id=row.id, changes=changes, columns=columns, company_id=company_id))
        if changes:
            staged.append((row, values, columns))
    _write(staged)
    return answer


def _write(staged: Sequence[tuple[Contact, Mapping[str, Any], dict[str, Any]]]) -> None:
    _name_companies([columns for _, _, columns in staged])
    names = (*TEXTS, *REFERENCES, "since")
    update_rows(
        table="people_contact",
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
