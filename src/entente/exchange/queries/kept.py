"""By what names the records go that undoing an import has left."""

from typing import Any

from entente.people.models import Company, Contact
from entente.people.offers import Kept
from entente.people.rules.words import shown_company, shown_name
from entente.pipeline.models import Deal

MOST = 50  # names that are remembered


def called(*, kept: Kept) -> list[dict[str, Any]]:
    """Record, id and name of each, contacts first, at most MOST."""
    contacts = Contact.objects.filter(id__in=kept.contacts).order_by("name_key", "id")
    deals = Deal.objects.filter(id__in=kept.deals).order_by("name_key", "id")
    companies = Company.objects.filter(id__in=kept.companies).order_by("name_key", "id")
    found = [
        *(
            ("contact", row.id, shown_name(
                contact_id=row.id, name=row.name, email=row.email, keys=row.keys_text,
                erased=row.erased_at is not None,
            ))
            for row in contacts[:MOST]
        ),
        *(("deal", row.id, row.name or f"Deal {row.id}") for row in deals[:MOST]),
        *(
            ("company", row.id, shown_company(
                company_id=row.id, name=row.name, domain=row.domain, keys=row.keys_text
            ))
            for row in companies[:MOST]
        ),
    ]  # fmt: skip
    return [{"record": record, "id": id_, "name": name} for record, id_, name in found[:MOST]]
