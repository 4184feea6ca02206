"""The lines of a scorecard: what each version promised, with the facts that it judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction

from entente.kit import wording
from entente.sla.books import Book
from entente.sla.rules import scorecard
from entente.sla.rules.judging import Judgement
from entente.sla.rules.naming import judged_by, title
from entente.sla.rules.scorecard import Line, Progress
from entente.sla.rules.terms import Side, Term
from entente.sla.spans import MOMENT, Sheet, progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """One line of the scorecard with its name and the hand-overs behind its breaches.

    `signed` is the target as both signed it; the line's is what of a count this period owes.
    `versions` promised just this in the period or judge hand-overs of it, those that have begun,
    and `judged_by` names them. `apart` says that another version of the period promised it
    otherwise or not at all; then `judged_by` says until or from when.
    """

    name: str
    line: Line
    signed: Fraction
    side: Side
    versions: tuple[int, ...]
    judged_by: str
    apart: bool

    @property
    def told_apart(self) -> str:
        """Which version promised it and for how long, where not all of the period did; else ''."""
        return self.judged_by if self.apart else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """One way in which a promise was put, with the versions that put it so, in their order."""

    term: Term
    books: Sequence[Book]
    line: Line


def lines(
    *,
    sheet: Sheet,
    judged: Mapping[Term, Sequence[Judgement]],
    judges: Mapping[tuple[int, Side], Book],
    excused: frozenset[tuple[str, int]],
) -> list[Promised]:
    """Every promise of the period, each as it was put when the facts that it judges occurred.

    Those of its last version always; what other versions put otherwise where it judged something.
    """
    gone: dict[tuple[int, ...], Progress] = {}
    found: list[_Text] = []
    for term, books in _texts(sheet).items():
        ours = judged.get(term, ())
        numbers = tuple(book.version.number for book in books)
        if numbers not in gone:
            gone[numbers] = progress(sheet=sheet, books=books)
        line = scorecard.line(
            term=term,
            judgements=ours,
            start=sheet.start,
            until=sheet.until,
            progress=gone[numbers],
            excused=excused,
        )
        if any(book is sheet.last for book in books) or _tells(line, books, sheet):
            judging = [judges[one.handover, term.side] for one in ours if sheet.counts(one)]
            found.append(_Text(term=term, books=_named(books, judging, sheet), line=line))
    of_key = Counter(one.term.key for one in found)
    return [_promised(one, sheet, alone=of_key[one.term.key] == 1) for one in found]


def _texts(sheet: Sheet) -> dict[Term, list[Book]]:
    """What the versions promised, each with those that promised just this, in their order.

    First what the last one of the period promised, and behind each promise how others put it.
    """
    others = [book for book in reversed(sheet.agreed) if book is not sheet.last]
    terms = [term for book in (sheet.last, *others) for term in book.levels.terms]
    keys = list(dict.fromkeys(term.key for term in terms))
    found: dict[Term, list[Book]] = {
        term: [] for term in sorted(terms, key=lambda term: keys.index(term.key))
    }
    for book in sheet.agreed:
        for term in book.levels.terms:
            found[term].append(book)
    return found


def _named(books: Sequence[Book], judging: Sequence[Book], sheet: Sheet) -> Sequence[Book]:
    """Those of the versions that held in the period or judged something that counts in it."""
    numbers = {book.version.number for book in judging}
    numbers |= {one.book.version.number for one in sheet.spans(books)}
    return [book for book in books if book.version.number in numbers] or books


def _tells(line: Line, books: Sequence[Book], sheet: Sheet) -> bool:
    """Whether what the last version of the period does not promise has anything to say in it.

    Leads not decided yet say so in the period in which it was promised, not in each one after.
    """
    waits = line.open and sheet.runs and sheet.spans(books)
    return bool(line.met or line.of or line.excused or line.pace or waits)


def _promised(text: _Text, sheet: Sheet, *, alone: bool) -> Promised:
    levels = text.books[-1].levels
    names = (
        title(promise)
        for promise, term in zip(levels.promises, levels.terms, strict=True)
        if term == text.term
    )
    always = all(one.book in text.books for one in sheet.spans(sheet.agreed))
    since, until = ("", "") if alone and always else _held(text.books, sheet)
    versions = tuple(book.version.number for book in _begun(text.books, sheet))
    return Promised(
        name=next(names),
        line=text.line,
        signed=text.term.target,
        side=text.term.side,
        versions=versions,
        judged_by=judged_by(versions=versions, since=since, until=until),
        apart=not (alone and always),
    )


def _begun(books: Sequence[Book], sheet: Sheet) -> Sequence[Book]:
    """Those of the versions that have begun: what is yet to begin has judged nothing."""
    return [one for one in books if one.since is None or one.since <= sheet.at] or books


def _held(books: Sequence[Book], sheet: Sheet) -> tuple[str, str]:
    """From which day and until which the versions held, as far as the period needs it told.

    Neither where another version held between them.
    """
    places = [place for place, book in enumerate(sheet.agreed) if book in books]
    if places[-1] - places[0] >= len(places):
        return "", ""
    since, until = books[0].since, books[-1].until
    ends = until is not None and until < sheet.until
    begins = since is not None and places[0] > 0 and (since > sheet.start or not ends)
    return (
        _day(since, sheet) if since and begins else "",
        _day(until, sheet, last=True) if until and ends else "",
    )


def _day(moment: datetime, sheet: Sheet, *, last: bool = False) -> str:
    """The first or the last day on which a version holds, and the hour if not all day."""
    local, today = moment.astimezone(sheet.zone), sheet.at.astimezone(sheet.zone).date()
    if local.time() == time.min:
        day = (local - MOMENT).date() if last else local.date()
        return wording.short_day(day, today=today)
    return f"{wording.short_day(local.date(), today=today)}, {local:%H:%M}"
