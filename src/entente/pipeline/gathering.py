"""The values of deals with their changes, for an explanation: of many as of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from entente.kit.criteria import stored
from entente.kit.criteria.meaning.facts import Change, Facts, History, Seen
from entente.kit.criteria.operators import Type
from entente.kit.criteria.tree import Amount
from entente.people.facts import Column, custom
from entente.pipeline.facts import FOR_EVER, KEPT
from entente.pipeline.models import Deal, DealChange, DealContact, DealStay


def gather_deals(deals: Sequence[int], at: datetime) -> Mapping[int, Mapping[str, History]]:
    """The values of deals with their changes."""
    return gather(list(Deal.objects.filter(id__in=deals)))


def gather_of_contacts(contacts: Sequence[int], at: datetime) -> dict[int, list[Facts]]:
    """By contact, the deals that it takes part in."""
    parts = list(
        DealContact.objects.filter(contact_id__in=contacts, deal__deleted_at=None)
        .select_related("deal")
        .order_by("deal_id")
    )
    known = gather(list({part.deal_id: part.deal for part in parts}.values()))
    found: dict[int, list[Facts]] = {}
    for part in parts:
        since = max(part.since, part.deal.opened_at)
        one = Facts(record=part.deal_id, fields=known[part.deal_id], since=since)
        found.setdefault(part.contact_id, []).append(one)
    return found


def gather_of_companies(companies: Sequence[int], at: datetime) -> dict[int, list[Facts]]:
    """By company, its deals."""
    rows = list(Deal.objects.filter(company_id__in=companies, deleted_at=None).order_by("id"))
    known = gather(rows)
    found: dict[int, list[Facts]] = {}
    for row in rows:
        one = Facts(record=row.id, fields=known[row.id], since=row.opened_at)
        found.setdefault(row.company_id or 0, []).append(one)
    return found


def gather(rows: Sequence[Deal]) -> dict[int, dict[str, History]]:
    """By deal, the values of its fields with their changes. Three queries, none without deals."""
    if not rows:
        return {}
    columns = [*KEPT, *FOR_EVER, *custom("deal", "deal ")]
    ids = [row.id for row in rows]
    changes = _by_deal(DealChange.objects.filter(deal_id__in=ids).order_by("at", "position"))
    stays = _by_deal(
        DealStay.objects.filter(deal_id__in=ids)
        .select_related("stage")
        .order_by("entered_at", "id")
    )
    return {
        row.id: _values(row, columns, changes.get(row.id, []))
        | _standing(row, stays.get(row.id, []))
        for row in rows
    }


def _by_deal(found: Iterable) -> dict[int, list]:  # type: ignore[type-arg]  rows of either table
    grouped: dict[int, list] = {}  # type: ignore[type-arg]  the same
    for one in found:
        grouped.setdefault(one.deal_id, []).append(one)
    return grouped


def _values(row: Deal, columns: Sequence[Column], kept: Sequence[DealChange]) -> dict[str, History]:
    histories = {}
    for column in columns:
        if column.spec.type is Type.MONEY and not column.field.startswith("cf_"):
            changes = _money_changes(row, column.field, kept)
        else:
            changes = [
                Change(
                    at=change.at,
                    old=stored.typed(change.old, column.spec.type),
                    position=change.position,
                )
                for change in kept
                if change.field == column.field
            ]
        histories[column.field] = History(now=column.get(row), changes=tuple(changes))
    return histories


def _money_changes(row: Deal, field: str, kept: Sequence[DealChange]) -> list[Change]:
    """An amount changes with itself and with the deal's currency, which is a field of its own."""
    amount, currency, changes = getattr(row, field), row.currency, []
    both = [change for change in kept if change.field in (field, "currency")]
    for (at, position), group in groupby(reversed(both), key=lambda one: (one.at, one.position)):
        for change in group:
            if change.field == field:
                amount = stored.typed(change.old, Type.NUMBER)
            else:
                currency = change.old or ""
        old = Amount(amount, currency) if amount is not None and currency else None
        changes.append(Change(at=at, old=old, position=position))
    return changes


def _standing(row: Deal, stays: Sequence[DealStay]) -> dict[str, History]:
    """Stage, outcome and close with their changes, from the deal's stays."""
    begin = [Change(at=one.entered_at, old=None, position=one.position) for one in stays[:1]]
    stages, outcomes, closes = [*begin], [*begin], [*begin]
    for before, after in pairwise(stays):
        at, position = after.entered_at, after.position
        closed: Seen = None if before.stage.kind == "open" else before.entered_at
        stages.append(Change(at=at, old=str(before.stage_id), position=position))
        outcomes.append(Change(at=at, old=before.stage.kind, position=position))
        closes.append(Change(at=at, old=closed, position=position))
    return {
        "stage": History(now=str(row.stage_id), changes=tuple(stages)),
        "outcome": History(now=row.outcome or "open", changes=tuple(outcomes)),
        "closed_at": History(now=row.closed_at, changes=tuple(closes)),
    }
