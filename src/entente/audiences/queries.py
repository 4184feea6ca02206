"""Who meets a criterion, and why somebody does or does not."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from django.db import connection

from entente.audiences import askable, offers
from entente.audiences.models import ListMember, SavedView, StaticList
from entente.audiences.vocabulary import TABLES, Spoken, Subject, spoken
from entente.kit.criteria.errors import CriterionError
from entente.kit.criteria.meaning.evaluate import Outcome, evaluate
from entente.kit.criteria.meaning.facts import Asked, Deed, Facts
from entente.kit.criteria.reads import Reads
from entente.kit.criteria.sql.compile import compile_criterion
from entente.kit.criteria.sql.filter import compile_filter
from entente.kit.criteria.sql.fragment import Fragment, sql
from entente.kit.criteria.text.parse import parse
from entente.kit.criteria.tree import Compare, Criterion, walk
from entente.people.narrowing import narrowing
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.rules import SYSTEM, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A criterion read with the vocabulary of the moment, ready to be asked."""

    tree: Criterion
    words: Spoken
    subject: Subject


def understood(
    *, text: str, at: datetime, subject: Subject = "contact", viewer: Viewer = SYSTEM
) -> Understood:
    """Read a criterion, as this person may ask it where one asks.

    Raises CriterionError with line, column and suggestions.
    """
    may_ask = askable.askable(viewer=viewer, at=at, subject=subject)
    tree = askable.read(text=text, of=may_ask).tree
    return Understood(tree=tree, words=may_ask.words, subject=subject)


def asking(*, at: datetime, viewer: Viewer | None = None, present: bool = False) -> Asked:
    """The moment, the workspace's zone, and who asks."""
    return Asked(
        at=at,
        zone=workspace.current().timezone,
        me=viewer.member_id if viewer else None,
        present=present,
    )


def condition(*, criterion: Understood, asked: Asked) -> Fragment:
    """The criterion as SQL over the row of its table, NULL where unknown."""
    return compile_criterion(
        criterion.tree,
        vocabulary=criterion.words.vocabulary,
        sql_vocabulary=criterion.words.places,
        asked=asked,
    )


def selecting(*, criterion: Understood, asked: Asked) -> Fragment:
    """The criterion as a condition that is true of exactly those who meet it; planned for many."""
    return compile_filter(
        criterion.tree,
        vocabulary=criterion.words.vocabulary,
        sql_vocabulary=criterion.words.places,
        asked=asked,
    )


def filtering(*, criterion: Understood, asked: Asked) -> Fragment:
    """The criterion as a filter of a list: true of whoever meets it, helped by search's index."""
    where = selecting(criterion=criterion, asked=asked)
    if not asked.present:
        return where
    return sql("({} and {})", narrowing(tree=criterion.tree, subject=criterion.subject), where)


def matching(*, criterion: Understood, asked: Asked, ids: Sequence[int] | None = None) -> list[int]:
    """Ids of the records that meet it: of these, or of all. One query.

    For a few the entries are looked up for each, for all they are passed over once.
    """
    compiled = selecting if ids is None else condition
    where = compiled(criterion=criterion, asked=asked)
    table = TABLES[criterion.subject]
    among, params = ("", []) if ids is None else ("id = any(%s) and", [list(ids)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from {table} where {among} deleted_at is null "  # noqa: S608  constants
            f"and ({where.text}) is true order by id",
            [*params, *where.params],
        )
        return [row[0] for row in cursor.fetchall()]


def verdicts(*, criterion: Understood, asked: Asked, ids: Sequence[int]) -> dict[int, bool | None]:
    """Met, missed, or None for unknown, of each of these records. One query."""
    where = condition(criterion=criterion, asked=asked)
    table = TABLES[criterion.subject]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, ({where.text}) from {table} "  # noqa: S608  constants
            "where id = any(%s) and deleted_at is null",
            [*where.params, list(ids)],
        )
        return dict(cursor.fetchall())


def explain(*, criterion: Understood, record: int, asked: Asked) -> Outcome:
    """The verdict on one record with everything that it rests on."""
    return evaluate(
        criterion.tree,
        facts=facts(record=record, subject=criterion.subject, at=asked.at),
        vocabulary=criterion.words.vocabulary,
        asked=asked,
    )


_DEEDS = """
select {of}, position, kind, occurred_at, properties, team, actor_id, channel, campaign, asset,
       value, currency
from ledger_fact where {of} = any(%s) and occurred_at <= %s {among} order by occurred_at, position
"""


_LAST = """
select contact_id, max(position) from ledger_fact
where contact_id = any(%s) and kind = any(%s) and recorded_at >= %s group by contact_id
"""


def last_entries(
    *, contacts: Sequence[int], kinds: Collection[str], since: datetime
) -> dict[int, int]:
    """By contact the last entry of these kinds that was recorded since then. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(contacts), sorted(kinds), since])
        return dict(cursor.fetchall())


def facts(*, record: int, subject: Subject, at: datetime) -> Facts:
    """All that is known of one record, as the reference meaning of a criterion takes it."""
    return facts_of(records=[record], subject=subject, at=at)[record]


def facts_of(
    *, records: Sequence[int], subject: Subject, at: datetime, read: Reads | None = None
) -> dict[int, Facts]:
    """The same of many records, or only what a criterion reads. As many queries for one."""
    asked = {key for _, key in read.fields} if read else None
    gathered = [
        offer.gather(records, at)
        for offer in offers.fields_of(subject)
        if asked is None or asked & {spec.key for spec, _ in offer.fields(at)}
    ]
    related = {
        spec.key: offer.gather(records, at)
        for offer in offers.records_of(subject)
        for spec in [offer.records()[0]]
        if read is None or spec.key in read.records
    }
    deeds = _deeds(records, subject, at, sorted({kind for _, kind in read.kinds}) if read else None)
    return {
        record: Facts(
            record=record,
            fields={key: held for of in gathered for key, held in of.get(record, {}).items()},
            deeds=tuple(deeds.get(record, ())),
            related={key: tuple(of.get(record, ())) for key, of in related.items()},
        )
        for record in records
    }


def _deeds(
    records: Sequence[int], subject: Subject, at: datetime, kinds: Sequence[str] | None
) -> dict[int, list[Deed]]:
    """By record its entries up to a moment, in order: all, or those of some kinds."""
    among, params = ("", []) if kinds is None else ("and kind = any(%s)", [kinds])
    with connection.cursor() as cursor:
        cursor.execute(_DEEDS.format(of=f"{subject}_id", among=among), [list(records), at, *params])
        rows = cursor.fetchall()
    found: dict[int, list[Deed]] = {}
    for record, *row in rows:
        found.setdefault(record, []).append(_deed(row))
    return found


def _deed(row: Sequence[Any]) -> Deed:
    properties = json.loads(row[3]) if isinstance(row[3], str) else row[3]
    return Deed(row[0], row[1], row[2], properties, *row[4:])


def views(*, viewer: Viewer, subject: Subject) -> list[SavedView]:
    """The saved views that this person sees: their own, their teams', everybody's."""
    rows = SavedView.objects.filter(subject=subject).order_by("name", "id")
    return [row for row in rows if sees_view(row=row, viewer=viewer)]


def sees_view(*, row: SavedView, viewer: Viewer) -> bool:
    """Whether this view is theirs, their team's or everybody's."""
    return (
        row.shared == "all"
        or row.owner_id == viewer.member_id
        or (row.shared == "team" and row.team in viewer.teams)
    )


def views_filtering(*, field: str, at: datetime) -> int:
    """How many saved views, whoever's they are, filter by this field."""
    filters: dict[Subject, list[str]] = {}
    for subject, query in SavedView.objects.values_list("subject", "query"):
        filters.setdefault(subject, []).extend(parse_qs(query).get("where", ()))
    return sum(
        _filters(text, field, words)
        for subject, texts in filters.items()
        if texts and (words := spoken(subject=subject, at=at))
        for text in texts
    )


def _filters(text: str, field: str, words: Spoken) -> bool:
    try:
        tree = parse(text, vocabulary=words.vocabulary)
    except CriterionError:
        return False  # it names something that is gone, and says so where it is opened
    return any(isinstance(one, Compare) and one.field == field for one in walk(tree))


def lists() -> list[StaticList]:
    """The static lists, by name."""
    return list(StaticList.objects.filter(deleted_at=None).order_by("name"))


def members_of(*, list_id: int, viewer: Viewer) -> list[int]:
    """The contacts on a list that this person may see."""
    rows = scope(
        ListMember.objects.filter(list_id=list_id, removed_at=None),
        viewer=viewer,
        record="contact",
        owner="contact__owner_id",
    )
    return list(rows.order_by("contact_id").values_list("contact_id", flat=True))
