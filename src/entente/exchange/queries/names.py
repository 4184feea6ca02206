"""By what names the records go of which imports tell."""

from collections.abc import Iterable, Mapping
from typing import Final

from entente.people.models import Company, Contact
from entente.people.rules.words import shown_company, shown_name
from entente.pipeline.models import Deal
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

MODELS: Final[Mapping[str, type[Contact | Deal | Company]]] = {
    "contact": Contact,
    "deal": Deal,
    "company": Company,
}


def seen_names(*, records: Iterable[tuple[str, int]], viewer: Viewer) -> dict[tuple[str, int], str]:
    """By kind and id, the names of those of these records that they may see. One query a kind."""
    ids: dict[str, set[int]] = {}
    for kind, id_ in records:
        ids.setdefault(kind, set()).add(id_)
    return {
        (kind, row.id): name_of(row)
        for kind, some in ids.items()
        for row in scope(MODELS[kind].objects.filter(id__in=some), viewer=viewer, record=kind)
    }


def name_of(row: Contact | Deal | Company) -> str:
    """What to call it."""
    match row:
        case Contact():
            return shown_name(
                contact_id=row.id,
                name=row.name,
                email=row.email,
                keys=row.keys_text,
                erased=row.erased_at is not None,
            )
        case Company():
            return shown_company(
                company_id=row.id, name=row.name, domain=row.domain, keys=row.keys_text
            )
        case _:
            return row.name or f"Deal {row.id}"
