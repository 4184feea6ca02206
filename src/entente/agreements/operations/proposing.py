"""Two deeds in one: what a page's single button does."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from entente.agreements.operations import drafting
from entente.agreements.rules.content import Content
from entente.workspace.rules import Viewer


def save_and_propose(
    *,
    kind: str,
    scope: str = "",
    content: Content,
    from_day: date,
    review: str,
    baseline: bool = False,
    by: Viewer,
    at: datetime,
) -> int:
    """Keep the draft as it is now and propose it; gives the version's number. Both or neither."""
    with transaction.atomic():
        drafting.save_draft(
            kind=kind,
            scope=scope,
            content=content,
            from_day=from_day,
            review=review,
            baseline=baseline,
            by=by,
            at=at,
        )
        return drafting.propose(kind=kind, scope=scope, by=by, at=at)


def propose_starter(*, kind: str, scope: str = "", starter: str, by: Viewer, at: datetime) -> int:
    """Propose a starter as it is, to be sharpened later; gives the version's number."""
    with transaction.atomic():
        drafting.begin_draft(kind=kind, scope=scope, starter=starter, by=by, at=at)
        return drafting.propose(kind=kind, scope=scope, by=by, at=at)
