"""Moving and closing many deals, and putting people into them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from entente.ledger import operations as ledger
from entente.ledger.events import Entry, NewEntry, Precision
from entente.people.operations.bulk.copying import as_json, copy_in, update_rows
from entente.pipeline import events
from entente.pipeline.models import Deal, DealContact, DealStage
from entente.pipeline.operations.bulk import tellings
from entente.pipeline.operations.bulk.corrections import Held, keep
from entente.pipeline.operations.bulk.whose import teams
from entente.pipeline.operations.saving import Doing, doubt
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.queries.won import of_close, tellings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """That a deal stands in a stage from a moment on; the stage tells the outcome."""

    deal_id: int
    stage_id: int
    entered_at: datetime
    loss_reason: str = ""
    closed_by: int | None = None
    precision: Precision = "moment"


def move_deals(*, moves: Sequence[Move], doing: Doing) -> list[int]:
    """Let deals stand elsewhere, one move each; gives the ids of those that moved.

    A deal that stands there already stays as it is. Of a closed one what told of its close is taken
    back, and what followed from it; that none was refunded the caller has made sure of.
    """
    stages = {row.id: row for row in DealStage.objects.select_related("pipeline")}
    wanted = {move.deal_id: move for move in moves}
    live = Deal.objects.select_for_update().filter(id__in=list(wanted), deleted_at=None)
    rows = [
        row for row in live.defer("words").order_by("id") if row.stage_id != wanted[row.id].stage_id
    ]
    firsts = tellings.first_contacts(ids=[row.id for row in rows])
    whose = teams(owners={row.owner_id for row in rows}, doing=doing)
    told = tellings_of(deals=[row.id for row in rows if row.outcome])
    entries: list[NewEntry] = []
    stands, held = [], []
    for row in rows:
        move, stage = wanted[row.id], stages[wanted[row.id].stage_id]
        of = tellings.of_row(row=row, contact_id=firsts.get(row.id), whose=whose)
        of = replace(of, precision=move.precision)
        entered = max(move.entered_at, row.stage_since)
        closes = of_close(told=told.get(row.id, ()), outcome=row.outcome) if row.outcome else []
        number = len(entries)
        entries += _told(of, move, stage, stages[row.stage_id], closes, doing)
        entries += [tellings.taken_back(entry=one, doing=doing) for one in closes]
        stands.append((row.id, stage.id, entered, number))
        held.append((row, number))
    positions = ledger.record_bulk(entries=entries, at=doing.at) if entries else []
    keep(held=_held(held, wanted, stages, positions), doing=doing)
    _stand(rows, wanted, stages, doing)
    tellings.write_stays(
        stands=[(deal, stage, entered, positions[n]) for deal, stage, entered, n in stands],
        doing=doing,
    )
    return [row.id for row in rows]


def _held(
    rows: Sequence[tuple[Deal, int]],
    wanted: dict[int, Move],
    stages: dict[int, DealStage],
    positions: Sequence[int],
) -> Iterator[Held]:
    """What moved deals knew of their close, where they will know something else."""
    for row, number in rows:
        now = _closed(wanted[row.id], stages[wanted[row.id].stage_id])
        for name, old in (("closed", row.closed_at), ("loss_reason", row.loss_reason)):
            if old != now[name]:
                yield Held(deal_id=row.id, name=name, old=old, position=positions[number])


def _closed(move: Move, stage: DealStage) -> dict[str, Any]:
    return {
        "closed": move.entered_at if stage.kind != "open" else None,
        "loss_reason": move.loss_reason if stage.kind == "lost" else "",
    }


def _told(
    of: tellings.Of,
    move: Move,
    stage: DealStage,
    before: DealStage,
    closes: Sequence[Entry],
    doing: Doing,
) -> list[NewEntry]:
    """The entry of the move first. Who closed the deal is still who did where it stays won."""
    if stage.kind == "open":
        properties = {"pipeline": stage.pipeline.name, "stage": stage.name}
        kind = events.DEAL_STAGE_ENTERED if before.kind == "open" else events.DEAL_REOPENED
        return [
            tellings.telling(
                kind=kind,
                of=of,
                doing=doing,
                occurred_at=move.entered_at,
                properties=properties,
            )
        ]
    closers = [one.actor for one in closes if one.kind == events.CLOSE_MADE.name]
    return list(
        tellings.closing(
            of=of,
            stage=stage,
            doing=doing,
            closed_at=move.entered_at,
            closed_by=move.closed_by or next(iter(closers), None),
            reason=move.loss_reason,
            left=before.name,
        )
    )


def _stand(
    rows: Sequence[Deal],
    wanted: dict[int, Move],
    stages: dict[int, DealStage],
    doing: Doing,
) -> None:
    staged = []
    for row in rows:
        move, stage = wanted[row.id], stages[wanted[row.id].stage_id]
        now = _closed(move, stage)
        row.closed_at = now["closed"]
        doubt(row=row, at=doing.at)
        staged.append(
            (
                row.id,
                stage.pipeline_id,
                stage.id,
                max(move.entered_at, row.stage_since),
                row.closed_at,
                "" if stage.kind == "open" else stage.kind,
                now["loss_reason"],
                now["loss_reason"].casefold(),
                as_json(row.warnings),
            )
        )
    update_rows(
        table="pipeline_deal",
        columns=(
            *("pipeline_id", "stage_id", "stage_since", "closed_at", "outcome"),
            *("loss_reason", "loss_reason_key", "warnings"),
        ),
        rows=staged,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "update pipeline_dealstay s set left_at = d.stage_since from pipeline_deal d "
            "where d.id = s.deal_id and s.left_at is null and d.id = any(%s)",
            [[row.id for row in rows]],
        )


def put_contacts_in(
    *, parts: Sequence[tuple[int, ContactInDeal]], doing: Doing
) -> list[tuple[int, int]]:
    """Let live contacts take part in deals, (deal id, contact) each; gives what was news."""
    held = set(
        DealContact.objects.filter(deal_id__in={deal for deal, _ in parts}).values_list(
            "deal_id", "contact_id"
        )
    )
    news = {
        (deal, part.contact_id): part.role
        for deal, part in parts
        if (deal, part.contact_id) not in held
    }
    deals = {row.id: row for row in Deal.objects.filter(id__in={deal for deal, _ in news})}
    whose = teams(owners={row.owner_id for row in deals.values()}, doing=doing)
    news = {pair: role for pair, role in news.items() if pair[0] in deals}
    copy_in(
        table="pipeline_dealcontact",
        columns=("deal_id", "contact_id", "role", "since", "batch_id"),
        rows=(
            (deal, contact, role, deals[deal].opened_at, doing.batch)
            for (deal, contact), role in news.items()
        ),
    )
    ledger.record_bulk(
        entries=[
            tellings.telling(
                kind=events.DEAL_CONTACT_ADDED,
                of=tellings.of_row(row=deals[deal], contact_id=contact, whose=whose),
                doing=doing,
                occurred_at=doing.occurred_at,
                properties={"role": role},
            )
            for (deal, contact), role in news.items()
        ],
        at=doing.at,
    )
    return sorted(news)
