"""Pipelines and their stages as files name them: found by name, added where that is wanted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entente.exchange.rules.adds import Adds
from entente.exchange.rules.standing import standing_of
from entente.pipeline.operations.pipelines import create_pipeline, save_stages, set_up_pipeline
from entente.pipeline.queries.known import PipelineInfo, pipelines
from entente.pipeline.rules.stages import DEFAULT_NAME, DEFAULT_STAGES, StageGiven
from entente.workspace.rules import SYSTEM

_NAME = 80  # characters


class Boards:
    """What the chunks of an import know of pipelines; asked again when a stage was added."""

    def __init__(self, *, at: datetime, adds: Adds) -> None:
        self._at = at
        self._adds = adds
        self._foreseen: set[tuple[str, str]] = set()
        self._stages: dict[tuple[str, str, str], int] = {}

    def stage(self, *, values: Mapping[str, Any]) -> int:
        """The id of the stage in which a deal with these values stands."""
        board = (values.get("pipeline") or "")[:_NAME]
        name = (values.get("stage") or "")[:_NAME]
        state = standing_of(values)
        known = (board.casefold(), state, name.casefold() if state == "open" else "")
        if known not in self._stages:
            self.foresee(values=values)
            self._stages[known] = self._find(board, name, state)
        return self._stages[known]

    def foresee(self, *, values: Mapping[str, Any]) -> None:
        """Note what finding the stage of these values adds, without adding it."""
        board = (values.get("pipeline") or "")[:_NAME]
        name = (values.get("stage") or "")[:_NAME] if standing_of(values) == "open" else ""
        if (board, name) in self._foreseen:
            return
        self._foreseen.add((board, name))
        found = _meant(board)
        there = [stage.name for stage in found.stages] if found else []
        if found is None:
            self._adds.pipeline(board or DEFAULT_NAME)
            there = [] if board else [stage.name for stage in DEFAULT_STAGES]
        if name and name.casefold() not in {one.casefold() for one in there}:
            self._adds.stage(name, of=found.name if found else board or DEFAULT_NAME)

    def knows(self, *, values: Mapping[str, Any]) -> bool:
        """Whether the stage that these values name is there, or one without a name is meant."""
        name = (values.get("stage") or "").casefold()
        if not name or standing_of(values) != "open":
            return True
        found = _meant(values.get("pipeline") or "")
        return found is not None and any(one.name.casefold() == name for one in found.stages)

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
        found = _meant(board)
        if found is not None:
            return found
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


def _meant(board: str) -> PipelineInfo | None:
    """The pipeline of that name, the first one without a name."""
    found = pipelines()
    if not board:
        return found[0] if found else None
    return next((one for one in found if one.name.casefold() == board.casefold()), None)
