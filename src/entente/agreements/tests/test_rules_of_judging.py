"""Which version judges a moment: one by one, all at once, and both the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from entente.agreements.rules.judging import judge_for, judges_for

START = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE_YEARS = st.integers(min_value=-400_000, max_value=400_000)  # minutes around the start


@dataclass(frozen=True)
class Held:
    since: datetime | None
    until: datetime | None


def moment(minutes: int | None) -> datetime | None:
    return None if minutes is None else START + timedelta(minutes=minutes)


def held(*ends: tuple[int | None, int | None]) -> list[Held]:
    return [Held(moment(since), moment(until)) for since, until in ends]


HISTORY = held((None, 0), (0, 60), (90, None))  # a baseline, a version, a gap, a version


def test_a_version_judges_from_its_first_moment_to_before_its_last():
    at = [-10_000_000, -1, 0, 59, 60, 89, 90, 10_000_000]

    judged = [judge_for(history=HISTORY, moment=moment(minutes)) for minutes in at]

    first, second, third = HISTORY
    assert judged == [first, first, second, second, None, None, third, third]


def test_without_a_history_nobody_judges():
    assert judge_for(history=[], moment=START) is None
    assert judges_for(history=[], moments=np.array(["2026-01-01"], "datetime64[D]")).tolist() == [
        -1
    ]


def test_all_at_once_gives_the_index_of_each_and_nobody_for_what_has_no_time():
    moments = np.array(
        [
            "0001-01-01",
            "2025-12-31T23:59:59.999999",
            "2026-01-01",
            "2026-01-01T01:00",
            "2026-02-01",
            "NaT",
        ],
        dtype="datetime64[us]",
    )

    assert judges_for(history=HISTORY, moments=moments).tolist() == [0, 0, 1, -1, 2, -1]


def test_a_moment_in_another_zone_is_the_same_moment():
    since = datetime.fromisoformat("2026-01-01T01:00:00+01:00")
    history = [Held(since, None)]

    assert judge_for(history=history, moment=START) == history[0]
    assert judges_for(
        history=history, moments=np.array([np.datetime64("2026-01-01", "us")])
    ).tolist() == [0]


@given(
    st.lists(WHOLE_YEARS, unique=True, max_size=8),
    st.booleans(),
    st.booleans(),
    st.lists(WHOLE_YEARS, max_size=20),
)
def test_one_by_one_and_all_at_once_agree(ends, from_ever, for_ever, asked):
    ends = sorted(ends)
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    if pairs and from_ever:
        pairs[0] = (None, pairs[0][1])
    if pairs and for_ever:
        pairs[-1] = (pairs[-1][0], None)
    history = held(*pairs)

    moments = [moment(minutes) for minutes in asked]
    stamps = np.array([one.replace(tzinfo=None) for one in moments], dtype="datetime64[us]")

    judged = [judge_for(history=history, moment=one) for one in moments]
    found = judges_for(history=history, moments=stamps).tolist()
    assert [history[index] if index >= 0 else None for index in found] == judged
