"""What our own people are told when something happened to the accord."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from entente.agreements import events, offers
from entente.agreements.standing import signers
from entente.inbox.operations import settle, settle_asked, tell
from entente.kit import periods, wording
from entente.ledger.events import Entry
from entente.workspace import queries as workspace
from entente.workspace.queries import MemberInfo
from entente.workspace.rules import SIGNING_SEATS, Team

READS: Final = (
    events.PROPOSED.name,
    events.SIGNED.name,
    events.DECLINED.name,
    events.WITHDRAWN.name,
    events.PUT_IN_FORCE.name,
    events.SUPERSEDED.name,
    events.CALLED_OFF.name,
)
ENDS_SIGNING: Final = (
    events.DECLINED.name,
    events.WITHDRAWN.name,
    events.PUT_IN_FORCE.name,
    events.SUPERSEDED.name,
    events.CALLED_OFF.name,
)


def follow_the_accord(entries: Sequence[Entry], at: datetime) -> None:
    """Ask for signatures by mail, pass a no on to those who sign, say what is in force now.

    Whoever has answered need not be asked any more: their own question counts as read, and
    everybody's does once nobody can sign that version.
    """
    for entry in entries:
        name = f"{entry.properties['title']}, version {entry.properties['version']}"
        if entry.kind == events.PROPOSED.name:
            words = "It holds once both heads and the sponsor have signed exactly this text."
            _tell(_signatories(at), entry, _question(name), words, at, by_mail=True)
        elif entry.kind == events.SIGNED.name:
            _settle(entry, name, at)
        elif entry.kind == events.DECLINED.name:
            said = f"The {entry.properties['seat']}: {entry.properties['reason']}"
            others = [one for one in _signatories(at) if one != entry.actor]
            _tell(others, entry, f"{name} was declined", said, at, by_mail=True)
        elif entry.kind == events.PUT_IN_FORCE.name:
            _tell_in_force(entry, name, at)
        if entry.kind in ENDS_SIGNING:
            settle_asked(title=_question(name), url=_url(entry), at=at)


def _tell_in_force(entry: Entry, name: str, at: datetime) -> None:
    """Whoever signed has read it, and need not confirm that."""
    title = f"{name} is in force from {_day(entry.properties['since'], at)}"
    properties = entry.properties
    signed = signers(
        kind=properties["document"], scope=properties["scope"], number=int(properties["version"])
    )
    for member in _both_teams(at):
        words = "" if member in signed else "Read it and confirm that you have."
        _tell([member], entry, title, words, at)


def _question(name: str) -> str:
    return f"Read and sign {wording.within(name)}"


def _settle(entry: Entry, name: str, at: datetime) -> None:
    if entry.actor is not None:
        settle(member_id=entry.actor, title=_question(name), url=_url(entry), at=at)


def _day(text: str, at: datetime) -> str:
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    return wording.day(date.fromisoformat(text), today=today)


def _tell(
    members: Iterable[int],
    entry: Entry,
    title: str,
    words: str,
    at: datetime,
    *,
    by_mail: bool = False,
) -> None:
    for member_id in members:
        tell(
            member_id=member_id,
            kind="accord",
            title=title,
            words=words,
            url=_url(entry),
            cause=f"accord:{entry.position}",
            at=at,
            by_mail=by_mail,
        )


def _url(entry: Entry) -> str:
    slug = offers.kind(entry.properties["document"]).slug
    scope = entry.properties["scope"]
    return f"/accord/{slug}{f'/{scope}' if scope else ''}/{entry.properties['version']}/"


def _signatories(at: datetime) -> list[int]:
    seats = set(SIGNING_SEATS.values())
    return [one.id for one in _readers(at) if seats & set(one.seats)]


def _both_teams(at: datetime) -> list[int]:
    both = {Team.MARKETING, Team.SALES}
    return [one.id for one in _readers(at) if both & one.teams]


def _readers(at: datetime) -> list[MemberInfo]:
    """Who can open an inbox: not the owners that only an import knows."""
    return [one for one in workspace.members(at=at) if one.can_sign_in]
