"""One lead with everything that decides: clock, reasons, their words, what happened so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from entente.funnel import queries as funnels
from entente.handoff import access, queries
from entente.handoff.rules.standing import OPEN, WORDS, Status
from entente.kit import wording
from entente.kit.statistics.proportions import wilson
from entente.ledger import offers as ledger_kinds
from entente.ledger import queries as ledger
from entente.ledger import telling
from entente.people.queries import companies
from entente.people.queries.contacts import called
from entente.qualification import scoring
from entente.qualification.queries import DefinitionInForce
from entente.qualification.rules.points import FitPoints, Score
from entente.web import navigation
from entente.web.accord import addresses
from entente.web.parts import Happening
from entente.web.queue import judging, noes, notes
from entente.web.queue.clockwords import ClockShown
from entente.web.queue.noes import ReasonLine
from entente.web.queue.shapes import Lead, Words
from entente.web.records import points
from entente.web.records.telling import Told, tell
from entente.web.records.timeline import within
from entente.workspace import queries as workspace
from entente.workspace.rules import Team, Viewer, acts_for

NOTED = frozenset({"lead.rejected", "lead.recycled", "task.set"})  # what was said of it, and which
FEW = 10  # leads alike, below which a share says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    state: str
    label: str
    seen: str
    wanted: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    fit: tuple[Fit, ...]
    interest: tuple[points.InterestLine, ...]
    fit_points: int
    most_fit: int
    interest_points: int
    most_interest: int
    version: str  # by which it was handed over, and the points are counted
    version_url: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    words: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    id: int
    text: str
    by: str
    at: datetime
    answer: str
    answered_by: str
    url: str
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadPage:
    """A lead as the page shows it."""

    id: int
    name: str
    title: str
    company: str
    company_url: str
    place: str
    contact_url: str
    log_url: str  # "" where nothing is to be logged by this person
    phone: str
    email: str
    no_calls: bool
    no_mail: bool
    clock: ClockShown | None
    note: str
    why: str
    alike: str
    card: Card | None
    said: tuple[Said, ...]
    asked: tuple[Asked, ...]
    facts: tuple[tuple[str, str], ...]
    colleagues: tuple[tuple[str, str], ...]
    timeline: tuple[Happening, ...]
    status: str
    is_open: bool
    may_decide: bool
    may_reassign: bool
    may_answer: bool
    may_undo: bool
    sellers: tuple[tuple[int, str], ...]
    owner_id: int | None
    owner: str
    reasons: tuple[ReasonLine, ...]
    day_for: str
    verdict_id: int | None
    aside_until: datetime | None
    place_in_queue: str
    next_url: str
    previous_url: str
    tomorrow: str
    next_week: str
    while_asked: str  # what a question does to the clock


def page(
    *,
    row: Lead,
    viewer: Viewer,
    at: datetime,
    clock: ClockShown | None,
    order: tuple[int, ...],
) -> LeadPage:
    """Everything about one lead. About twenty queries, whatever its history."""
    judged = judging.definition(row=row, at=at)
    card = scoring.card(contact=row.contact_id, at=at, by=judged)
    latest = ledger.timeline(contact=row.contact_id, limit=40).entries
    entries = within(entries=latest, viewer=viewer, contact=row.contact_id)
    verdict = queries.verdict_of(handover_id=row.id)
    aside = queries.asides(handovers=[row.id]).get(row.id)
    is_open = Status(row.status) in OPEN and not _is_gone(row)
    return LeadPage(
        id=row.id,
        **_person(row),
        log_url=_log_url(row, viewer),
        **_rights(row, viewer, at, is_open=is_open),
        may_undo=verdict is not None and _may_undo(row, verdict.by_id, viewer, at),
        **_neighbours(row, order),
        clock=clock,
        note=notes.note(row=row, clock=clock, verdict=verdict, at=at),
        why=_why(row, card, at),
        alike=_alike(row, card, at),
        card=_card(card, judged, at, can_call=bool(row.contact.phone)) if card and judged else None,
        said=tuple(_said(entries)),
        asked=tuple(_asked(one, row) for one in queries.words_of(handover_id=row.id)),
        facts=tuple(_facts(row)),
        colleagues=tuple(queries.colleagues(contact=row.contact_id)),
        timeline=tuple(_happened(told) for told in tell(entries=entries, at=at)[:12]),
        status=WORDS[Status(row.status)],
        is_open=is_open,
        sellers=tuple(
            (info.id, info.name)
            for info in workspace.members(at=at, team=Team.SALES)
            if info.id != row.owner_id and info.can_sign_in
            if acts_for(seats=info.seats, team=Team.SALES)
        ),
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "Nobody yet",
        **noes.reasons(at=at),
        verdict_id=verdict.id if verdict else None,
        aside_until=aside.until if aside else None,
        **_later(at),
        while_asked=notes.while_asked(row=row, at=at),
    )


def _later(at: datetime) -> dict[str, str]:
    """The days that a lead is most often set aside for."""
    today = timezone.localtime(at).date()
    return {
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "next_week": (today + timedelta(days=7 - today.weekday())).isoformat(),
    }


def _log_url(row: Lead, viewer: Viewer) -> str:
    """Where to log a call with somebody whom sales has accepted."""
    accepted = row.status in (Status.ACCEPTED, Status.CONVERTED) and not _is_gone(row)
    url = navigation.open_to("log", viewer)
    return f"{url}?contact={row.contact_id}" if url and accepted else ""


def _is_gone(row: Lead) -> bool:
    """Whether nobody is left to do anything about: deleted, or erased for good."""
    return row.contact.deleted_at is not None or row.contact.erased_at is not None


def _person(row: Lead) -> dict[str, Any]:
    """Who it is, where they work and by which means they may be reached."""
    contact, company = row.contact, row.contact.company
    refusals = queries.refusals(contact=row.contact_id)
    return {
        "name": called(contact),
        "title": contact.job_title,
        "company": companies.called(company) if company else "",
        "company_url": f"/companies/{company.id}/" if company else "",
        "place": contact.city or contact.country,
        "contact_url": f"/contacts/{contact.id}/",
        "phone": contact.phone,
        "email": contact.email,
        "no_calls": "phone" in refusals,
        "no_mail": "mail" in refusals,
    }


def _rights(row: Lead, viewer: Viewer, at: datetime, *, is_open: bool) -> dict[str, bool]:
    """What the asker may do with this lead."""
    asks: dict[str, Any] = {"viewer": viewer, "owner_id": row.owner_id, "at": at}
    return {
        "may_decide": is_open and access.may_decide(**asks),
        "may_reassign": is_open and access.may_give(**asks),
        "may_answer": viewer.acts_for(Team.MARKETING) and row.contact.erased_at is None,
    }


def _may_undo(row: Lead, decider: int, viewer: Viewer, at: datetime) -> bool:
    """Whoever decided, and who leads them, until a deal or a new hand-over came of it.

    Nobody for a person who was erased.
    """
    if row.status == Status.CONVERTED or row.contact.erased_at is not None:
        return False
    if not access.may_change(viewer=viewer, owner_id=decider, at=at):
        return False
    return not queries.handed_over_again(handovers=[row.id])


def _neighbours(row: Lead, order: tuple[int, ...]) -> dict[str, str]:
    place = order.index(row.id) if row.id in order else None
    return {
        "place_in_queue": f"{place + 1} of {len(order)}" if place is not None else "",
        "next_url": _neighbour(order, place, 1),
        "previous_url": _neighbour(order, place, -1),
    }


def _neighbour(order: tuple[int, ...], place: int | None, step: int) -> str:
    if place is None or not 0 <= place + step < len(order):
        return ""
    return reverse("queue_lead", args=[order[place + step]])


def _why(row: Lead, card: Score | None, at: datetime) -> str:
    by_hand = queries.by_hand(row=row)
    handed = _handed(by_hand) if by_hand else ""
    if card is None:
        return f"{handed} No points card is in force to say more.".lstrip()
    fits = f"{handed} {points.fits(card)}".lstrip()
    lately = sum(1 for line in card.interest for age in line.ages if age <= 7)
    if not lately:
        return f"{fits}; nothing new in the last seven days."
    return f"{fits}, and did {wording.counted(lately, 'thing')} of interest in seven days."


def _handed(told: queries.ByHand) -> str:
    """Who handed a lead over by hand, and what they said why."""
    who = f"{told.by} handed them over by hand" if told.by else "Handed over by hand"
    if not told.reason:
        return f"{who}."
    return f"{who}: “{told.reason}”{'' if told.reason.endswith(('.', '?', '!', '…')) else '.'}"


def _alike(row: Lead, card: Score | None, at: datetime) -> str:
    stage = funnels.canon(at=at).document.entered_by_deed("deal.opened")
    if row.fit is None or row.interest is None or stage is None:
        return ""
    became = queries.alike(score=row.fit + row.interest, at=at, stage=stage.key).became
    if became.of < FEW:
        return f"Too early to say what becomes of leads like this: {became.of} so far."
    interval = wilson(rate=became)
    low, high = (wording.percent(end).removesuffix("%") for end in (interval.low, interval.high))
    share = wording.rate(became.met, became.of)
    return (
        f"{share} of leads like this reached {stage.name} "
        f"({low}–{high}%, {wording.counted(became.of, 'lead')})."
    )


def _card(card: Score, by: DefinitionInForce, at: datetime, *, can_call: bool) -> Card:
    unknown = [line.label.lower() for line in card.unknown]
    shown = sorted((line for line in card.interest if line.ages), key=lambda line: line.ages[0])
    return Card(
        fit=tuple(_fit(line, can_call) for line in card.fit),
        interest=tuple(points.interest(line=line, at=at) for line in shown),
        fit_points=round(card.fit_points),
        most_fit=round(card.most_fit),
        interest_points=round(card.interest_points),
        most_interest=round(card.most_interest),
        version=by.name,
        version_url=addresses.url("accord_version", "lead_definition", number=by.number),
        ask=f"Ask on the call: {wording.listed(unknown)}." if unknown and can_call else "",
    )


def _fit(line: FitPoints, can_call: bool) -> Fit:  # noqa: FBT001  one caller
    unknown = line.state == "unknown"
    return Fit(
        state=line.state,
        label=line.label,
        seen=points.unknown(can_call=can_call) if unknown else line.seen or _plainly(line.state),
        wanted=line.wanted,
        points=f"0 of {round(line.most)}" if unknown else wording.number(round(line.points)),
    )


def _plainly(state: str) -> str:
    return "Yes" if state == "met" else "No"


def _said(entries) -> list[Said]:  # type: ignore[no-untyped-def]  entries
    """What they told us: the answers and words that lie in the personal part of marketing's."""
    found = []
    for entry in entries:
        if entry.team == "sales" or entry.kind.startswith(("lead.", "contact.", "company.")):
            continue
        for name, words in entry.personal.items():
            if (
                isinstance(words, str)
                and len(words) > 12
                and name in ("answer", "message", "words")
            ):
                when = wording.day(
                    timezone.localtime(entry.occurred_at).date(), today=entry.occurred_at.date()
                )
                found.append(Said(words=words, source=f"{telling_of(entry)}, {when}"))
    return found[:3]


def telling_of(entry) -> str:  # type: ignore[no-untyped-def]  an entry
    """An entry as a sentence, with all that it holds."""
    values = {
        **entry.properties,
        **entry.personal,
        "asset": entry.asset,
        "channel": entry.channel,
        "campaign": entry.campaign,
    }
    return telling.sentence(kind=ledger_kinds.kind(entry.kind), values=values)


def _happened(told: Told) -> Happening:
    """What was said stands beside it where it is sales' own word on this lead, or names a task."""
    note = told.note if told.kind in NOTED else ""
    return Happening(at=told.at, words=told.words, team=told.team, note=note)


def _asked(one: Words, row: Lead) -> Asked:
    return Asked(
        id=one.id,
        text=one.text,
        by=one.asked_by.name,
        at=one.asked_at,
        answer=one.answer,
        answered_by=one.answered_by.name if one.answered_by else "",
        url=reverse("queue_answer", args=[row.id, one.id]),
        waits=one.answered_at is None,
    )


def _facts(row: Lead) -> list[tuple[str, str]]:
    contact, company = row.contact, row.contact.company
    found = [
        ("Employees", wording.number(company.employees) if company and company.employees else ""),
        ("Industry", company.industry if company else ""),
        ("Country", contact.country or (company.country if company else "")),
        ("First channel", wording.channel(contact.channel)),
    ]
    return [(name, value) for name, value in found if value]
