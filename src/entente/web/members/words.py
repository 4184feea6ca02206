"""Seats as people say them."""

from typing import Final

from entente.workspace.rules import ROLES_OF_TEAM, Role, SeatHeld, Team

TEAMS: Final = {Team.MARKETING: "Marketing", Team.SALES: "Sales", Team.SHARED: "Shared"}
ROLES: Final = {
    Role.SPONSOR: "sponsor",
    Role.HEAD: "head",
    Role.MEMBER: "member",
    Role.VIEWER: "viewer",
    Role.ADMINISTRATOR: "administrator",
}


def seat_words(seat: SeatHeld) -> str:
    """Sales, head."""
    return f"{TEAMS[seat.team]}, {ROLES[seat.role]}"


def seat_key(seat: SeatHeld) -> str:
    """sales-head, as forms send it."""
    return f"{seat.team}-{seat.role}"


def seat_of(key: str) -> SeatHeld:
    """The seat behind a key of a form; ValueError for anything else."""
    team, _, role = key.partition("-")
    return SeatHeld(team=Team(team), role=Role(role))


def seat_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every seat that there is, grouped by team, as a select takes them."""
    return [
        (
            TEAMS[team],
            [
                (seat_key(SeatHeld(team=team, role=role)), f"{TEAMS[team]}, {ROLES[role]}")
                for role in roles
            ],
        )
        for team, roles in ROLES_OF_TEAM.items()
    ]
