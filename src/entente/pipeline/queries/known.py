"""Which fields a deal has and which pipelines there are."""

from dataclasses import dataclass
from decimal import Decimal

from entente.people.queries.known import custom_fields
from entente.people.rules.fields import Field
from entente.pipeline.models import DealStage, Pipeline
from entente.pipeline.rules.fields import DEAL


@dataclass(frozen=True, slots=True, kw_only=True)
class StageInfo:
    id: int
    name: str
    kind: str  # open, won, lost
    probability: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineInfo:
    id: int
    name: str
    stages: tuple[StageInfo, ...]

    def first(self, *, kind: str = "open") -> StageInfo:
        """The first stage of that kind."""
        return next(stage for stage in self.stages if stage.kind == kind)


def fields() -> dict[str, Field]:
    """All fields of a deal by name, custom ones included. One query."""
    return {**DEAL, **custom_fields(record="deal")}


def pipelines() -> list[PipelineInfo]:
    """The pipelines in use with their stages, both in order. Two queries."""
    stages: dict[int, list[StageInfo]] = {}
    for row in DealStage.objects.filter(retired_at=None).order_by("position", "id"):
        stages.setdefault(row.pipeline_id, []).append(
            StageInfo(id=row.id, name=row.name, kind=row.kind, probability=row.probability)
        )
    return [
        PipelineInfo(id=row.id, name=row.name, stages=tuple(stages.get(row.id, ())))
        for row in Pipeline.objects.filter(retired_at=None).order_by("position", "id")
    ]
