"""The scorecard of both sides as a report."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from entente.insights.table import Column, Table
from entente.kit import periods, show, wording
from entente.kit.periods import Period
from entente.people.queries.contacts import called
from entente.sla import queries
from entente.sla.lines import Promised
from entente.sla.queries import Scorecard
from entente.sla.rules import naming
from entente.sla.rules.scorecard import WORDS, Word
from entente.sla.rules.terms import Promise, Side
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

COLUMNS = (
    Column(key="side", title="Side"),
    Column(key="promise", title="Promise"),
    Column(key="met", title="Met", number=True),
    Column(key="of", title="Of", number=True),
    Column(key="target", title="Target", number=True),
    Column(key="broken", title="Broken", number=True),
    Column(key="excused", title="Excused", number=True),
    Column(key="open", title="Open", number=True),
    Column(key="word", title="Word"),
    Column(key="judged_by", title="Judged by"),
)
BREACHES = (
    Column(key="side", title="Side"),
    Column(key="promise", title="Promise"),
    Column(key="handover", title="Hand-over", number=True),
    Column(key="contact", title="Contact"),
    Column(key="owner", title="Owner"),
    Column(key="due_at", title="Due"),
    Column(key="done_at", title="Done"),
    Column(key="late_minutes", title="Late, working min", number=True),
    Column(key="judged_by", title="Judged by"),
)


def table(
    *, viewer: Viewer, at: datetime, period: Period | None = None, by: str | None = None
) -> Table:
    """What the scorecard shows, as a table; by breach: each broken promise with its facts."""
    card, why = chosen(viewer=viewer, at=at, period=period)
    if card is None:
        return Table(
            name="sla",
            finding=nothing_promised(at=at)
            or "Nothing is promised yet: sign the service level agreement first.",
            columns=COLUMNS,
            rows=(),
        )
    rows = _breaches(card) if by == "breach" else [_line(one) for one in card.lines]
    return Table(
        name="sla",
        finding=sentence(card=card, at=at),
        columns=BREACHES if by == "breach" else COLUMNS,
        rows=tuple(rows),
        notes=tuple(filter(None, (judged_by(card=card), why))),
        facts={"from": card.period.start, "to": card.period.last},
    )


def chosen(*, viewer: Viewer, at: datetime, period: Period | None) -> tuple[Scorecard | None, str]:
    """The card of a period, of the one that runs where none is asked for.

    While that one has nothing to tell it is the last full one's, and it is said so.
    """
    card = queries.card(viewer=viewer, at=at, period=period)
    if period or card is None or _tells(card):
        return card, ""
    last = queries.card(viewer=viewer, at=at, period=periods.preceding(period=card.period))
    if last is None or all(one.line.word is Word.NOTHING_YET for one in last.lines):
        return card, ""
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    kind = periods.kind_of(period=card.period)
    days = show.days(period=last.period, today=today)
    return last, f"This {kind} has nothing to tell yet; this is the last full one, {days}."


def first_day(*, viewer: Viewer, at: datetime) -> date:
    """With which day all time begins: the first that an agreement judges, or today."""
    first = queries.judged_since(viewer=viewer, at=at) or at
    return periods.day_of(at=first, zone=workspace.current().timezone)


def _tells(card: Scorecard) -> bool:
    """Whether anything is judged, or a whole hand-over is owed by now."""
    lines = [one.line for one in card.lines]
    return any(
        one.met or one.broken or one.excused or (one.pace is not None and one.pace >= 1)
        for one in lines
    )


def nothing_promised(*, at: datetime) -> str:
    """That nothing was promised then, and since when something is; '' while nothing ever was."""
    since = queries.agreed_since(at=at)
    if since is None:
        return ""
    zone = workspace.current().timezone
    first, today = (periods.day_of(at=one, zone=zone) for one in (since, at))
    day = wording.day(first, today=today)
    return f"Nothing was promised yet; the first agreement holds from {day}."


def judged_by(*, card: Scorecard) -> str:
    """Which version gives the targets, and which judge, in one sentence."""
    if not card.begun:
        return f"Promised by {wording.within(card.version)}, unless another is signed before."
    return f"Judged by {_judges(card)}; each lead by the version in force at the time."


def _judges(card: Scorecard) -> str:
    """The version in force at the end of the period, and those that judge beside it."""
    others = sorted({number for one in card.lines for number in one.versions} - {card.number})
    beside = f", and by {naming.judged_by(versions=others, since='', until='')}" if others else ""
    return f"{wording.within(card.version)}{beside}"


def _line(one: Promised) -> tuple[str, str, int, int, Decimal, int, int, int, str, str]:
    line = one.line
    of = int(line.target) if line.term.promise is Promise.HANDED_OVER else line.of
    return (
        one.side,
        one.name,
        line.met,
        of,
        exact(share=line.target),
        len(line.broken),
        len(line.excused),
        line.open,
        WORDS[line.word],
        one.judged_by,
    )


def _breaches(card: Scorecard) -> list[tuple]:  # type: ignore[type-arg]  cells of BREACHES
    found = []
    for one in card.lines:
        for breach in one.line.broken:
            row = card.handovers[breach.handover]
            found.append(
                (
                    one.side,
                    one.name,
                    breach.handover,
                    called(row.contact),
                    row.owner.name if row.owner else "",
                    breach.due_at,
                    breach.done_at,
                    int(breach.late_by.total_seconds() // 60),
                    card.judges[breach.handover, one.side],
                )
            )
    return found


def exact(*, share: Fraction) -> Decimal:
    """A fraction as a decimal, to four places where it takes them: 8, 0.7, 0.6667."""
    places = (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.0001"))
    return Decimal(f"{places.normalize():f}")


def sentence(*, card: Scorecard, at: datetime) -> str:
    """How both sides keep their word, the weaker first; so far, while the period runs."""
    if not card.begun:
        today = periods.day_of(at=at, zone=workspace.current().timezone)
        day = wording.day(card.period.start, today=today)
        return f"This period has not begun: its first day is {day}."
    return _sentence(card, "" if is_over(period=card.period, at=at) else "So far ")


def is_over(*, period: Period, at: datetime) -> bool:
    """Whether its last day has gone by."""
    return period.last < periods.day_of(at=at, zone=workspace.current().timezone)


def _sentence(card: Scorecard, so_far: str) -> str:
    weak = [one for one in card.lines if one.line.word in (Word.SHORT, Word.MISSING)]
    if all(one.line.word is Word.NOTHING_YET for one in card.lines):
        return "Nothing to judge yet in this period."
    if not weak:
        return _nobody_short(card, so_far)
    sides = sorted({one.side for one in weak})
    if len(sides) > 1:
        return f"{_both(so_far)} are short of what they promised."
    side: Side = "marketing" if sides == ["marketing"] else "sales"
    other: Side = "sales" if side == "marketing" else "marketing"
    of = len({one.line.promise for one in card.of(side)})
    short = {one.line.promise for one in weak}
    said = _said(weak[0]) if len(short) == 1 else f"{len(short)} of its {of} promises"
    return f"{so_far}{side.capitalize()} is short on {said}; {_beside(card, other)}."


def _both(so_far: str) -> str:
    return f"{so_far}both sides" if so_far else "Both sides"


def _nobody_short(card: Scorecard, so_far: str) -> str:
    if any(too_few(card=card, side=side) for side in card.compliance):
        leads = {lead for one in card.lines if _is_few(one) for lead in one.line.judged}
        return (
            f"Too few leads to say: {wording.counted(len(leads), 'lead is', 'leads are')} judged."
        )
    kept = {one.side for one in card.lines if one.line.word is Word.KEPT}
    if kept == {"marketing", "sales"}:
        return f"{_both(so_far)} keep what they promised."
    return "Nobody is short of what they promised so far."


def _beside(card: Scorecard, side: Side) -> str:
    """How the side stands that is short of nothing."""
    name = side.capitalize()
    if too_few(card=card, side=side):
        return f"of {name} too few leads are judged to say"
    had = any(one.line.word is not Word.NOTHING_YET for one in card.of(side))
    return f"{name} keeps its word" if had else f"{name} had nothing to keep yet"


def too_few(*, card: Scorecard, side: Side) -> bool:
    """Whether all that is judged of a side is a handful of leads."""
    return card.compliance.get(side) is None and any(_is_few(one) for one in card.of(side))


def _is_few(one: Promised) -> bool:
    return one.line.word is Word.TOO_FEW


def named(*, promised: Promised) -> str:
    """A promise with the version that put it so, where another put it otherwise."""
    return f"{promised.name}{_version(promised)}"


def _said(one: Promised) -> str:
    """The same in the midst of a sentence."""
    return f"{one.name.lower()}{_version(one)}"


def _version(one: Promised) -> str:
    return f" ({one.told_apart})" if one.apart else ""


def shortfalls(*, card: Scorecard) -> str:
    """Which promises are short or missing, for the line below the finding.

    '' where none is, and where the finding names the only one.
    """
    weak = [one for one in card.lines if one.line.word in (Word.SHORT, Word.MISSING)]
    if len({one.line.promise for one in weak}) == 1:
        return ""
    said = [
        f"{WORDS[word]}: {wording.listed([_said(one) for one in weak if one.line.word is word])}."
        for word in (Word.MISSING, Word.SHORT)
        if any(one.line.word is word for one in weak)
    ]
    return " ".join(said)
