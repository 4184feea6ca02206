"""Deals for tests and made-up stories."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.pipeline.operations.bulk.deals import NewDeal, create_deals
from entente.pipeline.operations.deals import open_deal
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.pipeline.operations.saving import Doing
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.workspace.rules import SYSTEM, Viewer
from entente.workspace.testing import MORNING


def sell(
    *,
    by: Viewer = SYSTEM,
    at: datetime = MORNING,
    contacts: Sequence[int] = (),
    stage: str = "",
    opened_at: datetime | None = None,
    **values: Any,
) -> int:
    """An open deal with these contacts in a stage of the first pipeline; gives its id."""
    return open_deal(
        values=values,
        by=by,
        at=at,
        contacts=[ContactInDeal(contact_id=one) for one in contacts],
        stage_id=stage_named(name=stage) if stage else None,
        opened_at=opened_at,
    )


def told_won(
    *, opened_at: datetime, closed_at: datetime, at: datetime = MORNING, **values: Any
) -> int:
    """A deal that a file tells to be won, whatever its days; gives its id."""
    new = NewDeal(
        values={"currency": "EUR", **values},
        stage_id=stage_named(name="Won"),
        opened_at=opened_at,
        closed_at=closed_at,
    )
    doing = Doing(by=SYSTEM, at=at, occurred_at=at, source="import")
    with transaction.atomic():
        return create_deals(new=[new], doing=doing)[0]


def stage_named(*, name: str) -> int:
    """The id of a stage of the first pipeline."""
    stages = set_up_pipeline(at=MORNING).stages
    return next(stage.id for stage in stages if stage.name == name)
