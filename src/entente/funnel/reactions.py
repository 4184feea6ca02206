"""What the funnel does when a deal is opened, won or lost below it."""

from collections.abc import Sequence
from datetime import datetime

from entente.funnel import operations, queries
from entente.funnel.operations import Move
from entente.ledger.events import Entry
from entente.pipeline.models import DealContact

READS = frozenset({"deal.opened", "deal.won", "deal.lost"})


def follow_deals(entries: Sequence[Entry], at: datetime) -> None:
    """The people of a deal enter the stage that its opening or winning leads to, or exit lost."""
    deals = {entry.deal for entry in entries if entry.deal is not None}
    people: dict[int, list[int]] = {}
    for deal, contact in DealContact.objects.filter(deal_id__in=deals).values_list(
        "deal_id", "contact_id"
    ):
        people.setdefault(deal, []).append(contact)
    contacts = sorted({contact for each in people.values() for contact in each})
    customers = {
        contact
        for contact, row in queries.standings(contacts=contacts).items()
        if row.rank >= _customer_rank(at)
    }
    moves = [
        move
        for entry in entries
        for contact in people.get(entry.deal or 0, ())
        if (move := _move(entry, contact, contact in customers))
    ]
    operations.enter_stages(moves=moves, at=at)


def _customer_rank(at: datetime) -> int:
    canon = queries.canon(at=at).document
    stage = canon.entered_by_deed("deal.won")
    return canon.rank(stage.key) if stage else len(canon.path)


def _move(entry: Entry, contact: int, is_customer: bool) -> Move | None:  # noqa: FBT001  one caller
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
