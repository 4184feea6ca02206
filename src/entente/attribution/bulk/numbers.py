"""Arithmetic in whole numbers that every engine does alike."""

import ibis
import ibis.expr.operations as ops
from ibis.expr.types import FloatingValue, IntegerColumn, IntegerScalar, IntegerValue

from entente.attribution.rules.models import BILLION, STEPS


def divided(*, number: IntegerValue, by: IntegerValue) -> IntegerValue:
    """Divide whole numbers from zero up to 2⁶², rounding down, exactly.

    Engines divide whole numbers in their own ways, some through a float, which is wrong above
    2⁵³. So take the rest away first, divide what then goes without a rest, and mend what the
    float may still have missed.
    """
    even = number - number % by
    nearly = _nearest(even, by)
    return nearly + _nearest(even - nearly * by, by)


def quotient(*, number: IntegerValue, by: IntegerValue) -> IntegerValue:
    """Divide as `divided` does, where the answer is known to be below 2⁵⁰."""
    return _nearest(number - number % by, by)


def signed(*, size: IntegerValue, like: IntegerValue) -> IntegerValue:
    """Give a size the sign of another number."""
    return (like < 0).ifelse(-size, size)


def total(*, of: IntegerColumn) -> IntegerScalar:
    """Add up in 64 bits: some engines give sums a wider type, which is slow to divide.

    Written as an operation, for Ibis believes that the sum has 64 bits and drops a plain cast.
    """
    return ops.Cast(of.sum(), to="int64").to_expr()


def steps(*, weight: FloatingValue) -> IntegerValue:
    """Count a real weight in steps of 2⁻⁴⁰, a half upwards, as `rules.models.billionths` does."""
    return (weight * STEPS + 0.5).floor().cast("int64")


def billionths(*, step: IntegerValue, whole: IntegerValue) -> IntegerValue:
    """Round a part of a whole to billionths, a half upwards; of a whole of nothing, one each."""
    share = step.cast("float64") / whole.nullif(0).cast("float64")
    rounded = (share * BILLION + 0.5).floor().cast("int64")
    return (whole == 0).ifelse(ibis.literal(1, "int64"), rounded)


def _nearest(number: IntegerValue, by: IntegerValue) -> IntegerValue:
    return (number.cast("float64") / by.cast("float64")).round().cast("int64")
