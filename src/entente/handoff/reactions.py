"""What a hand-over does when something happened below it."""

from collections.abc import Sequence
from datetime import datetime

from entente.funnel import queries as funnel
from entente.funnel.events import STAGE_ENTERED
from entente.handoff import queries
from entente.handoff.operations import converting, ending, noting, offering
from entente.handoff.operations.offering import Cause
from entente.ledger import queries as ledger
from entente.ledger.events import Entry
from entente.pipeline.models import DealContact
from entente.qualification import queries as qualification
from entente.qualification import scoring


def hand_over(entries: Sequence[Entry], at: datetime) -> None:
    """Whoever enters the stage that is the hand-over is offered to a person of sales."""
    for entry in entries:
        canon = funnel.canon(at=entry.occurred_at)
        stage = canon.document.handover
        if stage is None or entry.contact is None or entry.properties.get("stage") != stage.key:
            continue
        definition = qualification.definition(at=entry.occurred_at)
        scored = scoring.scores(contacts=[entry.contact], at=entry.occurred_at).get(entry.contact)
        offering.begin(
            cause=Cause(
                contact=entry.contact,
                position=entry.position,
                at=entry.occurred_at,
                clause=_clause(entry),
                definition=definition.number if definition else None,
                fit=scored.fit if scored else None,
                interest=scored.interest if scored else None,
                lacks=queries.lacking(
                    contact=entry.contact,
                    wanted=definition.document.context if definition else (),
                ),
            ),
            at=at,
        )


def take_back(entries: Sequence[Entry], at: datetime) -> None:
    """Whose entry into the hand-over's stage was taken back was never handed over by it.

    Who entered that stage once more while the lead waited is handed over by that.
    """
    causes = [entry.corrects for entry in entries if entry.corrects is not None]
    for row in ending.end_what_never_was(causes=causes, at=at):
        again = ledger.standing(
            contacts=[row.contact_id], kinds=[STAGE_ENTERED.name], since=row.created_at
        )
        hand_over(again, at)


def _clause(entry: Entry) -> str:
    """The clause that brought somebody here; '' where a person did it by hand."""
    if entry.properties.get("via") != "criteria":
        return ""
    return str(entry.properties.get("clause", ""))


def note(entries: Sequence[Entry], at: datetime) -> None:
    """What people of sales logged may be an attempt."""
    noting.note_attempts(entries=entries, at=at)


def convert(entries: Sequence[Entry], at: datetime) -> None:
    """An accepted lead with whom a deal is opened is converted, until that deal is deleted."""
    deals = [entry.deal for entry in entries if entry.deal is not None]
    contacts = sorted(
        set(DealContact.objects.filter(deal_id__in=deals).values_list("contact_id", flat=True))
    )
    converting.convert(contacts=contacts, at=at)
    converting.revert(contacts=contacts, at=at)
