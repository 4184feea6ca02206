"""One box over people, companies and deals."""

from dataclasses import dataclass

from entente.people.access import visible
from entente.people.queries.search import (
    POOL,
    Hit,
    first,
    found_rows,
    search_companies,
    search_contacts,
)
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEverywhere:
    """What a text finds, at most so many of each."""

    contacts: tuple[Hit, ...]
    companies: tuple[Hit, ...]
    deals: tuple[Hit, ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        return (*self.contacts, *self.companies, *self.deals)


def search(*, text: str, viewer: Viewer, limit: int = 8) -> FoundEverywhere:
    """Contacts, companies and deals that the viewer sees and the text finds. Six queries at most.

    Every word must stand somewhere in the record's names, addresses, phone or outside keys, case
    aside; below three letters only beginnings are found.
    """
    return FoundEverywhere(
        contacts=tuple(search_contacts(text=text, viewer=viewer, limit=limit)),
        companies=tuple(search_companies(text=text, viewer=viewer, limit=limit)),
        deals=tuple(search_deals(text=text, viewer=viewer, limit=limit)),
    )


def search_deals(*, text: str, viewer: Viewer, limit: int = 8) -> list[Hit]:
    """Deals that the viewer sees and the text finds. Two queries at most."""
    found = found_rows(
        text=text,
        table="pipeline_deal",
        columns=(
            "id, name, (select c.name from people_company c where c.id = company_id), "
            "(select s.name from pipeline_dealstage s where s.id = stage_id)"
        ),
        starts=("name_key",),
        mine=visible(viewer=viewer, record="deal", owner="owner_id"),
        limit=limit * POOL,
    )
    hits = [
        Hit(
            record="deal",
            id=deal_id,
            called=name or f"Deal {deal_id}",
            about=", ".join(part for part in (company, stage) if part),
        )
        for deal_id, name, company, stage in found
    ]
    return first(hits=hits, text=text, limit=limit)
