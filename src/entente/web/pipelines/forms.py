"""The stages of a pipeline as a form: one row each, some empty ones for more."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms

from entente.pipeline.queries.known import StageInfo
from entente.pipeline.rules.stages import StageGiven
from entente.web.forms import HouseForm

MORE: Final = 3  # empty rows for stages to add
MOST: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The bound fields of one open stage."""

    place: forms.BoundField
    name: forms.BoundField
    chance: forms.BoundField
    id: forms.BoundField


class StagesForm(HouseForm):
    """Open stages in rows, and how the two closed ones are called."""

    asks = {"won": "Say how won deals are called", "lost": "Say how lost deals are called"}
    won = forms.CharField(label="Won is called", max_length=80)
    lost = forms.CharField(label="Lost is called", max_length=80)

    def __init__(self, data: Any, *, stages: tuple[StageInfo, ...], named: bool) -> None:
        opened = [stage for stage in stages if stage.kind == "open"]
        self.closed = {stage.kind: stage.id for stage in stages if stage.kind != "open"}
        self.number = min(MOST, len(opened) + MORE)
        super().__init__(data, initial=_initial(stages, opened))
        if not named:
            self.fields["name"] = forms.CharField(
                label="Name of the pipeline",
                max_length=80,
                error_messages={"required": "Give the pipeline a name"},
            )
        for n in range(self.number):
            self.fields |= {
                f"place{n}": _whole(f"Place of stage {n + 1}", 0, 999),
                f"name{n}": forms.CharField(label=f"Stage {n + 1}", max_length=80, required=False),
                f"chance{n}": _whole(f"Chance of stage {n + 1} in percent", 0, 100),
                f"id{n}": forms.IntegerField(required=False, widget=forms.HiddenInput),
            }

    @property
    def rows(self) -> list[Row]:
        """The rows of the open stages."""
        return [
            Row(
                place=self[f"place{n}"],
                name=self[f"name{n}"],
                chance=self[f"chance{n}"],
                id=self[f"id{n}"],
            )
            for n in range(self.number)
        ]

    def stages(self) -> list[StageGiven]:
        """The stages as they are wanted: open ones by place, then won and lost."""
        given = self.cleaned_data
        rows = [n for n in range(self.number) if given.get(f"name{n}")]
        rows.sort(key=lambda n: (given[f"place{n}"] is None, given[f"place{n}"] or 0, n))
        opened = [
            StageGiven(
                name=given[f"name{n}"],
                probability=_share(given[f"chance{n}"]),
                id=given[f"id{n}"],
            )
            for n in rows
        ]
        return [
            *opened,
            StageGiven(
                name=given["won"], kind="won", probability=Decimal(1), id=self.closed.get("won")
            ),
            StageGiven(
                name=given["lost"], kind="lost", probability=Decimal(0), id=self.closed.get("lost")
            ),
        ]


def _initial(stages: tuple[StageInfo, ...], opened: list[StageInfo]) -> dict[str, Any]:
    names = {stage.kind: stage.name for stage in stages if stage.kind != "open"}
    found: dict[str, Any] = {"won": names.get("won", "Won"), "lost": names.get("lost", "Lost")}
    for n, stage in enumerate(opened):
        chance = None if stage.probability is None else round(stage.probability * 100)
        found |= {f"place{n}": n + 1, f"name{n}": stage.name, f"chance{n}": chance}
        found[f"id{n}"] = stage.id
    return found


def _whole(label: str, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter a whole number",
            "min_value": f"Enter a number from {least} to {most}",
            "max_value": f"Enter a number from {least} to {most}",
        },
    )


def _share(percent: int | None) -> Decimal | None:
    return None if percent is None else Decimal(percent) / 100
