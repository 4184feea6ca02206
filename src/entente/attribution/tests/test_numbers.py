"""Whole numbers divide exactly, whatever the engine makes of a division."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pytest

from entente.attribution.bulk.days import DAY, EPOCH, local_day
from entente.attribution.bulk.numbers import billionths, divided, quotient, steps, total
from entente.attribution.rules import models

PAIRS = [
    (number, by)
    for dice in [random.Random(3)]
    for by in [1, 2, 3, 7, 1_000, 999_999_999, 3_000_000_000, *(dice.randrange(1, 3 * 10**9) for _ in range(300))]
    for number in [0, 1, by - 1, by, 2**53 + 1, 2**62 - 1, dice.randrange(2**62), by * (2**62 // by)]
]  # fmt: skip


def test_divided_is_the_floor_of_the_quotient_up_to_2_to_the_62():
    pairs = ibis.memtable({"number": [n for n, _ in PAIRS], "by": [by for _, by in PAIRS]})

    found = pairs.mutate(whole=divided(number=pairs.number, by=pairs.by)).to_pyarrow()

    assert sorted(found.to_pylist(), key=str) == sorted(
        ({"number": n, "by": by, "whole": n // by} for n, by in PAIRS), key=str
    )


def test_quotient_is_exact_where_the_answer_is_small():
    small = [(n, by) for n, by in PAIRS if n // by < 2**50]
    pairs = ibis.memtable({"number": [n for n, _ in small], "by": [by for _, by in small]})

    found = pairs.mutate(whole=quotient(number=pairs.number, by=pairs.by)).to_pyarrow()

    assert all(row["whole"] == row["number"] // row["by"] for row in found.to_pylist())


def test_real_weights_become_the_same_billionths_in_both_forms():
    dice = random.Random(4)
    weights = [0.0, 1.0, 0.5, *(dice.random() ** dice.randrange(1, 40) for _ in range(2_000))]
    table = ibis.memtable({"weight": weights})
    counted = table.mutate(step=steps(weight=table.weight))
    whole = total(of=counted.step).over(ibis.window())

    found = counted.mutate(part=billionths(step=counted.step, whole=whole)).to_pyarrow()

    assert sorted(
        zip(found["weight"].to_pylist(), found["part"].to_pylist(), strict=True)
    ) == sorted(zip(weights, models.billionths(weights=weights), strict=True))


def test_weights_of_nothing_are_one_each():
    table = ibis.memtable({"step": [0, 0]})
    whole = total(of=table.step).over(ibis.window())

    found = table.mutate(part=billionths(step=table.step, whole=whole)).to_pyarrow()

    assert found["part"].to_pylist() == models.billionths(weights=[0.0, 0.0]) == [1, 1]


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"]
)
def test_a_day_is_the_one_that_the_calendar_on_the_wall_shows(zone):
    dice = random.Random(5)
    first = datetime(1965, 1, 1, tzinfo=UTC)
    moments = [first + timedelta(seconds=dice.randrange(80 * 365 * 86_400)) for _ in range(3_000)]
    at = [(moment - EPOCH) // timedelta(microseconds=1) for moment in moments]
    table = ibis.memtable({"at": at})
    day = local_day(at=table["at"], zone=ZoneInfo(zone), first=min(at), last=max(at))

    found = {row["at"]: row["day"] // DAY for row in table.mutate(day=day).to_pyarrow().to_pylist()}

    assert found == {
        micros: (moment.astimezone(ZoneInfo(zone)).date() - EPOCH.date()).days
        for micros, moment in zip(at, moments, strict=True)
    }
