"""The won deals behind the credit: which to open, and which had been sent back before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Min, OuterRef, QuerySet
from django.db.models.functions import ExtractYear

from entente.funnel.models import Passage
from entente.people.queries import companies
from entente.pipeline.models import Deal, DealContact
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

RECYCLED = "recycled"
FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Win:
    """One won deal; it `came_back` when one of its people had been recycled before it was won."""

    deal_id: int
    name: str
    company: str
    value: Decimal | None
    currency: str
    closed_at: datetime
    came_back: bool


def wins(
    *, viewer: Viewer, since: datetime | None, until: datetime | None, limit: int
) -> list[Win]:
    """Deals won in [since, until): a few that came back, then the largest. Two queries."""
    rows = scope(Deal.objects.filter(outcome="won", deleted_at=None), viewer=viewer, record="deal")
    if since is not None:
        rows = rows.filter(closed_at__gte=since)
    if until is not None:
        rows = rows.filter(closed_at__lt=until)
    rows = rows.select_related("company").annotate(came_back=Exists(_recycled()))
    rows = rows.order_by(F("amount").desc(nulls_last=True), "id")
    back = list(rows.filter(came_back=True)[:FEW])
    others = rows.exclude(id__in=[row.id for row in back])
    return [_win(row) for row in [*back, *others[: limit - len(back)]]]


def first_win(*, viewer: Viewer) -> datetime | None:
    """When the first deal was won that they may see; nothing is credited before."""
    rows = scope(Deal.objects.filter(outcome="won", deleted_at=None), viewer=viewer, record="deal")
    return rows.aggregate(first=Min("closed_at"))["first"]


def years(*, viewer: Viewer, zone: ZoneInfo) -> list[int]:
    """The years, as the zone counts days, in which a deal was won that they may see. One query."""
    rows = scope(Deal.objects.filter(outcome="won", deleted_at=None), viewer=viewer, record="deal")
    found = rows.filter(closed_at__isnull=False).annotate(
        year=ExtractYear("closed_at", tzinfo=zone)
    )
    return list(found.order_by("year").values_list("year", flat=True).distinct())


def _recycled() -> QuerySet[Passage]:
    people = DealContact.objects.filter(deal=OuterRef(OuterRef("id"))).values("contact_id")
    return Passage.objects.filter(
        stage=RECYCLED, is_exit=True, entered_at__lt=OuterRef("closed_at"), contact_id__in=people
    )


def _win(row: Deal) -> Win:
    return Win(
        deal_id=row.id,
        name=row.name or f"Deal {row.id}",
        company=companies.called(row.company) if row.company else "",
        value=row.amount,
        currency=row.currency,
        closed_at=row.closed_at,
        came_back=row.came_back,
    )
