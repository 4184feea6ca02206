"""The scorecard of both sides: each promise with its count, its word, and what lies behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil

from entente.sla.rules.judging import Judgement, Outcome
from entente.sla.rules.terms import Promise, Side, Term

NEAR = Fraction(6, 100)
"""As far below the pace as still counts as on it."""

CATCH_UP = 2
"""A count can be recovered at up to so many times the daily pace of the plan."""

FEW = 3
"""Judged leads, below which no share of them is told or judged."""


class Word(StrEnum):
    """How a promise stands."""

    NOTHING_YET = "nothing_yet"
    TOO_FEW = "too_few"
    ON_PACE = "on_pace"
    SHORT = "short"
    MISSING = "missing"
    KEPT = "kept"


WORDS = {
    Word.NOTHING_YET: "Nothing yet",
    Word.TOO_FEW: "Too few",
    Word.ON_PACE: "On pace",
    Word.SHORT: "Short",
    Word.MISSING: "Missing",
    Word.KEPT: "Kept",
}


@dataclass(frozen=True)
class Progress:
    """How far the period is: working days gone by, of all that an agreement covers.

    `owed` is their part of the period: less than all where the first agreement began within it.
    """

    days: Fraction
    of: int
    owed: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not 0 <= self.days <= self.of:
            raise ValueError("The days gone by lie between none and all of the period's")

    @property
    def share(self) -> Fraction:
        """The part that has gone by; a period without working days is over."""
        return self.days / self.of if self.of else Fraction(1)

    @property
    def over(self) -> bool:
        """Whether no working time is left."""
        return self.share == 1


@dataclass(frozen=True)
class Line:
    """One promise in one period.

    A share was met in `met` of `of` cases; an approved excuse takes its case out of both. A count
    has `met` hand-overs, the pace that today needs, and in its term the target of this period.
    `judged` are the hand-overs that it is a share of, `broken` the breaches that stand, `excused`
    those that do not, `open` the hand-overs not yet decided.
    """

    term: Term
    met: int
    of: int
    word: Word
    pace: Fraction | None
    judged: frozenset[int]
    broken: tuple[Judgement, ...]
    excused: tuple[Judgement, ...]
    open: int

    @property
    def share(self) -> Fraction | None:
        """The share kept, exact; None of nothing, and for counts."""
        return Fraction(self.met, self.of) if self.of else None

    @property
    def attained(self) -> Fraction | None:
        """How much of the target, or of the pace towards it, is kept; None if nothing to tell.

        Of too few leads there is nothing to tell.
        """
        if self.word is Word.TOO_FEW:
            return None
        if self.term.promise is Promise.HANDED_OVER:
            return self.met / self.pace if self.pace else None
        return None if self.share is None else self.share / self.term.target


def line(
    *,
    term: Term,
    judgements: Iterable[Judgement],
    start: datetime,
    until: datetime,
    progress: Progress,
    excused: frozenset[tuple[str, int]] = frozenset(),
) -> Line:
    """The promise in [start, until), from judgements of this term and of its earlier versions.

    `excused` holds the (term key, hand-over) of breaches whose excuse holds. `term` is the one in
    force at the end: it gives the target.
    """
    ours = [judgement for judgement in judgements if judgement.term.key == term.key]
    counted = [one for one in ours if one.counts_at and start <= one.counts_at < until]
    kept = [one for one in counted if one.outcome is Outcome.KEPT]
    broken = [one for one in counted if one.outcome is Outcome.BROKEN]
    stands = tuple(one for one in broken if (term.key, one.handover) not in excused)
    forgiven = tuple(one for one in broken if (term.key, one.handover) in excused)
    met = len(kept)
    is_count = term.promise is Promise.HANDED_OVER
    term, is_owed = _part(term, progress) if is_count else (term, True)
    judged = frozenset(() if is_count else (one.handover for one in (*kept, *stands)))
    of = 0 if is_count else met + len(stands)
    return Line(
        term=term,
        met=met,
        of=of,
        word=_word_of(term, met, of, progress) if is_owed else Word.NOTHING_YET,
        pace=term.target * progress.share if is_count and is_owed else None,
        judged=judged,
        broken=stands,
        excused=forgiven,
        open=sum(one.outcome is Outcome.OPEN for one in ours),
    )


def compliance(*, lines: Sequence[Line]) -> dict[Side, Fraction | None]:
    """How each side keeps its word: the mean over its promises of what is attained, at most all.

    None where a side has nothing to tell yet, and where too few leads are judged of every share
    that it promised: how many leads there are says nothing of how good they are.
    """
    found: dict[Side, Fraction | None] = {}
    sides: tuple[Side, ...] = ("marketing", "sales")
    for side in sides:
        its = [one for one in lines if one.term.side == side]
        told = [one for one in its if one.attained is not None]
        shares = [one for one in told if one.term.promise is not Promise.HANDED_OVER]
        few = not shares and any(one.word is Word.TOO_FEW for one in its)
        attained = [min(Fraction(1), one.attained or Fraction(0)) for one in told]
        found[side] = sum(attained, Fraction(0)) / len(attained) if attained and not few else None
    return found


def both(*, lines: Sequence[Line]) -> Fraction | None:
    """The compliance of the accord is that of its weaker side; None while one has none."""
    sides = compliance(lines=lines).values()
    known = [share for share in sides if share is not None]
    return min(known) if len(known) == len(sides) else None


def _part(term: Term, progress: Progress) -> tuple[Term, bool]:
    """A count for the part of the period that the agreement covers, and whether any is owed."""
    target = Fraction(ceil(term.target * progress.owed))
    return (replace(term, target=target), True) if target else (term, False)


def _word_of(term: Term, met: int, of: int, progress: Progress) -> Word:
    if term.promise is Promise.HANDED_OVER:
        return _count_word(term, met, progress)
    return _word(term, met, of, progress)


def _count_word(term: Term, met: int, progress: Progress) -> Word:
    if met >= term.target:
        return Word.KEPT
    if progress.over:
        return Word.MISSING
    if met >= term.target * progress.share * (1 - NEAR):
        return Word.ON_PACE
    left = progress.of - progress.days
    reachable = met + left * CATCH_UP * term.target / progress.of
    return Word.SHORT if reachable >= term.target else Word.MISSING


def _word(term: Term, met: int, of: int, progress: Progress) -> Word:
    """A share below target is short while the cases still to come, all kept, would mend it."""
    if not of:
        return Word.NOTHING_YET
    if of < FEW:
        return Word.TOO_FEW
    if Fraction(met, of) >= term.target:
        return Word.KEPT
    if progress.over or not progress.share:
        return Word.MISSING if progress.over else Word.SHORT
    to_come = ceil(of * (1 - progress.share) / progress.share)
    best = Fraction(met + to_come, of + to_come)
    return Word.SHORT if best >= term.target else Word.MISSING
