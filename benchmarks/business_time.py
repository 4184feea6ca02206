"""Business-time clock: a million durations of two weeks against numpy's plain array sums.

Prints one JSON line. The ratio is our time over the baseline's, both measured around each other in
one run; the speeds are what is held to a limit: a million a second in columns, a hundred thousand
one by one. `--size` sets the number of durations.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from entente.kit.businesstime import clock, many
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.hours import Closed, office_hours
from entente.kit.businesstime.publicholidays import public_holidays

RUNS = 7
ONE_BY_ONE = 50_000
BEGINNING = datetime(2021, 1, 1, tzinfo=UTC)


def calendar() -> Calendar:
    """Hours, holidays and three absences of a person in New York."""
    absences = tuple(
        Closed(BEGINNING + timedelta(days=day), BEGINNING + timedelta(days=day + 10))
        for day in (190, 560, 930)
    )
    holidays = public_holidays(country="US", first_year=2020, last_year=2030)
    return Calendar("America/New_York", office_hours(), holidays, absences)


def seconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    size = parser.parse_args().size
    dice, hours = np.random.default_rng(5), calendar()
    starts = np.datetime64(BEGINNING.replace(tzinfo=None), "us") + dice.integers(
        0, 4 * 365 * 86_400_000_000, size
    )
    ends = starts + dice.integers(0, 14 * 86_400_000_000, size)
    pairs = [
        (start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
        for start, end in zip(starts[:ONE_BY_ONE].tolist(), ends[:ONE_BY_ONE].tolist(), strict=True)
    ]
    term = timedelta(hours=4)
    works: dict[str, Callable[[], object]] = {
        "elapsed": lambda: many.elapsed_many(starts=starts, ends=ends, calendar=hours),
        "due": lambda: many.due_many(starts=starts, working=term, calendar=hours),
        "elapsed_one_by_one": lambda: [
            clock.elapsed(start=start, end=end, calendar=hours) for start, end in pairs
        ],
        "due_one_by_one": lambda: [
            clock.due(start=start, working=term, calendar=hours) for start, _ in pairs
        ],
    }

    def plain_sum() -> object:
        return (ends - starts).sum()

    baselines, taken = [], {name: list[float]() for name in works}
    for _ in range(RUNS):
        baselines.append(seconds(plain_sum))
        for name, work in works.items():
            taken[name].append(seconds(work))
        baselines.append(seconds(plain_sum))
    median = {name: statistics.median(times) for name, times in taken.items()}
    result = {
        "benchmark": "business_time",
        "size": size,
        "runs": RUNS,
        "ratio": round(median["elapsed"] / statistics.median(baselines), 1),
        "baseline": "numpy sum of end minus start",
        "per_second": {
            name: round((len(pairs) if "one" in name else size) / median[name]) for name in works
        },
        "limits": {"elapsed": 1_000_000, "elapsed_one_by_one": 100_000},
        "met": size / median["elapsed"] >= 1_000_000
        and len(pairs) / median["elapsed_one_by_one"] >= 100_000,
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
