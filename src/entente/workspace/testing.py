"""The cast: Ada sells, Milan markets, Noor leads both and sponsors, Eve has no seat."""

from dataclasses import dataclass
from datetime import UTC, datetime

from entente.workspace import operations, queries
from entente.workspace.rules import Role, SeatHeld, Team, Viewer

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday
PASSWORD = "correct horse battery staple"  # noqa: S105  of people who do not exist


@dataclass(frozen=True, kw_only=True)
class Cast:
    ada: Viewer
    milan: Viewer
    noor: Viewer
    eve: Viewer
    root: Viewer


SEATS = {
    "Ada Sells": [(Team.SALES, Role.MEMBER)],
    "Milan Markets": [(Team.MARKETING, Role.MEMBER)],
    "Noor Leads": [
        (Team.SALES, Role.HEAD),
        (Team.MARKETING, Role.HEAD),
        (Team.SHARED, Role.SPONSOR),
    ],
    "Eve Outside": [],
    "Rita Runs": [(Team.SHARED, Role.ADMINISTRATOR)],
}


def assemble(
    *, at: datetime = MORNING, timezone: str = "Europe/Paris", currency: str = "EUR"
) -> Cast:
    """A workspace with its cast, all present at `at`."""
    operations.set_up(name="Fennwick", timezone=timezone, currency=currency, at=at)
    ids = [_join(name, at=at) for name in SEATS]
    ada, milan, noor, eve, root = (queries.viewer(member_id=one, at=at) for one in ids)
    return Cast(ada=ada, milan=milan, noor=noor, eve=eve, root=root)


def _join(name: str, *, at: datetime) -> int:
    return operations.add_member(
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=team, role=role) for team, role in SEATS[name]],
        at=at,
    )
