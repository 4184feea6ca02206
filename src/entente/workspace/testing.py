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


def _join(name: str, *seats: tuple[Team, Role], at: datetime) -> Viewer:
    member_id = operations.add_member(
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=team, role=role) for team, role in seats],
        at=at,
    )
    return queries.viewer(member_id=member_id, at=at)


def assemble(
    *, at: datetime = MORNING, timezone: str = "Europe/Paris", currency: str = "EUR"
) -> Cast:
    """A workspace with its cast, all present at `at`."""
    operations.set_up(name="Fennwick", timezone=timezone, currency=currency, at=at)
    _join("Ada Sells", (Team.SALES, Role.MEMBER), at=at)
    _join("Milan Markets", (Team.MARKETING, Role.MEMBER), at=at)
    noor = _join(
        "Noor Leads",
        (Team.SALES, Role.HEAD),
        (Team.MARKETING, Role.HEAD),
        (Team.SHARED, Role.SPONSOR),
        at=at,
    )
    eve = _join("Eve Outside", at=at)
    root = _join("Rita Runs", (Team.SHARED, Role.ADMINISTRATOR), at=at)
    by_name = {info.name.split()[0]: info.id for info in queries.members(at=at)}
    return Cast(
        ada=queries.viewer(member_id=by_name["Ada"], at=at),
        milan=queries.viewer(member_id=by_name["Milan"], at=at),
        noor=queries.viewer(member_id=noor.member_id, at=at),
        eve=eve,
        root=root,
    )
