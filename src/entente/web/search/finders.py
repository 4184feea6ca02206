"""What the one box finds of our records: people, companies, deals."""

from collections.abc import Iterable
from datetime import datetime

from entente.handoff import queries as handovers
from entente.handoff.rules.standing import OPEN
from entente.people.queries.search import search_companies, search_contacts
from entente.pipeline.queries.search import search_deals
from entente.web import addresses
from entente.web.finding import Hit, finder
from entente.workspace.rules import Viewer


def people(*, viewer: Viewer, words: str, at: datetime, limit: int) -> Iterable[Hit]:
    """Contacts that these words find, with the ones that wait in the asker's queue marked."""
    found = search_contacts(text=words, viewer=viewer, limit=limit)
    leads = handovers.latest(contacts=[hit.id for hit in found]) if found else {}
    return [
        Hit(
            title=hit.called,
            url=addresses.contact(hit.id, hit.called),
            note=hit.about,
            end="waiting in your queue" if _waits(leads.get(hit.id), viewer) else "",
            kind="person",
        )
        for hit in found
    ]


def _waits(lead: object, viewer: Viewer) -> bool:
    return lead is not None and lead.status in OPEN and lead.owner_id == viewer.member_id


def companies(*, viewer: Viewer, words: str, at: datetime, limit: int) -> Iterable[Hit]:
    """Companies that these words find."""
    return [
        Hit(
            title=hit.called,
            url=addresses.company(hit.id, hit.called),
            note=hit.about,
            kind="company",
        )
        for hit in search_companies(text=words, viewer=viewer, limit=limit)
    ]


def deals(*, viewer: Viewer, words: str, at: datetime, limit: int) -> Iterable[Hit]:
    """Deals that these words find."""
    return [
        Hit(title=hit.called, url=addresses.deal(hit.id, hit.called), note=hit.about)
        for hit in search_deals(text=words, viewer=viewer, limit=limit)
    ]


def offer() -> None:
    """Let the palette and the search page ask for them, in this order."""
    finder("People", people)
    finder("Companies", companies)
    finder("Deals", deals)
