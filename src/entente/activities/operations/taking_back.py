"""Taking back what should not stand on a timeline: a log, a touch, a move by hand."""

from datetime import datetime

from django.db import transaction

from entente.activities.models import Activity
from entente.activities.operations.correcting import delete_activity
from entente.ledger import offers
from entente.ledger import operations as ledger
from entente.ledger import queries as ledger_queries
from entente.ledger.events import Entry
from entente.people.models import Company, Contact
from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.pipeline.models import Deal
from entente.workspace.access import require
from entente.workspace.rules import Viewer

# Deals and records change by deeds of their own, which have their own ways back.
GROUPS = frozenset({"marketing", "sales", "stage"})
WORK = "sales"
OF_DEALS = frozenset({"close.made", "task.done"})


def may_be_taken_back(*, entry: Entry) -> bool:
    """Whether such an entry is taken back by itself."""
    return _group(entry) in GROUPS and entry.kind not in OF_DEALS


def _group(entry: Entry) -> str:
    try:
        return offers.kind(entry.kind).group
    except offers.UnknownKind:
        return ""


def take_back(*, position: int, reason: str, by: Viewer, at: datetime) -> None:
    """Take an entry back with a reason; both stay readable, neither counts any more.

    Work by who did it, what happened to a record by who may change that. Raises UnableToSave,
    Refused, Gone.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= 200 or "\x00" in reason:
        raise UnableToSave({"reason": "Say why, in at most 200 characters."})
    with transaction.atomic():
        row = Activity.objects.filter(position=position, deleted_at=None).first()
        if row is not None:
            delete_activity(activity_id=row.id, by=by, at=at, reason=reason)
            return
        entry = ledger_queries.entry(position=position)
        if not may_be_taken_back(entry=entry):
            raise UnableToSave({"": "This follows from a deed; undo that deed instead."})
        if not ledger_queries.stands(position=position):
            raise Gone("This was taken back already.")
        record, owner_id = owner_of(entry=entry)
        require(viewer=by, record=record, action="change", owner_id=owner_id)
        ledger.retract(position=position, reason=reason, actor=by.member_id, at=at)


def owner_of(*, entry: Entry) -> tuple[str, int | None]:
    """Whose record an entry is, however it came: work of sales is whose work it was.

    Anything else is the contact's whom it tells of, else the deal's, else the company's.
    """
    if entry.actor is not None and _group(entry) == WORK:
        return "activity", entry.actor
    for record, model, record_id in (
        ("contact", Contact, entry.contact),
        ("deal", Deal, entry.deal),
        ("company", Company, entry.company),
    ):
        if record_id is not None:
            owner = model.objects.filter(id=record_id).values_list("owner_id", flat=True)
            return record, owner.first()
    return "activity", entry.actor
