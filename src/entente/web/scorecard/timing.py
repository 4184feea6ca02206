"""Where the time goes: the system's and the people's part of every wait, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from entente.kit import periods, show, wording
from entente.kit.periods import Period
from entente.sla import waits
from entente.sla.queries import Scorecard
from entente.sla.rules import timing
from entente.sla.rules.timing import Asked, Spent
from entente.sla.waits import OTHERS, Waits
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

NONE = timedelta(0)
MINUTE = timedelta(minutes=1)
A_QUARTER = timedelta(weeks=13)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """One group: means per lead, and both parts in percent of the longest wait on the page."""

    label: str
    leads: int
    contacted: int
    system: str
    people: str
    system_wide: float
    people_wide: float
    words: str
    stands_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeShown:
    finding: str
    half: str
    asked: str
    since: str
    groups: tuple[tuple[str, tuple[TimeRow, ...]], ...]


def shown(*, viewer: Viewer, card: Scorecard, at: datetime) -> TimeShown | None:
    """The waits of the leads handed over in the card's trend, thirteen weeks at least."""
    zone = workspace.current().timezone
    start = min(card.trend[0][0].start, card.period.until - A_QUARTER)
    whole = Period(start, card.period.until)
    since, until = periods.moments(period=whole, zone=zone)
    found = waits.waits(viewer=viewer, since=since, until=until, at=at)
    if not found.leads:
        return None
    today = periods.day_of(at=at, zone=zone)
    portal = timing.looks_slow(groups=found.by_channel)
    longest = max(one.mean for one in (*found.by_owner, *found.by_channel)) or MINUTE
    return TimeShown(
        finding=_finding(found, portal),
        half=_half(found.half),
        asked=_asked(found.asked),
        since=show.short_days(period=whole, today=today),
        groups=tuple(
            (title, _rows(groups, longest, slow))
            for title, groups, slow in (
                ("By person", found.by_owner, found.looks_slow),
                ("By first channel", found.by_channel, portal),
            )
            if [one.label for one in groups] != [OTHERS]
        ),
    )


def _finding(found: Waits, portal: Spent | None) -> str:
    """Where a lead waits longest; the person who looks slow is named to them and their head."""
    slow = found.looks_slow
    system = sum((one.system for one in found.by_owner), timedelta(0)) / found.leads
    people = sum((one.people for one in found.by_owner), timedelta(0)) / found.leads
    if slow is None and portal is None:
        return (
            f"A lead waits {wording.span(system)} until the system offers it, "
            f"and {wording.span(people)} from there until a person tries."
        )
    said = []
    if slow is not None:
        said.append(
            f"What looks like a slow person is a slow system: of the {_whole(slow)} that a "
            f"lead with {slow.label} waits, {wording.span(slow.mean_system)} pass before it is "
            "offered."
        )
    if portal is not None:
        said.append(
            f"Leads from {portal.label} wait {wording.span(portal.mean_system)} for the system, "
            f"{wording.span(portal.mean_people)} for a person."
        )
    return " ".join(said)


def _asked(asked: Asked) -> str:
    """What marketing was asked meanwhile, and for how long that let clocks rest."""
    if not asked.questions:
        return ""
    said = (
        f"Sales asked marketing {wording.counted(asked.questions, 'question')}, "
        f"for which clocks were paused {wording.span(asked.rested)}"
    )
    if asked.unanswered:
        said += f"; {wording.number(asked.unanswered)} not answered yet"
    return f"{said}."


def _half(half: timedelta | None) -> str:
    """How soon half of all leads are contacted."""
    if half is None:
        return ""
    if half < MINUTE:
        return "in under a minute after the offer"
    return f"within {wording.span(half)} of the offer"


def _whole(one: Spent) -> str:
    """Both parts together as they are shown: each rounded down to its minute, then summed."""
    return wording.span(
        sum((part // MINUTE * MINUTE for part in (one.mean_system, one.mean_people)), NONE)
    )


def _rows(
    groups: Sequence[Spent], longest: timedelta, stands_out: Spent | None
) -> tuple[TimeRow, ...]:
    return tuple(_row(one, longest, stands_out) for one in groups)


def _row(one: Spent, longest: timedelta, stands_out: Spent | None) -> TimeRow:
    system, people = wording.span(one.mean_system), wording.span(one.mean_people)
    return TimeRow(
        label=one.label,
        leads=one.leads,
        contacted=one.contacted,
        system=system,
        people=people,
        system_wide=round(100 * (one.mean_system / longest), 2),
        people_wide=round(100 * (one.mean_people / longest), 2),
        words=f"{one.label}: {system} until offered, then {people}",
        stands_out=one == stands_out,
    )
