"""Which persons take part in a deal, and as what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from entente.ledger import operations as ledger
from entente.people.operations.contacts import Gone
from entente.people.operations.contacts import locked as locked_contact
from entente.people.rules.changes import UnableToSave
from entente.pipeline import events
from entente.pipeline.models import DealContact
from entente.pipeline.operations.saving import Doing, entry, locked
from entente.workspace.access import require
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInDeal:
    """A person in a deal; `role` in free words: decides, signs, uses it, champion."""

    contact_id: int
    role: str = ""


def add_contact(*, deal_id: int, contact_id: int, by: Viewer, at: datetime, role: str = "") -> None:
    """Let a person take part in a deal, or in another role than before."""
    with transaction.atomic():
        row = locked(deal_id=deal_id)
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        doing = Doing(by=by, at=at, occurred_at=at)
        put_in(
            deal_id=deal_id, contacts=[ContactInDeal(contact_id=contact_id, role=role)], doing=doing
        )
        told = entry(
            kind=events.DEAL_CONTACT_ADDED,
            row=row,
            doing=doing,
            contact=contact_id,
            properties={"role": role},
        )
        ledger.record(entries=[told], at=at)


def remove_contact(*, deal_id: int, contact_id: int, by: Viewer, at: datetime) -> None:
    """Let a person leave a deal. Raises Gone where they take no part in it."""
    with transaction.atomic():
        row = locked(deal_id=deal_id)
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        part = DealContact.objects.filter(deal_id=deal_id, contact_id=contact_id).first()
        if part is None:
            raise Gone(f"Contact {contact_id} takes no part in deal {deal_id}.")
        part.delete()
        told = entry(
            kind=events.DEAL_CONTACT_LEFT,
            row=row,
            doing=Doing(by=by, at=at, occurred_at=at),
            contact=contact_id,
            properties={"role": part.role},
        )
        ledger.record(entries=[told], at=at)


def put_in(*, deal_id: int, contacts: Sequence[ContactInDeal], doing: Doing) -> None:
    """Write who takes part; the caller has checked the rights. Raises UnableToSave, Gone."""
    for one in contacts:
        if len(one.role) > 60:
            raise UnableToSave({"role": "Shorten the role to 60 characters."})
        locked_contact(contact_id=one.contact_id)
        DealContact.objects.update_or_create(
            deal_id=deal_id,
            contact_id=one.contact_id,
            defaults={"role": one.role},
            create_defaults={
                "role": one.role,
                "since": doing.occurred_at,
                "batch_id": doing.batch,
            },
        )
