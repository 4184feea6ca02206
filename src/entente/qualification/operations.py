"""Keeping the signed clauses watched, and letting a mass qualification through by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from entente.audiences import operations as audiences
from entente.audiences.models import Membership, Watch
from entente.funnel import operations as funnel
from entente.funnel import queries as funnels
from entente.funnel.operations import Move
from entente.funnel.rules.document import FunnelDocument, Stage
from entente.kit.criteria import canonical
from entente.people.models import Contact
from entente.qualification import queries
from entente.qualification.rules.definition import why
from entente.workspace.access import Refused
from entente.workspace.rules import Viewer

PREFIX = "lead_definition/"
SOME = 1_000  # of those who wait outside, judged anew at a time


def watch_name(*, number: int, clause: str) -> str:
    return f"{PREFIX}{number}/{clause}"


def keep_watching(*, at: datetime) -> None:
    """Watch the clauses in force and no others; a definition that begins today begins here."""
    definition = queries.definition(at=at)
    wanted = {}
    if definition is not None:
        wanted = {
            watch_name(number=definition.number, clause=clause.name): clause.tree
            for clause in definition.document.clauses
        }
    watched = set(
        Watch.objects.filter(name__startswith=PREFIX, ended_at=None).values_list("name", flat=True)
    )
    for name in sorted(watched - wanted.keys()):
        audiences.unwatch(name=name, at=at)
    for name in sorted(wanted.keys() - watched):
        with transaction.atomic():
            audiences.watch(name=name, tree=canonical.from_json(wanted[name]), at=at)


def stage_for(*, funnel: FunnelDocument, clause: str) -> Stage | None:
    """The stage that a clause leads into; a hand-raiser goes straight to the hand-over."""
    if clause == "hand_raise":
        return funnel.handover
    return next((stage for stage in funnel.path if stage.entry.clause == clause), None)


def qualify(
    *, clause: str, number: int, met: Mapping[int, int | None], at: datetime, via: str = "criteria"
) -> list[int]:
    """Let contacts that meet a clause enter its stage; gives those that did.

    Who is that far already stays where they are, unless they had left the funnel: then new
    behaviour brings them back. `met` holds, by contact, the entry that made it so.
    """
    canon = funnels.canon(at=at).document
    stage = stage_for(funnel=canon, clause=clause)
    if stage is None or not met:
        return []
    standings = funnels.standings(contacts=sorted(met))
    entering = [
        contact
        for contact in sorted(met)
        if contact not in standings
        or funnels.rank(standing=standings[contact], funnel=canon) < canon.rank(stage.key)
        or (standings[contact].exit and met[contact] is not None)
    ]
    companies = dict(Contact.objects.filter(id__in=entering).values_list("id", "company_id"))
    funnel.enter_stages(
        moves=[
            Move(
                contact=contact,
                company=companies.get(contact),
                stage=stage.key,
                occurred_at=at,
                via=via,
                team="marketing",
                cause=met[contact],
                clause=clause,
                reason=why(clause=clause, number=number),
                source="qualification",
                message_id=f"{number}/{clause}/{contact}/{met[contact] or at.isoformat()}",
            )
            for contact in entering
        ],
        at=at,
    )
    return entering


def waiting_outside(*, clause: str, at: datetime) -> list[int]:
    """Contacts that met a clause when it began to be watched and whose stage is still short of it.

    They are shown and let through by hand, as many as sales can take.
    """
    definition = queries.definition(at=at)
    canon = funnels.canon(at=at).document
    stage = stage_for(funnel=canon, clause=clause)
    if definition is None or stage is None:
        return []
    name = watch_name(number=definition.number, clause=clause)
    rows = Membership.objects.filter(watch__name=name, position=None).order_by("contact_id")
    living = Contact.objects.filter(deleted_at=None, erased_at=None).values("id")
    contacts = list(rows.filter(contact_id__in=living).values_list("contact_id", flat=True))
    standings = funnels.standings(contacts=contacts)
    rank = canon.rank(stage.key)
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
    """Who entered, and who waited outside and was found to meet the clause no more."""

    entered: tuple[int, ...]
    left_out: tuple[int, ...]


def let_through(*, clause: str, most: int, by: Viewer, at: datetime) -> LetThrough:
    """Let the first `most` of those waiting outside enter; a head decides how many.

    They are judged anew at this moment: what was met when they began to wait may have faded.
    """
    if "marketing" not in by.signing_seats and "sales" not in by.signing_seats:
        raise Refused("A head of marketing or sales lets leads through.")
    definition = queries.definition(at=at)
    if definition is None:
        raise Refused("No lead definition is in force.")
    outside = waiting_outside(clause=clause, at=at)
    name = watch_name(number=definition.number, clause=clause)
    entering: list[int] = []
    left_out: list[int] = []
    with transaction.atomic():
        while outside and len(entering) < most:
            looked_at, outside = outside[:SOME], outside[SOME:]
            met = audiences.look_again(name=name, contacts=looked_at, at=at)
            entering += [one for one in looked_at if one in met]
            left_out += [one for one in looked_at if one not in met]
        entered = qualify(
            clause=clause,
            number=definition.number,
            met=dict.fromkeys(entering[: max(0, most)]),
            at=at,
        )
    return LetThrough(entered=tuple(entered), left_out=tuple(left_out))
