"""Questions about hand-overs: who waits, who could take one, what was decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from entente.funnel.models import Passage
from entente.handoff.models import (
    IS_OPEN,
    Capacity,
    Handover,
    Offer,
    Question,
    SetAside,
    Verdict,
    WakeUp,
)
from entente.handoff.rules.routing import Candidate
from entente.handoff.rules.standing import OPEN, Status, Why
from entente.kit.statistics.proportions import Rate
from entente.ledger import queries as ledger
from entente.people.models import Contact, OptOut
from entente.people.queries.contacts import called
from entente.pipeline.models import Deal, DealContact
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.queries import MemberInfo
from entente.workspace.rules import Reach, Role, SeatHeld, Team, Viewer, acts_for, one_line

LIVES = Q(contact__deleted_at=None, contact__erased_at=None)  # who was deleted can come back
WAITS = IS_OPEN & LIVES
OWES_CONTACT = LIVES & Q(
    status__in=[Status.ACCEPTED, Status.CONVERTED],
    first_touch_at=None,
    first_offered_at__isnull=False,
)
OWED_FOR = timedelta(days=30)  # after the verdict; whom nobody called by then nobody promises to
USUAL_CAPACITY = 25  # open leads per person, where nothing else was said


def capacity(*, member_id: int) -> int:
    """How many open leads a person takes on at once."""
    held = Capacity.objects.filter(member_id=member_id).first()
    return held.open_leads if held else USUAL_CAPACITY


def sellers(*, at: datetime) -> list[MemberInfo]:
    """Who can take a lead on: whoever signs in and decides for sales then. Two queries."""
    return [
        info
        for info in workspace.members(at=at, team=Team.SALES)
        if info.can_sign_in and acts_for(seats=info.seats, team=Team.SALES)
    ]


def sells(*, member_id: int, at: datetime) -> bool:
    """Whether this person can take a lead on then. Two queries."""
    return member_id in {info.id for info in sellers(at=at)}


def candidates(*, at: datetime) -> list[Candidate]:
    """The people of sales whom routing may choose from at that moment. Five queries."""
    taking_turns = SeatHeld(team=Team.SALES, role=Role.MEMBER)
    ids = [info.id for info in sellers(at=at) if taking_turns in info.seats]
    moment = at + timedelta(microseconds=1)
    away = {row.member_id for row in workspace.absences(member_ids=ids, since=at, until=moment)}
    waiting = dict(
        Handover.objects.filter(WAITS, owner_id__in=ids)
        .values_list("owner_id")
        .annotate(Count("id"))
    )
    last = dict(
        Offer.objects.filter(member_id__in=ids).values_list("member_id").annotate(Max("offered_at"))
    )
    capacity = dict(
        Capacity.objects.filter(member_id__in=ids).values_list("member_id", "open_leads")
    )
    return [
        Candidate(
            member_id=one,
            capacity=capacity.get(one, USUAL_CAPACITY),
            open_leads=waiting.get(one, 0),
            away=one in away,
            last_offered_at=last.get(one),
        )
        for one in ids
    ]


def open_deal_owner(*, contact: int, at: datetime) -> int | None:
    """Who owns the newest open deal of a contact (or, failing that, of its company), if anybody.

    An owner who has left, or whom only an import knows, could not answer; they do not count.
    """
    own = DealContact.objects.filter(contact_id=contact).values("deal_id")
    company = Q(company__isnull=False, company_id__in=_company_of(contact))
    owners = [info.id for info in sellers(at=at)]
    deals = Deal.objects.filter(outcome="", deleted_at=None, owner__in=owners)
    for wanted in (Q(id__in=own), company):
        found = (
            deals.filter(wanted).order_by("-opened_at", "-id").values_list("owner_id", flat=True)
        )
        if owner := found.first():
            return owner
    return None


def _company_of(contact: int) -> QuerySet[Contact, dict[str, int]]:
    return Contact.objects.filter(id=contact, company__isnull=False).values("company_id")


def waiting(*, viewer: Viewer) -> QuerySet[Handover]:
    """The open hand-overs that this person may see, oldest first."""
    rows = scope(Handover.objects.filter(WAITS), viewer=viewer, record="handoff")
    return rows.select_related("contact__company", "owner").order_by("created_at", "id")


def owing_contact(*, viewer: Viewer, at: datetime) -> QuerySet[Handover]:
    """Accepted of late, and by now nobody tried to reach them; of those this person may see."""
    rows = Handover.objects.filter(OWES_CONTACT, decided_at__gte=at - OWED_FOR)
    rows = scope(rows, viewer=viewer, record="handoff")
    return rows.select_related("contact__company", "owner").order_by("decided_at", "id")


def decided(*, viewer: Viewer, since: datetime) -> QuerySet[Handover]:
    """The hand-overs decided since a moment, latest first."""
    rows = Handover.objects.filter(decided_at__gte=since).exclude(status__in=sorted(OPEN))
    rows = scope(rows, viewer=viewer, record="handoff")
    return rows.select_related("contact__company", "owner").order_by("-decided_at", "-id")


def one(*, handover_id: int, viewer: Viewer) -> Handover:
    """One hand-over. Raises Handover.DoesNotExist when there is none that they may see."""
    rows = scope(Handover.objects.all(), viewer=viewer, record="handoff")
    return rows.select_related("contact__company", "owner").get(id=handover_id)


def seen_handovers(*, viewer: Viewer, ids: Collection[int]) -> frozenset[int]:
    """Those of these hand-overs that this person may see. One query, or none."""
    if viewer.reach(record="handoff", action="see") is Reach.ALL or not ids:
        return frozenset(ids)
    known = Handover.objects.filter(id__in=ids)
    return frozenset(scope(known, viewer=viewer, record="handoff").values_list("id", flat=True))


def latest(*, viewer: Viewer, contacts: Sequence[int]) -> dict[int, Handover]:
    """The latest hand-over of each of these contacts, not those that ended so. Two queries.

    Where this person may not see the latest there is none: an earlier one is not how it stands.
    """
    rows = Handover.objects.filter(contact_id__in=contacts).exclude(status=Status.ENDED)
    last = {row.contact_id: row for row in rows.order_by("contact_id", "created_at")}
    mine = seen_handovers(viewer=viewer, ids=[row.id for row in last.values()])
    return {contact: row for contact, row in last.items() if row.id in mine}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What became of leads that were handed over with about this score."""

    became: Rate
    stage: str


def alike(*, score: Decimal, at: datetime, stage: str) -> Alike:
    """Leads handed over in the last two years, at least two weeks ago, within ten points of it.

    `stage` is the stage whose entry counts as having become something.
    """
    total = F("fit") + F("interest")
    rows = (
        Handover.objects.filter(
            created_at__gte=at - timedelta(days=730), created_at__lt=at - timedelta(days=14)
        )
        .annotate(total=total)
        .filter(total__gte=score - 10, total__lte=score + 10)
    )
    ids = set(rows.values_list("contact_id", flat=True))
    entered = Passage.objects.filter(contact_id__in=ids, stage=stage).values("contact_id")
    return Alike(became=Rate(entered.distinct().count(), len(ids)), stage=stage)


def lacking(*, contact: int, wanted: Sequence[str]) -> list[str]:
    """Which of the fields that a hand-over must bring along are unknown. One query."""
    row = Contact.objects.select_related("company").get(id=contact)
    known = {
        "email": row.email,
        "phone": row.phone,
        "job_title": row.job_title,
        "company": row.company_id,
        "industry": row.company and row.company.industry,
        "employees": row.company and row.company.employees,
        "country": row.country or (row.company and row.company.country),
    }
    return [name for name in wanted if known.get(name) in (None, "")]


def words_of(*, handover_id: int) -> list[Question]:
    """What was asked and answered about a lead, latest first."""
    rows = Question.objects.filter(handover_id=handover_id).select_related(
        "asked_by", "answered_by"
    )
    return list(rows.order_by("-asked_at"))


def unanswered(*, viewer: Viewer, most: int) -> list[Question]:
    """What sales asked about leads that wait, for who may see them; the oldest first."""
    leads = scope(Handover.objects.filter(WAITS), viewer=viewer, record="handoff")
    rows = Question.objects.filter(answered_at=None, handover__in=leads)
    return list(rows.select_related("asked_by", "handover__contact").order_by("asked_at")[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """That a person handed a lead over, and what they said why."""

    by: str
    reason: str
    actor: int | None = None


def by_hand(*, row: Handover) -> ByHand | None:
    """Who handed a lead over by hand and why; None where a clause did it. Two queries at most."""
    if row.clause:
        return None
    entry = ledger.entry(position=row.cause)
    if entry.properties.get("via") != "hand":
        return None
    names = workspace.names(ids=[entry.actor] if entry.actor else [])
    reason = "" if row.contact.erased_at else str(entry.properties.get("reason", ""))
    by = names.get(entry.actor or 0, "")
    return ByHand(by=by, reason=one_line(reason), actor=entry.actor)


def who_waits(*, viewer: Viewer, limit: int = 1_000) -> frozenset[int]:
    """Contacts whose leads wait for this very person: the newest of them. One query."""
    rows = Handover.objects.filter(WAITS, owner_id=viewer.member_id)
    rows = scope(rows, viewer=viewer, record="handoff").order_by("-created_at")
    return frozenset(rows.values_list("contact_id", flat=True)[:limit])


def who_is_in_the_queue(
    *, viewer: Viewer, at: datetime, own: bool = False, limit: int = 1_000
) -> frozenset[int]:
    """The contacts of the leads that the queue shows, as it opens: the newest. One query."""
    rows = in_the_queue(viewer=viewer, at=at, own=own).order_by("-created_at")
    return frozenset(rows.values_list("contact_id", flat=True)[:limit])


def waiting_rows(*, viewer: Viewer, own: bool = False) -> QuerySet[Handover]:
    """The leads that wait and that this person may see; `own`: theirs and nobody's."""
    rows = scope(Handover.objects.filter(WAITS), viewer=viewer, record="handoff")
    return rows.filter(Q(owner_id=viewer.member_id) | Q(owner_id=None)) if own else rows


def in_the_queue(*, viewer: Viewer, at: datetime, own: bool = False) -> QuerySet[Handover]:
    """Those that wait, and those accepted of late whom nobody tried to reach; of those they see."""
    owed = OWES_CONTACT & Q(decided_at__gte=at - OWED_FOR)
    rows = scope(Handover.objects.filter(WAITS | owed), viewer=viewer, record="handoff")
    return rows.filter(Q(owner_id=viewer.member_id) | Q(owner_id=None)) if own else rows


def waiting_count(*, viewer: Viewer, own: bool = False) -> int:
    """How many leads wait that this person may see; `own`: theirs and nobody's. One query."""
    return waiting_rows(viewer=viewer, own=own).count()


def verdict_of(*, handover_id: int) -> Verdict | None:
    """The verdict that stands."""
    return Verdict.objects.filter(handover_id=handover_id, undone_at=None).first()


def verdicts(*, handovers: Sequence[int]) -> dict[int, Verdict]:
    """The verdicts that stand, by hand-over. One query."""
    rows = Verdict.objects.filter(handover_id__in=handovers, undone_at=None)
    return {row.handover_id: row for row in rows}


def handed_over_again(*, handovers: Sequence[int]) -> frozenset[int]:
    """Those of these hand-overs whose contact waits by another one, or had a later one. One query.

    What was joined to another, or never was because its cause was taken back, is none.
    """
    rows = Handover.objects.filter(_again(), id__in=handovers)
    return frozenset(rows.values_list("id", flat=True))


def to_wake(*, today: date) -> QuerySet[Handover]:
    """Whom a verdict recycled until a day that has come, and nobody was told yet to look again.

    Not who was handed over again meanwhile.
    """
    due = WakeUp.objects.filter(woken_at=None, on__lte=today, verdict__undone_at=None)
    rows = Handover.objects.filter(LIVES, ~_again(), status=Status.RECYCLED)
    return rows.filter(id__in=due.values("verdict__handover_id"))


def _again() -> Exists:
    """Whether a hand-over is followed by another one of the same contact that counts."""
    started = Q(created_at__gt=OuterRef("created_at"))
    later = started | Q(created_at=OuterRef("created_at"), id__gt=OuterRef("id"))
    others = Handover.objects.filter(IS_OPEN | later, contact_id=OuterRef("contact_id"))
    return Exists(others.exclude(id=OuterRef("id")).exclude(ended_why__in=[Why.JOINED, Why.VOID]))


def asides(*, handovers: Sequence[int]) -> dict[int, SetAside]:
    """Which of these leads are set aside."""
    rows = SetAside.objects.filter(handover_id__in=handovers, ended_at=None)
    return {row.handover_id: row for row in rows}


def refusals(*, contact: int) -> frozenset[str]:
    """The means of contact that a lead has refused."""
    rows = OptOut.objects.filter(contact_id=contact, lifted_at=None)
    return frozenset(rows.values_list("means", flat=True))


def colleagues(*, contact: int) -> list[tuple[str, str]]:
    """Others of the same company: name with title, and their page. Five at most."""
    company = Contact.objects.filter(id=contact).values_list("company_id", flat=True).first()
    if company is None:
        return []
    rows = Contact.objects.filter(company_id=company, deleted_at=None).exclude(id=contact)
    return [
        (
            ", ".join(part for part in (called(row), row.job_title) if part),
            f"/contacts/{row.id}/",
        )
        for row in rows.order_by("name_key", "id")[:5]
    ]


def one_or_none(*, handover_id: int, viewer: Viewer) -> Handover | None:
    """One hand-over, or None when there is none that they may see."""
    rows = scope(Handover.objects.all(), viewer=viewer, record="handoff")
    return rows.select_related("contact__company", "owner").filter(id=handover_id).first()


def handover_of(*, verdict_id: int, viewer: Viewer) -> int | None:
    """The hand-over that a verdict is about, or None where they may not see it."""
    found = Verdict.objects.filter(id=verdict_id).values_list("handover_id", flat=True).first()
    if found is None or one_or_none(handover_id=found, viewer=viewer) is None:
        return None
    return found
