"""What is done with a version in force: review it when that is due, confirm to have read it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from entente.agreements import events, queries
from entente.agreements.models import ReadReceipt, Review, Version
from entente.agreements.operations import records
from entente.workspace import access
from entente.workspace.rules import Viewer

LONGEST_OUTCOME = 2000


class UnableToReview(Exception):
    """Why there is nothing to review, in words for people."""


def hold_review(*, version_id: int, due_on: date, outcome: str, by: Viewer, at: datetime) -> None:
    """Note that a due review was held and what came of it: kept as it is, or what will change."""
    access.require(viewer=by, record="accord", action="change")
    if not outcome.strip():
        raise UnableToReview("Say what came of it: kept as it is, or what will change.")
    if len(outcome) > LONGEST_OUTCOME:
        raise UnableToReview(f"Shorten what came of it to {LONGEST_OUTCOME} characters.")
    with transaction.atomic():
        version = records.locked_version(version_id=version_id)
        due = queries.reviews_due(at=at)
        if not any((one.version_id, one.due_on) == (version_id, due_on) for one in due):
            raise UnableToReview(
                "This review was held already, its quarter is over, or a newer version replaced it."
            )
        Review.objects.create(
            version=version, due_on=due_on, member_id=by.member_id, at=at, outcome=outcome.strip()
        )
        said = {"due": f"{due_on:%Y-%m-%d}", "outcome": outcome.strip()}
        once = said["due"]
        records.tell(events.REVIEWED, about=version, by=by, at=at, once=once, properties=said)


def confirm_read(*, version_id: int, by: Viewer, at: datetime) -> None:
    """Confirm to have read a version; confirming again changes nothing."""
    access.require(viewer=by, record="accord", action="see")
    version = Version.objects.select_related("document").get(id=version_id)
    with transaction.atomic():
        _, fresh = ReadReceipt.objects.get_or_create(
            version=version, member_id=by.member_id, defaults={"at": at}
        )
        if fresh:
            records.tell(events.READ, about=version, by=by, at=at, once=str(by.member_id))
