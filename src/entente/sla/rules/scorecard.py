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

    `owed` is their part of the period: less than all where the agreement held for less. Once it
    has `ended` while the period runs, no hand-over comes under it any more. A period that has not
    `begun` owes nothing yet.
    """

    days: Fraction
    of: int
    owed: Fraction = Fraction(1)
    ended: bool = False
    begun: bool = True

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
    has `met` hand-overs, the pace that today needs, and in its term the target of this period;
    where none of the period's working time lies under it nothing is `owed`, whatever it asks for.
    `judged` are the hand-overs that it is a share of, `broken` the breaches that stand, `excused`
    those that do not, `open` the hand-overs not yet decided; before the period has begun those that
    fall due in it.
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
    owed: bool = True

    @property
    def target(self) -> Fraction:
        """What is to be reached: so many hand-overs in this period, none at times, or a share."""
        return self.term.target if self.owed else Fraction(0)

    @property
    def share(self) -> Fraction | None:
        """The share kept, exact; None of nothing, and for counts."""
        return Fraction(self.met, self.of) if self.of else None

    @property
    def promise(self) -> tuple[str, Promise]:
        """What stays the same when another version gives it another target or another limit."""
        return self.term.key, self.term.promise

    @property
    def weight(self) -> Fraction:
        """How much it says of its promise: the leads judged, or those owed by now, if any is.

        Before the first is due, all that are owed once they are there.
        """
        if self.term.promise is not Promise.HANDED_OVER:
            return Fraction(self.of)
        if self.pace is not None and self.pace >= 1:
            return self.pace
        return self.term.target if self.owed and self.met >= self.term.target else Fraction(0)

    @property
    def attained(self) -> Fraction | None:
        """How much of the target, or of the pace towards it, is kept; None if nothing to tell.

        Of too few leads there is nothing to tell.
        """
        return None if self.word is Word.TOO_FEW or not self.weight else _attained(self)


def line(
    *,
    term: Term,
    judgements: Iterable[Judgement],
    start: datetime,
    until: datetime,
    progress: Progress,
    excused: frozenset[tuple[str, int]] = frozenset(),
) -> Line:
    """The promise in [start, until), from the judgements of exactly this term.

    What another version promised under the same key is another line, with its own target.
    `excused` holds the (term key, hand-over) of breaches whose excuse holds.
    """
    ours = [judgement for judgement in judgements if judgement.term == term]
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
    runs = is_owed and progress.begun
    waiting = [one for one in ours if one.outcome is Outcome.OPEN]
    undecided = sum(progress.begun or _falls_due(one, start, until) for one in waiting)
    return Line(
        term=term,
        met=met,
        of=of,
        word=_word_of(term, met, of, undecided, progress) if runs else _unowed_word(met),
        pace=term.target * progress.share if is_count and is_owed else None,
        judged=judged,
        broken=stands,
        excused=forgiven,
        open=undecided,
        owed=is_owed,
    )


def _falls_due(judgement: Judgement, start: datetime, until: datetime) -> bool:
    return judgement.due_at is not None and start <= judgement.due_at < until


def compliance(*, lines: Sequence[Line]) -> dict[Side, Fraction | None]:
    """How each side keeps its word: the mean over its promises of what is attained, at most all.

    A promise that changed within the period is one of them still, each of its lines by its weight.
    None where a side has nothing to tell yet, and where too few leads are judged of every share
    that it promised: how many leads there are says nothing of how good they are.
    """
    found: dict[Side, Fraction | None] = {}
    sides: tuple[Side, ...] = ("marketing", "sales")
    for side in sides:
        its = [one for one in lines if one.term.side == side]
        kept = {promise: _kept(its, promise) for promise in dict.fromkeys(_promises(its))}
        told = {promise: share for promise, share in kept.items() if share is not None}
        no_share = all(sort is Promise.HANDED_OVER for _, sort in told)
        few = no_share and any(one.word is Word.TOO_FEW for one in its)
        found[side] = sum(told.values(), Fraction(0)) / len(told) if told and not few else None
    return found


def _promises(lines: Sequence[Line]) -> list[tuple[str, Promise]]:
    return [one.promise for one in lines]


def _kept(lines: Sequence[Line], promise: tuple[str, Promise]) -> Fraction | None:
    """How much of one promise is kept in all its lines, at most all; None of too few leads."""
    its = [one for one in lines if one.promise == promise and one.weight]
    weight = sum((one.weight for one in its), Fraction(0))
    if not weight or (promise[1] is not Promise.HANDED_OVER and weight < FEW):
        return None
    attained = (min(Fraction(1), _attained(one)) * one.weight for one in its)
    return sum(attained, Fraction(0)) / weight


def _attained(line: Line) -> Fraction:
    goal = Fraction(1) if line.term.promise is Promise.HANDED_OVER else line.term.target
    return line.met / line.weight / goal


def both(*, lines: Sequence[Line]) -> Fraction | None:
    """The compliance of the accord is that of its weaker side; None while one has none."""
    sides = compliance(lines=lines).values()
    known = [share for share in sides if share is not None]
    return min(known) if len(known) == len(sides) else None


def _part(term: Term, progress: Progress) -> tuple[Term, bool]:
    """A count for the part of the period that the agreement covers, and whether any is owed."""
    target = Fraction(ceil(term.target * progress.owed))
    return (replace(term, target=target), True) if target else (term, False)


def _word_of(term: Term, met: int, of: int, undecided: int, progress: Progress) -> Word:
    if term.promise is Promise.HANDED_OVER:
        return _count_word(term, met, progress)
    return _word(term, met, of, undecided, progress)


def _unowed_word(met: int) -> Word:
    return Word.KEPT if met else Word.NOTHING_YET


def _count_word(term: Term, met: int, progress: Progress) -> Word:
    if met >= term.target:
        return Word.KEPT
    if progress.over:
        return Word.MISSING
    pace = term.target * progress.share
    if pace < 1 or met >= pace * (1 - NEAR):  # before the first is due nobody is behind
        return Word.ON_PACE
    left = progress.of - progress.days
    reachable = met + left * CATCH_UP * term.target / progress.of
    return Word.SHORT if reachable >= term.target else Word.MISSING


def _word(term: Term, met: int, of: int, undecided: int, progress: Progress) -> Word:
    """A share below target is short while the cases still to come, all kept, would mend it.

    Once the promise has ended only those can come that are not decided yet.
    """
    if not of:
        return Word.NOTHING_YET
    if of < FEW:
        return Word.TOO_FEW
    if Fraction(met, of) >= term.target:
        return Word.KEPT
    if not progress.share:
        return Word.SHORT
    if progress.over and not progress.ended:
        return Word.MISSING
    share = progress.share
    to_come = undecided if progress.ended else ceil(of * (1 - share) / share)
    best = Fraction(met + to_come, of + to_come)
    return Word.SHORT if best >= term.target else Word.MISSING
