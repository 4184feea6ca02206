"""Deals of a contact or a company, and deals by what other systems call them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from entente.ledger.models import Entry
from entente.people.queries import contacts
from entente.people.queries.lookups import Found
from entente.pipeline.models import Deal, DealContact, DealKey
from entente.workspace.access import scope
from entente.workspace.rules import Reach, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class DealSummary:
    """A deal in one line beside a contact or company."""

    id: int
    called: str
    stage: str
    outcome: str
    amount: Decimal | None
    currency: str
    owner_id: int | None
    opened_at: datetime
    closed_at: datetime | None


def deals_of_contact(*, viewer: Viewer, contact_id: int) -> list[DealSummary]:
    """The deals that a person takes part in, open ones first, newest first. One query."""
    rows = Deal.objects.filter(
        id__in=DealContact.objects.filter(contact_id=contact_id).values("deal_id")
    )
    return _summaries(rows, viewer)


def deals_ever_of(*, contacts: Collection[int]) -> frozenset[int]:
    """The deals in which any of them takes part or took part, or of which entries name them."""
    parts = DealContact.objects.filter(contact_id__in=contacts).values_list("deal_id", flat=True)
    told = Entry.objects.filter(contact_id__in=contacts, deal_id__isnull=False)
    return frozenset(parts) | frozenset(told.values_list("deal_id", flat=True))


def people_of_deal(*, viewer: Viewer, deal_id: int) -> list[tuple[int, str]]:
    """Who takes part in a deal, of those that this person sees, as they joined. Three queries."""
    part = DealContact.objects.filter(
        deal_id=deal_id, contact__deleted_at=None, contact__erased_at=None
    )
    ids = list(part.order_by("since", "id").values_list("contact_id", flat=True))
    seen = contacts.seen_contacts(viewer=viewer, contact_ids=ids)
    named = contacts.names(ids=ids)
    return [(one, named[one]) for one in ids if one in seen]


def deals_of_company(*, viewer: Viewer, company_id: int) -> list[DealSummary]:
    """The deals of a company, open ones first, newest first. One query."""
    return _summaries(Deal.objects.filter(company_id=company_id), viewer)


def seen_deals(*, viewer: Viewer, deal_ids: Collection[int]) -> frozenset[int]:
    """Those of these deals that this person may see, deleted ones too. One query, or none."""
    if viewer.reach(record="deal", action="see") is Reach.ALL or not deal_ids:
        return frozenset(deal_ids)
    rows = scope(Deal.objects.filter(id__in=deal_ids), viewer=viewer, record="deal")
    return frozenset(rows.values_list("id", flat=True))


def names(*, ids: Collection[int]) -> dict[int, str]:
    """What to call these deals, by id. One query; the caller has checked who may see them."""
    rows = Deal.objects.filter(id__in=ids).values_list("id", "name")
    return {deal: name or f"Deal {deal}" for deal, name in rows}


def doubted(*, viewer: Viewer, doubt: str, start: datetime, until: datetime) -> list[int]:
    """Deals that closed within this time and of which one of `rules.DOUBTS` is said. One query."""
    rows = Deal.objects.filter(
        warnings__contains=[doubt], closed_at__gte=start, closed_at__lt=until, deleted_at=None
    )
    return list(
        scope(rows, viewer=viewer, record="deal").order_by("id").values_list("id", flat=True)
    )


def _summaries(rows, viewer: Viewer) -> list[DealSummary]:
    seen = scope(rows.filter(deleted_at=None), viewer=viewer, record="deal")
    return [
        DealSummary(
            id=row.id,
            called=row.name or f"Deal {row.id}",
            stage=row.stage.name,
            outcome=row.outcome,
            amount=row.amount,
            currency=row.currency,
            owner_id=row.owner_id,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
        )
        for row in seen.select_related("stage").order_by("outcome", "-opened_at", "-id")[:100]
    ]


def owner_of_open_deal(*, contact_ids: Sequence[int]) -> dict[int, int]:
    """By contact, who owns the newest open deal that they take part in.

    Routing gives a lead to them. One query.
    """
    rows = DealContact.objects.filter(
        contact_id__in=contact_ids,
        deal__outcome="",
        deal__deleted_at=None,
        deal__owner__isnull=False,
    ).order_by("deal__opened_at", "deal_id")
    return dict(rows.values_list("contact_id", "deal__owner_id"))


def by_keys(*, system: str, keys: Sequence[str]) -> dict[str, Found]:
    """The deals that another system knows by these keys. One query."""
    rows = DealKey.objects.filter(system=system, key__in=keys)
    return {
        key: Found(deal_id, deleted is not None)
        for key, deal_id, deleted in rows.values_list("key", "deal_id", "deal__deleted_at")
    }
