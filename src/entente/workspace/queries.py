"""Questions about the company: who we are, who asks, who works here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import F, Q, QuerySet

from entente.workspace.models import (
    Absence,
    Calendar,
    Invitation,
    Member,
    MemberKey,
    ReachGranted,
    Seat,
    Workspace,
)
from entente.workspace.rules import Reach, Role, SeatHeld, Team, Viewer, email_key


class NotSetUp(Exception):
    """This instance has no workspace yet; its first-run page makes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceInfo:
    name: str
    timezone: ZoneInfo
    currency: str
    set_up_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInfo:
    id: int
    name: str
    email: str
    can_sign_in: bool
    deactivated_at: datetime | None
    seats: tuple[SeatHeld, ...]

    @property
    def teams(self) -> frozenset[Team]:
        return frozenset(seat.team for seat in self.seats)


def current() -> WorkspaceInfo:
    """The workspace of this instance. Raises NotSetUp before the first run is through."""
    row = next(iter(Workspace.objects.all()), None)  # there is one; putting it in order is dear
    if row is None:
        raise NotSetUp
    return WorkspaceInfo(
        name=row.name,
        timezone=ZoneInfo(row.timezone),
        currency=row.currency,
        set_up_at=row.set_up_at,
    )


def is_set_up() -> bool:
    return Workspace.objects.exists()


def _held(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))


def viewer(*, member_id: int, at: datetime) -> Viewer:
    """Who asks, with the seats that they hold at that moment. Three queries."""
    return viewer_of(Member.objects.get(id=member_id), at=at)


def viewer_of(member: Member, *, at: datetime) -> Viewer:
    """The same of a member who was asked for already. Two queries."""
    seats = list(Seat.objects.filter(_held(at)).values_list("member_id", "team", "role"))
    mine = {
        SeatHeld(team=Team(team), role=Role(role))
        for member_id, team, role in seats
        if member_id == member.id and member.is_active
    }
    teams = {seat.team for seat in mine} - {Team.SHARED}
    granted = ReachGranted.objects.values_list("team", "role", "record", "action", "reach")
    return Viewer(
        member_id=member.id,
        name=member.name,
        seats=frozenset(mine),
        team_member_ids=frozenset(member_id for member_id, team, _ in seats if team in teams),
        overrides={
            (Team(team), Role(role), record, action): Reach(reach)
            for team, role, record, action, reach in granted
        },
    )


def members(
    *, at: datetime, team: Team | None = None, ids: Sequence[int] | None = None, active: bool = True
) -> list[MemberInfo]:
    """Members with the seats that they hold at that moment, by name. Two queries."""
    rows = Member.objects.order_by("name", "id")
    if active:
        rows = rows.filter(deactivated_at=None)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    seats: dict[int, list[SeatHeld]] = {}
    for seat in Seat.objects.filter(_held(at)).order_by("id"):
        held = SeatHeld(team=Team(seat.team), role=Role(seat.role))
        seats.setdefault(seat.member_id, []).append(held)
    found = [
        MemberInfo(
            id=row.id,
            name=row.name,
            email=row.email or "",
            can_sign_in=row.can_sign_in,
            deactivated_at=row.deactivated_at,
            seats=tuple(seats.get(row.id, ())),
        )
        for row in rows
    ]
    return [info for info in found if team is None or team in info.teams]


def gone_from(*, team: Team, at: datetime) -> list[int]:
    """Ids of those who hold no seat any more at that moment and held their last one in this team.

    One query.
    """
    last: dict[int, datetime] = {}
    teams: dict[int, set[str]] = {}
    seats = Seat.objects.filter(since__lte=at).order_by("id")
    for member_id, of, until in seats.values_list("member_id", "team", "until"):
        ended = at + timedelta.resolution if until is None or until > at else until
        if ended > last.get(member_id, ended - timedelta.resolution):
            last[member_id], teams[member_id] = ended, set()
        if ended == last[member_id]:
            teams[member_id].add(of)
    return [one for one in last if last[one] <= at and team in teams[one]]


def figures_open_to(*, viewer: Viewer, at: datetime) -> set[int] | None:
    """The members whose own figures somebody may see: theirs and their team's; None for all."""
    if viewer.system or viewer.holds(role=Role.SPONSOR):
        return None
    own = {viewer.member_id} if viewer.member_id else set()
    for team in sorted(one for one in Team if viewer.holds(team=one, role=Role.HEAD)):
        own |= {info.id for info in members(at=at, team=team)}
        own |= set(gone_from(team=team, at=at))  # what they did stays theirs
    return own


def names(*, ids: Sequence[int]) -> dict[int, str]:
    """The members' names by id."""
    return dict(Member.objects.filter(id__in=ids).values_list("id", "name"))


def team_of(*, member_id: int, at: datetime) -> str:
    """The team for which a member acts at that moment, sales before marketing; '' if none."""
    return teams_of(ids=[member_id], at=at).get(member_id, "")


def teams_of(*, ids: Collection[int], at: datetime) -> dict[int, str]:
    """By member, the same; those without a team are left out. One query."""
    if not ids:
        return {}
    held = Seat.objects.filter(_held(at), member_id__in=ids).values_list("member_id", "team")
    teams: dict[int, set[str]] = {}
    for member_id, team in held:
        teams.setdefault(member_id, set()).add(team)
    return {
        member_id: next(team for team in ("sales", "marketing", "shared") if team in some)
        for member_id, some in teams.items()
    }


def heads(*, team: Team, at: datetime) -> list[int]:
    """Ids of the members who head a team at that moment."""
    return list(
        Seat.objects.filter(_held(at), team=team, role=Role.HEAD, member__deactivated_at=None)
        .order_by("since", "id")
        .values_list("member_id", flat=True)
    )


def member_by_email(*, email: str) -> int | None:
    return Member.objects.filter(email_key=email_key(email)).values_list("id", flat=True).first()


def account(*, member_id: int) -> Member:
    """The member as the sign-in library takes them."""
    return Member.objects.get(id=member_id)


def account_at(*, email: str) -> Member | None:
    """The member whom this address means, however it is spelt."""
    return Member.objects.filter(email_key=email_key(email)).first()


def members_by_key(*, system: str, keys: Sequence[str]) -> dict[str, int]:
    """Ids of the members whom another system knows by these keys."""
    rows = MemberKey.objects.filter(system=system, key__in=keys)
    return dict(rows.values_list("key", "member_id"))


def unheld_owners(*, batches: Sequence[int]) -> set[int]:
    """Members without sign-in whom these imports made and to whom no row of any room refers.

    One query for each place that may refer to a member.
    """
    made = MemberKey.objects.filter(batch_id__in=batches, member__email=None)
    ids = set(made.values_list("member_id", flat=True))
    for model in apps.get_models() if ids else ():
        for field in model._meta.concrete_fields:  # noqa: SLF001  its documented door
            if field.related_model is Member and model not in (MemberKey, Seat):
                held = model._base_manager.filter(**{f"{field.name}__in": ids})  # noqa: SLF001  the same
                ids -= set(held.values_list(field.name, flat=True).distinct())
    return ids


def open_invitations(*, at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).order_by("-invited_at")


def calendars() -> list[Calendar]:
    return list(Calendar.objects.order_by("name"))


def absences(*, member_ids: Sequence[int], since: datetime, until: datetime) -> list[Absence]:
    """When these members are away within [since, until)."""
    rows = Absence.objects.filter(member_id__in=member_ids, since__lt=until, until__gt=since)
    return list(rows.order_by("member_id", "since"))


def absences_of_days_over(*, since: datetime, at: datetime) -> list[Absence]:
    """What was noted since then when it had begun already, and is over: clocks moved by it."""
    rows = Absence.objects.filter(noted_at__gte=since, noted_at__gt=F("since"), until__lte=at)
    return list(rows.order_by("member_id", "since"))
