"""What the one box finds of our records: people, companies, deals."""

from collections.abc import Iterable
from datetime import datetime

from entente.handoff import queries as handovers
from entente.people.queries.search import search_companies, search_contacts
from entente.pipeline.queries.search import search_deals
from entente.web import addresses
from entente.web.finding import Hit, finder
from entente.workspace.rules import Viewer


def people(*, viewer: Viewer, words: str, at: datetime, limit: int) -> Iterable[Hit]:
    """Contacts that these words find; of equals those first that wait in the asker's queue."""
    waiting = handovers.own_waiting(viewer=viewer)
    found = search_contacts(text=words, viewer=viewer, limit=limit, foremost=waiting)
    return [
        Hit(
            title=hit.called,
            url=addresses.contact(hit.id, hit.called),
            note=hit.about,
            end="waiting in your queue" if hit.id in waiting else "",
            kind="person",
        )
        for hit in found
    ]


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
