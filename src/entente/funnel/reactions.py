"""What the funnel does when a deal is opened, won or lost below it, and when that is taken back."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from entente.funnel import events, operations, queries
from entente.funnel.operations import Move
from entente.funnel.rules.document import FunnelDocument
from entente.ledger import operations as ledger
from entente.ledger.events import ENTRY_RETRACTED, Entry
from entente.ledger.models import Entry as Row
from entente.pipeline import events as deals
from entente.pipeline.models import DealContact

DEEDS = frozenset({deals.DEAL_OPENED.name, deals.DEAL_WON.name, deals.DEAL_LOST.name})
# What each of them takes back, and in which words.
TAKES_BACK = {
    deals.DEAL_REOPENED.name: (DEEDS - {deals.DEAL_OPENED.name}, "deal reopened"),
    deals.DEAL_DELETED.name: (DEEDS, "deal deleted"),
}
READS = DEEDS | TAKES_BACK.keys() | {deals.DEAL_RESTORED.name}


def follow_deals(entries: Sequence[Entry], at: datetime) -> None:
    """The people of a deal enter the stage that its opening or winning leads to, or exit lost.

    When it is reopened or deleted they are again where they were before; when it comes back, again
    where it had brought them.
    """
    for are_deeds, group in groupby(entries, key=lambda entry: entry.kind in DEEDS):
        if are_deeds:
            _follow(list(group), at)
            continue
        for entry in group:
            if entry.kind in TAKES_BACK:
                _take_back(entry, at)
            else:
                _bring_back(entry, at)


def _follow(entries: Sequence[Entry], at: datetime) -> None:
    of = {entry.deal for entry in entries if entry.deal is not None}
    people: dict[int, list[int]] = {}
    for deal, contact in DealContact.objects.filter(deal_id__in=of).values_list(
        "deal_id", "contact_id"
    ):
        people.setdefault(deal, []).append(contact)
    contacts = sorted({contact for each in people.values() for contact in each})
    canon = queries.canon(at=at).document
    customers = {
        contact
        for contact, row in queries.standings(contacts=contacts).items()
        if queries.rank(standing=row, funnel=canon) >= _customer_rank(canon)
    }
    moves = [
        move
        for entry in entries
        for contact in people.get(entry.deal or 0, ())
        if (move := _move(entry, contact, contact in customers))
    ]
    operations.enter_stages(moves=moves, at=at)


def _customer_rank(canon: FunnelDocument) -> int:
    stage = canon.entered_by_deed("deal.won")
    return canon.rank(stage.key) if stage else len(canon.path)


def _move(entry: Entry, contact: int, is_customer: bool) -> Move | None:  # noqa: FBT001  one caller
    if entry.corrects is not None and is_customer:
        return None  # a win told again with another amount is no other win
    canon = queries.canon(at=entry.occurred_at).document
    deed = "deal.won_again" if entry.kind == "deal.won" and is_customer else entry.kind
    stage = canon.stage("lost") if entry.kind == "deal.lost" else canon.entered_by_deed(deed)
    if stage is None or (stage.is_exit and is_customer):
        return None
    return Move(
        contact=contact,
        company=entry.company,
        deal=entry.deal,
        stage=stage.key,
        occurred_at=entry.occurred_at,
        via="reaction",
        actor=entry.actor,
        team=entry.team,
        cause=entry.position,
        source="funnel",
        message_id=f"{entry.position}:{contact}",
    )


def _caused(deal: int | None, deeds: frozenset[str]) -> QuerySet[Row]:
    """The moves that these deeds of a deal have led to, those that were taken back among them."""
    of_deal = Row.objects.filter(deal_id=deal, voided=None)
    causes = Row.objects.filter(deal_id=deal, kind__in=deeds).values("position")
    moves = of_deal.filter(kind__in=[kind.name for kind in events.KINDS], cause__in=causes)
    return moves.order_by("position")


def _retracted(deal: int | None) -> QuerySet[Row]:
    return Row.objects.filter(deal_id=deal, voided=None, kind=ENTRY_RETRACTED.name)


def _take_back(entry: Entry, at: datetime) -> None:
    deeds, reason = TAKES_BACK[entry.kind]
    moves = _caused(entry.deal, deeds).exclude(
        position__in=_retracted(entry.deal).values("corrects")
    )
    rows = list(moves)
    for row in rows:
        ledger.retract(position=row.position, reason=reason, actor=entry.actor, at=at)
    _project(rows, at)


def _bring_back(entry: Entry, at: datetime) -> None:
    """Tell again what the deletion took back, as of when it happened."""
    deleted = (
        Row.objects.filter(
            deal_id=entry.deal, kind=deals.DEAL_DELETED.name, position__lt=entry.position
        )
        .order_by("-position")
        .values("position")[:1]
    )
    taken_back = _retracted(entry.deal).filter(position__gt=deleted)
    canon = queries.canon(at=at).document
    moves = [
        Move(
            contact=row.contact_id,
            company=row.company_id,
            deal=row.deal_id,
            stage=row.properties["stage"],
            occurred_at=row.occurred_at,
            via=row.properties["via"],
            actor=row.actor_id,
            team=row.team,
            cause=row.cause,
            source="funnel",
            message_id=f"{row.position}:again:{entry.position}",
        )
        for row in _caused(entry.deal, DEEDS).filter(position__in=taken_back.values("corrects"))
        if row.contact_id is not None and canon.stage(row.properties["stage"])
    ]
    operations.enter_stages(moves=moves, at=at)


def _project(rows: Sequence[Row], at: datetime) -> None:
    contacts = {row.contact_id for row in rows if row.contact_id is not None}
    operations.project(contacts=sorted(contacts), at=at)
