"""The three seats that sign: who signed, and who may where nobody has yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from entente.agreements.rules import life
from entente.agreements.rules.life import State
from entente.agreements.rules.states import Declined, VersionState
from entente.kit import wording
from entente.web.accord.pages import words
from entente.workspace import queries as workspace
from entente.workspace.rules import SIGNING_SEATS, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A seat and everybody who holds it now, by name; nobody until somebody is seated."""

    seat: str
    title: str
    team: str
    names: str
    seat_url: str  # where the asker can seat somebody; "" where they may not, or need not


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """One of the three seats: who signed or declined and when, or whom it waits for."""

    seat: str
    title: str
    team: str
    signed_by: str
    at: datetime | None
    ended: bool  # signed, but a decline or an edit ended it
    declined: Declined | None
    no_from: str  # who declined
    waits_for: Holder | None  # while it can still be signed


def holders(*, viewer: Viewer, at: datetime) -> tuple[Holder, ...]:
    """Who can sign for each seat now. Two queries."""
    members = workspace.members(at=at)
    found = []
    for seat in life.SEATS:
        names = [one.name for one in members if SIGNING_SEATS[seat] in one.seats]
        found.append(
            Holder(
                seat=seat,
                title=words.capital(life.SEAT_WORDS[seat]),
                team=words.TEAMS[seat],
                names=wording.listed(names),
                seat_url=reverse("members") if viewer.is_administrator and not names else "",
            )
        )
    return tuple(found)


def lines(version: VersionState, *, viewer: Viewer, at: datetime) -> tuple[SeatLine, ...]:
    """All three seats of a version, signed or not. Two queries while it waits, else none."""
    given = {one.seat: one for one in version.signatures}
    no = version.declined
    ended = bool(no or version.taken_back)
    waits = version.state is State.PROPOSED
    held = {one.seat: one for one in holders(viewer=viewer, at=at)} if waits else {}
    return tuple(
        SeatLine(
            seat=seat,
            title=words.capital(life.SEAT_WORDS[seat]),
            team=words.TEAMS[seat],
            signed_by=_alone(given[seat].words, seat) if seat in given else "",
            at=given[seat].at if seat in given else None,
            ended=ended and seat in given,
            declined=no if no and no.seat == seat else None,
            no_from=_alone(no.words, seat) if no and no.seat == seat else "",
            waits_for=None if seat in given else held.get(seat),
        )
        for seat in life.SEATS
    )


def _alone(words: str, seat: str) -> str:
    """Under the name of a seat: whoever holds no other is called by name alone."""
    return words.removesuffix(f", {life.SEAT_WORDS[seat]}")
