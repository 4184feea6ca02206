"""Choosing a record by what it is called: from suggestions, or by writing enough of its name."""

import re
from dataclasses import dataclass
from typing import Final

from entente.handoff.queries import who_waits
from entente.kit import wording
from entente.people.queries.companies import CompanyInfo, company
from entente.people.queries.contacts import ContactInfo, contact
from entente.people.queries.search import Hit, search_companies, search_contacts
from entente.people.rules import words
from entente.pipeline.queries.deals import DealInfo, deal
from entente.pipeline.queries.search import search_deals
from entente.workspace.rules import Viewer

KINDS: Final = ("contact", "company", "deal")


def _people(*, text: str, viewer: Viewer, limit: int) -> list[Hit]:
    waiting = who_waits(viewer=viewer)
    return search_contacts(text=text, viewer=viewer, limit=limit, foremost=waiting)


SEARCHES: Final = {
    "contact": _people,
    "company": search_companies,
    "deal": search_deals,
}
OFFERED: Final = 8  # of one kind; of those beside people, so that a common name leaves them room:
BESIDE: Final = 3
NUMBERED: Final = re.compile(r"^(?:(contact|company|deal):)?([0-9]{1,18})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The one record that was meant. `about` tells it from a namesake: title and company."""

    kind: str
    id: int
    called: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Nobody or several are meant: words that say so, and the ones that were found."""

    words: str
    hits: tuple[Hit, ...] = ()


def pick(*, text: str, kind: str, viewer: Viewer, chosen: str = "") -> Picked | Unclear:
    """Whom somebody means by a text, or by what they chose ("731", "deal:12").

    `kind` is contact, company, deal, or '' for any of them. Only what this person sees is found.
    A choice holds as long as the text may mean it: who writes another name over it means that one.
    Where what was chosen is gone, nobody else is taken for it.
    """
    found = chosen_one(chosen=chosen, kind=kind, viewer=viewer)
    if found and reads_as(text=text, found=found):
        return found
    text = " ".join(text.split())
    hits = suggestions(text=text, kind=kind, viewer=viewer) if text else []
    if found and any((hit.record, hit.id) == (found.kind, found.id) for hit in hits):
        return found
    if not found and NUMBERED.match(chosen.strip()):
        return Unclear(words="What you chose is not here any more.", hits=tuple(hits))
    return _by_name(text, hits)


def _by_name(text: str, hits: list[Hit]) -> Picked | Unclear:
    if not text:
        return Unclear(words="Write a name, an address or a number.")
    exact = [hit for hit in hits if hit.called.casefold() == text.casefold()]
    meant = exact if len(exact) == 1 else hits
    if len(meant) == 1:
        hit = meant[0]
        return Picked(kind=hit.record, id=hit.id, called=hit.called, about=hit.about)
    if not hits:
        return Unclear(words=f"Nothing here is called “{text}”.")
    names = wording.listed([_told_apart(hit) for hit in hits[:4]], last="or")
    return Unclear(words=f"Several fit: {names}. Choose one.", hits=tuple(hits))


def _told_apart(hit: Hit) -> str:
    return f"{hit.called} ({hit.about})" if hit.about else hit.called


def chosen_one(*, chosen: str, kind: str, viewer: Viewer) -> Picked | None:
    """What somebody chose, if it is of the kind that is asked for and they see it."""
    match = NUMBERED.match(chosen.strip())
    if not match or (kind and match[1] not in (None, kind)):
        return None
    return named(kind=match[1] or kind, record_id=int(match[2]), viewer=viewer)


def reads_as(*, text: str, found: Picked) -> bool:
    """Whether nothing but the name of a choice stands where it was made."""
    return text.casefold().split() in ([], found.called.casefold().split())


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
    return Picked(kind=kind, id=record_id, called=found.called, about=about(found=found))


def about(*, found: ContactInfo | CompanyInfo | DealInfo) -> str:
    """The line that tells a record from a namesake, as the suggestions have it."""
    if isinstance(found, ContactInfo):
        known = {name: str(found.values.get(name) or "") for name in ("email", "phone")}
        title = str(found.values.get("job_title") or "")
        return words.about_contact(title=title, company=found.company, **known)
    if isinstance(found, CompanyInfo):
        named_by = ("industry", "city", "domain")
        return words.about_company(**{one: str(found.values.get(one) or "") for one in named_by})
    return ", ".join(part for part in (found.company, found.stage) if part)


def suggestions(*, text: str, kind: str, viewer: Viewer) -> list[Hit]:
    """What a text may mean, best first: OFFERED of one kind, or people and BESIDE of the others.

    Of equals those people come first who wait in the asker's queue.
    """
    limits = {"contact": OFFERED, "company": BESIDE, "deal": BESIDE}
    if kind in KINDS:
        limits = {kind: OFFERED}
    return [
        hit
        for one, limit in limits.items()
        for hit in SEARCHES[one](text=text, viewer=viewer, limit=limit)
    ]
