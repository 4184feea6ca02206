"""Which records that an import made are told of by other imports that stand.

A row that changed nothing has left no entry, but it was reported as here: undoing the import that
made its record must not take that away. The same file again, read in the same way, tells nothing of
its own: it goes with the first, unless that was undone before.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from entente.exchange.models import Import
from entente.people.offers import Kept

_CLAIMED: Final = """
select {kind!r}, r.id from {table} r
where r.batch_id = any(%(made_by)s) and r.deleted_at is null
  and exists (
      select 1 from exchange_rowoutcome o
      where o.batch_id = any(%(told_by)s) and o.{kind}_id = r.id)
"""
_TABLES: Final = {
    "contact": "people_contact",
    "company": "people_company",
    "deal": "pipeline_deal",
}
_ALL: Final = "union all".join(
    _CLAIMED.format(kind=kind, table=table) for kind, table in _TABLES.items()
)


def claimed(*, batch: int) -> Kept:
    """Records that an import made and that imports since then have told of. Two queries."""
    row = Import.objects.filter(id=batch).first()
    if row is None or row.started_at is None:
        return Kept()
    return _claimed([batch], list(_since(row).values_list("id", flat=True)))


def still_claims(*, import_id: int) -> bool:
    """Whether anything of an undone import stays that this one tells of."""
    undone = Import.objects.filter(state="undone", kept_count__gt=0, started_at__isnull=False)
    made_by = [row.id for row in undone if _since(row).filter(id=import_id).exists()]
    return bool(made_by) and _claimed(made_by, [import_id]).count > 0


def _since(row: Import) -> QuerySet[Import]:
    """Imports that stand and began later, but for those that only repeat one that stood then."""
    same = Import.objects.filter(
        _began_before(OuterRef("started_at"), OuterRef("id")),
        digest=OuterRef("digest"),
        mapping=OuterRef("mapping"),
        layout=OuterRef("layout"),
    )
    repeated = same.filter(Q(undone_at=None) | Q(undone_at__gte=OuterRef("started_at")))
    later = Import.objects.filter(started_at__isnull=False).exclude(
        _began_before(row.started_at, row.id) | Q(id=row.id)
    )
    return later.exclude(state="undone").exclude(Exists(repeated))


def _began_before(started_at: Any, id_: Any) -> Q:
    return Q(started_at__lt=started_at) | Q(started_at=started_at, id__lt=id_)


def _claimed(made_by: Sequence[int], told_by: Sequence[int]) -> Kept:
    if not told_by:
        return Kept()
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"made_by": list(made_by), "told_by": list(told_by)})
        found = cursor.fetchall()
    of = {kind: frozenset(id_ for one, id_ in found if one == kind) for kind in _TABLES}
    return Kept(contacts=of["contact"], companies=of["company"], deals=of["deal"])
