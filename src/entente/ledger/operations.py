"""Writing facts, and two of the lawful exceptions to never changing them; `erasing` is a third."""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q
from psycopg import errors

from entente.ledger import copying, gate, offers, wake
from entente.ledger.events import BATCH_VOIDED, ENTRY_RETRACTED, NewEntry
from entente.ledger.models import Entry, Payload, Stitch

COLUMNS = (
    "position",
    "source",
    "message_id",
    "kind",
    "occurred_at",
    "precision",
    "recorded_at",
    "team",
    "actor_id",
    "contact_id",
    "company_id",
    "deal_id",
    "channel",
    "campaign",
    "asset",
    "value",
    "currency",
    "cause",
    "corrects",
    "batch_id",
    "properties",
)
_INTO = f"ledger_entry ({', '.join(COLUMNS)})"
STEP = 1_000  # rows of one INSERT
CHUNK = 20_000  # rows per transaction of a bulk writer: nobody holds the gate past half a second


class BadFact(Exception):
    """An entry that no ledger should hold; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    entries: int
    kept: int


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _check(entry: NewEntry) -> None:
    if entry.occurred_at.tzinfo is None:
        raise BadFact(f"{entry.kind} says when without a time zone.")
    offers.kind(entry.kind)


def _row(entry: NewEntry, position: int, at: datetime) -> tuple[Any, ...]:
    _check(entry)
    return (
        position,
        entry.source,
        entry.message_id or uuid.uuid4().hex,
        entry.kind,
        entry.occurred_at,
        entry.precision,
        at,
        entry.team,
        entry.actor,
        entry.contact,
        entry.company,
        entry.deal,
        entry.channel,
        entry.campaign,
        entry.asset,
        entry.value,
        entry.currency,
        entry.cause,
        entry.corrects,
        entry.batch,
        copying.properties_of(entry),
    )


def _positions(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s) from generate_series(1, %s)", [gate.SEQUENCE, count])
        return [row[0] for row in cursor.fetchall()]


def record(*, entries: Sequence[NewEntry], at: datetime) -> list[int]:
    """Write facts inside the caller's transaction; gives their positions, in order.

    An entry whose (source, message id) the ledger has already gets the position that it had.
    """
    if not entries:
        return []
    with transaction.atomic():
        gate.enter()
        rows = [
            _row(entry, position, at)
            for entry, position in zip(entries, _positions(len(entries)), strict=True)
        ]
        one = f"({', '.join(['%s'] * (len(COLUMNS) - 1))}, %s::jsonb)"
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into {_INTO} values {', '.join([one] * len(rows))} "  # noqa: S608  constants
                "on conflict (source, message_id) where voided is null do nothing "
                "returning position",
                [value for row in rows for value in row],
            )
            written = {row[0] for row in cursor.fetchall()}
        _keep_payloads(
            (row[0], entry) for row, entry in zip(rows, entries, strict=True) if row[0] in written
        )
        positions = [row[0] for row in rows]
        if len(written) < len(rows):
            known = _known([row for row in rows if row[0] not in written])
            positions = [row[0] if row[0] in written else known[row[1:3]] for row in rows]
    wake.after_commit()
    return positions


def _known(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str], int]:
    """Where facts lie that came before, by source and message id; one question for all."""
    found = Entry.objects.filter(
        source__in={row[1] for row in rows}, message_id__in={row[2] for row in rows}, voided=None
    )
    return {
        (source, message_id): position
        for source, message_id, position in found.values_list("source", "message_id", "position")
    }


def _keep_payloads(numbered: Iterable[tuple[int, NewEntry]]) -> None:
    Payload.objects.bulk_create(
        Payload(position=position, contact_id=entry.contact, data=dict(entry.personal))
        for position, entry in numbered
        if entry.personal
    )


def record_bulk(
    *, entries: Sequence[NewEntry], at: datetime, recorded: Sequence[datetime] | None = None
) -> list[int]:
    """Write up to CHUNK facts by COPY inside the caller's transaction; gives their positions.

    Straight into the table; only a batch that meets a known message id is written again through
    `record`, so that what is known keeps the position that it had. `recorded` says for each entry
    when it was logged, for a past that is made up; unless told, all are logged at `at`.
    """
    if len(entries) > CHUNK:
        raise ValueError(f"at most {CHUNK} entries in one transaction")
    if not entries:
        return []
    logged = [at] * len(entries) if recorded is None else recorded
    try:
        with transaction.atomic():
            gate.enter()
            positions = _positions(len(entries))
            _copy(entries, positions, logged)
    except errors.UniqueViolation:
        return [
            position
            for moment, group in groupby(
                zip(logged, entries, strict=True), key=lambda pair: pair[0]
            )
            for some in _in_steps([entry for _, entry in group])
            for position in record(entries=some, at=moment)
        ]
    wake.after_commit()
    return positions


def _in_steps(entries: Sequence[NewEntry]) -> Iterator[Sequence[NewEntry]]:
    for start in range(0, len(entries), STEP):
        yield entries[start : start + STEP]


def _copy(
    entries: Sequence[NewEntry], positions: Sequence[int], recorded: Sequence[datetime]
) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(f"copy {_INTO} from stdin") as copy:
            lines = copying.entry_lines(
                entries=entries, positions=positions, recorded=recorded, check=_check
            )
            for block in copying.blocks(lines):
                copy.write(block)
        if not any(entry.personal for entry in entries):
            return
        with cursor.copy("copy ledger_payload (position, contact_id, data) from stdin") as copy:
            lines = copying.payload_lines(entries=entries, positions=positions, encode=_json)
            for block in copying.blocks(lines):
                copy.write(block)


def retract(*, position: int, reason: str, actor: int | None, at: datetime) -> int:
    """Take an entry back by a new one that points at it; both stay readable."""
    row = Entry.objects.get(position=position)
    return record(
        entries=[
            NewEntry(
                kind=ENTRY_RETRACTED.name,
                occurred_at=at,
                actor=actor,
                contact=row.contact_id,
                company=row.company_id,
                deal=row.deal_id,
                corrects=position,
                message_id=f"retracts:{position}",
                properties={"reason": reason, "kind": row.kind},
            )
        ],
        at=at,
    )[0]


def stitch(*, was_contact: int, contact: int, by_position: int) -> int:
    """Give one identity's entries to another and keep a record of each; gives how many moved."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_stitch (position, was_contact_id, contact_id, by_position) "
            "select position, contact_id, %s, %s from ledger_entry where contact_id = %s "
            "and position <> %s",
            [contact, by_position, was_contact, by_position],
        )
        moved = cursor.rowcount
        cursor.execute(
            "update ledger_entry set contact_id = %s where contact_id = %s and position <> %s",
            [contact, was_contact, by_position],
        )
        cursor.execute(
            "update ledger_payload set contact_id = %s where contact_id = %s",
            [contact, was_contact],
        )
    return moved


def stitch_company(*, was_company: int, company: int, by_position: int) -> int:
    """Give one company's entries to another and keep a record of each; gives how many moved."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_stitch (position, was_company_id, company_id, by_position) "
            "select position, company_id, %s, %s from ledger_entry where company_id = %s "
            "and position <> %s",
            [company, by_position, was_company, by_position],
        )
        moved = cursor.rowcount
        cursor.execute(
            "update ledger_entry set company_id = %s where company_id = %s and position <> %s",
            [company, was_company, by_position],
        )
    return moved


def unstitch(*, by_position: int) -> int:
    """Give back what a stitching moved; gives how many entries went home."""
    moved = Stitch.objects.filter(by_position=by_position)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, of in (
            ("ledger_payload", "contact"),
            ("ledger_entry", "contact"),
            ("ledger_entry", "company"),
        ):
            cursor.execute(
                f"update {table} e set {of}_id = s.was_{of}_id from ledger_stitch s "  # noqa: S608  constants
                f"where s.by_position = %s and s.position = e.position and s.{of}_id is not null",
                [by_position],
            )
        count = moved.count()
        moved.delete()
    return count


def void(
    *,
    batch: int,
    at: datetime,
    actor: int | None,
    keep_contacts: Sequence[int] = (),
    keep_companies: Sequence[int] = (),
    keep_deals: Sequence[int] = (),
) -> Voided:
    """Leave a batch out of every reading from now on, but for the records to keep.

    An entry stays with its deal or its contact, one of a deal's own life only with that; with its
    company where it tells of neither. What was kept may be left out later; another entry tells of
    that. It is written last: readers wait for nobody who goes through many entries.
    """
    of_deals = [kind.name for kind in offers.kinds() if kind.of_deal]
    keep = (
        (Q(contact_id__in=keep_contacts) & ~Q(kind__in=of_deals))
        | Q(deal_id__in=keep_deals)
        | Q(company_id__in=keep_companies, contact_id=None, deal_id=None)
    )
    with transaction.atomic():
        rows = Entry.objects.filter(batch_id=batch, voided=None)
        kept = rows.filter(keep).count()
        told = f"voids:{batch}"
        before = Entry.objects.filter(Q(message_id=told) | Q(message_id__startswith=f"{told}:"))
        again = before.filter(source="app", voided=None).count()
        if again and not rows.exclude(keep).exists():
            return Voided(entries=0, kept=kept)
        [mark] = _positions(1)
        entries = rows.exclude(keep).update(voided=mark)
        Payload.objects.filter(
            position__in=Entry.objects.filter(voided=mark).values("position")
        ).delete()
        record(
            entries=[
                NewEntry(
                    kind=BATCH_VOIDED.name,
                    occurred_at=at,
                    actor=actor,
                    message_id=f"{told}:{again}" if again else told,
                    properties={"batch": batch, "kept_contacts": len(keep_contacts)},
                )
            ],
            at=at,
        )
    return Voided(entries=entries, kept=kept)
