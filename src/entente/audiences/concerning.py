"""Whom an entry is about: its contact, or the people of its deal or its company."""

from __future__ import annotations

from collections.abc import Sequence

from entente.ledger import queries as ledger
from entente.ledger.events import Entry
from entente.people.models import Contact
from entente.pipeline.models import DealContact


def contacts_of(*, entries: Sequence[Entry]) -> dict[int, list[int]]:
    """The contacts of each entry; of an import that was undone, those of all its entries."""
    return people_of(
        told=[
            (entry.position, *record)
            for entry in entries
            for record in (
                ledger.voided(batch=entry.properties["batch"])
                if entry.kind == "batch.voided"
                else [(entry.contact, entry.company, entry.deal)]
            )
        ]
    )


def people_of(
    *,
    told: Sequence[tuple[int, int | None, int | None, int | None]],
) -> dict[int, list[int]]:
    """By position the contact that is told of, or those of the deal or the company. Two queries."""
    deals = {deal for _, contact, _, deal in told if contact is None and deal}
    companies = {company for _, contact, company, deal in told if company and not (contact or deal)}
    of_deal: dict[int, list[int]] = {}
    for deal, contact in DealContact.objects.filter(deal_id__in=deals).values_list(
        "deal_id", "contact_id"
    ):
        of_deal.setdefault(deal, []).append(contact)
    of_company: dict[int, list[int]] = {}
    for company, contact in Contact.objects.filter(company_id__in=companies).values_list(
        "company_id", "id"
    ):
        of_company.setdefault(company or 0, []).append(contact)
    concerned: dict[int, list[int]] = {}
    for position, contact, company, deal in told:
        concerned.setdefault(position, []).extend(
            [contact] if contact else of_deal.get(deal or 0) or of_company.get(company or 0, [])
        )
    return concerned
