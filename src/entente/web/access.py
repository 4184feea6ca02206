"""Who may open a page. Every address declares one of these policies; nothing opens by default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from entente.workspace.rules import Reach, Role, Team, Viewer

NOBODY: Final = Viewer(member_id=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Whom a page admits.

    `why` is what the refused read: what it takes and who can lift it. `public` opens without
    signing in; `first_run` opens only while this instance has no workspace; `unready` opens
    whether or not it has one (health, static pages).
    """

    name: str
    why: str = ""
    admits: Callable[[Viewer], bool] = lambda viewer: viewer.member_id is not None
    public: bool = False
    first_run: bool = False
    unready: bool = False


LIFTED_BY: Final = "An administrator can change that under Settings, Members."

PUBLIC: Final = Policy(name="public", admits=lambda viewer: True, public=True)
ALWAYS: Final = Policy(name="always", admits=lambda viewer: True, public=True, unready=True)
FIRST_RUN: Final = Policy(name="first run", admits=lambda viewer: True, public=True, first_run=True)
SIGNED_IN: Final = Policy(name="signed in", why="Sign in to open this page.")
ADMINISTRATOR: Final = Policy(
    name="administrator",
    why=f"This page is for administrators. {LIFTED_BY}",
    admits=lambda viewer: viewer.is_administrator,
)

_TEAM_WORDS: Final = {
    Team.MARKETING: "marketing",
    Team.SALES: "sales",
    Team.SHARED: "the shared side",
}
_ROLE_WORDS: Final = {
    Role.SPONSOR: "the sponsor",
    Role.HEAD: "heads",
    Role.MEMBER: "members",
    Role.VIEWER: "viewers",
    Role.ADMINISTRATOR: "administrators",
}


def seat(*, team: Team | None = None, role: Role | None = None) -> Policy:
    """Opens for those who hold a seat of this team and role; leaving one out means any."""
    who = _ROLE_WORDS[role] if role else "those with a seat"
    whose = f" of {_TEAM_WORDS[team]}" if team else ""
    return Policy(
        name=f"seat {team or 'any'} {role or 'any'}",
        why=f"This page is for {who}{whose}. {LIFTED_BY}",
        admits=lambda viewer: viewer.holds(team=team, role=role),
    )


def may(*, record: str, action: str = "see") -> Policy:
    """Opens for those whose seats reach any record of this kind; which ones, the room decides."""
    return Policy(
        name=f"may {action} {record}",
        why=f"Your seat does not let you {action} {_PLURAL.get(record, record + 's')}. {LIFTED_BY}",
        admits=lambda viewer: viewer.reach(record=record, action=action) is not Reach.NONE,
    )


_PLURAL: Final = {
    "company": "companies",
    "activity": "activities",
    "handoff": "hand-overs",
    "accord": "the accord",
    "workspace": "the settings",
}


def either(*policies: Policy) -> Policy:
    """Opens for whom any of these admits."""
    return Policy(
        name=" or ".join(policy.name for policy in policies),
        why=policies[0].why,
        admits=lambda viewer: any(policy.admits(viewer) for policy in policies),
    )
