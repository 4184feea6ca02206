"""Which values the survivor of a merge bears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from entente.people.rules.changes import UnableToSave

NAMES: Final = ("name", "first_name", "last_name")


def survivor(
    *, was: Mapping[str, Any], into: Mapping[str, Any], choices: Mapping[str, str]
) -> dict[str, Any]:
    """The values after a merge: as chosen ('was' or 'into'), else the survivor's where known.

    Name, first and last name go together.
    """
    for name, choice in choices.items():
        if name not in into or choice not in ("was", "into"):
            raise UnableToSave({name: "Choose one of the two records' values."})
    values = dict(into)
    for name in into:
        chosen = choices.get("name" if name in NAMES else name)
        unknown = into["name" if name in NAMES else name] in ("", None)
        if chosen == "was" or (chosen is None and unknown):
            values[name] = was.get(name)
    return values
