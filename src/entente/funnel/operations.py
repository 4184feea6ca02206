"""Moving contacts through the funnel, and keeping the projection true to the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from entente.funnel import queries
from entente.funnel.events import STAGE_ENTERED, STAGE_EXITED
from entente.funnel.models import Passage, StageOrder, Standing
from entente.funnel.rules.document import FunnelDocument, Stage
from entente.ledger import operations as ledger
from entente.ledger import queries as ledger_queries
from entente.ledger.events import Entry, NewEntry, Precision
from entente.people.operations.contacts import locked
from entente.workspace.access import Refused, require
from entente.workspace.rules import Viewer

CHUNK = 5_000


class NoSuchStage(Exception):
    """The funnel has no stage of that key; the message lists those that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """That a contact enters a stage (or leaves by a side exit)."""

    contact: int
    stage: str
    occurred_at: datetime
    via: str  # criteria, hand, reaction, import
    precision: Precision = "moment"
    reason: str = ""
    clause: str = ""
    actor: int | None = None
    team: str = ""
    channel: str = ""
    campaign: str = ""
    deal: int | None = None
    company: int | None = None
    cause: int | None = None
    batch: int | None = None
    message_id: str | None = None
    source: str = "app"


def stage_of(*, funnel: FunnelDocument, key: str) -> Stage:
    """The stage of that key. Raises NoSuchStage."""
    stage = funnel.stage(key)
    if stage is None:
        known = ", ".join(stage.key for stage in funnel.stages)
        raise NoSuchStage(f"Our funnel has no stage {key}; it has {known}.")
    return stage


def enter_stage(*, move: Move, at: datetime) -> int:
    """Record one move and bring the projection up to it; gives the entry's position."""
    return enter_stages(moves=[move], at=at)[0]


def enter_stages(*, moves: Sequence[Move], at: datetime) -> list[int]:
    """Record moves in the caller's transaction and bring the projection up to them."""
    funnel = queries.canon(at=at).document
    with transaction.atomic():
        positions = ledger.record(entries=[_entry(move, funnel) for move in moves], at=at)
        project(contacts=sorted({move.contact for move in moves}), at=at)
    return positions


def enter_stages_bulk(*, moves: Sequence[Move], at: datetime) -> list[int]:
    """Record up to a chunk of moves by COPY; the projection follows with its consumer."""
    funnel = queries.canon(at=at).document
    return ledger.record_bulk(entries=[_entry(move, funnel) for move in moves], at=at)


def _stage_of_its_time(move: Move) -> Stage:
    """What happened under an earlier funnel is told in its words: a win told late, after it."""
    return stage_of(funnel=queries.canon(at=move.occurred_at).document, key=move.stage)


def _entry(move: Move, funnel: FunnelDocument) -> NewEntry:
    stage = funnel.stage(move.stage) or _stage_of_its_time(move)
    properties = {"stage": stage.key, "stage_name": stage.name, "via": move.via}
    properties |= {
        name: told for name, told in (("clause", move.clause), ("reason", move.reason)) if told
    }
    return NewEntry(
        kind=(STAGE_EXITED if stage.is_exit else STAGE_ENTERED).name,
        occurred_at=move.occurred_at,
        source=move.source,
        message_id=move.message_id,
        precision=move.precision,
        team=move.team,
        actor=move.actor,
        contact=move.contact,
        company=move.company,
        deal=move.deal,
        channel=move.channel,
        campaign=move.campaign,
        cause=move.cause,
        batch=move.batch,
        properties=properties,
    )


def move_by_hand(
    *, contact: int, stage: str, reason: str, by: Viewer, team: str, at: datetime
) -> int:
    """A person moves a contact and says why. Raises Refused, NoSuchStage, Gone."""
    move = Move(
        contact=contact,
        stage=stage,
        occurred_at=at,
        via="hand",
        reason=reason.strip(),
        actor=by.member_id,
        team=team,
    )
    with transaction.atomic():
        row = locked(contact_id=contact)
        require(viewer=by, record="contact", action="change", owner_id=row.owner_id)
        if not move.reason:
            raise Refused("Say why this contact moves: the other team will read it.")
        return enter_stage(move=move, at=at)


def erase(*, contact_ids: Sequence[int], at: datetime) -> None:
    """Empty why these persons were moved, in whose words ever; where they got stays."""
    Passage.objects.filter(contact_id__in=contact_ids).update(reason="")


_FORGET = "delete from funnel_passage where contact_id = any(%s)"
# A merge moves entries at once and its own is read later: till then the other record has these.
_REMEMBER = """
insert into funnel_passage (position, contact_id, stage, is_exit, entered_at, precision, via,
                            reason, by_id, batch_id)
select position, contact_id, properties->>'stage', kind = %s, occurred_at, precision,
       coalesce(properties->>'via', ''), left(coalesce(properties->>'reason', ''), 300), actor_id,
       batch_id
from ledger_fact
where contact_id = any(%s) and kind in (%s, %s) and properties->>'stage' is not null
on conflict (position) do update set contact_id = excluded.contact_id
"""
_STAND = """
with path(stage, rank) as (select * from unnest(%s::text[], %s::int[])),
reached as (
    select distinct on (p.contact_id) p.contact_id, p.stage, path.rank,
           min(p.entered_at) over (partition by p.contact_id, p.stage) as entered_at
    from funnel_passage p join path on path.stage = p.stage
    where p.contact_id = any(%s) and not p.is_exit
    order by p.contact_id, path.rank desc, p.entered_at
),
left_at as (
    select distinct on (contact_id) contact_id, stage, entered_at, is_exit
    from funnel_passage where contact_id = any(%s)
    order by contact_id, entered_at desc, position desc
)
insert into funnel_standing (contact_id, stage, rank, entered_at, exit, exited_at)
select l.contact_id, coalesce(r.stage, ''), coalesce(r.rank, -1),
       coalesce(r.entered_at, l.entered_at),
       case when l.is_exit then l.stage else '' end, case when l.is_exit then l.entered_at end
from left_at l left join reached r using (contact_id)
order by l.contact_id
on conflict (contact_id) do update
set stage = excluded.stage, rank = excluded.rank, entered_at = excluded.entered_at,
    exit = excluded.exit, exited_at = excluded.exited_at
"""


def project(*, contacts: Sequence[int], at: datetime) -> None:
    """Build the passages and standings of these contacts anew from the ledger. Set-based."""
    if not contacts:
        return
    ids = list(contacts)
    path = queries.canon(at=at).document.path
    with transaction.atomic():
        _remember(ids)
        _stand(ids, [stage.key for stage in path])


def _remember(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [ids])
        cursor.execute("delete from funnel_standing where contact_id = any(%s)", [ids])
        cursor.execute(_REMEMBER, [STAGE_EXITED.name, ids, STAGE_ENTERED.name, STAGE_EXITED.name])


def _stand(ids: Sequence[int], path: Sequence[str]) -> None:
    """Work out from their passages how far these contacts got on this path. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STAND, [list(path), list(range(len(path))), list(ids), list(ids)])


def apply(entries: Sequence[Entry], at: datetime) -> None:
    """The consumer: whatever touches a contact's stages builds that contact's passages anew."""
    contacts = {entry.contact for entry in entries if entry.contact is not None}
    for entry in entries:
        contacts.update(_others(entry))
    project(contacts=sorted(contacts), at=at)


_STITCHES = ("contact.merged", "contact.unmerged")


def _others(entry: Entry) -> Iterable[int]:
    if entry.kind == "batch.voided":
        batch = entry.properties["batch"]
        passed = Passage.objects.filter(batch_id=batch).values_list("contact_id", flat=True)
        given_back = ledger_queries.voided(batch=batch, kinds=["entry.retracted"])
        return {*passed, *(contact for contact, _, _ in given_back if contact)}
    merged = entry.properties.get("was") if entry.kind in _STITCHES else None
    return [merged] if merged else []


def forget() -> None:
    """Empty the projection, to be built again from the first entry on."""
    Passage.objects.all().delete()
    Standing.objects.all().delete()


def keep_standing(*, at: datetime) -> int:
    """Stand everybody again once another order of stages is in force; gives how many stood.

    A version comes into force with its day and writes no entry then, so this asks again and again.
    """
    path = [stage.key for stage in queries.canon(at=at).document.path]
    if StageOrder.objects.filter(stages=path).exists():
        return 0
    stood = _stand_again(path)
    StageOrder.objects.update_or_create(id=1, defaults={"stages": path, "since": at})
    return stood


def _stand_again(path: Sequence[str]) -> int:
    """In chunks, each on its own, so that nobody who moves meanwhile waits long."""
    stood = 0
    last = 0
    while ids := _stand_some(path, after=last):
        stood += len(ids)
        last = ids[-1]
    return stood


def _stand_some(path: Sequence[str], *, after: int) -> list[int]:
    """Held while their passages are read: whoever moves meanwhile is worked out after us."""
    rows = Standing.objects.filter(contact_id__gt=after).order_by("contact_id")
    with transaction.atomic():
        held = rows.select_for_update().values_list("contact_id", flat=True)
        ids = list(held[:CHUNK])
        _stand(ids, path)
    return ids


PASSAGES = "funnel.passages"
"""Under which name `apply` reads the ledger."""

READS = frozenset(
    {
        STAGE_ENTERED.name,
        STAGE_EXITED.name,
        "batch.voided",
        "contact.merged",
        "contact.unmerged",
        "entry.retracted",
    }
)
