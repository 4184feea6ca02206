"""Keeping signed criteria watched, and letting a mass qualification through by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from entente.audiences import operations as audiences
from entente.audiences.models import Membership, Watch
from entente.funnel import operations as funnel
from entente.funnel import queries as funnels
from entente.funnel.operations import Move
from entente.funnel.rules.document import FunnelDocument, Stage
from entente.kit.criteria import canonical
from entente.ledger import queries as ledger
from entente.people.models import Contact
from entente.qualification import queries
from entente.qualification.rules.definition import CLAUSE_NAMES, why, why_of_stage
from entente.workspace.access import Refused
from entente.workspace.rules import Viewer

PREFIX = "lead_definition/"
STAGES = "funnel/"
SOME = 1_000  # of those who wait outside, judged anew at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A signed criterion that leads into a stage: a clause of the ideal lead, or the stage's own.

    `key` names it in addresses: the clause, or stage- and the stage. `leads_to` is None where no
    stage of the funnel is entered by it.
    """

    key: str
    name: str
    meaning: str
    text: str
    watch: str
    tree: Any
    leads_to: Stage | None


def watch_name(*, number: int, clause: str) -> str:
    return f"{PREFIX}{number}/{clause}"


def ways(*, at: datetime) -> tuple[Way, ...]:
    """The criteria in force that let contacts into stages, clauses first. Two queries."""
    definition = queries.definition(at=at)
    canon = funnels.canon(at=at)
    clauses = (
        Way(
            key=one.name,
            name=CLAUSE_NAMES[one.name],
            meaning=one.meaning,
            text=one.text,
            watch=watch_name(number=definition.number, clause=one.name),
            tree=one.tree,
            leads_to=stage_for(funnel=canon.document, clause=one.name),
        )
        for one in (definition.document.clauses if definition else ())
        if definition
    )
    own = (
        Way(
            key=f"stage-{stage.key}",
            name=stage.name,
            meaning=stage.meaning,
            text=stage.entry.text,
            watch=f"{STAGES}{canon.number}/{stage.key}",
            tree=stage.entry.tree,
            leads_to=stage,
        )
        for stage in canon.document.path
        if stage.entry.by == "criterion"
    )
    return (*clauses, *own)


def never_entered(*, at: datetime) -> tuple[Stage, ...]:
    """Stages of the funnel in force that wait for a clause which the ideal lead does not have."""
    clauses = {way.key for way in ways(at=at)}
    return tuple(
        stage
        for stage in funnels.canon(at=at).document.path
        if stage.entry.by == "clause" and stage.entry.clause not in clauses
    )


def _way(key: str, at: datetime) -> Way | None:
    return next((way for way in ways(at=at) if way.key == key), None)


def keep_watching(
    *, at: datetime, before: timedelta = timedelta(0), began: datetime | None = None
) -> None:
    """Watch the criteria in force and no others; what is new was in force since it `began`.

    Who meets a new one at this moment, or so long before it, is not told of, unless by what they
    did since it began and is not read yet. Nothing goes back: a moment before the last change
    leaves all as it is.
    """
    rows = Watch.objects.filter(Q(name__startswith=PREFIX) | Q(name__startswith=STAGES))
    known = {
        name: (since, until) for name, since, until in rows.values_list("name", "since", "ended_at")
    }
    if any(at < (until or since) for since, until in known.values()):
        return
    wanted = {way.watch: way.tree for way in ways(at=at)}
    watched = {name for name, (_, until) in known.items() if until is None}
    if gone := watched - wanted.keys():
        audiences.end(names=gone, until=began or at, at=at)
    for name in sorted(wanted.keys() - watched):
        with transaction.atomic():
            tree = canonical.from_json(wanted[name])
            audiences.watch(name=name, tree=tree, at=at - before, began=began)


def stage_for(*, funnel: FunnelDocument, clause: str) -> Stage | None:
    """The stage that a clause leads into; a hand-raiser goes straight to the hand-over."""
    if clause == "hand_raise":
        return funnel.handover
    return next((stage for stage in funnel.path if stage.entry.clause == clause), None)


def qualify(
    *,
    clause: str,
    number: int,
    met: Mapping[int, int | None],
    at: datetime,
    when: datetime | None = None,
    via: str = "criteria",
) -> list[int]:
    """Let contacts that meet a clause enter its stage; gives those that did.

    Who is that far already stays where they are, unless they had left the funnel: then new
    behaviour brings them back. `met` holds, by contact, the entry that made it so; without one it
    was so `when`, or now.
    """
    moments = _met_at(met, when or at)
    canon = funnels.canon(at=max(moments.values(), default=at)).document
    common = {
        "via": via,
        "team": "marketing",
        "clause": clause,
        "reason": why(clause=clause, number=number),
    }
    stage = stage_for(funnel=canon, clause=clause)
    entering = Entering(canon=canon, stage=stage, met=met, moments=moments)
    return _enter(entering, at, told=f"{number}/{clause}", common=common)


def enter_by_own(
    *,
    stage: str,
    number: int,
    met: Mapping[int, int | None],
    at: datetime,
    when: datetime | None = None,
) -> list[int]:
    """Let contacts that meet a stage's own criterion enter it, as `qualify` does with clauses."""
    moments = _met_at(met, when or at)
    canon = funnels.canon(at=max(moments.values(), default=at)).document
    entered = canon.stage(stage)
    common = {
        "via": "criteria",
        "team": "" if entered is None or entered.owner == "shared" else entered.owner,
        "reason": why_of_stage(stage=entered.name if entered else stage, number=number),
    }
    entering = Entering(canon=canon, stage=entered, met=met, moments=moments)
    return _enter(entering, at, told=f"stage/{number}/{stage}", common=common)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """A stage of a funnel, and by contact which entry let them into it, and when."""

    canon: FunnelDocument
    stage: Stage | None
    met: Mapping[int, int | None]
    moments: Mapping[int, datetime]


def _enter(entering: Entering, at: datetime, *, told: str, common: Mapping[str, Any]) -> list[int]:
    """Nobody enters a stage that the funnel no longer has, or twice by the same entry."""
    stage, met, moments = entering.stage, entering.met, entering.moments
    if stage is None:
        return []
    moves = [
        Move(
            contact=contact,
            company=company,
            stage=stage.key,
            occurred_at=moments[contact],
            cause=met[contact],
            source="qualification",
            message_id=f"{told}/{contact}/{met[contact] or at.isoformat()}",
            **common,
        )
        for contact, company in _entering(entering.canon, stage, met)
    ]
    funnel.enter_stages(moves=moves, at=at)
    return [move.contact for move in moves]


def _entering(
    canon: FunnelDocument, stage: Stage, met: Mapping[int, int | None]
) -> Iterable[tuple[int, int | None]]:
    """Those who are not that far yet, with their companies."""
    standings = funnels.standings(contacts=sorted(met)) if met else {}
    entering = [
        contact
        for contact in sorted(met)
        if contact not in standings
        or funnels.rank(standing=standings[contact], funnel=canon) < canon.rank(stage.key)
        or (standings[contact].exit and met[contact] is not None)
    ]
    rows = Contact.objects.filter(id__in=entering).values_list("id", "company_id")
    companies = dict(rows) if entering else {}
    return [(contact, companies.get(contact)) for contact in entering]


def waiting_outside(*, way: str, at: datetime) -> list[int]:
    """Contacts that met a criterion when it began to be watched and are short of its stage still.

    They are shown and let through by hand, as many as sales can take. `way` is the key of one.
    """
    found = _way(way, at)
    return _outside(found, at) if found else []


def _outside(way: Way, at: datetime) -> list[int]:
    if way.leads_to is None:
        return []
    canon = funnels.canon(at=at).document
    rows = Membership.objects.filter(watch__name=way.watch, position=None).order_by("contact_id")
    living = Contact.objects.filter(deleted_at=None, erased_at=None).values("id")
    contacts = list(rows.filter(contact_id__in=living).values_list("contact_id", flat=True))
    standings = funnels.standings(contacts=contacts)
    rank = canon.rank(way.leads_to.key)
    return [
        contact
        for contact in contacts
        if contact not in standings
        or (
            funnels.rank(standing=standings[contact], funnel=canon) < rank
            and not standings[contact].exit
        )
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetThrough:
    """Who entered, and who waited outside and was found to meet the criterion no more."""

    entered: tuple[int, ...]
    left_out: tuple[int, ...]


def let_through(*, way: str, most: int, by: Viewer, at: datetime) -> LetThrough:
    """Let the first `most` of those waiting outside enter; a head decides how many.

    They are judged anew at this moment: what was met when they began to wait may have faded.
    """
    if "marketing" not in by.signing_seats and "sales" not in by.signing_seats:
        raise Refused("A head of marketing or sales lets leads through.")
    found = _way(way, at)
    if found is None:
        raise Refused("Nothing that is in force is met by them any more.")
    outside = _outside(found, at)
    entering: list[int] = []
    left_out: list[int] = []
    with transaction.atomic():
        while outside and len(entering) < most:
            looked_at, outside = outside[:SOME], outside[SOME:]
            met = audiences.look_again(name=found.watch, contacts=looked_at, at=at)
            entering += [one for one in looked_at if one in met]
            left_out += [one for one in looked_at if one not in met]
        entered = newly_met(watch=found.watch, met=dict.fromkeys(entering[: max(0, most)]), at=at)
    return LetThrough(entered=tuple(entered), left_out=tuple(left_out))


def newly_met(
    *, watch: str, met: Mapping[int, int | None], at: datetime, when: datetime | None = None
) -> list[int]:
    """Let those who meet a watched criterion enter its stage; gives those that did."""
    document, number, key = watch.split("/")
    if f"{document}/" == STAGES:
        return enter_by_own(stage=key, number=int(number), met=met, at=at, when=when)
    return qualify(clause=key, number=int(number), met=met, at=at, when=when)


def _met_at(met: Mapping[int, int | None], when: datetime) -> dict[int, datetime]:
    """When each contact met it: by an entry, when that was recorded, however late it is read."""
    recorded = ledger.recorded(positions={one for one in met.values() if one is not None})
    return {contact: recorded.get(entry or 0, when) for contact, entry in met.items()}
