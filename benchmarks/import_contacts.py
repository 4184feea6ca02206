"""Import of contacts: CSV to CRM, deduplicated, validated, with ledger entries and undo.

Prints one JSON line. The baseline is COPY of the same rows, as text, into a bare table of the same
database, run right before and after each of ours. `--size` is a number of rows, small or full; the
full size of a million rows runs once, the others five times, each on a fresh copy of the database.
CPU is ours and the database's together, memory the largest that our process ever held.
"""

import argparse
import csv
import itertools
import json
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
os.environ["ENTENTE_DATABASE_URL"] = "postgresql://entente@/entente?host=/nonexistent"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.project.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402  Django is ready from here on
from django.db import connection, connections  # noqa: E402  the same

from entente.exchange.jobs import Importer  # noqa: E402  the same
from entente.exchange.models import Import  # noqa: E402  the same
from entente.exchange.operations import asking, intake  # noqa: E402  the same
from entente.project import migrated, testcluster  # noqa: E402  the same
from entente.project.postgres import server  # noqa: E402  the same
from entente.workspace import queries  # noqa: E402  the same
from entente.workspace.operations import set_up  # noqa: E402  the same
from entente.workspace.rules import SYSTEM  # noqa: E402  the same

SIZES = {"small": 20_000, "full": 1_000_000}
RUNS = 5
LIMITS = {"cpu_ms_per_row": 0.15, "rows_per_second": 5_000, "memory_mb": 300}
HEADINGS = (
    "Email",
    "First Name",
    "Last Name",
    "Company",
    "Job Title",
    "Country",
    "Phone",
    "Created",
)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def people(size: int) -> Iterator[tuple[str, ...]]:
    """Made-up people: 2 % come twice, 0.5 % have no address, a company for every tenth."""
    dice = random.Random(7)
    firsts = ("Ada", "Zoë", "José", "Noor", "Milan", "Łukasz", "Marta", "Ines")
    lasts = ("Klein", "Ruiz", "Müller", "Dvořák", "Rossi", "Okafor", "Haddad", "Silva")
    titles = ("Head of Sales", "Buyer", "CFO", "Engineer", "")
    lands = ("France", "Spain", "Germany", "Brazil")
    for number in range(size):
        who = dice.randrange(number + 1) if dice.random() < 0.02 else number
        address = "none" if dice.random() < 0.005 else f"person{who}@example{who % 9999}.com"
        yield (
            *(address, firsts[who % 8], lasts[who // 8 % 8], f"Company {who % (size // 10 + 1)}"),
            *(titles[who % 5], lands[who % 4], f"+336{who:08}", f"2024-{who % 12 + 1:02}-05"),
        )


def write_file(path: Path, size: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(people(size))


def copied(size: int) -> float:
    """Seconds of COPY of the same rows into a bare table; making them up is not counted."""
    took = 0.0
    rows = people(size)
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{place} text" for place in range(len(HEADINGS)))
        cursor.execute(f"drop table if exists bare; create table bare ({columns})")
        while some := list(itertools.islice(rows, 20_000)):
            began = time.perf_counter()
            with cursor.copy("copy bare from stdin") as copy:
                for row in some:
                    copy.write_row(row)
            took += time.perf_counter() - began
        cursor.execute("drop table bare")
    return took


def backend_cpu(folder: Path) -> float:
    """CPU seconds of the database so far, its ended processes included."""
    pid = int(next(folder.rglob("postmaster.pid")).read_text().split()[0])
    main = psutil.Process(pid)
    total = sum(main.cpu_times()[:4])
    return total + sum(sum(child.cpu_times()[:2]) for child in main.children(recursive=True))


def imported(path: Path, folder: Path) -> dict:
    """Import the file once; seconds on the wall and of CPU, and what became of the rows."""
    began, ours, theirs = time.perf_counter(), time.process_time(), backend_cpu(folder)
    import_id = intake.take_path(path=path, by=SYSTEM, at=AT, mapping=None)
    asking.ask_to_run(import_id=import_id, by=SYSTEM)
    importer = Importer()
    while importer.step(at=AT):
        pass
    row = Import.objects.get(id=import_id)
    if row.state != "done":
        raise SystemExit(f"the import is {row.state}: {row.failure}")
    return {
        "import_id": import_id,
        "wall": time.perf_counter() - began,
        "cpu_ours": time.process_time() - ours,
        "cpu_database": backend_cpu(folder) - theirs,
        "counts": row.counts,
    }


def undone(import_id: int) -> float:

    began = time.perf_counter()
    asking.undo(import_id=import_id, by=SYSTEM, at=AT)
    return time.perf_counter() - began


def one_run(size: int) -> dict:
    """A fresh database: COPY, import, COPY, undo."""
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as place:
        folder = Path(place)
        migrated.copy(to=folder / "home")
        running = server.start(folder=folder / "home", durable=False)
        try:
            testcluster.point_at(address=running.address)
            settings.MEDIA_ROOT = folder / "files"
            if not queries.is_set_up():
                set_up(name="Bench", timezone="Europe/Paris", currency="EUR", at=AT)
            path = folder / "people.csv"
            write_file(path, size)
            before = copied(size)
            found = imported(path, folder / "home")
            found["copy"] = min(before, copied(size))
            found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            found["undo"] = undone(found["import_id"])
        finally:
            connections.close_all()
            running.stop()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="small")
    asked = parser.parse_args().size
    size = SIZES.get(asked) or int(asked)
    runs = [one_run(size) for _ in range(1 if size >= SIZES["full"] else RUNS)]
    middle = {
        name: statistics.median(run[name] for run in runs)
        for name in ("wall", "cpu_ours", "cpu_database", "copy", "undo", "memory_mb")
    }
    cpu = (middle["cpu_ours"] + middle["cpu_database"]) / size * 1000
    print(
        json.dumps(
            {
                "benchmark": "import_contacts",
                "rows": size,
                "runs": len(runs),
                "ratio": round(middle["wall"] / middle["copy"], 2),
                "rows_per_second": round(size / middle["wall"]),
                "cpu_ms_per_row": round(cpu, 4),
                "cpu_ms_per_row_ours": round(middle["cpu_ours"] / size * 1000, 4),
                "seconds": {name: round(one, 3) for name, one in middle.items()},
                "memory_mb": round(middle["memory_mb"]),
                "counts": runs[0]["counts"],
                "limits": LIMITS,
                "python": platform.python_version(),
                "django": django.__version__,
            }
        )
    )


if __name__ == "__main__":
    main()
