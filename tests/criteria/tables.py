"""The generated records as rows, in temporary tables shaped like those of the rooms."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entente.kit.criteria.meaning.facts import Asked, Facts, Seen
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.compile import compile_criterion
from entente.kit.criteria.sql.filter import compile_filter
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.sql.history import as_of
from entente.kit.criteria.sql.stored import read
from entente.kit.criteria.sql.vocabulary import FieldSql, RelatedSql, SqlVocabulary
from entente.kit.criteria.stored import fold, keyed
from entente.kit.criteria.testing.world import CONTACTS, FIELDS
from entente.kit.criteria.tree import Amount, Criterion

TABLES = """
create temp table c (id bigint primary key, custom jsonb, custom_key jsonb);
create temp table d (like c, contact_id bigint, since timestamptz, until timestamptz);
create temp table changed (record text, record_id bigint, field text, at timestamptz,
                           position bigint, old jsonb, old_key text);
create temp table ledger_fact (
    position bigint, kind text, occurred_at timestamptz, team text, actor_id bigint,
    contact_id bigint, deal_id bigint, channel text, campaign text, asset text, value numeric,
    currency text, properties jsonb);
create index on ledger_fact (contact_id);
create index on ledger_fact (deal_id);
create index on changed (record_id, field);
create index on d (contact_id);
"""


def load(cursor: Any, records: Iterable[Facts]) -> None:
    """Make the tables and fill them; the transaction of the test takes them away."""
    cursor.execute(TABLES)
    contacts = list(records)
    deals = [(one, deal) for one in contacts for deal in one.related["deal"]]
    copy_in(cursor, "c", [_row(one) for one in contacts])
    copy_in(cursor, "d", [(*_row(d), one.record, d.since, d.until) for one, d in deals])
    every = [("contact", one) for one in contacts] + [("deal", deal) for _, deal in deals]
    copy_in(cursor, "changed", (row for sort, one in every for row in _changes(sort, one)))
    copy_in(cursor, "ledger_fact", (row for sort, one in every for row in _entries(sort, one)))
    cursor.execute("analyze c, d, changed, ledger_fact")


def copy_in(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"copy {table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _row(facts: Facts) -> tuple[Any, ...]:
    values = {key: history.now for key, history in facts.fields.items()}
    folded = {key: fold(value) for key, value in values.items() if isinstance(value, str)}
    stored = {key: stored_value(value) for key, value in values.items()}
    return facts.record, json.dumps(stored), json.dumps(folded)


def stored_value(value: Seen) -> Any:
    """As a room stores a custom field or an old value."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Amount(amount, currency):
            return {"amount": str(amount), "currency": currency}
        case frozenset():
            return sorted(value)
        case _:
            return value


def _changes(sort: str, facts: Facts) -> Iterator[tuple[Any, ...]]:
    for key, history in facts.fields.items():
        for change in history.changes:
            old_key = fold(change.old) if isinstance(change.old, str) else ""
            old = json.dumps(stored_value(change.old))
            yield sort, facts.record, key, change.at, change.position, old, old_key


def _entries(sort: str, facts: Facts) -> Iterator[tuple[Any, ...]]:
    contact, deal = (facts.record, None) if sort == "contact" else (None, facts.record)
    for one in facts.deeds:
        properties = keyed(
            one.properties, channel=one.channel, campaign=one.campaign, asset=one.asset
        )
        yield (
            *(one.position, one.kind, one.occurred_at, one.team, one.actor, contact, deal),
            *(one.channel, one.campaign, one.asset, one.value, one.currency),
            json.dumps(properties),
        )


def _field(key: str, type_: Type, alias: Fragment, sort: str) -> FieldSql:
    inner = sql("({}.custom -> {})", alias, bound(key, "text"))

    def reader(*, currency: bool) -> Any:
        left = read(inner, type_)
        current = left.currency if currency and left.currency else left.value
        if type_ is Type.TEXT:
            current = sql("({}.custom_key ->> {})", alias, bound(key, "text"))
        changes = sql(
            "from changed change where change.record = {} and change.record_id = {}.id "
            "and change.field = {}",
            bound(sort, "text"),
            alias,
            bound(key, "text"),
        )

        def value(asked: Asked) -> Fragment:
            return as_of(
                changes=changes, type=type_, current=current, asked=asked, currency=currency
            )

        return value

    return FieldSql(reader(currency=False), reader(currency=True) if type_ is Type.MONEY else None)


def _fields(alias: str, sort: str) -> dict[str, FieldSql]:
    return {spec.key: _field(spec.key, spec.type, Fragment(alias), sort) for spec in FIELDS}


def _deals(asked: Asked) -> Fragment:
    at = bound(asked.at, "timestamptz")
    return sql(
        "from d where d.contact_id = c.id and coalesce(d.since <= {}, true) "
        "and coalesce({} < d.until, true)",
        at,
        at,
    )


PLACES = SqlVocabulary(
    Fragment("c.id"),
    "contact_id",
    _fields("c", "contact"),
    {"deal": RelatedSql(_deals, SqlVocabulary(Fragment("d.id"), "deal_id", _fields("d", "deal")))},
)


def verdicts(cursor: Any, tree: Criterion, asked: Asked) -> dict[int, bool | None]:
    """What SQL says of every contact."""
    fragment = compile_criterion(tree, vocabulary=CONTACTS, sql_vocabulary=PLACES, asked=asked)
    return run(cursor, fragment)


def run(
    cursor: Any, fragment: Fragment, first: int = 0, last: int = 1_000_000
) -> dict[int, bool | None]:
    """A fragment over the contacts from one to another."""
    query = f"select c.id, {fragment.text} from c where c.id between %s and %s"
    cursor.execute(query, (*fragment.params, first, last))
    return dict(cursor.fetchall())


def selected(cursor: Any, tree: Criterion, asked: Asked) -> set[int]:
    """Whom the filter selects."""
    fragment = compile_filter(tree, vocabulary=CONTACTS, sql_vocabulary=PLACES, asked=asked)
    cursor.execute(f"select c.id from c where {fragment.text}", fragment.params)
    return {row[0] for row in cursor.fetchall()}
