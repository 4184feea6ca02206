"""What fields held before an import changed them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection

from entente.people.rules import rows
from entente.people.rules.fields import Field

# Where each record's changes lie, with one name for the id.
CHANGES: Final = {
    "contact": "select *, record_id as of from people_fieldchange where record = 'contact'",
    "company": "select *, record_id as of from people_fieldchange where record = 'company'",
    "deal": "select *, deal_id as of from pipeline_dealchange",
}

# The value before the batch, of fields that nobody else has changed after it.
_BEFORE = """
with change as not materialized ({changes})
select distinct on (f.of, f.field) f.of, f.field, f.old
from change f
where f.batch_id = %(batch)s and f.of <> all(%(kept)s)
  and not exists (
      select 1 from change g
      where g.of = f.of and g.field = f.field and g.at >= f.at
        and g.position > f.position and g.batch_id is distinct from f.batch_id)
order by f.of, f.field, f.position
"""

_GIVEN_BACK: Final = """
select count(distinct b.of) from ({before}) b where b.of <> all(%(but)s)
"""

# Before what a batch changed is forgotten, the next change of each field takes over what the field
# held before the batch: the value in between was never true.
HAND_ON: Final = """
update {table} g set old = f.old, old_key = f.old_key
from (
    select distinct on (later.id) later.id, f.old, f.old_key
    from {table} f
    join lateral (
        select g.id from {table} g
        where {same} and g.field = f.field and (g.at, g.position) > (f.at, f.position)
          and g.batch_id is distinct from f.batch_id
        order by g.at, g.position limit 1) later on true
    where f.batch_id = %(batch)s and f.{of} <> all(%(kept)s){only}
    order by later.id, f.at, f.position) f
where g.id = f.id
"""

# Companies of the batch for which somebody works whom undoing it leaves. Who stays, works for whom
# they do; others for whom they did before it. An erased person gets no value back.
_WORKED_FOR = """
with before as ({before}),
works as (
    select c.id, c.company_id as company from people_contact c
    join people_company m on m.id = c.company_id
    where m.batch_id = %(batch)s and m.deleted_at is null and c.deleted_at is null
      and (c.batch_id is distinct from %(batch)s or c.id = any(%(kept)s))
      and (c.erased_at is not null
           or not exists (select 1 from before b where b.of = c.id))
    union all
    select c.id, (b.old #>> '{{}}')::bigint from before b
    join people_contact c on c.id = b.of
    where c.deleted_at is null and c.erased_at is null
      and c.batch_id is distinct from %(batch)s)
select distinct m.id from works w join people_company m on m.id = w.company
where m.batch_id = %(batch)s and m.deleted_at is null
"""


def worked_for(*, batch: int, kept: Sequence[int]) -> frozenset[int]:
    """Companies that a batch made and that contacts hold once it is undone but for these."""
    with connection.cursor() as cursor:
        before = _BEFORE.format(changes=f"{CHANGES['contact']} and field = 'company'")
        cursor.execute(_WORKED_FOR.format(before=before), {"batch": batch, "kept": list(kept)})
        return frozenset(row[0] for row in cursor.fetchall())


def given_back(*, record: str, batch: int, kept: Sequence[int], but: Sequence[int] = ()) -> int:
    """How many records that a batch changed get old values back when it is undone; `but` not."""
    before = _BEFORE.format(changes=CHANGES[record])
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVEN_BACK.format(before=before),
            {"batch": batch, "kept": list(kept), "but": list(but)},
        )
        (found,) = cursor.fetchone()
        return int(found)


def values_before(
    *, record: str, batch: int, kept: Sequence[int], known: Mapping[str, Field]
) -> dict[int, dict[str, Any]]:
    """By record and field, what to give back when the batch is undone."""
    before: dict[int, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _BEFORE.format(changes=CHANGES[record]), {"batch": batch, "kept": list(kept)}
        )
        for of, field, old in cursor.fetchall():
            if field in known:
                value = rows.restored(field=known[field], value=rows.loaded(old))
                before.setdefault(of, {})[field] = value
    return before
