"""What the shell's own pages show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entente.workspace import queries as workspace
from entente.workspace.rules import SeatHeld, Team, Viewer

TEAM_WORDS: Final = {
    Team.MARKETING: "Marketing",
    Team.SALES: "Sales",
    Team.SHARED: "Both teams",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    name: str
    email: str
    seats: tuple[str, ...]
    theme: str
    keys_off: bool


def me(*, viewer: Viewer, at: datetime, theme: str, keys_off: bool) -> Me:
    """The page of the person who asks."""
    (info,) = workspace.members(at=at, ids=[viewer.member_id], active=False)
    seats = tuple(seat_words(seat) for seat in info.seats)
    return Me(name=info.name, email=info.email, seats=seats, theme=theme, keys_off=keys_off)


def seat_words(seat: SeatHeld) -> str:
    """Sales, head."""
    return f"{TEAM_WORDS[seat.team]}, {seat.role}"
