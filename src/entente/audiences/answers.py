"""What watched criteria do when contacts are joined or erased, or an import is undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from entente.audiences.models import Due, ListMember, Membership
from entente.people.models import Contact
from entente.people.offers import Kept


def join_contacts(*, was: int, into: int, by_position: int) -> dict[str, list[int]]:
    """Let the survivor meet what either met; gives what moved. Lists have an answer of their own.

    The merge's own entry has every criterion judged anew for the survivor.
    """
    moved = {name: _moving(model, was, into) for name, model in _WATCHED.items()}
    for name, model in _WATCHED.items():
        model.objects.filter(id__in=moved[name]).update(contact_id=into)
        model.objects.filter(contact_id=was).delete()
    return moved


_WATCHED: dict[str, Any] = {"meets": Membership, "due": Due}  # mypy knows no common manager


def _moving(model: Any, was: int, into: int) -> list[int]:  # one of the models above
    held = model.objects.filter(contact_id=into).values("watch_id")
    rows = model.objects.filter(contact_id=was).exclude(watch_id__in=held)
    return list(rows.values_list("id", flat=True))


def part_contacts(*, was: int, into: int, moved: Any) -> None:
    """Give back what moved; what both met is judged anew by the parting's entries."""
    for name, model in _WATCHED.items():
        rows = model.objects.filter(id__in=(moved or {}).get(name, ()), contact_id=into)
        rows.update(contact_id=was)


def erase(*, contact_ids: Sequence[int], at: datetime) -> None:
    """Take erased persons off every list; no criterion is watched for them any more."""
    ListMember.objects.filter(contact_id__in=contact_ids, removed_at=None).update(removed_at=at)
    Membership.objects.filter(contact_id__in=contact_ids).delete()
    Due.objects.filter(contact_id__in=contact_ids).delete()


def holds(*, batch: int) -> Kept:
    """Lists keep nothing by themselves."""
    return Kept()


def void(*, batch: int, kept: Kept, at: datetime) -> None:
    """Take the contacts that go with an import off lists and out of watched criteria."""
    going = Contact.objects.filter(batch_id=batch, deleted_at=None).exclude(id__in=kept.contacts)
    gone = going.values("id")
    ListMember.objects.filter(contact_id__in=gone, removed_at=None).update(removed_at=at)
    Membership.objects.filter(contact_id__in=gone).delete()
    Due.objects.filter(contact_id__in=gone).delete()
