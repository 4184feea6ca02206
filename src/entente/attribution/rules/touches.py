"""What counts as a touch of a deal, by the rules that both teams signed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

UNPROVEN = frozenset({"email.opened"})
"""Kinds that earn nothing: mail programs fetch the pictures of letters that nobody reads."""


CLOSE = "close.made"
"""The kind of touch that is the close itself."""

LOOK_BACK = timedelta(days=180)
"""How long before the close a touch may lie and still count, where nothing else is signed."""


def tie(*, kind: str) -> tuple[bool, str]:
    """Which of several touches of one moment comes first: the close last, others by their kind.

    Only of one kind does the ledger's order tell: days without hours come in files, in any order.
    """
    return kind == CLOSE, kind


class Milestone(StrEnum):
    """The moments of a deal that some models pay more than the touches between them."""

    FIRST = "first"
    LEAD = "lead"
    OPENED = "opened"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One contact between us and the buyer, of either team.

    `position` is the entry's place in the ledger; `automatic` says that a machine did it
    (a prefetched picture, a sequence); `colleague` that the contact works at the buyer's
    company without being on the deal.
    """

    position: int
    at: datetime
    contact: int | None
    team: str
    channel: str
    kind: str
    campaign: str = ""
    asset: str = ""
    person: int | None = None
    automatic: bool = False
    colleague: bool = False
    milestones: frozenset[Milestone] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The touches that led to one outcome, and the amount to share among them.

    The amount is whatever is asked about: revenue, margin, or a pipeline just created; None
    when nobody knows it. A journey that has not converted ends when the deal was lost, or at
    the moment of asking. `until` is the end of the day where only the day of the close is
    known. `lead_at` and `opened_at` place the milestones of the lead and of the deal; None when
    they are not known.

    `lesson` numbers what the Markov models knew of: a deal is shared by what its own lesson and
    all earlier ones taught, so that no later deal changes its shares. Where it is not `asked`
    about, a journey teaches and earns nothing.
    """

    deal: int
    value: Decimal | None
    currency: str
    closed_at: datetime
    touches: tuple[Touch, ...]
    converted: bool = True
    lead_at: datetime | None = None
    opened_at: datetime | None = None
    until: datetime | None = None
    lesson: int = 0
    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchRules:
    """What the accord says a touch is.

    `zone` is the workspace's: it says where a day begins. `kinds` None counts every kind of
    touch. `half_life` is that of the time decay model.
    """

    zone: ZoneInfo
    look_back: timedelta = LOOK_BACK
    kinds: frozenset[str] | None = None
    direct: frozenset[str] = frozenset({"direct"})
    colleagues: bool = True
    half_life: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        if self.look_back <= timedelta(0) or self.half_life <= timedelta(0):
            raise ValueError("The look-back window and the half-life must be longer than nothing")


class Reason(StrEnum):
    """Why a touch counts, or the first rule that left it out."""

    COUNTS = "counts"
    AFTER_CLOSE = "after the close"
    BEFORE_WINDOW = "before the look-back window"
    AUTOMATIC = "made by a machine"
    OTHER_KIND = "not a kind that counts"
    COLLEAGUE = "a colleague of the buyer"
    DIRECT = "direct, and another channel is known"
    REPEATED = "the same again on the same day"


@dataclass(frozen=True, slots=True)
class Judged:
    """A touch and what the rules say of it."""

    touch: Touch
    reason: Reason


def judged(*, journey: Journey, rules: TouchRules) -> tuple[Judged, ...]:
    """Say of every touch whether it counts, in order of time, those of one moment by `tie`.

    The window is closed at both ends: a touch at the very moment of the close counts, and on
    the day of a close of which only the day is known. Direct
    gives way first, repetitions are looked for among what remains. A repetition is the same
    contact, kind and channel on the same day of the workspace's zone; the earliest one stays.
    """
    ordered = sorted(journey.touches, key=lambda one: (one.at, tie(kind=one.kind), one.position))
    reasons = [_own_reason(touch, journey, rules) for touch in ordered]
    known = any(
        reason is Reason.COUNTS and touch.channel not in rules.direct
        for touch, reason in zip(ordered, reasons, strict=True)
    )
    return tuple(_among_others(ordered, reasons, known=known, rules=rules))


def counted(*, journey: Journey, rules: TouchRules) -> Journey:
    """Keep the touches that count, in order, each with the milestones it stands for."""
    touches = [
        verdict.touch
        for verdict in judged(journey=journey, rules=rules)
        if verdict.reason is Reason.COUNTS
    ]
    stones = _milestones(touches, journey)
    marked = (
        replace(touch, milestones=frozenset(stone for stone, at in stones.items() if at == index))
        for index, touch in enumerate(touches)
    )
    return replace(journey, touches=tuple(marked))


def _own_reason(touch: Touch, journey: Journey, rules: TouchRules) -> Reason:
    tests = (
        (touch.at > (journey.until or journey.closed_at), Reason.AFTER_CLOSE),
        (touch.at < journey.closed_at - rules.look_back, Reason.BEFORE_WINDOW),
        (touch.automatic, Reason.AUTOMATIC),
        (rules.kinds is not None and touch.kind not in rules.kinds, Reason.OTHER_KIND),
        (touch.colleague and not rules.colleagues, Reason.COLLEAGUE),
    )
    return next((reason for failed, reason in tests if failed), Reason.COUNTS)


def _among_others(
    touches: Sequence[Touch], reasons: Sequence[Reason], *, known: bool, rules: TouchRules
) -> Iterator[Judged]:
    seen = set()
    for touch, own in zip(touches, reasons, strict=True):
        reason = own
        if own is Reason.COUNTS:
            day = touch.at.astimezone(rules.zone).date()
            same = (touch.contact, touch.kind, touch.channel, day)
            if known and touch.channel in rules.direct:
                reason = Reason.DIRECT
            elif same in seen:
                reason = Reason.REPEATED
            seen.add(same)
        yield Judged(touch, reason)


def _milestones(touches: Sequence[Touch], journey: Journey) -> dict[Milestone, int | None]:
    """Place each milestone on a touch: the latest one at or before its moment, if there is one.

    The close is none that brought the lead or the deal: on a day of which the hours are unknown it
    would be, for it comes last.
    """
    if not touches:
        return {}
    return {
        Milestone.FIRST: 0,
        Milestone.LEAD: _latest(touches, journey.lead_at),
        Milestone.OPENED: _latest(touches, journey.opened_at),
        Milestone.CLOSED: len(touches) - 1,
    }


def _latest(touches: Sequence[Touch], at: datetime | None) -> int | None:
    if at is None:
        return None
    came = [place for place, one in enumerate(touches) if one.at <= at and one.kind != CLOSE]
    return came[-1] if came else None
