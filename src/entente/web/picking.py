"""Choosing a record by what it is called: from suggestions, or by writing enough of its name."""

import re
from dataclasses import dataclass
from typing import Final

from entente.kit import wording
from entente.people.queries.companies import company
from entente.people.queries.contacts import contact
from entente.people.queries.search import Hit, search_companies, search_contacts
from entente.pipeline.queries.deals import deal
from entente.pipeline.queries.search import search_deals
from entente.workspace.rules import Viewer

KINDS: Final = ("contact", "company", "deal")
SEARCHES: Final = {
    "contact": search_contacts,
    "company": search_companies,
    "deal": search_deals,
}
NUMBERED: Final = re.compile(r"^(?:(contact|company|deal):)?([0-9]{1,18})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The one record that was meant."""

    kind: str
    id: int
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Nobody or several are meant: words that say so, and the ones that were found."""

    words: str
    hits: tuple[Hit, ...] = ()


def pick(*, text: str, kind: str, viewer: Viewer, chosen: str = "") -> Picked | Unclear:
    """Whom somebody means by a text, or by what they chose ("731", "deal:12").

    `kind` is contact, company, deal, or '' for any of them. Only what this person sees is found.
    """
    match = NUMBERED.match(chosen.strip())
    if match:
        found = named(kind=match[1] or kind, record_id=int(match[2]), viewer=viewer)
        if found:
            return found
    text = " ".join(text.split())
    if not text:
        return Unclear(words="Write a name, an address or a number.")
    hits = suggestions(text=text, kind=kind, viewer=viewer, limit=6)
    exact = [hit for hit in hits if hit.called.casefold() == text.casefold()]
    meant = exact if len(exact) == 1 else hits
    if len(meant) == 1:
        return Picked(kind=meant[0].record, id=meant[0].id, called=meant[0].called)
    if not hits:
        return Unclear(words=f"Nothing here is called “{text}”.")
    names = wording.listed([hit.called for hit in hits[:4]], last="or")
    return Unclear(words=f"Several fit: {names}. Choose one.", hits=tuple(hits))


def named(*, kind: str, record_id: int, viewer: Viewer) -> Picked | None:
    """A record by its number, if this person sees it and it is still there."""
    loads = {
        "contact": lambda: contact(viewer=viewer, contact_id=record_id),
        "company": lambda: company(viewer=viewer, company_id=record_id),
        "deal": lambda: deal(viewer=viewer, deal_id=record_id),
    }
    try:
        found = loads[kind]()
    except LookupError:
        return None
    if found.deleted_at is not None:
        return None
    return Picked(kind=kind, id=record_id, called=found.called)


def suggestions(*, text: str, kind: str, viewer: Viewer, limit: int) -> list[Hit]:
    """What a text may mean, best first; of one kind, or of all."""
    kinds = (kind,) if kind in KINDS else KINDS
    share = limit if len(kinds) == 1 else max(2, limit // 2)
    return [hit for one in kinds for hit in SEARCHES[one](text=text, viewer=viewer, limit=share)]
