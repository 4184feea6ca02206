"""What the one box finds of our records: people, companies, deals."""

from collections.abc import Iterable
from datetime import datetime

from entente.handoff import queries as handovers
from entente.people.queries.search import search_companies, search_contacts
from entente.pipeline.queries.search import search_deals
from entente.web import addresses
from entente.web.finding import Hit, finder
from entente.web.queue.pages import lists_own
from entente.workspace.rules import Viewer


def people(*, viewer: Viewer, words: str, at: datetime, limit: int) -> Iterable[Hit]:
    """Contacts that these words find; of equals those first that are in the asker's queue.

    The queue of who sells is their own, that of others everybody's, as it opens for them. Whoever
    is in it and is called so is not put behind a company of that name.
    """
    own = lists_own(viewer)
    waiting = handovers.who_is_in_the_queue(viewer=viewer, at=at, own=own)
    found = search_contacts(text=words, viewer=viewer, limit=limit, foremost=waiting)
    return [
        Hit(
            title=hit.called,
            url=addresses.contact(hit.id, hit.called),
            note=hit.about,
            end=f"in {'your' if own else 'the'} queue" if hit.id in waiting else "",
            kind="person",
            leads=hit.place == 0 and hit.id in waiting,
        )
        for hit in found
    ]


def companies(*, viewer: Viewer, words: str, at: datetime, limit: int) -> Iterable[Hit]:
    """Companies that these words find; they come before people where a name begins with them."""
    return [
        Hit(
            title=hit.called,
            url=addresses.company(hit.id, hit.called),
            note=hit.about,
            kind="company",
            leads=hit.called.casefold().startswith(words.casefold()),
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
