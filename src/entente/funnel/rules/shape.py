"""The shape of a funnel: its stages in order, and the ways out at the side."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from entente.funnel.rules.document import FunnelDocument


class Ending(StrEnum):
    """How a stay in a stage ended first; open when it has not."""

    OPEN = "open"
    ADVANCED = "advanced"
    LOST = "lost"
    RECYCLED = "recycled"


@dataclass(frozen=True)
class Stage:
    """One stage as both teams agreed on it.

    `plan` is the share (0 to 1) of those who enter that is to move on, `plan_days` the calendar
    days within which they should.
    """

    key: str
    name: str
    team: str
    plan: Fraction | None = None
    plan_days: float | None = None

    def __post_init__(self) -> None:
        if self.plan is not None and not 0 < self.plan <= 1:
            raise ValueError(f"{self.name}: a plan is a share above 0 and at most 1")
        if self.plan_days is not None and self.plan_days <= 0:
            raise ValueError(f"{self.name}: a plan in days is above 0")


@dataclass(frozen=True)
class SideExit:
    """A way out: lost for good (lost, disqualified, churned) or recycled, to come again."""

    key: str
    name: str
    ending: Ending

    def __post_init__(self) -> None:
        if self.ending not in (Ending.LOST, Ending.RECYCLED):
            raise ValueError(f"{self.name}: a way out ends in lost or recycled")


@dataclass(frozen=True)
class Shape:
    """Stages from first to last, and the ways out."""

    stages: tuple[Stage, ...]
    exits: tuple[SideExit, ...] = ()

    def __post_init__(self) -> None:
        keys = [stage.key for stage in self.stages] + [way.key for way in self.exits]
        if not self.stages or len(set(keys)) < len(keys):
            raise ValueError("A funnel has at least one stage, and no key twice")

    def index(self, *, key: str) -> int:
        """The place of the stage with this key, from 0. Raises KeyError."""
        for place, stage in enumerate(self.stages):
            if stage.key == key:
                return place
        raise KeyError(key)

    def find(self, *, key: str) -> Stage | None:
        """The stage with this key, if there is one."""
        return next((stage for stage in self.stages if stage.key == key), None)


def of_document(*, document: FunnelDocument) -> Shape:
    """The shape of the agreed funnel: Recycled comes again, every other way out is a loss."""
    return Shape(
        stages=tuple(
            Stage(
                key=stage.key,
                name=stage.name,
                team=stage.owner,
                plan=None if stage.target_rate is None else Fraction(stage.target_rate),
                plan_days=stage.target_days or None,
            )
            for stage in document.path
        ),
        exits=tuple(
            SideExit(
                key=way.key,
                name=way.name,
                ending=Ending.RECYCLED if way.key == "recycled" else Ending.LOST,
            )
            for way in document.exits
        ),
    )
