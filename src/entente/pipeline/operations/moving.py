"""Moving a deal over its board."""

from datetime import datetime

from django.db import transaction

from entente.ledger import operations as ledger
from entente.people.rules.changes import UnableToSave
from entente.pipeline import events
from entente.pipeline.models import Deal, DealStage, DealStay
from entente.pipeline.operations.saving import Doing, entry, locked, stage_of
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def move_deal(
    *,
    deal_id: int,
    stage_id: int,
    by: Viewer,
    at: datetime,
    occurred_at: datetime | None = None,
    source: str = "app",
    batch: int | None = None,
) -> bool:
    """Put an open deal into another open stage, of another pipeline too; whether it moved.

    Winning, losing and reopening are deeds of their own. Raises UnableToSave, Refused, Gone.
    """
    doing = Doing(by=by, at=at, occurred_at=occurred_at or at, source=source, batch=batch)
    with transaction.atomic():
        row = locked(deal_id=deal_id)
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        stage = stage_of(stage_id=stage_id)
        if stage.kind != "open":
            raise UnableToSave({"stage": f"Close the deal as {stage.kind} instead of moving it."})
        if row.outcome:
            raise UnableToSave({"stage": f"This deal is {row.outcome}; reopen it first."})
        if row.stage_id == stage.id:
            return False
        told = entry(kind=events.DEAL_STAGE_ENTERED, row=row, doing=doing, properties=named(stage))
        position = ledger.record(entries=[told], at=at)[0]
        enter(row=row, stage=stage, position=position, doing=doing)
        row.save()
    return True


def named(stage: DealStage) -> dict[str, str]:
    """How entries name a stage."""
    return {"pipeline": stage.pipeline.name, "stage": stage.name}


def enter(*, row: Deal, stage: DealStage, position: int, doing: Doing) -> None:
    """End the deal's stay and begin the next; the row is left unsaved."""
    entered = max(doing.occurred_at, row.stage_since)
    DealStay.objects.filter(deal=row, left_at=None).update(left_at=entered)
    DealStay.objects.create(
        deal=row, stage=stage, entered_at=entered, position=position, batch_id=doing.batch
    )
    row.pipeline, row.stage, row.stage_since = stage.pipeline, stage, entered


def stage_of_kind(*, row: Deal, kind: str) -> DealStage:
    """The deal's pipeline's stage of that kind, the first where there are several."""
    rows = DealStage.objects.select_related("pipeline").order_by("position", "id")
    return rows.filter(pipeline_id=row.pipeline_id, kind=kind, retired_at=None)[0]
