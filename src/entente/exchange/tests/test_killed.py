"""A worker killed in the middle of an import, again and again: no row lost, none doubled."""

import random
import time
from collections import Counter

import pytest

from entente.exchange.models import Import, RowOutcome
from entente.exchange.operations import asking, intake
from entente.exchange.rules import document
from entente.exchange.tests.killed import start
from entente.ledger.models import Entry
from entente.people.models import Contact, OutsideKey
from entente.workspace.testing import MORNING, assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS, PEOPLE = 6_000, 4_000  # every other person comes twice, in places far apart
KILLS = 8
MAPPING = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["key"], "fields": {"key": "Id", "email": "Email", "since": "Day"}},
    "touches": [{"kind": "visit.made", "at": "Day", "channel": {"value": "site"}}],
}


def line_of(import_id: int) -> int:
    return Import.objects.values_list("line", flat=True).get(id=import_id)


def wait_for_rows(import_id: int, *, after: int) -> None:
    """Until a worker has come further, however slow the machine is."""
    end = time.monotonic() + 60
    while line_of(import_id) <= after and time.monotonic() < end:
        time.sleep(0.01)


def test_nothing_is_lost_or_doubled_when_workers_are_killed(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    cast = assemble()
    lines = [
        f"k{n % PEOPLE},p{n % PEOPLE}@example.com,2026-01-{n % 28 + 1:02}" for n in range(ROWS)
    ]
    import_id = intake.take_file(
        blocks=["\n".join(["Id,Email,Day", *lines]).encode()],
        filename="many.csv",
        by=cast.noor,
        at=MORNING,
        mapping=document.check(given=MAPPING),
    )
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    dice = random.Random(3)

    seen = []
    for number in range(KILLS):
        worker = start(tmp_path / "files")
        if number % 2:
            wait_for_rows(import_id, after=seen[-1])
        time.sleep(dice.uniform(0.02, 0.2))
        worker.kill()
        worker.join()
        seen.append(line_of(import_id))
    worker = start(tmp_path / "files")
    worker.join(timeout=300)
    assert worker.exitcode == 0

    row = Import.objects.get(id=import_id)
    assert row.state == "done"
    assert len(set(seen)) > 2, "the kills came too early or too late to mean anything"
    lines_told = RowOutcome.objects.filter(batch=import_id).values_list("line", flat=True)
    assert Counter(lines_told) == Counter(range(2, ROWS + 2))
    assert sum(row.counts.values()) == ROWS
    assert row.counts["created"] == PEOPLE
    assert Contact.objects.count() == OutsideKey.objects.count() == PEOPLE
    kinds = Counter(Entry.objects.filter(batch_id=import_id).values_list("kind", flat=True))
    days = {(n % PEOPLE, n % 28) for n in range(ROWS)}
    earlier = sum(n % 28 < (n - PEOPLE) % 28 for n in range(PEOPLE, ROWS))  # known since before
    assert kinds == {
        "contact.created": PEOPLE,
        "contact.changed": earlier,
        "visit.made": len(days),
    }
