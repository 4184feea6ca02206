"""Giving many deals to another owner at once, and giving them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from entente.people.operations.bulk.owners import Given, given_away
from entente.people.operations.contacts import check_member
from entente.people.rules.changes import Change
from entente.pipeline import events
from entente.pipeline.models import Deal
from entente.pipeline.operations.bulk.tellings import tell_changes
from entente.pipeline.operations.saving import Doing
from entente.pipeline.rules.fields import DEAL
from entente.workspace.access import scope
from entente.workspace.rules import Viewer


def give(*, ids: Sequence[int], owner: int | None, by: Viewer, at: datetime) -> Given:
    """Give those of these deals that they may change to another owner; None is nobody.

    At most 20,000 at once. Raises UnableToSave where the owner is none of our people.
    """
    check_member(member_id=owner)
    return _hand_out(dict.fromkeys(ids, owner), Doing(by=by, at=at, occurred_at=at))


def take_back(*, first: int, last: int, by: Viewer, at: datetime) -> int:
    """Give deals their former owners back, by the entries that one giving wrote.

    Whatever was given on since stays where it is. Gives how many went back.
    """
    former = given_away(
        kind=events.DEAL_OWNER_CHANGED.name, of="deal_id", first=first, last=last, by=by
    )
    now = dict(Deal.objects.filter(id__in=former).values_list("id", "owner_id"))
    back = {one: was for one, (was, to) in former.items() if now.get(one, -1) == to}
    return _hand_out(back, Doing(by=by, at=at, occurred_at=at)).number


def _hand_out(owners: Mapping[int, int | None], doing: Doing) -> Given:
    with transaction.atomic():
        live = Deal.objects.select_for_update().filter(id__in=list(owners), deleted_at=None)
        rows = scope(live, viewer=doing.by, record="deal", action="change").order_by("id")
        changed = [
            (row, [Change(DEAL["owner"], row.owner_id, owners[row.id])])
            for row in rows
            if row.owner_id != owners[row.id]
        ]
        if not changed:
            return Given(number=0)
        for owner in {changes[0].new for _, changes in changed}:
            theirs = [row.id for row, changes in changed if changes[0].new == owner]
            Deal.objects.filter(id__in=theirs).update(owner_id=owner)
        positions = tell_changes(changed=changed, doing=doing)
    return Given(number=len(changed), first=min(positions), last=max(positions))
