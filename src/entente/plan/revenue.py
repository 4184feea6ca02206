"""What a stretch of time brought in: deals won in it, less what was paid back in it.

A refund counts on its own day, so that a quarter that is closed stays as it was. A deal that is
paid back whole by the end of the stretch is no won deal any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Abs

from entente.ledger.models import Entry
from entente.pipeline.models import Deal


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """Money of one currency; won deals of any currency, those without a known amount and those of
    another currency apart.

    Deals that were paid back whole are not among them.
    """

    won: Decimal
    deals: int
    unknown: int
    elsewhere: int = 0


def revenue(*, start: datetime, until: datetime, currency: str) -> Revenue:
    """What [start, until) brought in. Two queries."""
    won = _won(start, until)
    sums = won.aggregate(
        gross=Sum("amount", filter=Q(currency=currency) & Q(amount__isnull=False)),
        deals=Count("id", filter=~Q(id__in=paid_back(until=until))),
        unknown=Count("id", filter=Q(amount=None)),
        elsewhere=Count("id", filter=~Q(currency=currency) & Q(amount__isnull=False)),
    )
    back = sum((amount for _, amount in _refunds(start, until, currency)), Decimal(0))
    return Revenue(
        won=(sums["gross"] or Decimal(0)) + back,
        deals=sums["deals"],
        unknown=sums["unknown"],
        elsewhere=sums["elsewhere"],
    )


def revenue_by_moment(
    *, start: datetime, until: datetime, currency: str
) -> list[tuple[datetime, Decimal]]:
    """What came in when, in [start, until), oldest first; what was paid back is below zero."""
    won = _won(start, until).filter(currency=currency, amount__isnull=False)
    rows = [*won.values_list("closed_at", "amount"), *_refunds(start, until, currency)]
    return sorted(rows, key=lambda row: row[0])


def paid_back(*, until: datetime) -> QuerySet[Deal]:
    """The ids of the deals whose whole amount was paid back before a moment."""
    back = (
        Entry.objects.filter(
            voided=None, kind="deal.refunded", occurred_at__lt=until, deal_id=OuterRef("id")
        )
        .values("deal_id")
        .annotate(sum=Sum(Abs("value")))
        .values("sum")
    )
    rows = Deal.objects.filter(outcome="won", amount__gt=0, refunded__gte=F("amount"))
    return rows.filter(amount__lte=Subquery(back)).values("id")


def _won(start: datetime, until: datetime) -> QuerySet[Deal]:
    return Deal.objects.filter(
        outcome="won", deleted_at=None, closed_at__gte=start, closed_at__lt=until
    )


def _refunds(start: datetime, until: datetime, currency: str) -> list[tuple[datetime, Decimal]]:
    told = Entry.objects.filter(
        voided=None,
        kind="deal.refunded",
        occurred_at__gte=start,
        occurred_at__lt=until,
        currency=currency,
        value__isnull=False,
        deal_id__in=Deal.objects.filter(outcome="won", deleted_at=None).values("id"),
    )
    rows = told.order_by("occurred_at", "position").values_list("occurred_at", "value")
    return [(when, -abs(value)) for when, value in rows if value is not None]
