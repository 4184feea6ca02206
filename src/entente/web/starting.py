"""What to do next after setting up. Areas offer steps; the start page lists them in order."""

from collections.abc import Callable
from datetime import datetime

from entente.web.parts import Step
from entente.workspace.rules import Viewer

Build = Callable[[Viewer, datetime], Step | None]

_steps: dict[str, tuple[int, Build]] = {}


def first_step(name: str, order: int, build: Build) -> None:
    """Offer a step: `build(viewer, at)` says whether it is done. The same name replaces."""
    _steps[name] = (order, build)


def steps(*, viewer: Viewer, at: datetime) -> tuple[Step, ...]:
    """All steps in their order."""
    built = (build(viewer, at) for _, build in sorted(_steps.values(), key=lambda it: it[0]))
    return tuple(step for step in built if step)
