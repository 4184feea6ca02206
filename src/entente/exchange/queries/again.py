"""The same file once more: what its imports told already, and of which rows it changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from entente.exchange.models import Import
from entente.exchange.queries.imports import not_gone_over
from entente.exchange.rules import document, leaving
from entente.exchange.rules.slots import own_fields
from entente.people.queries.known import custom_fields, defined_at, retired_fields

_ENDED: Final = ("done", "cancelled", "failed")
_KINDS: Final = ("contact", "company", "deal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Imports of the same file, read in the same way, whose word still holds.

    `standing` all of them; `left` has, by record, what undoing others of them left as it was, so
    that their word of it holds too, and `undone` are those. `ended` says when each had read all.
    """

    standing: Sequence[int] = ()
    undone: Sequence[int] = ()
    left: Mapping[str, Sequence[int]] | None = None
    ended: Mapping[int, datetime] | None = None

    @property
    def all(self) -> list[int]:
        return [*self.standing, *self.undone]

    def knowing(self, *, since: datetime) -> "Twins":
        """Those that were not over yet at that moment."""
        ended = self.ended or {}
        late = {id_ for id_ in self.all if id_ in ended and ended[id_] >= since}
        return Twins(
            standing=[one for one in self.standing if one in late],
            undone=[one for one in self.undone if one in late],
            left=self.left,
            ended=self.ended,
        )


def twins_of(*, row: Import) -> Twins:
    """Imports of the same file, by the same mapping and read in the same way, that told it."""
    same = _same(row)
    standing = not_gone_over(same=same).filter(state__in=_ENDED)
    undone = same.filter(state="undone", kept_count__gt=0)
    left: dict[str, set[int]] = {kind: set() for kind in _KINDS}
    for kept in undone.values_list("kept_ids", flat=True):
        for of_reason in kept.values():
            for kind, ids in of_reason.items():
                left[kind].update(ids)
    rows = [*standing, *undone]
    return Twins(
        standing=[one.id for one in rows if one.state != "undone"],
        undone=[one.id for one in rows if one.state == "undone"],
        left={kind: sorted(ids) for kind, ids in left.items()},
        ended={one.id: one.ended_at for one in rows if one.ended_at is not None},
    )


def _same(row: Import) -> QuerySet[Import]:
    """Imports of its file, read in the same way but for fields that were retired since."""
    alike = Import.objects.filter(digest=row.digest, layout=row.layout).exclude(id=row.id)
    retired = retired_fields()
    said = _without(row.mapping, retired)
    ids = [one.id for one in alike.only("mapping") if _without(one.mapping, retired) == said]
    return Import.objects.filter(id__in=ids)


def _without(mapping: Any, retired: Collection[leaving.Named]) -> Any:
    if not retired:
        return mapping
    return leaving.without(mapping=document.check(given=mapping), fields=retired)


# What an import told that was undone holds only of records that its undoing left.
_TOLD: Final = """
select line, bool_or(contact_id is not null and (standing or contact_id = any(%(contact)s))),
       bool_or(company_id is not null and (standing or company_id = any(%(company)s))),
       bool_or(deal_id is not null and (standing or deal_id = any(%(deal)s)))
from (
    select line, contact_id, company_id, deal_id, batch_id = any(%(standing)s) as standing
    from exchange_rowoutcome
    where batch_id = any(%(all)s) and line between %(first)s and %(last)s
      and outcome in ('created', 'updated', 'unchanged')) told
group by line
"""


def told_before(*, twins: Twins, lines: Sequence[int]) -> dict[int, frozenset[str]]:
    """By line, the kinds of record of which these imports took it in, and their word holds."""
    if not twins.all or not lines:
        return {}
    left = twins.left or {}
    asked = {
        **{kind: list(left.get(kind, ())) for kind in _KINDS},
        "standing": list(twins.standing),
        "all": twins.all,
        "first": min(lines),
        "last": max(lines),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, asked)
        return {
            line: frozenset(kind for kind, is_told in zip(_KINDS, told, strict=True) if is_told)
            for line, *told in cursor.fetchall()
        }


def later_than(*, fields: Collection[str], twins: Twins) -> tuple[frozenset[str], Twins]:
    """Which of these fields of our own are younger than one of the twins, and who knew them all.

    A field that is not made yet is none of `defined_at`'s.
    """
    since = defined_at(names=fields)
    ended = [(twins.ended or {}).get(one) for one in twins.all]
    late = frozenset(
        name
        for name in fields
        if name not in since or any(one is None or one < since[name] for one in ended)
    )
    if not late:
        return late, twins
    if late - since.keys():
        return late, Twins()
    return late, twins.knowing(since=max(since[name] for name in late))


def is_same_word(*, import_id: int) -> bool:
    """Whether the file came in by this very mapping before and all that it names was there then."""
    row = Import.objects.get(id=import_id)
    own = own_fields(document.check(given=row.mapping))
    known = {
        (record, field.label.casefold()): name
        for record in {record for record, _, _ in own}
        for name, field in custom_fields(record=record).items()
    }
    names = [known.get((record, label.casefold()), "cf_0") for record, label, _ in own]
    twins = twins_of(row=row)
    return bool(twins.standing) and not later_than(fields=names, twins=twins)[0]


def is_all_told(*, import_id: int) -> bool:
    """Whether an import took every row, and none has run since."""
    row = Import.objects.get(id=import_id)
    since = Import.objects.filter(id__gt=row.id, started_at__isnull=False)
    taken = not any(row.counts.get(name) for name in ("skipped", "rejected"))
    return taken and not since.exclude(state="undone").exists()
