"""What all have signed and what is yet to begin, as the pages that it will change say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from entente.agreements import queries
from entente.kit import wording
from entente.web.accord import addresses
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """The service level agreement, version 3, is signed and holds from 24 November."""

    words: str
    url: str


def coming(*, kind: str, scope: str = "", viewer: Viewer, at: datetime) -> Coming | None:
    """The next version of a document that is signed and yet to begin, for those who may read it.

    None while no version holds before it: the page then says so itself. One query.
    """
    if not viewer.may(record="accord", action="see"):
        return None
    known = queries.history(kind=kind, scope=scope)
    ahead = [one for one in known if one.since is not None and one.since > at]
    if not ahead or len(ahead) == len(known):
        return None
    first = ahead[0]
    day = wording.day(first.since_day, today=timezone.localtime(at).date())
    return Coming(
        words=f"{first.name}, is signed and holds from {day}.",
        url=addresses.url("accord_version", kind, scope, number=first.number),
    )
