"""What the benchmarks on a database share: a database, made-up people, and one line of JSON."""

import contextlib
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.project.settings")
OWN_SERVER = "ENTENTE_DATABASE_URL" not in os.environ
if OWN_SERVER:
    os.environ["ENTENTE_DATABASE_URL"] = "postgresql://entente@/entente?host=/nonexistent"

import django  # noqa: E402  it reads the environment that was set above

django.setup()

from django.db import connection, connections  # noqa: E402  Django is ready from here on
from django.test.utils import CaptureQueriesContext  # noqa: E402  the same

from entente.project import migrated, testcluster  # noqa: E402  the same
from entente.project.postgres import server  # noqa: E402  the same
from entente.workspace import operations, queries  # noqa: E402  the same

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def size(*, small: int, full: int) -> int:
    """How many rows were asked for: `--size N`, `--size full`, or by the environment."""
    asked = os.environ.get("ENTENTE_BENCH_SIZE", "small")
    if "--size" in sys.argv:
        asked = sys.argv[sys.argv.index("--size") + 1]
    return {"small": small, "full": full}.get(asked) or int(asked)


@contextlib.contextmanager
def database() -> Iterator[None]:
    """The one that the environment names, else an own one for as long as this lasts."""
    if not OWN_SERVER:
        yield
        connections.close_all()
        return
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as folder:
        migrated.copy(to=Path(folder) / "home")
        running = server.start(folder=Path(folder) / "home", durable=False)
        try:
            testcluster.point_at(address=running.address)
            yield
        finally:
            connections.close_all()
            running.stop()


def run(sql: str, params: Sequence[object] = ()) -> list[tuple]:
    """All rows of a statement, none where it gives none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall() if cursor.description else []


def set_up() -> None:
    """A workspace with twenty owners."""
    if not queries.is_set_up():
        operations.set_up(name="Bench", timezone="Europe/Paris", currency="EUR", at=NOW)
    for number in range(20):
        operations.add_member(name=f"Owner {number}", at=NOW)


@contextlib.contextmanager
def bare(table: str) -> Iterator[None]:
    """The table without its indexes while it is filled, with fresh ones and statistics after."""
    kept = run(
        "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i "
        "left join pg_constraint c on c.conindid = i.indexrelid "
        "where i.indrelid = %s::regclass and c.oid is null",
        [table],
    )
    for name, _ in kept:
        run(f"drop index {name}")
    yield
    for _, definition in kept:
        run(definition)
    run(f"vacuum analyze {table}")


def milliseconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def cpu_milliseconds() -> float:
    """CPU that this process and its server process have had, whatever else the machine does."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    theirs = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
    return time.process_time() * 1000 + theirs


def spread(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and slowest."""
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))], 3),
        "slowest": round(ordered[-1], 3),
    }


@dataclass(frozen=True)
class Taken:
    """What each run took: milliseconds on the wall and of CPU, of ours and of the baseline."""

    wall: list[float]
    cpu: list[float]
    baseline: list[float]

    def told(self) -> dict[str, object]:
        """As every line of JSON tells it; the ratio is of medians of CPU."""
        ratio = statistics.median(self.cpu) / statistics.median(self.baseline)
        return {
            "ratio": round(ratio, 2),
            "cpu_milliseconds": spread(self.cpu),
            "milliseconds": spread(self.wall),
        }


def around(
    *, baseline: Callable[[], object], works: Sequence[Callable[[], object]], rounds: int
) -> Taken:
    """The works, and the baseline before and after each round.

    Without parallel workers of the server, whose CPU nobody would count.
    """
    run("set max_parallel_workers_per_gather = 0")
    taken = Taken([], [], [])
    for _ in range(rounds):
        for work in (baseline, *works, baseline):
            before = cpu_milliseconds()
            wall = milliseconds(work)
            cpu = cpu_milliseconds() - before
            if work is baseline:
                taken.baseline.append(cpu)
            else:
                taken.wall.append(wall)
                taken.cpu.append(cpu)
    return taken


def query_count(work: Callable[[], object]) -> int:
    """How many queries it takes."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def tell(*, benchmark: str, **found: object) -> None:
    """The one line that a benchmark prints."""
    versions = {
        "python": platform.python_version(),
        "django": django.__version__,
        "postgresql": run("show server_version")[0][0],
    }
    print(json.dumps({"benchmark": benchmark, **found, "versions": versions}))
