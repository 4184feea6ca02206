"""A worker killed in the middle of an import, again and again: no row lost, none doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from entente.exchange.models import Import, RowOutcome
from entente.exchange.operations import asking, intake
from entente.exchange.rules import document
from entente.ledger.models import Entry
from entente.people.models import Contact, OutsideKey
from entente.project.settings import PACKAGE
from entente.workspace.testing import MORNING, assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = 12_000
KILLS = 8
WORK = """
import django; django.setup()
from datetime import datetime, UTC
from entente.exchange.operations import running
from entente.exchange.jobs import Importer
running.run_chunk.__kwdefaults__["size"] = 500
print("ready", flush=True)
worker = Importer()
while worker.step(at=datetime.fromisoformat("%s")): pass
"""
MAPPING = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["key"], "fields": {"key": "Id", "email": "Email", "since": "Day"}},
    "touches": [{"kind": "visit.made", "at": "Day", "channel": {"value": "site"}}],
}


def start(tmp_path) -> subprocess.Popen:
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "entente.project.settings",
        "PYTHONPATH": str(PACKAGE.parent),
        "ENTENTE_DATA": str(tmp_path),
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORK % MORNING.isoformat()], env=surroundings, stdout=subprocess.PIPE
    )
    worker.stdout.readline()
    return worker


def test_nothing_is_lost_or_doubled_when_workers_are_killed(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    cast = assemble()
    # Every third person comes twice, in places far apart.
    lines = [f"k{n % 8000},p{n % 8000}@example.com,2026-01-{n % 28 + 1:02}" for n in range(ROWS)]
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
    for _ in range(KILLS):
        worker = start(tmp_path)
        time.sleep(dice.uniform(0.05, 0.6))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        seen.append(Import.objects.get(id=import_id).line)
    worker = start(tmp_path)
    assert worker.wait(timeout=300) == 0

    row = Import.objects.get(id=import_id)
    assert row.state == "done"
    assert len(set(seen)) > 2, "the kills came too early or too late to mean anything"
    lines_told = RowOutcome.objects.filter(batch=import_id).values_list("line", flat=True)
    assert Counter(lines_told) == Counter(range(2, ROWS + 2))
    assert sum(row.counts.values()) == ROWS
    assert row.counts["created"] == 8_000
    assert Contact.objects.count() == OutsideKey.objects.count() == 8_000
    kinds = Counter(Entry.objects.filter(batch_id=import_id).values_list("kind", flat=True))
    days = {(n % 8000, n % 28) for n in range(ROWS)}
    earlier = sum(n % 28 < (n - 8000) % 28 for n in range(8000, ROWS))  # known since before
    assert kinds == {
        "contact.created": 8_000,
        "contact.changed": earlier,
        "visit.made": len(days),
    }
