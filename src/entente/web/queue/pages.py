"""What the queue shows: who waits, best first by time left, and what was done today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.urls import reverse
from django.utils import timezone

from entente.handoff import queries
from entente.handoff.rules.standing import OPEN, Status
from entente.kit import periods, wording
from entente.ledger import queries as ledger
from entente.people.queries import companies
from entente.people.queries.contacts import called
from entente.qualification import queries as qualification
from entente.qualification.rules.definition import CLAUSE_NAMES
from entente.sla import queries as sla
from entente.sla.rules.clocks import State
from entente.sla.took import until_decided
from entente.web.queue import clockwords, judging
from entente.web.queue.clockwords import ClockShown
from entente.web.queue.judging import Points
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

Whose = Literal["me", "all"]
LATEST = 12  # verdicts of today that stand below the list
_ORDER = {
    State.LATE: 0,
    State.SOON: 1,
    State.CALM: 1,
    State.NOT_STARTED: 2,
    State.PAUSED: 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreShown:
    fit: int
    interest: int
    fit_of: int
    interest_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLine:
    """One lead of the list."""

    id: int
    url: str
    name: str
    company: str
    why: str
    owner: str  # '' of nobody yet
    clock: ClockShown
    score: ScoreShown | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneLine:
    words: str
    name: str
    url: str
    reason: str
    took: str
    state: str  # of the clock that tells what it took: green only where no promise was broken
    again: bool  # handed over once more since then
    undo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The list beside the lead."""

    lines: tuple[LeadLine, ...]
    aside: tuple[LeadLine, ...]
    owed: tuple[LeadLine, ...]
    done: tuple[DoneLine, ...]
    whose: Whose
    me_url: str
    all_url: str
    can_see_all: bool
    accepted_today: int
    keep: str  # whose queue it is, for the addresses on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The rows of the queue with all that both pages need, asked once."""

    rows: tuple  # undecided, and those accepted whose first contact is late
    aside: tuple  # somebody set them aside
    owed: tuple  # accepted, and nobody has tried to reach them yet
    clocks: dict[int, ClockShown]
    points: dict[int, Points]  # by hand-over
    order: tuple[int, ...]
    asides: dict[int, datetime]  # until when the leads wait that somebody set aside


def lists_own(viewer: Viewer) -> bool:
    """Whether the list opens with one's own leads: for those who sell."""
    return viewer.holds(team="sales", role="member")


def waiting(*, viewer: Viewer, at: datetime, whose: Whose) -> Waiting:
    """Who waits, late ones first, then by time left; the paused last, as they run on.

    Late is also who was accepted and should have been contacted by now: to accept a lead does not
    make it less urgent. A constant of queries.
    """
    found = [*queries.waiting(viewer=viewer), *queries.owing_contact(viewer=viewer, at=at)]
    rows = [row for row in found if whose == "all" or row.owner_id in (viewer.member_id, None)]
    clocks = sla.clocks(rows=rows, at=at)
    points = judging.points(rows=rows, at=at)
    ranked = sorted(rows, key=lambda row: _rank(clocks.get(row.id), points.get(row.id), row, at))
    asides = {
        lead: aside.until
        for lead, aside in queries.asides(handovers=[row.id for row in rows]).items()
        if aside.until > at
    }
    wait, aside, owed = _grouped(ranked, clocks, asides)
    local = timezone.localtime(at)
    return Waiting(
        rows=wait,
        aside=aside,
        owed=owed,
        clocks={
            row.id: clockwords.shown(
                clock=_local(clocks.get(row.id)), at=local, aside=asides.get(row.id)
            )
            for row in (*wait, *aside, *owed)
        },
        points=points,
        order=tuple(row.id for row in (*wait, *aside)),
        asides=asides,
    )


def _grouped(ranked, clocks, asides) -> tuple[tuple, tuple, tuple]:  # type: ignore[no-untyped-def]  Handovers, Clocks
    """Who waits, who is set aside meanwhile, and who is accepted and in time for a first call."""
    wait, aside, owed = [], [], []
    for row in ranked:
        clock = clocks.get(row.id)
        if row.status in OPEN:
            (aside if row.id in asides and clockwords.rests(clock=clock) else wait).append(row)
        elif _runs(clock):
            (wait if clock.reading.state is State.LATE else owed).append(row)
    return tuple(wait), tuple(aside), tuple(owed)


def after(*, done: int, found: Waiting) -> int | None:
    """The lead to decide on after this one, from the list's end the first; those set aside last."""
    order = found.order
    place = order.index(done) if done in order else -1
    undecided = {row.id for row in (*found.rows, *found.aside) if row.status in OPEN}
    others = [*order[place + 1 :], *order[: max(place, 0)]]
    others = [lead for lead in others if lead in undecided]
    return min(others, key=lambda lead: lead in found.asides, default=None)


def _runs(clock) -> bool:  # type: ignore[no-untyped-def]  a Clock, if any
    return clock is not None and clock.what == "first contact"


def _local(clock):  # type: ignore[no-untyped-def]  a Clock with its moments in the reader's zone
    if clock is None or clock.reading.until is None:
        return clock
    until = timezone.localtime(clock.reading.until)
    return replace(clock, reading=replace(clock.reading, until=until))


def _rank(clock, points: Points | None, row, at: datetime) -> tuple:  # type: ignore[no-untyped-def]  Clock, Handover
    score = -(points.scored.total if points else Decimal(0))
    if clock is None:
        return (2, at, timedelta(0), score, row.created_at)
    reading = clock.reading
    if reading.state is State.LATE:
        return (0, at, -reading.late_by, score, row.created_at)
    return (_ORDER.get(reading.state, 3), reading.until or at, reading.left, score, row.created_at)


def page(
    *, viewer: Viewer, at: datetime, whose: Whose, found: Waiting, current: int | None
) -> QueuePage:
    """The list. Thirteen queries beyond those of `waiting`."""
    groups = (found.rows, found.aside, found.owed)
    whys = _whys([row.contact_id for rows in groups for row in rows])
    lines, aside, owed = (
        tuple(_line(row, found, whys, current, at) for row in rows) for rows in groups
    )
    done = _done(viewer, at)
    return QueuePage(
        lines=lines,
        aside=aside,
        owed=owed,
        done=tuple(done[:LATEST]),
        whose=whose,
        me_url=reverse("queue"),
        all_url=f"{reverse('queue')}?owner=all",
        can_see_all=viewer.reach(record="handoff", action="see") != "own",
        accepted_today=sum(one.words == "Accepted" for one in done),
        keep="?owner=all" if whose == "all" else "",
    )


def _line(row, found: Waiting, whys, current: int | None, at: datetime) -> LeadLine:  # type: ignore[no-untyped-def]  Handover
    contact = row.contact
    firm = companies.called(contact.company) if contact.company else ""
    return LeadLine(
        id=row.id,
        url=reverse("queue_lead", args=[row.id]),
        name=called(contact),
        company=", ".join(part for part in (contact.job_title, firm) if part),
        why=_stands(row, found, at) or whys.get(row.contact_id) or _handed(row),
        owner=row.owner.name if row.owner else "",
        clock=found.clocks[row.id],
        score=_score(found.points.get(row.id)),
        current=row.id == current,
    )


def _stands(row, found: Waiting, at: datetime) -> str:  # type: ignore[no-untyped-def]  Handover
    """What a row says before anything else: why it is not simply a lead to decide on."""
    if until := found.asides.get(row.id):
        day = wording.short_day(
            timezone.localtime(until).date(), today=timezone.localtime(at).date()
        )
        return f"Set aside until {day}"
    if row.status not in OPEN and found.clocks[row.id].state == "late":
        return "Accepted, not contacted yet"
    return ""


def _handed(row) -> str:  # type: ignore[no-untyped-def]  Handover
    if not row.clause:
        return "Handed over to sales"
    return f"Handed over by the clause {CLAUSE_NAMES.get(row.clause, row.clause)}"


def _score(points: Points | None) -> ScoreShown | None:
    """A score as the component takes it; None where no card judged."""
    if points is None:
        return None
    return ScoreShown(
        fit=round(points.scored.fit),
        interest=round(points.scored.interest),
        fit_of=points.most_fit,
        interest_of=points.most_interest,
    )


def _whys(contacts: Sequence[int]) -> dict[int, str]:
    """The last thing that each did by themselves, as the timeline tells it."""
    return {
        contact: told for contact, told in ledger.latest_touch(contacts=contacts).items() if told
    }


def _done(viewer: Viewer, at: datetime) -> list[DoneLine]:
    zone = workspace.current().timezone
    start = periods.start_of_day(day=periods.day_of(at=at, zone=zone), zone=zone)
    rows = [
        row
        for row in queries.decided(viewer=viewer, since=start)
        if row.owner_id == viewer.member_id or row.owner_id is None
    ]
    words = {"accepted": "Accepted", "converted": "Accepted", "rejected": "Rejected"}
    verdicts = queries.verdicts(handovers=[row.id for row in rows])
    took = until_decided(rows=rows, at=at)
    again = queries.handed_over_again(handovers=[row.id for row in rows])
    reasons = {key: label.lower() for key, label in qualification.reason_labels(at=at).items()}
    return [
        DoneLine(
            words=words.get(row.status, "Recycled"),
            name=called(row.contact),
            url=reverse("queue_lead", args=[row.id]),
            reason=reasons.get(verdicts[row.id].reason, "") if row.id in verdicts else "",
            took=f"verdict in {wording.span(took[row.id].length)}" if row.id in took else "",
            state="met" if row.id in took and took[row.id].in_time else "",
            again=row.id in again,
            undo=_undo(row, verdicts.get(row.id), viewer) if row.id not in again else "",
        )
        for row in rows
    ]


def _undo(row, verdict, viewer: Viewer) -> str:  # type: ignore[no-untyped-def]  Handover, Verdict
    """Where one's own verdict is taken back; '' for another's, and once a deal came of it.

    Nor where the person was erased.
    """
    if verdict is None or verdict.by_id != viewer.member_id or row.status == Status.CONVERTED:
        return ""
    if row.contact.erased_at is not None:
        return ""
    return reverse("queue_undo", args=[verdict.id])
