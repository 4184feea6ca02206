"""Reading the timeline: newest first, a page at a time."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, Subquery

from entente.ledger import offers, telling
from entente.ledger.events import Entry
from entente.ledger.models import Cursor
from entente.ledger.models import Entry as Row

FACT_COLUMNS = (
    "position, kind, occurred_at, recorded_at, source, message_id, precision, team, actor_id, "
    "contact_id, company_id, deal_id, channel, campaign, asset, value, currency, cause, corrects, "
    "batch_id, properties"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a page of the timeline ended: entries before it come next."""

    occurred_at: datetime
    position: int

    def __str__(self) -> str:
        return f"{self.occurred_at.isoformat()}~{self.position}"

    @classmethod
    def parse(cls, text: str) -> "Mark":
        """Read a mark back from a page's address. Raises ValueError, OverflowError."""
        moment, _, position = text.partition("~")
        occurred_at = datetime.fromisoformat(moment)
        if occurred_at.tzinfo is None or not position.isdigit():
            raise ValueError(f"{text} is not a place on a timeline")
        return cls(occurred_at=occurred_at.astimezone(UTC), position=int(position))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    entries: tuple[Entry, ...]
    older: Mark | None


def entry_of(row: Sequence[Any], personal: dict[str, Any] | None = None) -> Entry:
    """An entry from a row in the order of FACT_COLUMNS."""
    properties = row[20] if isinstance(row[20], dict) else json.loads(row[20])
    properties.pop("_key", None)
    return Entry(
        position=row[0],
        kind=row[1],
        occurred_at=row[2],
        recorded_at=row[3],
        source=row[4],
        message_id=row[5],
        precision=row[6],
        team=row[7],
        actor=row[8],
        contact=row[9],
        company=row[10],
        deal=row[11],
        channel=row[12],
        campaign=row[13],
        asset=row[14],
        value=row[15],
        currency=row[16],
        cause=row[17],
        corrects=row[18],
        batch=row[19],
        properties=properties,
        personal=personal or {},
    )


_OF = {"contact": "f.contact_id", "company": "f.company_id", "deal": "f.deal_id"}


def timeline(
    *,
    contact: int | None = None,
    company: int | None = None,
    deal: int | None = None,
    kinds: Sequence[str] = (),
    team: str = "",
    channel: str = "",
    before: Mark | None = None,
    limit: int = 50,
) -> TimelinePage:
    """One record's entries, newest first; the caller has checked that the asker may see the record.

    One query whatever the number of entries.
    """
    record, of = next(
        (value, _OF[name])
        for name, value in (("contact", contact), ("company", company), ("deal", deal))
        if value is not None
    )
    where, params = [f"{of} = %s"], [record]
    for column, value in (("f.team", team), ("f.channel", channel)):
        if value:
            where.append(f"{column} = %s")
            params.append(value)
    if kinds:
        where.append("f.kind = any(%s)")
        params.append(list(kinds))
    if before:
        where.append("(f.occurred_at, f.position) < (%s, %s)")
        params += [before.occurred_at, before.position]
    columns = ", ".join(f"f.{name.strip()}" for name in FACT_COLUMNS.split(","))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns}, p.data from ledger_fact f "  # noqa: S608  constants and placeholders
            f"left join ledger_payload p on p.position = f.position where {' and '.join(where)} "
            "order by f.occurred_at desc, f.position desc limit %s",
            [*params, limit + 1],
        )
        rows = cursor.fetchall()
    entries = tuple(entry_of(row, _personal(row[21])) for row in rows[:limit])
    last = entries[-1] if len(rows) > limit else None
    older = last and Mark(occurred_at=last.occurred_at, position=last.position)
    return TimelinePage(entries=entries, older=older or None)


def channels(
    *, contact: int | None = None, company: int | None = None, deal: int | None = None
) -> list[str]:
    """The channels that one record's entries name, by name. One query."""
    record, of = next(
        (value, _OF[name])
        for name, value in (("contact", contact), ("company", company), ("deal", deal))
        if value is not None
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"select distinct f.channel from ledger_fact f where {of} = %s "  # noqa: S608  constants
            "and f.channel <> '' order by 1 limit 50",
            [record],
        )
        return [row[0] for row in cursor.fetchall()]


def _personal(data: Any) -> dict[str, Any]:
    return json.loads(data) if isinstance(data, str) else (data or {})


def facts(
    *, after: int, until: int, kinds: Sequence[str] = (), limit: int, imported: bool = True
) -> list[Entry]:
    """Entries with positions in (after, until], in order, without what was voided or taken back."""
    where = ["position > %s", "position <= %s"]
    params: list[Any] = [after, until]
    if kinds:
        where.append("kind = any(%s)")
        params.append(sorted(kinds))
    if not imported:
        where.append("batch_id is null")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {FACT_COLUMNS} from ledger_fact where {' and '.join(where)} "  # noqa: S608  constants
            "order by position limit %s",
            [*params, limit],
        )
        return [entry_of(row) for row in cursor.fetchall()]


def standing(*, contacts: Collection[int], kinds: Collection[str], since: datetime) -> list[Entry]:
    """What happened to these contacts since a moment and stands, in order; nothing imported."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {FACT_COLUMNS} from ledger_fact where contact_id = any(%s) "  # noqa: S608  constants
            "and kind = any(%s) and occurred_at >= %s and batch_id is null order by position",
            [sorted(contacts), sorted(kinds), since],
        )
        return [entry_of(row) for row in cursor.fetchall()]


def entry(*, position: int) -> Entry:
    """One entry by its position, with its personal part, even when voided. Raises LookupError."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {FACT_COLUMNS}, (select data from ledger_payload p "  # noqa: S608  constants
            "where p.position = e.position) from ledger_entry e where position = %s",
            [position],
        )
        row = cursor.fetchone()
    if row is None:
        raise LookupError(position)
    return entry_of(row, _personal(row[21]))


def entries(*, positions: Collection[int]) -> list[Entry]:
    """Entries by their positions, in order, without their personal parts, even taken back ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {FACT_COLUMNS} from ledger_entry where position = any(%s) "  # noqa: S608  constants
            "order by position",
            [sorted(positions)],
        )
        return [entry_of(row) for row in cursor.fetchall()]


def known_by_day(*, positions: Collection[int]) -> set[int]:
    """Those of these entries of which only the day is known."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select position from ledger_entry where position = any(%s) and precision = 'day'",
            [sorted(positions)],
        )
        return {row[0] for row in cursor.fetchall()}


def stands(*, position: int) -> bool:
    """Whether an entry still counts: neither voided nor taken back nor corrected."""
    with connection.cursor() as cursor:
        cursor.execute("select exists (select 1 from ledger_fact where position = %s)", [position])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far a consumer is behind the end of the ledger."""

    name: str
    behind: int
    moved_at: datetime
    failing_since: datetime | None
    failure: str


def lags(*, horizon: int) -> list[Lag]:
    """Each consumer's distance to the horizon, in positions (an upper bound of entries)."""
    return [
        Lag(
            name=row.name,
            behind=max(0, horizon - row.position),
            moved_at=row.moved_at,
            failing_since=row.failing_since,
            failure=row.failure,
        )
        for row in Cursor.objects.order_by("name")
    ]


def count(*, batch: int) -> int:
    """How many entries an import wrote that still count."""
    return Row.objects.filter(batch_id=batch, voided=None).count()


def voided(
    *, batch: int, kinds: Collection[str] = ()
) -> list[tuple[int | None, int | None, int | None]]:
    """Whom the entries that an undone import took with it told of: contact, company, deal."""
    rows = Row.objects.filter(batch_id=batch).exclude(voided=None)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return list(rows.values_list("contact_id", "company_id", "deal_id").distinct())


def unread(
    *, by: str, kinds: Collection[str], contacts: Collection[int]
) -> list[tuple[int | None, int | None, int | None]]:
    """Whom entries of these kinds tell of that a reaction has still to read: as `voided` gives it.

    Those of these contacts, and those of companies and deals without one; nothing imported.
    """
    cursor = Cursor.objects.filter(name=by).values("position")
    rows = Row.objects.filter(position__gt=Subquery(cursor), kind__in=kinds, batch_id=None)
    rows = rows.filter(Q(contact_id__in=contacts) | Q(contact_id=None), voided=None)
    return list(rows.values_list("contact_id", "company_id", "deal_id").distinct())


def read_until(*, by: str, at: datetime) -> datetime:
    """When the first entry was recorded that a reaction has still to read; `at` where it is done.

    Nothing imported: reactions do not see it. One query.
    """
    cursor = Cursor.objects.filter(name=by).values("position")
    rows = Row.objects.filter(position__gt=Subquery(cursor), batch_id=None, voided=None)
    first = rows.order_by("position").values_list("recorded_at", flat=True).first()
    return min(first, at) if first else at


def is_behind(*, by: str, kinds: Collection[str]) -> bool:
    """Whether a reader has still to read entries of these kinds. One query."""
    cursor = Cursor.objects.filter(name=by).values("position")
    rows = Row.objects.filter(position__gt=Subquery(cursor), kind__in=kinds, voided=None)
    return rows.exists()


def recorded(*, positions: Collection[int]) -> dict[int, datetime]:
    """When these entries were written. One query."""
    rows = Row.objects.filter(position__in=sorted(positions))
    return dict(rows.values_list("position", "recorded_at"))


def known(*, source: str, message_ids: Sequence[str]) -> set[str]:
    """Which of a source's messages the ledger has and that still count. One query."""
    rows = Row.objects.filter(source=source, message_id__in=list(message_ids), voided=None)
    return set(rows.values_list("message_id", flat=True))


_LATEST_TOUCH = """
select distinct on (contact_id) contact_id, kind, asset, channel, campaign, properties
from ledger_fact
where contact_id = any(%s) and kind = any(%s) and team <> 'sales'
order by contact_id, occurred_at desc, position desc
"""


def latest_touch(*, contacts: Sequence[int]) -> dict[int, str]:
    """The last touch of each contact that was not made by sales, as a sentence. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_TOUCH, [list(contacts), sorted(offers.touch_kinds())])
        rows = cursor.fetchall()
    return {row[0]: telling.sentence(kind=offers.kind(row[1]), values=_told(row)) for row in rows}


def _told(row: Sequence[Any]) -> dict[str, Any]:
    properties = row[5] if isinstance(row[5], dict) else json.loads(row[5])
    return {**properties, "asset": row[2], "channel": row[3], "campaign": row[4]}
