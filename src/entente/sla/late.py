"""How many leads wait, and how many of them are known to be late: cheap enough for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from entente.handoff import queries as handoff
from entente.sla.models import Told
from entente.sla.rules.terms import Promise
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Leads that wait, and those of them whose clock ran out."""

    waiting: int
    late: int


def counted(*, viewer: Viewer, at: datetime, own: bool = False) -> Counted:
    """The leads that wait for this person, `own` as in the list. One query.

    Who was accepted waits still while their first contact is late. No clock is read: late is what
    the watch over the clocks has told of the clock that runs now. Whatever it told before the first
    contact was about that contact, which was made since; and no verdict is owed once it was given
    (the key of a promise begins with what is promised).
    """
    told = Told.objects.filter(handover=OuterRef("id"), what="late")
    runs = Q(at__gt=OuterRef("first_touch_at"))
    touched, untouched = Q(first_touch_at__isnull=False), Q(first_touch_at=None)
    late = (untouched & Q(Exists(told))) | (touched & Q(Exists(told.filter(runs))))
    owed = handoff.OWES_CONTACT & Exists(told.exclude(term__startswith=Promise.VERDICT))
    late = handoff.WAITS & late | owed
    found = handoff.in_the_queue(viewer=viewer, at=at, own=own).aggregate(
        waiting=Count("id", filter=handoff.WAITS | owed), late=Count("id", filter=late)
    )
    return Counted(**found)
