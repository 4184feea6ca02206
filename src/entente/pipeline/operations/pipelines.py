"""Making pipelines and changing their stages."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from entente.people.rules.changes import UnableToSave
from entente.pipeline.models import Deal, DealStage, Pipeline
from entente.pipeline.queries.known import PipelineInfo, pipelines
from entente.pipeline.rules.stages import DEFAULT_NAME, DEFAULT_STAGES, StageGiven, check_stages
from entente.workspace.access import require
from entente.workspace.rules import SYSTEM, Viewer


def set_up_pipeline(*, at: datetime) -> PipelineInfo:
    """The first pipeline; where there is none yet, "New business" with its six stages is made."""
    known = pipelines()
    if not known:
        create_pipeline(name=DEFAULT_NAME, stages=DEFAULT_STAGES, by=SYSTEM, at=at)
        known = pipelines()
    return known[0]


def create_pipeline(*, name: str, stages: Sequence[StageGiven], by: Viewer, at: datetime) -> int:
    """Another way that a sale takes. Raises UnableToSave, Refused."""
    require(viewer=by, record="workspace", action="change")
    check_stages(stages)
    name = name.strip()
    if not name or len(name) > 80:
        raise UnableToSave({"name": "Give the pipeline a name of at most 80 characters."})
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Pipeline.objects.create(
                    name=name, name_key=name.casefold(), position=Pipeline.objects.count()
                )
        except IntegrityError as error:
            raise UnableToSave({"name": f"There is a pipeline {name} already."}) from error
        save_stages(pipeline_id=row.id, stages=stages, by=by, at=at)
    return row.id


def save_stages(
    *, pipeline_id: int, stages: Sequence[StageGiven], by: Viewer, at: datetime
) -> None:
    """The stages from now on, in order: renamed, moved, added; what is left out is retired.

    A stage in which open deals stand is not retired. Raises UnableToSave, Refused.
    """
    require(viewer=by, record="workspace", action="change")
    check_stages(stages)
    with transaction.atomic():
        now = {
            row.id: row
            for row in DealStage.objects.select_for_update().filter(
                pipeline_id=pipeline_id, retired_at=None
            )
        }
        kept = {stage.id for stage in stages if stage.id}
        if kept - now.keys():
            raise UnableToSave({"stages": "One of these stages is not here any more; look again."})
        _retire([row for row in now.values() if row.id not in kept], at)
        # Names may change places, so they make room for each other first.
        for row in now.values():
            DealStage.objects.filter(id=row.id, retired_at=None).update(name_key=f"\t{row.id}")
        for position, stage in enumerate(stages):
            _place(pipeline_id, position, stage, now.get(stage.id or 0))


def _retire(rows: Sequence[DealStage], at: datetime) -> None:
    for row in rows:
        if Deal.objects.filter(stage=row, deleted_at=None, outcome="").exists():
            raise UnableToSave({"stages": f"Deals stand in {row.name}; move them first."})
        DealStage.objects.filter(id=row.id).update(retired_at=at)


def _place(pipeline_id: int, position: int, stage: StageGiven, row: DealStage | None) -> None:
    row = row or DealStage(pipeline_id=pipeline_id, kind=stage.kind)
    if row.kind != stage.kind:
        raise UnableToSave({"kind": f"{row.name} stays {row.kind}; add another stage instead."})
    row.name, row.name_key = stage.name.strip(), stage.name.strip().casefold()
    row.position, row.probability = position, stage.probability
    row.save()
