"""What the stories of this room begin with: three heads apart, and small deeds in one line."""

from datetime import date, datetime

from entente.agreements import standing
from entente.agreements.operations import drafting, signing
from entente.agreements.rules.states import VersionState
from entente.ledger import queries as ledger
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.rules import Role, SeatHeld, Team, Viewer
from entente.workspace.testing import MORNING

TODAY = date(2026, 11, 24)
TOMORROW = date(2026, 11, 25)
SOUP = {"hours": 8, "cooks": [{"name": "Ada", "dish": "soup"}]}
STEW = {"hours": 9, "cooks": [{"name": "Ada", "dish": "stew"}]}


def seated(name: str, team: Team, role: Role = Role.HEAD) -> Viewer:
    member_id = workspace.add_member(name=name, at=MORNING, seats=[SeatHeld(team=team, role=role)])
    return members.viewer(member_id=member_id, at=MORNING)


def three_heads() -> tuple[Viewer, Viewer, Viewer]:
    """A head of marketing, a head of sales and a sponsor, three people."""
    return (
        seated("Mia Marks", Team.MARKETING),
        seated("Sam Sells", Team.SALES),
        seated("Sue Sponsors", Team.SHARED, Role.SPONSOR),
    )


def propose(content, *, by: Viewer, at: datetime = MORNING, from_day: date = TODAY, **more):
    """Draft and propose the house rules; gives the version as it is proposed."""
    drafting.save_draft(
        kind="house_rules",
        content=content,
        from_day=from_day,
        review="quarterly",
        by=by,
        at=at,
        **more,
    )
    number = drafting.propose(kind="house_rules", by=by, at=at)
    return version(number, viewer=by, at=at)


def version(number: int, *, viewer: Viewer, at: datetime = MORNING) -> VersionState:
    found = standing.document(kind="house_rules", viewer=viewer, at=at)
    return standing.numbered(standing=found, number=number)


def sign(proposed: VersionState, *seats: str, by: Viewer, at: datetime = MORNING):
    return signing.sign(version_id=proposed.id, seats=seats, digest=proposed.digest, by=by, at=at)


def told() -> list[tuple]:
    """What the ledger says of the accord: kind, actor, team and what it was about."""
    return [
        (
            entry.kind.removeprefix("accord."),
            entry.actor,
            entry.team,
            {
                k: v
                for k, v in entry.properties.items()
                if k not in ("document", "scope", "title", "digest")
            },
        )
        for entry in ledger.facts(after=0, until=10**9, limit=1000)
        if entry.kind.startswith("accord.")
    ]
