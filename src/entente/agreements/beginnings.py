"""What a draft can begin from: a starter, or the text of an earlier version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from entente.agreements import offers
from entente.agreements.models import InForce, Version
from entente.agreements.offers import DocumentKind
from entente.agreements.rules.content import Content
from entente.kit import periods
from entente.workspace import queries as workspace

ONE_DAY = timedelta(days=1)


class UnableToBegin(Exception):
    """Why there is nothing to begin from, or no such document, in words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a fresh draft would say, and where that comes from."""

    content: Content
    from_day: date
    review: str
    baseline: bool
    origin: str


def suggest(
    *, kind: str, scope: str = "", starter: str = "", number: int | None = None, at: datetime
) -> Beginning:
    """A draft from a starter (its slug) or from a version's text. Nothing is written.

    A first version is suggested as a baseline from today, a later one from tomorrow.
    """
    declared = offers.kind(kind)
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    first = not ever_in_force(kind=declared.name, scope=scope)
    content, review, origin = (
        _from_starter(declared, starter) if number is None else _copied(declared, scope, number)
    )
    return Beginning(
        content=content,
        from_day=today if first else today + ONE_DAY,
        review=review,
        baseline=first,
        origin=origin,
    )


def ever_in_force(*, kind: str, scope: str) -> bool:
    """Whether a version of this document was signed by all and held or will hold."""
    rows = InForce.objects.filter(document__kind=kind, document__scope=scope, span__isempty=False)
    return rows.exists()


def check_scope(*, kind: DocumentKind, scope: str) -> None:
    """Raises UnableToBegin for a scope that this kind of document cannot have."""
    if kind.scope == "none" and scope:
        raise UnableToBegin(f"There is one {kind.title} for all; it has no scope.")
    if kind.scope == "quarter" and not _is_quarter(scope):
        raise UnableToBegin("Choose a quarter like 2026-q4.")


def _is_quarter(scope: str) -> bool:
    try:
        period = periods.parse(text=scope)
    except periods.UnreadablePeriod:
        return False
    return periods.kind_of(period=period) == "quarter" and periods.slug(period=period) == scope


def _from_starter(kind: DocumentKind, slug: str) -> tuple[Content, str, str]:
    for starter in kind.starters:
        if starter.slug == slug:
            content = kind.validate(starter.content)
            return content, kind.review, f"the starter “{starter.name}”"
    raise UnableToBegin("There is no such starter; choose one of the list.")


def _copied(kind: DocumentKind, scope: str, number: int) -> tuple[Content, str, str]:
    row = Version.objects.filter(
        document__kind=kind.name, document__scope=scope, number=number
    ).first()
    if row is None:
        raise UnableToBegin(f"There is no version {number} to begin from.")
    return row.content, row.review, f"version {number}"
