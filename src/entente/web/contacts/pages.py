"""What the page of a contact shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import QueryDict
from django.utils import timezone

from entente.activities.queries import TaskInfo, tasks_about
from entente.funnel import queries as funnels
from entente.handoff import queries as handovers
from entente.handoff.rules.standing import OPEN, WORDS, Status
from entente.kit.criteria.sql.fragment import Fragment
from entente.people.operations.erasing import may_erase
from entente.people.queries.contacts import ContactInfo, contact, contacts
from entente.people.queries.lines import Line
from entente.pipeline.queries.related import DealSummary, deals_of_contact
from entente.sla import queries as sla
from entente.web import addresses
from entente.web.lists.beside import TONES
from entente.web.queue import clockwords
from entente.web.records import facts
from entente.web.records.facts import Fact
from entente.web.records.points import Card, card
from entente.web.records.timeline import Timeline
from entente.web.records.timeline import build as timeline
from entente.workspace import queries as workspace
from entente.workspace.rules import Reach, Viewer

COLLEAGUES = 8
WITH_SALES: Final = OPEN | {Status.ACCEPTED}
NOES = {"mail": "No e-mail", "phone": "No phone calls", "tracking": "No tracking"}


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """What a person said no to, since when and through what."""

    means: str
    words: str
    at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a contact got, and how its latest hand-over stands: two things."""

    stage: str
    since: datetime | None
    exit: str
    exited_at: datetime | None
    status: str
    no_status: str  # what is said where there is none
    tone: str
    status_at: datetime | None  # the verdict’s moment, or that of the hand-over while it waits
    handed_to: str
    contacted: str  # how the clock of the first contact stopped
    url: str
    hand_over: str  # the stage that hands over, while sales has not got them already


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    info: ContactInfo
    url: str
    kind: str
    subline: str
    noes: tuple[No, ...]
    standing: Standing
    card: Card | None
    facts: tuple[Fact, ...]
    custom: tuple[Fact, ...]
    tasks: tuple[TaskInfo, ...]
    deals: tuple[DealSummary, ...]
    colleagues: tuple[Line, ...]
    timeline: Timeline
    call: str
    write: str
    may_change: bool
    may_erase: bool
    merged_into: str

    @property
    def live(self) -> bool:
        """Whether anything can still be done to it."""
        return self.info.deleted_at is None and self.info.erased_at is None


def build(*, contact_id: int, query: QueryDict, viewer: Viewer, at: datetime) -> ContactPage:
    """The page of one contact. Raises LookupError where there is none that they may see."""
    info = contact(viewer=viewer, contact_id=contact_id)
    may = viewer.may(record="contact", action="change", owner_id=info.owner_id)
    editable = may and info.deleted_at is None and info.erased_at is None
    url = addresses.contact(info.id, info.called)
    values = info.values
    call = "" if _refused(info, "phone") else str(values["phone"])
    return ContactPage(
        info=info,
        url=url,
        kind="contact",
        subline=", ".join(filter(None, [values["job_title"], values["city"], values["country"]])),
        noes=tuple(
            No(means=one.means, words=NOES[one.means], at=one.at, source=one.source)
            for one in info.refusals
        ),
        standing=standing(contact_id=info.id, viewer=viewer, at=at),
        card=card(contact=info.id, at=at, can_call=bool(call)),
        facts=facts.facts(
            subject="contact", info=info, names=facts.built_in(info), editable=editable
        ),
        custom=facts.facts(
            subject="contact", info=info, names=facts.custom(info), editable=editable
        ),
        tasks=tuple(tasks_about(viewer=viewer, today=timezone.localdate(at), contact_id=info.id)),
        deals=tuple(deals_of_contact(viewer=viewer, contact_id=info.id)),
        colleagues=tuple(_colleagues(info, viewer)),
        timeline=timeline(query=query, of={"contact": info.id}, address=url, viewer=viewer, at=at),
        call=call,
        write="" if _refused(info, "mail") else str(values["email"]),
        may_change=editable,
        may_erase=may and may_erase(viewer),
        merged_into=addresses.contact(info.merged_into) if info.merged_into else "",
    )


def _refused(info: ContactInfo, means: str) -> bool:
    return any(one.means == means for one in info.refusals)


def standing(*, contact_id: int, viewer: Viewer, at: datetime) -> Standing:
    """Stage and status of one contact, as far as this person sees hand-overs. Ten queries."""
    funnel = funnels.canon(at=at).document
    names = {stage.key: stage.name for stage in funnel.stages}
    stood = funnels.standings(contacts=[contact_id]).get(contact_id)
    lead = handovers.latest(viewer=viewer, contacts=[contact_id]).get(contact_id)
    status = Status(lead.status) if lead else None
    owner = workspace.names(ids=[lead.owner_id]) if lead and lead.owner_id else {}
    sees_all = viewer.reach(record="handoff", action="see") is Reach.ALL
    return Standing(
        stage=names.get(stood.stage, stood.stage) if stood else "",
        since=stood.entered_at if stood and stood.stage else None,
        exit=names.get(stood.exit, stood.exit) if stood else "",
        exited_at=stood.exited_at if stood else None,
        status=WORDS[status] if status else "",
        no_status="Not handed over" if sees_all else "None that your seat sees",
        tone=TONES.get(status, "") if status else "",
        status_at=(lead.decided_at or lead.created_at) if lead else None,
        handed_to=owner.get(lead.owner_id, "") if lead else "",
        contacted=clockwords.stopped(sla.first_contact(row=lead, at=at)) if lead else "",
        url=addresses.existing(f"/queue/{lead.id}/") if lead else "",
        hand_over=funnel.handover.key if funnel.handover and status not in WITH_SALES else "",
    )


def _colleagues(info: ContactInfo, viewer: Viewer) -> Sequence[Line]:
    """Others of the same company, the latest known first."""
    if info.company_id is None:
        return []
    here = Fragment(
        "people_contact.company_id = %s and people_contact.id <> %s", (info.company_id, info.id)
    )
    found = contacts(
        viewer=viewer, criterion=here, sort="since", limit=COLLEAGUES, columns=("job_title",)
    )
    return found.lines
