"""What the members' pages show."""

from dataclasses import dataclass
from datetime import datetime

from entente.kit import wording
from entente.web.members.words import seat_key, seat_words
from entente.workspace import operations, queries
from entente.workspace.queries import MemberInfo
from entente.workspace.rules import Role, SeatHeld, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatShown:
    key: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShown:
    id: int
    name: str
    email: str
    seats: tuple[SeatShown, ...]
    teams: tuple[str, ...]
    signs_in: bool
    closed_at: datetime | None
    takes_leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationShown:
    id: int
    name: str
    email: str
    seat: str
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    verdict: str
    members: tuple[MemberShown, ...]
    closed: tuple[MemberShown, ...]
    invitations: tuple[InvitationShown, ...]


def members(*, at: datetime) -> Members:
    """Everybody with their seats, who can sign in first; those who left, and who was asked."""
    everybody = [_shown(info) for info in queries.members(at=at, active=False)]
    here = tuple(
        sorted(
            (member for member in everybody if member.closed_at is None),
            key=lambda member: not member.signs_in,
        )
    )
    seated = sum(bool(member.seats) and member.signs_in for member in here)
    words = wording.counted(seated, "person has", "people have")
    owners = sum(not member.signs_in for member in here)
    kept = (
        f"; {wording.counted(owners, 'owner')} of imported records cannot sign in" if owners else ""
    )
    return Members(
        verdict=f"{words} a seat here{kept}",
        members=here,
        closed=tuple(member for member in everybody if member.closed_at),
        invitations=tuple(_invitation(row) for row in queries.open_invitations(at=at)),
    )


def member(*, member_id: int, at: datetime) -> MemberShown | None:
    """One member, or None."""
    found = queries.members(at=at, ids=[member_id], active=False)
    return _shown(found[0]) if found else None


def _shown(info: MemberInfo) -> MemberShown:
    return MemberShown(
        id=info.id,
        name=info.name,
        email=info.email,
        seats=tuple(SeatShown(key=seat_key(seat), words=seat_words(seat)) for seat in info.seats),
        teams=tuple(sorted({str(seat.team) for seat in info.seats if seat.team != Team.SHARED})),
        signs_in=info.can_sign_in,
        closed_at=info.deactivated_at,
        takes_leads=info.can_sign_in and SeatHeld(team=Team.SALES, role=Role.MEMBER) in info.seats,
    )


def _invitation(row: object) -> InvitationShown:
    seat = SeatHeld(team=Team(row.team), role=Role(row.role))
    return InvitationShown(
        id=row.id,
        name=row.name,
        email=row.email,
        seat=seat_words(seat),
        invited_at=row.invited_at,
        expires_at=row.expires_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    company: str
    name: str
    email: str
    seat: str


def joining(*, token: str, at: datetime) -> Joining:
    """What an invitation says. Raises InvitationUnusable."""
    row = operations.invitation_for(token=token, at=at)
    shown = _invitation(row)
    company = queries.current().name
    return Joining(company=company, name=shown.name, email=shown.email, seat=shown.seat)
