"""What is doubtful in the data of a funnel, and where to look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from entente.funnel.analysis import FunnelReport
from entente.funnel.rules.doubts import About, Doubt
from entente.insights import funnel as told
from entente.kit import wording
from entente.people.queries import contacts
from entente.pipeline.queries import related
from entente.web import addresses
from entente.workspace.rules import Viewer

MOST: Final = 20  # named of one doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """A doubt in words, the first of those that it is about (name and address), how many more."""

    words: str
    about: tuple[tuple[str, str], ...]
    more: str


def warnings(*, found: FunnelReport, viewer: Viewer) -> tuple[Doubted, ...]:
    """One for each doubt. Two queries at most for each that names somebody."""
    notes = told.notes(report=found)[1:]
    return tuple(
        _doubted(words, doubt, viewer) for words, doubt in zip(notes, found.doubts, strict=True)
    )


def _doubted(words: str, doubt: Doubt, viewer: Viewer) -> Doubted:
    named: tuple[tuple[str, str], ...] = ()
    whole = 0
    if doubt.about in (About.LATER_STAGE_FIRST, About.UNKNOWN_STAGE):
        named, whole = _contacts(doubt, viewer), len(doubt.contacts)
    elif doubt.about is About.CLOSED_BEFORE_OPENED:
        named, whole = _deals(doubt, viewer), len(doubt.deals)
    rest = whole - len(named)
    return Doubted(
        words=words, about=named, more=f"and {wording.number(rest)} more" if named and rest else ""
    )


def _contacts(doubt: Doubt, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    seen = sorted(contacts.seen_contacts(viewer=viewer, contact_ids=set(doubt.contacts)))[:MOST]
    called = contacts.names(ids=seen)
    return tuple((called[one], addresses.contact(one, called[one])) for one in seen)


def _deals(doubt: Doubt, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    seen = sorted(related.seen_deals(viewer=viewer, deal_ids=set(doubt.deals)))[:MOST]
    called = related.names(ids=seen)
    return tuple((called[one], addresses.deal(one, called[one])) for one in seen)
