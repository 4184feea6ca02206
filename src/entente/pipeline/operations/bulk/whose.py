"""Whose doing an entry about a deal is."""

from collections.abc import Collection

from entente.pipeline.operations.saving import Doing
from entente.workspace import queries as workspace

Teams = dict[int | None, str]


def teams(*, owners: Collection[int | None], doing: Doing) -> Teams:
    """By owner of a deal, the team of its entries.

    What a file tells was done by whoever owns the deal, sales if they are of no team, and not by
    whoever brought the file.
    """
    if doing.batch is None:
        return dict.fromkeys(owners, doing.by.team)
    known = workspace.teams_of(ids={one for one in owners if one is not None}, at=doing.at)
    return {owner: known.get(owner or 0, "sales") for owner in owners}
