"""The people of the demo company."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from entente.workspace import operations, queries
from entente.workspace.rules import Role, SeatHeld, Team, Viewer

DOMAIN = "fennwick.example"

PEOPLE: tuple[tuple[str, Team, Role], ...] = (
    ("Margit Holm", Team.SHARED, Role.SPONSOR),
    ("Odile Renard", Team.SHARED, Role.ADMINISTRATOR),
    ("Per Ståhl", Team.MARKETING, Role.HEAD),
    ("Jana Kovač", Team.MARKETING, Role.MEMBER),
    ("Tomasz Wilk", Team.MARKETING, Role.MEMBER),
    ("Ayla Demir", Team.MARKETING, Role.MEMBER),
    ("Ruth Okoye", Team.MARKETING, Role.MEMBER),
    ("Nadia Berg", Team.SALES, Role.HEAD),
    ("Ines Moreau", Team.SALES, Role.MEMBER),
    ("Tom Adler", Team.SALES, Role.MEMBER),
    ("Lars Nygaard", Team.SALES, Role.MEMBER),
    ("Chiara Conti", Team.SALES, Role.MEMBER),
    ("Femke de Vries", Team.SALES, Role.MEMBER),
    ("Sam Whitlock", Team.SALES, Role.VIEWER),
)
SELLERS = tuple(name for name, team, role in PEOPLE if (team, role) == (Team.SALES, Role.MEMBER))
_ROLES = {
    Role.SPONSOR: "Sponsor",
    Role.ADMINISTRATOR: "Administrator",
    Role.HEAD: "Head of {team}",
    Role.MEMBER: "{team}",
    Role.VIEWER: "Viewer in {team}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How one may sign in to the demo company."""

    role: str
    name: str
    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Ids by name, and the three who sign."""

    ids: dict[str, int]
    sellers: tuple[str, ...]
    sponsor: Viewer
    marketing: Viewer
    sales: Viewer

    def viewer(self, name: str, at: datetime) -> Viewer:
        return queries.viewer(member_id=self.ids[name], at=at)


def assemble(*, at: datetime) -> tuple[Cast, list[SignIn]]:
    """Everybody joins at that moment; one sign-in for each role, with a random password."""
    ids: dict[str, int] = {}
    signins: list[SignIn] = []
    shown: set[tuple[Team, Role]] = set()
    for name, team, role in PEOPLE:
        password = a_password()
        email = f"{_plain(name)}@{DOMAIN}"
        ids[name] = operations.add_member(
            name=name,
            email=email,
            password=password,
            seats=[SeatHeld(team=team, role=role)],
            at=at,
        )
        if (team, role) not in shown:
            shown.add((team, role))
            words = _ROLES[role].format(team=team)
            signins.append(
                SignIn(role=words.capitalize(), name=name, email=email, password=password)
            )
    found = Cast(
        ids=ids,
        sellers=SELLERS,
        sponsor=queries.viewer(member_id=ids["Margit Holm"], at=at),
        marketing=queries.viewer(member_id=ids["Per Ståhl"], at=at),
        sales=queries.viewer(member_id=ids["Nadia Berg"], at=at),
    )
    return found, signins


def a_password() -> str:
    """Sixteen random hexadecimal digits in fours.

    Of random letters one filling in six hundred made a password too like somebody's address.
    """
    return "-".join(secrets.token_hex(2) for _ in range(4))


def _plain(name: str) -> str:
    first = name.split(maxsplit=1)[0].casefold()
    return first.encode("ascii", "ignore").decode() or "someone"
