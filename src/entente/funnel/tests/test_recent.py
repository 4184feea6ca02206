"""Now against before, each followed equally long."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from entente.funnel.rules import recent
from entente.funnel.rules.cases import NOWHERE, Cases
from entente.funnel.rules.change import Cause
from entente.funnel.rules.passages import DAY, instant
from entente.kit.statistics.proportions import Rate

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def cases(*rows: tuple[float, float | None]) -> Cases:
    """Each row: days ago that somebody entered, days until they moved on (None: still here)."""
    entered = np.array([instant(at=ago(days)) for days, _ in rows], np.int64)
    moved = np.array([after is not None for _, after in rows])
    stayed = np.array([days if after is None else after for days, after in rows])
    return Cases(
        place=0,
        contact=np.arange(1, len(rows) + 1),
        entered=entered,
        ended=moved.astype(np.int8),
        until=entered + (stayed * DAY).astype(np.int64),
        moved_on=moved,
        disordered=np.zeros(len(rows), bool),
        onto=np.where(moved, 1, NOWHERE),
    )


def labels(of: Cases, name) -> recent.Labels:
    names = sorted({name(n) for n in range(len(of))})
    return (
        of.contact,
        np.array([names.index(name(n)) for n in range(len(of))]),
        names,
    )


def cohort(days: float, many: int, moved: int) -> list[tuple[float, float | None]]:
    """So many who entered so long ago, of whom some moved on after five days."""
    return [(days, 5.0 if n < moved else None) for n in range(many)]


def test_who_entered_last_week_has_had_no_time_and_does_not_count():
    of = cases(*cohort(60, 40, 20), *cohort(20, 40, 20), *cohort(2, 40, 0))

    found = recent.compared(
        key="mql", cases=of, labels=labels(of, lambda n: "social"),
        earlier=(ago(80), ago(40)), stretch=(ago(40), ago(0)), at=NOW,
    )  # fmt: skip

    assert found is not None
    assert found.follow == timedelta(days=7)
    assert found.stretch == (ago(40), ago(7))
    assert (found.comparison.change.before, found.comparison.change.now) == (
        Rate(20, 40),
        Rate(20, 40),
    )
    assert found.comparison.cause is Cause.CHANCE


def test_who_moved_on_late_counts_in_neither_cohort():
    of = cases(*[(70, 40.0)] * 20, *[(70, 5.0)] * 20, *cohort(35, 40, 20))

    found = recent.compared(
        key="mql", cases=of, labels=labels(of, lambda n: "social"),
        earlier=(ago(80), ago(60)), stretch=(ago(60), ago(0)), at=NOW,
    )  # fmt: skip

    assert found is not None
    assert found.follow == timedelta(days=28)  # four weeks at most
    assert (found.comparison.change.before, found.comparison.change.now) == (
        Rate(20, 40),
        Rate(20, 40),
    )


@pytest.mark.parametrize(
    ("earlier", "later"), [((60, 29, 10), (20, 40, 10)), ((60, 40, 10), (20, 29, 10))]
)
def test_a_handful_is_not_compared(earlier, later):
    of = cases(*cohort(*earlier), *cohort(*later))

    assert (
        recent.compared(
            key="mql", cases=of, labels=labels(of, lambda n: "social"),
            earlier=(ago(80), ago(40)), stretch=(ago(40), ago(0)), at=NOW,
        )
        is None
    )  # fmt: skip


def fall(*, before: tuple[int, int], now: tuple[int, int], weak_before: int, weak_now: int):
    """Two groups of 200 in two stretches; rates in percent, of the strong group and the weak."""
    rows, names = [], []
    for days, rates, weak in ((60, before, weak_before), (20, now, weak_now)):
        for name, rate, many in zip(
            ("referral", "paid search"), rates, (200 - weak, weak), strict=True
        ):
            rows += cohort(days, many, round(many * rate / 100))
            names += [name] * many
    of = cases(*rows)
    return recent.compared(
        key="mql", cases=of, labels=labels(of, lambda n: names[n]),
        earlier=(ago(80), ago(40)), stretch=(ago(40), ago(0)), at=NOW,
    )  # fmt: skip


def test_a_fall_by_mix_alone_names_the_group_that_grew():
    found = fall(before=(60, 10), now=(60, 10), weak_before=40, weak_now=120)

    assert (found.comparison.change.before, found.comparison.change.now) == (
        Rate(100, 200),
        Rate(60, 200),
    )
    assert found.comparison.cause is Cause.MIX
    assert recent.grown(of=found) == ("paid search", 0.2, 0.6)
    assert recent.notable(found=[found]) == [found]


def test_a_fall_within_the_groups_is_one_of_rates():
    found = fall(before=(60, 10), now=(30, 5), weak_before=40, weak_now=40)

    assert found.comparison.cause is Cause.RATE
    assert recent.grown(of=found) is None
    assert recent.notable(found=[found]) == [found]


def test_what_rose_or_may_be_chance_is_not_worth_a_look():
    rose = fall(before=(30, 5), now=(60, 10), weak_before=40, weak_now=40)
    chance = fall(before=(60, 10), now=(58, 10), weak_before=40, weak_now=40)

    assert recent.notable(found=[rose, chance]) == []
    assert recent.notable(found=[]) == []


def test_nothing_is_compared_with_a_time_before_our_records():
    of = cases(*cohort(60, 10, 5))

    assert recent.reaches_back(cases=of, start=ago(59))
    assert not recent.reaches_back(cases=of, start=ago(61))
    assert recent.rolling(at=NOW, follow=timedelta(days=7), length=timedelta(weeks=8)) == (
        (ago(119), ago(63)),
        (ago(63), ago(7)),
    )
