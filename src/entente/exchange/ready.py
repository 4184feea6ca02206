"""Ready mappings for files that we know, recognised by their headings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from entente.exchange.rules import document

FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A ready mapping under a name that one can say on the command line."""

    name: str
    mapping: document.Document


@cache
def presets() -> tuple[Preset, ...]:
    """All ready mappings, by name."""
    return tuple(
        Preset(name=path.stem, mapping=document.check(given=json.loads(path.read_text("utf-8"))))
        for path in sorted(FOLDER.glob("*.json"))
    )


# A guess reads exports of HubSpot and Salesforce as well, and looks at their cells besides.
BETTER_THAN_A_GUESS = ("olist_", "maven_")


def named(*, name: str) -> Preset | None:
    """The ready mapping of that name."""
    return next((one for one in presets() if one.name == name), None)


def fitting(*, columns: Sequence[str]) -> Preset | None:
    """The ready mapping that reads the most of these columns, if all that it reads are here."""
    here = set(columns)
    fits = [
        one
        for one in presets()
        if one.name.startswith(BETTER_THAN_A_GUESS) and document.columns(one.mapping) <= here
    ]
    return max(fits, key=lambda one: len(document.columns(one.mapping)), default=None)
