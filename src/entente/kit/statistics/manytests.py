"""Corrections for looking many times: adjusted p values, in the order given."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def bonferroni(*, p: Sequence[float]) -> list[float]:
    """Each p times the number of looks."""
    return [min(1.0, value * len(p)) for value in p]


def holm(*, p: Sequence[float]) -> list[float]:
    """Step-down adjusted p (Holm, 1979): controls the chance of any false finding."""
    order, ranked = _ranked(p)
    steps = ranked * np.arange(len(p), 0, -1)
    return _in_place(order, np.minimum(np.maximum.accumulate(steps), 1))


def benjamini_hochberg(*, p: Sequence[float]) -> list[float]:
    """Adjusted p (Benjamini and Hochberg, 1995): the share of false findings among the found.

    Valid for looks that are independent or depend on each other positively.
    """
    order, ranked = _ranked(p)
    steps = ranked * len(p) / np.arange(1, len(p) + 1)
    return _in_place(order, np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1))


def benjamini_yekutieli(*, p: Sequence[float]) -> list[float]:
    """Adjusted p (Benjamini and Yekutieli, 2001): valid however the looks depend."""
    harmonic = float((1 / np.arange(1, len(p) + 1)).sum())
    order, ranked = _ranked(p)
    steps = ranked * len(p) * harmonic / np.arange(1, len(p) + 1)
    return _in_place(order, np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1))


def _ranked(p: Sequence[float]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    values = np.asarray(p, np.float64)
    order = np.argsort(values, kind="stable")
    return order, values[order]


def _in_place(order: NDArray[np.int64], ranked: NDArray[np.float64]) -> list[float]:
    placed = np.empty(len(order))
    placed[order] = ranked
    found: list[float] = placed.tolist()
    return found
