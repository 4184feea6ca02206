"""A field's value as of a moment, from its current value and the changes that were kept."""

from __future__ import annotations

from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.sql.stored import read


def as_of(
    *,
    changes: Fragment,
    type: Type,
    current: Fragment,
    asked: Asked,
    currency: bool = False,
) -> Fragment:
    """The old value of the earliest change after the moment, else `current`.

    `changes` is `from … change where …` with the changes of this field of the outer row: columns
    at, position, old (jsonb) and old_key (the casefolded copy of a text). For money kept as one
    value ask twice, for the amount and with `currency`; an amount whose currency is a field of its
    own is a number here.
    """
    if asked.present:
        return current
    if type is Type.TEXT:
        old = Fragment("past.old_key")
    else:
        left = read(Fragment("past.old"), type)
        old = left.currency if currency and left.currency else left.value
    return sql(
        "(select case when past.position is null then {} else {} end from (select 1) known "
        "left join lateral (select change.old, change.old_key, change.position {} "
        "and change.at > {} order by change.at, change.position limit 1) past on true)",
        current,
        old,
        changes,
        bound(asked.at, "timestamptz"),
    )
