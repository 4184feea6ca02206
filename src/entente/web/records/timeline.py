"""The timeline of a record with its filters, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict

from entente.activities import events
from entente.handoff import events as lead_events
from entente.handoff.queries import seen_handovers
from entente.ledger import offers, queries
from entente.ledger.events import ENTRY_RETRACTED, Entry
from entente.ledger.queries import Mark
from entente.people.queries.contacts import names, seen_contacts
from entente.pipeline import events as deal_events
from entente.pipeline.queries.related import seen_deals
from entente.sla import events as sla_events
from entente.web import addresses
from entente.web.records.editing import loaded
from entente.web.records.subjects import Subject
from entente.web.records.telling import Told, tell
from entente.web.render import render
from entente.workspace.rules import Reach, Viewer

A_PAGE: Final = 25
GROUPS: Final = {
    "marketing": "Marketing touches",
    "sales": "Calls, meetings, notes, tasks",
    "stage": "Stages",
    "handoff": "Hand-overs",
    "deal": "Deals",
    "record": "Changes of the record",
}
ACTIVITIES: Final = frozenset(kind.name for kind in events.KINDS)
# What happened to a deal tells nothing of the person that it names beside; who joined it does.
OF_A_DEAL: Final = frozenset(kind.name for kind in deal_events.KINDS) - {
    deal_events.DEAL_CONTACT_ADDED.name,
    deal_events.DEAL_CONTACT_LEFT.name,
}
OF_A_LEAD: Final = frozenset(kind.name for kind in (*lead_events.KINDS, *sla_events.KINDS))
PART: Final = "records/_timeline.html"
TEAMS: Final = (("marketing", "Marketing"), ("sales", "Sales"), ("shared", "Both"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`older` is the query of the next page, '' at the end; `first` whether this is the newest."""

    lines: tuple[Told, ...]
    address: str
    kinds: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    filtered: bool
    first: bool
    older: str


def build(
    *, query: QueryDict, of: Mapping[str, int], address: str, viewer: Viewer, at: datetime
) -> Timeline:
    """The page of a timeline that an address asks for; `of` is {"contact": 731}.

    Three queries; two more where the record is no contact, for whom each line is about.

    The caller has checked that the asker may see the record; what is told of a contact or a deal
    that they may not see is left out.
    """
    kind, team, channel = (query.get(name, "") for name in ("kind", "team", "channel"))
    team = team if team in dict(TEAMS) else ""
    before = _mark(query.get("older", ""))
    page = queries.timeline(
        **of, kinds=_kinds(kind), team=team, channel=channel, before=before, limit=A_PAGE
    )
    asked = {"kind": kind, "team": team, "channel": channel}
    asked = {name: value for name, value in asked.items() if value}
    channels = queries.channels(**of)
    here = of.get("contact")
    entries = within(entries=page.entries, viewer=viewer, contact=here)
    return Timeline(
        lines=tell(entries=entries, at=at, whose={} if here else _whose(entries, viewer)),
        address=address,
        kinds=_choices(_offered(kind), kind),
        teams=_choices(TEAMS, team),
        channels=_choices([(one, one) for one in channels], channel),
        filtered=bool(asked),
        first=before is None,
        older=urlencode({**asked, "older": str(page.older)}) if page.older else "",
    )


def part_of(subject: Subject, request: HttpRequest, record_id: int) -> HttpResponse:
    """Only the timeline of a record, for whoever turns its pages or filters it."""
    info = loaded(subject, request.viewer, record_id)
    address = addresses.record(subject.name, info.id, info.called)
    found = build(
        query=request.GET,
        of={subject.name: info.id},
        address=address,
        viewer=request.viewer,
        at=request.at,
    )
    return render(request, PART, part=PART, timeline=found)


def within(
    *, entries: Sequence[Entry], viewer: Viewer, contact: int | None = None
) -> tuple[Entry, ...]:
    """The entries but for those of what this person may not see.

    That is contacts, deals, hand-overs and activities. That one was taken back, and why, is told
    with the one that was.

    `contact` is whom the page is about: whoever may see the page may see them.
    """
    known = _within(entries, viewer, contact)
    taken = {one.corrects for one in known if one.kind == ENTRY_RETRACTED.name} - {None}
    if not taken or _sees_all(viewer):
        return known
    back = _within(queries.entries(positions=taken), viewer, contact)
    seen = {one.position for one in back}
    return tuple(one for one in known if one.kind != ENTRY_RETRACTED.name or one.corrects in seen)


def _whose(entries: Sequence[Entry], viewer: Viewer) -> dict[int, tuple[int, str]]:
    """By position: what to call whom an entry is about, where this person may see them.

    What happened to a deal is about the deal.
    """
    of = {
        entry.position: entry.contact
        for entry in entries
        if entry.contact is not None and entry.kind not in OF_A_DEAL
    }
    called = names(ids=sorted(seen_contacts(viewer=viewer, contact_ids=set(of.values()))))
    return {at: (contact, called[contact]) for at, contact in of.items() if contact in called}


def _sees_all(viewer: Viewer) -> bool:
    """Whether there is nothing that could have been taken back out of their sight."""
    told = (*ENTRY_RETRACTED.tells_of, "contact")
    return all(viewer.reach(record=one, action="see") is Reach.ALL for one in told)


def _within(entries: Sequence[Entry], viewer: Viewer, contact: int | None) -> tuple[Entry, ...]:
    contacts = {entry.contact for entry in entries if entry.contact is not None} - {contact}
    known = seen_contacts(viewer=viewer, contact_ids=contacts) | {contact, None}
    deals = {entry.deal for entry in entries if entry.deal is not None}
    seen = seen_deals(viewer=viewer, deal_ids=deals)
    leads = {one.properties.get("handover") for one in entries if one.kind in OF_A_LEAD}
    told = seen_handovers(viewer=viewer, ids=leads)
    return tuple(
        entry
        for entry in entries
        if (entry.contact in known or (entry.deal is not None and entry.kind in OF_A_DEAL))
        and (entry.deal is None or entry.deal in seen)
        and (entry.kind not in OF_A_LEAD or entry.properties.get("handover") in told)
        and (
            entry.kind not in ACTIVITIES
            or viewer.may(record="activity", action="see", owner_id=entry.actor)
        )
    )


def _mark(text: str) -> Mark | None:
    try:
        return Mark.parse(text) if text else None
    except (ValueError, OverflowError):
        return None


def _kinds(kind: str) -> list[str]:
    """The kinds of a group, or the one kind that is named."""
    if kind in GROUPS:
        return [one.name for one in offers.kinds() if one.group == kind]
    return [kind] if kind else []


def _offered(kind: str) -> list[tuple[str, str]]:
    named = list(GROUPS.items())
    single = next((one for one in offers.kinds() if one.name == kind), None)
    return [*named, (single.name, single.title)] if single else named


def _choices(options: object, chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(key=key, label=label, chosen=key == chosen) for key, label in options)
