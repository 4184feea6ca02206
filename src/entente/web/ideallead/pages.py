"""What the page of the ideal lead shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from entente.audiences.signed import told, told_of_deed
from entente.audiences.vocabulary import Spoken
from entente.handoff import verdicts
from entente.handoff.verdicts import Judged
from entente.kit import show, wording
from entente.kit.statistics.proportions import Rate, difference, wilson
from entente.qualification import operations, queries, reading
from entente.qualification.rules.definition import CLAUSE_NAMES
from entente.web.coming import Coming, coming
from entente.workspace.rules import Role, Viewer

BACK = timedelta(days=90)
EVER = datetime(1970, 1, 1, tzinfo=UTC)
FEW = 10  # verdicts below which a share says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """When a criterion is met: as the accord says it, and exactly where that is other words."""

    said: str
    exactly: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    name: str
    key: str
    meaning: str
    met: Met
    outside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    label: str
    accepted: int
    fit: int
    other: int
    precision: str
    likely: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRow:
    label: str
    times: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IdealLeadPage:
    finding: str
    lede: str
    version: str
    coming: Coming | None
    clauses: tuple[ClauseRow, ...]
    lacking: tuple[str, ...]
    fit: tuple[tuple[str, Met, int], ...]
    interest: tuple[tuple[str, Met, int, str], ...]
    lately: str
    by_version: tuple[JudgedRow, ...]
    by_clause: tuple[JudgedRow, ...]
    by_channel: tuple[JudgedRow, ...]
    reasons: tuple[ReasonRow, ...]
    may_let_through: bool
    empty: bool


def page(*, viewer: Viewer, at: datetime) -> IdealLeadPage:
    """The definition in force and the verdicts of the last ninety days."""
    found = queries.definition(at=at)
    since = at - BACK
    by_clause = verdicts.judged_by(heading="clause", since=since, viewer=viewer)
    by_channel = verdicts.judged_by(heading="channel", since=since, viewer=viewer)
    versions = _versions(viewer)
    number = found.number if found else None
    words = reading.words()
    clauses = tuple(_clauses(at, words))
    return IdealLeadPage(
        finding=_finding(versions, number=number),
        lede=_lede(versions, number=number),
        version=found.name if found else "",
        coming=coming(kind="lead_definition", viewer=viewer, at=at),
        clauses=clauses,
        lacking=tuple(_lacking(at)) if clauses else (),
        fit=tuple(
            (one.label, _met(told(one.text, of=words)), one.points) for one in found.document.fit
        )
        if found
        else (),
        interest=tuple(
            (
                one.label,
                _met(told_of_deed(one.text, of=words)),
                one.points,
                f"{one.half_life_days.normalize():f} days",
            )
            for one in found.document.interest
        )
        if found
        else (),
        lately=f"Verdicts of the last {BACK.days} days",
        by_version=tuple(
            _judged(one, label=f"Version {one.label}") for one in versions if len(versions) > 1
        ),
        by_clause=tuple(
            _judged(one, label=CLAUSE_NAMES.get(one.label, one.label) or "without a clause")
            for one in by_clause
        ),
        by_channel=tuple(_judged(one, label=one.label or "unknown") for one in by_channel),
        reasons=tuple(_reasons(viewer, since, at)),
        may_let_through=viewer.holds(role=Role.HEAD),
        empty=not clauses,
    )


def _finding(versions: Sequence[Judged], *, number: int | None) -> str:
    """How well the version in force lets leads through, beside the one before if it mended it."""
    if number is None:
        return "No ideal lead is agreed yet."
    now = next((one.precision for one in versions if one.label == str(number)), Rate(0, 0))
    if now.of < FEW:
        verdicts = wording.counted(now.of, "verdict")
        return f"Too early to say how good version {number} is: {verdicts} so far."
    before = _before(versions, number)
    if before and difference(first=now, second=before.precision).low > 0:
        return f"Version {number} repaired it: {_of(now)} fit, {_of(before.precision)} before."
    return f"Sales found {_of(now)} leads of version {number} to fit."


def _before(versions: Sequence[Judged], number: int) -> Judged | None:
    """The last version before that one with enough verdicts to stand beside it."""
    earlier = [one for one in versions if int(one.label) < number and one.precision.of >= FEW]
    return earlier[-1] if earlier else None


def _of(rate: Rate) -> str:
    return f"{wording.number(rate.met)} of {wording.number(rate.of)}"


def _versions(viewer: Viewer) -> list[Judged]:
    """All verdicts by the version that let the lead through, the oldest version first."""
    rows = verdicts.judged_by(heading="version", since=EVER, viewer=viewer)
    return sorted((row for row in rows if row.label), key=lambda row: int(row.label))


def _lede(versions: Sequence[Judged], *, number: int | None) -> str:
    """What counts here, and in shares how the version in force does beside the one before it."""
    said = "Only “does not fit” counts against it."
    now = next((one for one in versions if one.label == str(number)), None)
    before = _before(versions, number) if number else None
    if before is None or now is None or now.precision.of < FEW:
        return said
    was, is_now = (wording.rate(one.precision.met, one.precision.of) for one in (before, now))
    return (
        f"{said} Of the leads of version {before.label} sales found {was} to fit; "
        f"of version {now.label}, {is_now}."
    )


def _lacking(at: datetime) -> list[str]:
    return [
        f"The funnel enters {stage.name} by the clause {CLAUSE_NAMES[stage.entry.clause]}, which "
        "is in no ideal lead in force: nobody enters it unless by hand."
        for stage in operations.never_entered(at=at)
    ]


def _met(said: tuple[str, str]) -> Met:
    words, exactly = said
    return Met(said=f"{words[:1].upper()}{words[1:]}", exactly=exactly)


def _clauses(at: datetime, words: Spoken) -> list[ClauseRow]:
    return [
        ClauseRow(
            name=one.name,
            key=one.key,
            meaning=one.meaning,
            met=_met(told(one.text, of=words)),
            outside=len(operations.waiting_outside(way=one.key, at=at)),
        )
        for one in operations.ways(at=at)
    ]


def _judged(one: Judged, *, label: str) -> JudgedRow:
    rate = one.precision
    interval = wilson(rate=rate)
    return JudgedRow(
        label=label,
        accepted=one.accepted,
        fit=one.fit,
        other=one.other,
        precision=wording.rate(rate.met, rate.of),
        likely=show.percent_range(low=interval.low, high=interval.high) if rate.of else "",
    )


def _reasons(viewer: Viewer, since: datetime, at: datetime) -> list[ReasonRow]:
    labels = queries.reason_labels(at=at)
    rows = verdicts.reasons_given(since=since, viewer=viewer)
    most = max((times for _, times in rows), default=1)
    return [
        ReasonRow(label=labels.get(key, key), times=times, width=100 * times / most)
        for key, times in rows
    ]
