"""Writing entries in bulk: `record_bulk` against bare COPY of the same rows into the same table.

The baseline's rows are built beforehand, JSON included, and written by psycopg's `write_row` into a
table with the same columns and indexes. Ours begins with entries: checks, casefolded copies of the
properties, positions behind the gate. `--size` is the number of entries, in chunks of 20,000.
"""

import random
import statistics
import uuid
from datetime import timedelta
from decimal import Decimal

import _bench as bench
from django.db import connection, transaction

from entente.ledger import copying, operations
from entente.ledger.events import NewEntry

ROUNDS = 7
LIMITS = {"ratio": 0.8}
PAGES = ("/pricing", "/demo", "/blog/leads", "/docs", "/größe")


def made_up(count: int) -> list[NewEntry]:
    """Visits, downloads and calls with properties, a third with a campaign, none personal."""
    dice = random.Random(7)
    return [
        NewEntry(
            kind=dice.choice(("visit.made", "asset.downloaded", "form.submitted")),
            occurred_at=bench.NOW - timedelta(seconds=dice.randrange(10**7)),
            source="site",
            message_id=uuid.UUID(int=dice.getrandbits(128)).hex,
            team="marketing",
            contact=dice.randrange(100_000),
            channel=dice.choice(("email", "social", "organic_search")),
            campaign=dice.choice(("", "", "Autumn")),
            asset=dice.choice(("", "Guide", "Checklist")),
            value=Decimal("12.50") if dice.random() < 0.1 else None,
            currency="EUR",
            batch=1,
            properties={"page": dice.choice(PAGES), "topic": "pricing", "depth": dice.randrange(9)},
        )
        for _ in range(count)
    ]


def chunks(entries: list) -> list[list]:
    step = operations.CHUNK
    return [entries[start : start + step] for start in range(0, len(entries), step)]


def ours(parts: list[list[NewEntry]]) -> None:
    for part in parts:
        with transaction.atomic():
            operations.record_bulk(entries=part, at=bench.NOW)


def ready(entries: list[NewEntry]) -> list[tuple]:
    """The same rows as COPY takes them, built before the clock starts."""
    return [
        (
            *(number, entry.source, entry.message_id, entry.kind, entry.occurred_at),
            *(entry.precision, bench.NOW, entry.team, entry.actor, entry.contact, entry.company),
            *(entry.deal, entry.channel, entry.campaign, entry.asset, entry.value),
            *(entry.currency, entry.cause, entry.corrects, entry.batch),
            copying.properties_of(entry),
        )
        for number, entry in enumerate(entries, 1)
    ]


def bare_copy(parts: list[list[tuple]]) -> None:
    columns = ", ".join(operations.COLUMNS)
    for part in parts:
        statement = f"copy bare_entry ({columns}) from stdin"
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            for row in part:
                copy.write_row(row)


def empty() -> None:
    bench.run("truncate ledger_entry")
    bench.run("truncate bare_entry")


def main() -> None:
    size = bench.size(small=40_000, full=200_000)
    with bench.database():
        bench.run("create table bare_entry (like ledger_entry including all)")
        entries = made_up(size)
        ours_in, theirs_in = chunks(entries), chunks(ready(entries))
        ours(ours_in)
        bare_copy(theirs_in)
        taken, theirs, ratios = [], [], []
        for _ in range(ROUNDS):
            times = []
            for work in (
                lambda: bare_copy(theirs_in),
                lambda: ours(ours_in),
                lambda: bare_copy(theirs_in),
            ):
                empty()
                times.append(bench.milliseconds(work))
            taken.append(times[1])
            theirs += [times[0], times[2]]
            ratios.append((times[0] + times[2]) / 2 / times[1])
        ratio = statistics.median(ratios)
        bench.tell(
            benchmark="ledger_bulk",
            size=size,
            runs=ROUNDS,
            ratio=round(ratio, 3),
            baseline="COPY of the same rows into a table with the same indexes",
            rows_per_second={
                "ours": round(size / statistics.median(taken) * 1000),
                "baseline": round(size / statistics.median(theirs) * 1000),
            },
            limits=LIMITS,
            met=ratio >= LIMITS["ratio"],
        )


if __name__ == "__main__":
    main()
