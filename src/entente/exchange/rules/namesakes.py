"""Which of several companies of one name, or one domain, a row means; never one by chance. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from entente.exchange.rules.drafts import Draft, Identity, Wish
from entente.exchange.rules.outcomes import Fate, rejected
from entente.kit import wording
from entente.people.rules.words import domain_key

_OTHER: Final = {"name": "domain", "domain": "name"}


def said(*, among: Sequence[Draft], by: Identity, wish: Wish) -> Sequence[Draft]:
    """Those of `among` that bear what else the row says of its company; all where none does."""
    name = str(wish.values.get("name", "")).strip().casefold()
    domain = domain_key(str(wish.values.get("domain", "")))
    other, value = ("domain", domain) if by.kind == "name" else ("name", name)
    found = [one for one in among if value and one.held[other] == value]
    return found or among


def meant(
    *, among: Sequence[Draft], before: int | None, present: Sequence[Draft | int | None], email: str
) -> Draft | None:
    """The one that the row means: None where nothing tells.

    `before` is what the same file meant by this row, `present` the companies to which its contact
    and its deal belong; the last word has the domain of the contact's address.
    """
    for id_ in (before, *present):
        for one in among:
            if id_ is not None and (id_ is one or id_ == one.id):
                return one
    domain = email.rpartition("@")[2]
    theirs = [one for one in among if domain and one.held["domain"] == domain]
    return theirs[0] if len(theirs) == 1 else None


def unclear(*, by: Identity, count: int, wish: Wish) -> Fate:
    """Why a row ends that means one of so many companies without saying which."""
    many = wording.in_words(count)
    name = str(wish.values.get("name", by.value))[:100]
    shared = {
        "name": f"companies are called “{name}”",
        "domain": f"companies have the domain {by.value[:100]}",
    }
    return rejected(
        f"Several companies have this {by.kind}.",
        f"{many[:1].upper()}{many[1:]} {shared[by.kind]}; let the row tell the company's "
        f"{_OTHER[by.kind]} or key, or merge {'the two' if count == 2 else 'them'}.",
    )
