"""Which of a chunk's records are here already. A query or two per kind, whatever the rows."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from django.db import connection

from entente.exchange.rules.drafts import Draft, Identity
from entente.people.queries.lookups import erased, survivors
from entente.people.rules.keys import KeyGiven

_GONE: Final = {
    "deleted": "The {record} was deleted here; restore it first.",
    "erased": "This person was erased at their request.",
}
_BY_KEY: Final = {
    "contact": """
select k.key, r.id, r.deleted_at is not null, r.erased_at is not null
from people_outsidekey k join people_contact r on r.id = k.record_id
where k.record = 'contact' and k.system = %s and k.key = any(%s)""",
    "company": """
select k.key, r.id, r.deleted_at is not null, false
from people_outsidekey k join people_company r on r.id = k.record_id
where k.record = 'company' and k.system = %s and k.key = any(%s)""",
    "deal": """
select k.key, r.id, r.deleted_at is not null, false
from pipeline_dealkey k join pipeline_deal r on r.id = k.deal_id
where k.system = %s and k.key = any(%s)""",
}
_BY_COLUMN: Final = {
    ("contact", "email"): """
select email_key, id from people_contact where deleted_at is null and email_key = any(%s)""",
    ("company", "name"): """
select name_key, id from people_company
where deleted_at is null and name_key = any(%s) order by id""",
    ("company", "domain"): """
select domain, id from people_company
where deleted_at is null and domain <> '' and domain = any(%s) order by id""",
}


class Known(NamedTuple):
    """Drafts of what is here: by what means one of them, and by what several share."""

    one: dict[Identity, Draft]
    several: dict[Identity, list[Draft]]


def known_drafts(*, record: str, identities: Iterable[Identity]) -> Known:
    """A draft for each record here that one of these identifies; two of one record share it."""
    by_kind: dict[str, set[str]] = {}
    for kind, value in identities:
        by_kind.setdefault(kind, set()).add(value)
    drafts: dict[int, Draft] = {}
    found: dict[Identity, Draft] = {}
    several: dict[Identity, list[Draft]] = {}
    for kind, values in sorted(by_kind.items()):
        for value, id_, deleted, emptied in _look(record, kind, list(values)):
            draft = drafts.setdefault(id_, Draft(id=id_))
            if deleted or emptied:
                draft.gone = _GONE["erased" if emptied else "deleted"].format(record=record)
            several.setdefault(Identity(kind, value), []).append(draft)
        found |= {one: some[0] for one, some in several.items() if len(some) == 1}
        for value, id_ in _merged(record, kind, values, several).items():
            found[Identity(kind, value)] = drafts.setdefault(id_, Draft(id=id_))
            drafts[id_].aliases.add(Identity(kind, value))
    if record == "contact":
        found |= _erased(
            {Identity(kind, one) for kind in by_kind for one in by_kind[kind]} - {*found}
        )
    return Known(found, {one: some for one, some in several.items() if len(some) > 1})


def _merged(
    record: str, kind: str, values: set[str], found: Collection[Identity]
) -> dict[str, int]:
    """What nobody here goes by any more but merged records: it means their survivors."""
    if (record, kind) not in _BY_COLUMN:
        return {}
    unknown = [value for value in values if Identity(kind, value) not in found]
    return survivors(record=record, field=kind, values=unknown)


def _erased(unknown: set[Identity]) -> dict[Identity, Draft]:
    """A draft that takes nothing for each address and key whose person asked to be erased."""
    mails = {one.value: one for one in unknown if one.kind == "email"}
    keys = {
        KeyGiven(one.kind.removeprefix("key:"), one.value): one
        for one in unknown
        if one.kind.startswith("key:")
    }
    return {
        {**mails, **keys}[one]: Draft(gone=_GONE["erased"], erased=True)
        for one in erased(emails=mails, keys=keys)
    }


def _look(record: str, kind: str, values: list[str]) -> list[tuple[str, int, bool, bool]]:
    with connection.cursor() as cursor:
        if kind.startswith("key:"):
            cursor.execute(_BY_KEY[record], [kind.removeprefix("key:"), values])
            return cursor.fetchall()
        cursor.execute(_BY_COLUMN[record, kind], [values])
        return [(value, id_, False, False) for value, id_ in cursor.fetchall()]


_BLANK: Final = {
    "contact": "people_contact",
    "company": "people_company",
    "deal": "pipeline_deal",
}
# What steers a deal is not filled in where it is blank: it stands somewhere already.
_COLUMN: Final = {
    "owner": "owner_id",
    "company": "company_id",
    "closes_at": "expected_close",
    **dict.fromkeys(("pipeline", "stage", "is_won", "is_closed", "closed_by"), "id"),
}


def note_blank_fields(*, record: str, drafts: Iterable[Draft], names: Iterable[str]) -> None:
    """Tell each draft which of these fields its record holds nothing in. One query."""
    by_id = {draft.id: draft for draft in drafts if draft.id is not None}
    named = list(names)
    if not by_id or not named:
        return
    with connection.cursor() as cursor:
        parts = [_held(name) for name in named]
        cursor.execute(
            f"select id, {', '.join(sql for sql, _ in parts)} "  # noqa: S608  columns of ours, ids bound
            f"from {_BLANK[record]} where id = any(%s)",
            [*(bound for _, one in parts for bound in one), list(by_id)],
        )
        for id_, *held in cursor.fetchall():
            by_id[id_].blank = frozenset(
                name for name, one in zip(named, held, strict=True) if not one
            )


_STANDING: Final = """
select d.id, d.amount, d.currency, d.refunded, d.outcome, d.opened_at, d.closed_at,
       case when p.retired_at is null then p.name end as pipeline, (
           select t.name from pipeline_dealstay s join pipeline_dealstage t on t.id = s.stage_id
           where s.deal_id = d.id and t.kind = 'open' and t.retired_at is null
             and t.pipeline_id = d.pipeline_id
           order by s.entered_at desc, s.id desc limit 1) as stage
from pipeline_deal d join pipeline_pipeline p on p.id = d.pipeline_id
where d.id = any(%s)
"""


def note_standing(*, drafts: Iterable[Draft]) -> None:
    """Tell each draft of a deal its money, when it opened and closed, and where it stands.

    Of a closed one `stage` is the open one that it was last in. One query.
    """
    by_id = {draft.id: draft for draft in drafts if draft.id is not None}
    if not by_id:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(by_id)])
        names = [column.name for column in cursor.description]
        for id_, *held in cursor.fetchall():
            by_id[id_].held = dict(zip(names[1:], held, strict=True))


def _held(name: str) -> tuple[str, list[str]]:
    if name.startswith("cf_"):
        return "coalesce(custom ? %s, false)", [name]
    column = _COLUMN.get(name, name)
    return f"coalesce({column}::text, '') <> ''", []


def noes_said(*, contacts: Iterable[int], means: str, batch: int) -> dict[int, bool]:
    """Which of these contacts have said no to these means already. One query.

    True where only another import or a merger brought it: undoing that one must not lift what
    this one tells too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select contact_id, batch_id is distinct from %s and "
            "(batch_id is not null or through_merge is not null) from people_optout "
            "where lifted_at is null and means = %s and contact_id = any(%s)",
            [batch, means, list(contacts)],
        )
        return dict(cursor.fetchall())


_CHANGED: Final = {
    "contact": "select record_id, batch_id from people_fieldchange where record = 'contact' "
    "and record_id = any(%(ids)s)",
    "company": "select record_id, batch_id from people_fieldchange where record = 'company' "
    "and record_id = any(%(ids)s)",
    "deal": "select deal_id, batch_id from pipeline_dealchange where deal_id = any(%(ids)s) "
    "union all select deal_id, batch_id from pipeline_dealstay where deal_id = any(%(ids)s)",
}


def note_overruled(
    *, record: str, drafts: Iterable[Draft], batches: Sequence[int], but: int
) -> None:
    """Tell each draft whether an import that came after all of these changed its record. One query.

    `but` is the import in hand.
    """
    by_id = {draft.id: draft for draft in drafts if draft.id is not None}
    if not by_id or not batches:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"select distinct c.record_id from ({_CHANGED[record]}) c (record_id, batch_id) "  # noqa: S608  constants
            "where c.batch_id > %(last)s and c.batch_id <> %(but)s",
            {"ids": list(by_id), "last": max(batches), "but": but},
        )
        for (id_,) in cursor.fetchall():
            by_id[id_].overruled = True
