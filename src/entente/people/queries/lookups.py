"""Which records other systems, addresses and names mean: many at once, for imports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Min

from entente.people.models import Company, Contact, DigestKey, OutsideKey, Suppression
from entente.people.rules.keys import KeyGiven
from entente.people.rules.refusals import digest_of, key_text
from entente.people.rules.words import domain_key

MODELS = {"contact": Contact, "company": Company}


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a key names; `gone` when it is deleted."""

    id: int
    gone: bool


def by_keys(*, record: str, system: str, keys: Sequence[str]) -> dict[str, Found]:
    """The contacts or companies that another system knows by these keys. Two queries."""
    known = OutsideKey.objects.filter(record=record, system=system, key__in=keys)
    ids = dict(known.values_list("key", "record_id"))
    rows = MODELS[record].objects.filter(id__in=set(ids.values()))
    gone = {one: deleted is not None for one, deleted in rows.values_list("id", "deleted_at")}
    return {key: Found(one, gone[one]) for key, one in ids.items() if one in gone}


def contacts_by_email(*, emails: Iterable[str]) -> dict[str, int]:
    """Live contacts by casefolded address. One query."""
    keys = {email.strip().casefold() for email in emails if email}
    rows = Contact.objects.filter(email_key__in=keys, deleted_at=None)
    return dict(rows.values_list("email_key", "id"))


def companies_by_domain(*, domains: Iterable[str]) -> dict[str, int]:
    """Live companies by domain (example.com), the oldest where several share it. One query."""
    keys = {domain_key(domain) for domain in domains} - {""}
    rows = Company.objects.filter(domain__in=keys, deleted_at=None)
    return dict(rows.values("domain").annotate(first=Min("id")).values_list("domain", "first"))


def companies_by_name(*, names: Iterable[str]) -> dict[str, int]:
    """Live companies by casefolded name, the oldest where several share it. One query."""
    keys = {name.strip().casefold() for name in names} - {""}
    rows = Company.objects.filter(name_key__in=keys, deleted_at=None)
    return dict(rows.values("name_key").annotate(first=Min("id")).values_list("name_key", "first"))


def erased(*, emails: Iterable[str] = (), keys: Iterable[KeyGiven] = ()) -> set[str | KeyGiven]:
    """Of these addresses and outside keys, those whose person asked to be erased.

    An import skips their rows. Two queries.
    """
    secret = DigestKey.objects.order_by("id").values_list("key", flat=True).first()
    if secret is None:
        return set()
    asked: dict[bytes, str | KeyGiven] = {}
    for email in emails:
        asked[digest_of(text=email.strip().casefold(), key=bytes(secret))] = email
    for one in keys:
        text = key_text(system=one.system, key=one.key)
        asked[digest_of(text=text, key=bytes(secret))] = one
    found = Suppression.objects.filter(digest__in=list(asked), reason="erased")
    return {asked[bytes(digest)] for digest in found.values_list("digest", flat=True)}


_TABLES = {"contact": "people_contact", "company": "people_company"}
# By what merged records went, and by what their survivors did until a merger chose otherwise.
_SURVIVORS = """
with recursive said as (
    select t.{column} as value, t.merged_into_id as id
    from people_merge m join {table} t on t.id = m.was_id
    where m.record = %(record)s and m.undone_at is null and t.merged_into_id is not null
      and t.{column} = any(%(values)s)
    union
    select c.old_key, m.into_id
    from people_merge m join people_fieldchange c
      on c.record = m.record and c.record_id = m.into_id and c.field = %(field)s and c.at = m.at
    where m.record = %(record)s and m.undone_at is null and c.old_key = any(%(values)s)),
followed as (
    select value, id from said
    union
    select f.value, t.merged_into_id
    from followed f join {table} t on t.id = f.id where t.merged_into_id is not null)
select f.value, min(f.id) from followed f join {table} t on t.id = f.id
where t.deleted_at is null group by 1
"""
_KEPT_IN = {"email": "email_key", "name": "name_key", "domain": "domain"}


def survivors(*, record: str, field: str, values: Sequence[str]) -> dict[str, int]:
    """Whom the folded e-mails, names or domains of merged records mean now. One query."""
    if not values:
        return {}
    sql = _SURVIVORS.format(table=_TABLES[record], column=_KEPT_IN[field])
    with connection.cursor() as cursor:
        cursor.execute(sql, {"record": record, "field": field, "values": list(values)})
        return dict(cursor.fetchall())


_MERGED_INTO = """
with recursive found as (
    select was_id as id, into_id as of from people_merge
    where record = 'contact' and undone_at is null and into_id = any(%s)
    union
    select m.was_id, f.of from people_merge m join found f on m.into_id = f.id
    where m.record = 'contact' and m.undone_at is null)
select of, id from found
"""


def merged_into(*, contacts: Iterable[int]) -> dict[int, list[int]]:
    """Of those of these contacts into which others were merged, whose they were. One query."""
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MERGED_INTO, [list(contacts)])
        for of, id_ in cursor.fetchall():
            found.setdefault(of, []).append(id_)
    return found
