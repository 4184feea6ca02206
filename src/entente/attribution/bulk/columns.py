"""Columns of an Arrow table as whole numbers, which every engine compares and adds exactly.

Moments become microseconds since 1970 in UTC, money the smallest unit of its currency, texts the
place of their word in a list.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entente.attribution.bulk.days import EPOCH
from entente.kit.currencies import decimals
from entente.kit.money import LIMIT, NoSuchAmount

MICROSECOND = timedelta(microseconds=1)
FINEST = 3  # decimals of the currency that has the most
PER_UNIT = 10**FINEST
Bounds = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts as numbers: each code is the place of the text in `names`."""

    codes: pa.ChunkedArray
    names: list[str]


def coded(*, texts: pa.ChunkedArray) -> Coded:
    """Number the texts of a column; nothing is the empty text."""
    column = filled(texts=texts).dictionary_encode().unify_dictionaries()
    if not column.num_chunks:
        return Coded(pa.chunked_array([], pa.int32()), [])
    names = [word or "" for word in column.chunk(0).dictionary.to_pylist()]
    codes = pa.chunked_array([chunk.indices.cast(pa.int32()) for chunk in column.chunks])
    if not codes.null_count:
        return Coded(codes, names)
    if "" not in names:
        names.append("")
    return Coded(pc.fill_null(codes, pa.scalar(names.index(""), pa.int32())), names)


def filled(*, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Put the empty text where there is none; a dictionary keeps its holes."""
    if pa.types.is_dictionary(texts.type):
        return texts
    return pc.fill_null(texts.cast(pa.string()), "")


def micros(*, moments: pa.ChunkedArray) -> pa.ChunkedArray:
    """Turn moments into microseconds since 1970 in UTC; moments without a zone are refused."""
    if pa.types.is_timestamp(moments.type) and moments.type.tz is None:
        raise ValueError("A moment without a time zone is no moment")
    return moments.cast(pa.timestamp("us", "UTC")).cast(pa.int64())


def within(*, moments: pa.ChunkedArray, bounds: Bounds) -> pa.Array:
    """Say of each moment in microseconds whether it lies in [since, until); None is open."""
    since, until = bounds
    given = moments.to_numpy()
    found = np.ones(len(given), dtype=bool)
    if since is not None:
        found &= given >= (since - EPOCH) // MICROSECOND
    if until is not None:
        found &= given < (until - EPOCH) // MICROSECOND
    return pa.array(found)


def units(*, amounts: pa.ChunkedArray, currencies: pa.ChunkedArray) -> pa.Array:
    """Turn amounts into whole smallest units of their currency, cents for most.

    Raises NoSuchAmount for an amount finer than its currency or beyond 10¹⁵, UnknownCurrency.
    Unknown amounts stay unknown and need no currency.
    """
    try:
        fine = pc.multiply(amounts.cast(pa.decimal128(25, FINEST)), pa.scalar(Decimal(PER_UNIT)))
        fine = fine.cast(pa.int64()).combine_chunks()
    except pa.ArrowInvalid as found:
        raise NoSuchAmount(f"An amount is too large or has more than {FINEST} decimals") from found
    known = amounts.is_valid().combine_chunks()
    step = _steps(currencies, known)
    whole = np.asarray(fine.fill_null(0))
    if (np.abs(whole) >= int(LIMIT) * PER_UNIT).any():
        raise NoSuchAmount(f"An amount lies below {LIMIT:,}")
    if (whole % step).any():
        raise NoSuchAmount("An amount has more decimals than its currency")
    return pa.array(whole // step, mask=~np.asarray(known))


def _steps(currencies: pa.ChunkedArray, known: pa.Array) -> np.ndarray:
    """Give how many thousandths the smallest unit of each amount's currency has."""
    letters = coded(texts=currencies)
    used = set(pc.unique(letters.codes.filter(known)).to_pylist())
    by_code = [
        10 ** (FINEST - decimals(currency=name)) if code in used else 1
        for code, name in enumerate(letters.names)
    ]
    steps: np.ndarray = np.array(by_code or [1], dtype=np.int64)[letters.codes.to_numpy()]
    return steps
