"""What activities do when contacts are joined or erased, or an import is undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from entente.activities.models import Activity
from entente.people.offers import Kept
from entente.people.rules.naming import WentBy
from entente.pipeline.queries.related import deals_ever_of


def join_contacts(*, was: int, into: int, by_position: int) -> list[int]:
    """Give one record's activities to the other; gives which."""
    rows = Activity.objects.filter(contact_id=was)
    ids = list(rows.values_list("id", flat=True))
    rows.update(contact_id=into)
    return ids


def part_contacts(*, was: int, into: int, moved: Any) -> None:
    """Give activities back to the record that was merged."""
    Activity.objects.filter(id__in=moved or (), contact_id=into).update(contact_id=was)


def join_companies(*, was: int, into: int, by_position: int) -> list[int]:
    """Give one company's activities to the other; gives which."""
    rows = Activity.objects.filter(company_id=was)
    ids = list(rows.values_list("id", flat=True))
    rows.update(company_id=into)
    return ids


def part_companies(*, was: int, into: int, moved: Any) -> None:
    """Give activities back to the company that was merged."""
    Activity.objects.filter(id__in=moved or (), company_id=into).update(company_id=was)


def erase(*, contact_ids: Sequence[int], at: datetime) -> None:
    """Empty the subjects; all other words lie in the ledger's payload, which is emptied there."""
    Activity.objects.filter(contact_id__in=contact_ids).update(subject="")


def erase_words(*, gone: WentBy) -> None:
    """Take what they went by out of tasks that concern their deals, or their company alone; other
    words about those lie in the ledger and go there.
    """
    of_deals = Q(deal_id__in=deals_ever_of(contacts=gone.contacts))
    of_companies = Q(company_id__in=gone.companies, contact_id=None)
    for row in Activity.objects.filter(of_deals | of_companies).exclude(subject=""):
        Activity.objects.filter(id=row.id).update(subject=gone.struck(row.subject)[:200])


def holds(*, batch: int) -> Kept:
    """Activities keep nothing by themselves; who worked on a record has left an entry."""
    return Kept()


def void(*, batch: int, kept: Kept, at: datetime) -> None:
    """Take back what an import logged, but for the contacts and deals to keep."""
    rows = Activity.objects.filter(batch_id=batch, deleted_at=None)
    rows.exclude(contact_id__in=kept.contacts).exclude(deal_id__in=kept.deals).update(deleted_at=at)
