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
LIMITS = {"elapsed": 1_000_000, "elapsed_one_by_one": 100_000}
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


def durations(size: int) -> tuple[many.Moments, many.Moments]:
    """Starts over four years, each with an end within two weeks."""
    dice = np.random.default_rng(5)
    first = np.datetime64(BEGINNING.replace(tzinfo=None), "us")
    starts = first + dice.integers(0, 4 * 365 * 86_400_000_000, size)
    return starts, starts + dice.integers(0, 14 * 86_400_000_000, size)


def works(starts: many.Moments, ends: many.Moments) -> dict[str, Callable[[], object]]:
    """What is measured, by name; the first is the baseline."""
    hours, term = calendar(), timedelta(hours=4)
    pairs = [
        (start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
        for start, end in zip(starts[:ONE_BY_ONE].tolist(), ends[:ONE_BY_ONE].tolist(), strict=True)
    ]
    return {
        "array_sum": (ends - starts).sum,
        "elapsed": lambda: many.elapsed_many(starts=starts, ends=ends, calendar=hours),
        "due": lambda: many.due_many(starts=starts, working=term, calendar=hours),
        "elapsed_one_by_one": lambda: [
            clock.elapsed(start=start, end=end, calendar=hours) for start, end in pairs
        ],
        "due_one_by_one": lambda: [
            clock.due(start=start, working=term, calendar=hours) for start, _ in pairs
        ],
    }


def medians(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median time of each; the baseline runs before and after the others in every round."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(RUNS):
        for name in (*work, "array_sum"):
            taken[name].append(seconds(work[name]))
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    size = parser.parse_args().size
    median = medians(works(*durations(size)))
    counted = {name: min(size, ONE_BY_ONE) if "one" in name else size for name in median}
    speed = {name: round(counted[name] / median[name]) for name in median}
    result = {
        "benchmark": "business_time",
        "size": size,
        "runs": RUNS,
        "ratio": round(median["elapsed"] / median["array_sum"], 1),
        "baseline": "numpy sum of end minus start",
        "per_second": speed,
        "limits": LIMITS,
        "met": all(speed[name] >= limit for name, limit in LIMITS.items()),
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
