"""Pipelines and their stages as files name them: found by name, added where that is wanted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entente.exchange.rules.standing import standing_of
from entente.pipeline.operations.pipelines import create_pipeline, save_stages, set_up_pipeline
from entente.pipeline.queries.known import PipelineInfo, pipelines
from entente.pipeline.rules.stages import StageGiven
from entente.workspace.rules import SYSTEM

_NAME = 80  # characters


class Boards:
    """What the chunks of an import know of pipelines; asked again when a stage was added."""

    def __init__(self, *, at: datetime) -> None:
        self._at = at
        self._stages: dict[tuple[str, str, str], int] = {}

    def stage(self, *, values: Mapping[str, Any]) -> int:
        """The id of the stage in which a deal with these values stands."""
        board = (values.get("pipeline") or "")[:_NAME]
        name = (values.get("stage") or "")[:_NAME]
        state = standing_of(values)
        known = (board.casefold(), state, name.casefold() if state == "open" else "")
        if known not in self._stages:
            self._stages[known] = self._find(board, name, state)
        return self._stages[known]

    def knows(self, *, values: Mapping[str, Any]) -> bool:
        """Whether the stage that these values name is there, or one without a name is meant."""
        name = (values.get("stage") or "").casefold()
        if not name or standing_of(values) != "open":
            return True
        board = (values.get("pipeline") or "").casefold()
        found = pipelines()
        meant = [one for one in found if one.name.casefold() == board] if board else found[:1]
        return any(stage.name.casefold() == name for one in meant for stage in one.stages)

    def _find(self, board: str, name: str, state: str) -> int:
        pipeline = self._pipeline(board, name if state == "open" else "")
        if state != "open" or not name:
            return pipeline.first(kind=state).id
        for stage in pipeline.stages:
            if stage.name.casefold() == name.casefold():
                return stage.id
        return self._added(pipeline, name)

    def _pipeline(self, board: str, first_stage: str) -> PipelineInfo:
        if not board:
            return set_up_pipeline(at=self._at)
        for one in pipelines():
            if one.name.casefold() == board.casefold():
                return one
        stages = (
            StageGiven(name=first_stage or "Open"),
            StageGiven(name="Won", kind="won"),
            StageGiven(name="Lost", kind="lost"),
        )
        create_pipeline(name=board, stages=stages, by=SYSTEM, at=self._at)
        return self._pipeline(board, first_stage)

    def _added(self, pipeline: PipelineInfo, name: str) -> int:
        """Another open stage, after the ones that there are and before won and lost."""
        given = [
            StageGiven(id=one.id, name=one.name, kind=one.kind, probability=one.probability)
            for one in pipeline.stages
        ]
        last_open = max(place for place, one in enumerate(given) if one.kind == "open")
        given.insert(last_open + 1, StageGiven(name=name))
        save_stages(pipeline_id=pipeline.id, stages=given, by=SYSTEM, at=self._at)
        fresh = next(one for one in pipelines() if one.id == pipeline.id)
        return next(one.id for one in fresh.stages if one.name.casefold() == name.casefold())
