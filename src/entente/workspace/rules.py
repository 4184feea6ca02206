"""Who somebody is here and how far they reach. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

EMAIL: Final = re.compile(r"^[^@\s\x00]+@[^@\s\x00]+$")
# Whom we write to has one plain address: nothing that mail could read as two, or as a name.
_PLAIN: Final = r'[^\s@<>()\[\],;:\\"\x00-\x20\x7f]+'
PLAIN_ADDRESS: Final = re.compile(f"{_PLAIN}@{_PLAIN}")


class Team(StrEnum):
    MARKETING = "marketing"
    SALES = "sales"
    SHARED = "shared"


class Role(StrEnum):
    SPONSOR = "sponsor"
    HEAD = "head"
    MEMBER = "member"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


class Reach(StrEnum):
    """Whose records: nobody's, one's own, one's team's, everybody's. Ordered by `width`."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"

    @property
    def width(self) -> int:
        return list(Reach).index(self)


# A team's heads and members belong to marketing or sales; the shared side sponsors and operates.
ROLES_OF_TEAM: Final = {
    Team.MARKETING: (Role.HEAD, Role.MEMBER, Role.VIEWER),
    Team.SALES: (Role.HEAD, Role.MEMBER, Role.VIEWER),
    Team.SHARED: (Role.SPONSOR, Role.ADMINISTRATOR, Role.VIEWER),
}

RECORDS: Final = (
    "contact",
    "company",
    "deal",
    "activity",
    "handoff",
    "accord",
    "import",
    "report",
    "workspace",
)
ACTIONS: Final = ("see", "change", "export")

_EVERYTHING = dict.fromkeys(RECORDS, Reach.ALL)
_WORK = {
    "contact": Reach.ALL,
    "company": Reach.ALL,
    "deal": Reach.TEAM,
    "activity": Reach.OWN,
    "handoff": Reach.OWN,
    "accord": Reach.NONE,
    "import": Reach.OWN,
    "report": Reach.NONE,
    "workspace": Reach.NONE,
}

# What each role may do before an administrator says otherwise. Both teams see the same facts.
DEFAULT_REACH: Final[dict[tuple[Role, str], dict[str, Reach]]] = {
    (Role.SPONSOR, "see"): _EVERYTHING,
    (Role.SPONSOR, "change"): {**_EVERYTHING, "workspace": Reach.NONE, "import": Reach.NONE},
    (Role.SPONSOR, "export"): _EVERYTHING,
    (Role.HEAD, "see"): _EVERYTHING,
    (Role.HEAD, "change"): {
        **_EVERYTHING,
        "activity": Reach.TEAM,
        "handoff": Reach.TEAM,
        "workspace": Reach.NONE,
    },
    (Role.HEAD, "export"): _EVERYTHING,
    (Role.MEMBER, "see"): {**_EVERYTHING, "import": Reach.TEAM, "workspace": Reach.NONE},
    (Role.MEMBER, "change"): _WORK,
    (Role.MEMBER, "export"): {**_WORK, "report": Reach.ALL},
    (Role.VIEWER, "see"): {**_EVERYTHING, "import": Reach.NONE, "workspace": Reach.NONE},
    (Role.VIEWER, "change"): {},
    (Role.VIEWER, "export"): {},
    (Role.ADMINISTRATOR, "see"): _EVERYTHING,
    (Role.ADMINISTRATOR, "change"): {**_EVERYTHING, "handoff": Reach.NONE},
    (Role.ADMINISTRATOR, "export"): _EVERYTHING,
}

Overrides = dict[tuple[Team, Role, str, str], Reach]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatHeld:
    team: Team
    role: Role


# Who signs documents of the accord.
SIGNING_SEATS: Final = {
    "marketing": SeatHeld(team=Team.MARKETING, role=Role.HEAD),
    "sales": SeatHeld(team=Team.SALES, role=Role.HEAD),
    "sponsor": SeatHeld(team=Team.SHARED, role=Role.SPONSOR),
}


def acts_for(*, seats: Iterable[SeatHeld], team: Team) -> bool:
    """Whether one of these seats is of the team and more than a viewer's."""
    return any(seat.team == team and seat.role is not Role.VIEWER for seat in seats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who asks: who they are, which seats they hold, whom their teams contain."""

    member_id: int | None
    name: str = ""
    seats: frozenset[SeatHeld] = frozenset()
    team_member_ids: frozenset[int] = frozenset()
    overrides: Overrides = field(default_factory=dict, hash=False)
    system: bool = False

    def holds(self, *, team: Team | None = None, role: Role | None = None) -> bool:
        """Whether one seat is of this team and role; leaving one out means any."""
        return any(
            (team is None or seat.team == team) and (role is None or seat.role == role)
            for seat in self.seats
        )

    def acts_for(self, team: Team) -> bool:
        """Whether a seat of theirs speaks and decides for this team; a viewer only looks on."""
        return acts_for(seats=self.seats, team=team)

    @property
    def acts(self) -> bool:
        """Whether a seat of theirs is more than a viewer's."""
        return self.system or any(self.acts_for(seat.team) for seat in self.seats)

    @property
    def is_administrator(self) -> bool:
        return self.system or self.holds(role=Role.ADMINISTRATOR)

    @property
    def teams(self) -> frozenset[Team]:
        return frozenset(seat.team for seat in self.seats)

    @property
    def team(self) -> str:
        """The team that they act for, sales before marketing; '' without a seat."""
        return next(
            (team for team in (Team.SALES, Team.MARKETING, Team.SHARED) if team in self.teams), ""
        )

    @property
    def signing_seats(self) -> tuple[str, ...]:
        """The seats that this person may sign for: marketing, sales, sponsor."""
        return tuple(name for name, seat in SIGNING_SEATS.items() if seat in self.seats)

    def reach(self, *, record: str, action: str) -> Reach:
        """The widest reach that any of the seats gives; nobody's without a seat."""
        if self.system:
            return Reach.ALL
        reaches = (
            self.overrides.get((seat.team, seat.role, record, action))
            or DEFAULT_REACH[(seat.role, action)].get(record, Reach.NONE)
            for seat in self.seats
        )
        return max(reaches, key=lambda reach: reach.width, default=Reach.NONE)

    def may(self, *, record: str, action: str, owner_id: int | None = None) -> bool:
        """Whether they may do that to a record of that owner; an ownerless one is every team's."""
        reach = self.reach(record=record, action=action)
        if reach is Reach.TEAM:
            return (
                owner_id is None or owner_id == self.member_id or owner_id in self.team_member_ids
            )
        if reach is Reach.OWN:
            return owner_id is not None and owner_id == self.member_id
        return reach is Reach.ALL


SYSTEM: Final = Viewer(member_id=None, name="Entente", system=True)


def one_line(text: str) -> str:
    """A name as it is kept: no line breaks and no runs of blanks, whoever wrote it."""
    return " ".join(text.split())


def email_key(email: str) -> str:
    """The form under which two spellings of one address are the same: trimmed and casefolded."""
    return email.strip().casefold()
