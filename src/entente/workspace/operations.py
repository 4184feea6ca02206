"""Deeds on the company itself: set up, invite, seat, unseat, deactivate."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from entente.kit import periods, wording
from entente.workspace import queries
from entente.workspace.access import Refused, require
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
from entente.workspace.rules import (
    ACTIONS,
    PLAIN_ADDRESS,
    RECORDS,
    ROLES_OF_TEAM,
    Reach,
    Role,
    SeatHeld,
    Team,
    Viewer,
    email_key,
    one_line,
)

INVITATION_LASTS = timedelta(days=7)
WORKDAY = [["09:00", "17:00"]]
_OVER = {  # by whether they administer
    False: "An absence from before today is noted by an administrator.",
    True: "An absence of your own from before today is noted by another administrator.",
}
_timezones = cache(available_timezones)  # it walks through a tree of files


class UnableToSetUp(Exception):
    """What is wrong with the company's particulars, in words for people."""


class UnableToInvite(Exception):
    """Why this person cannot be invited or seated, in words for people."""


class InvitationUnusable(Exception):
    """The invitation is used, withdrawn, out of date, or was never made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    invitation_id: int
    token: str  # shown once, sent by mail; only its digest is kept


def set_up(*, name: str, timezone: str, currency: str, at: datetime) -> None:
    """Make the one workspace of this instance, with a calendar of ordinary office hours."""
    if timezone not in _timezones():
        raise UnableToSetUp(f"{timezone} is not a time zone; choose one like Europe/Paris.")
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise UnableToSetUp(f"{currency} is not a currency code; choose one like EUR.")
    with transaction.atomic():
        try:
            with transaction.atomic():
                Workspace.objects.create(
                    id=1, name=name, timezone=timezone, currency=currency, set_up_at=at
                )
        except IntegrityError as error:
            raise UnableToSetUp("This instance is set up already; sign in instead.") from error
        Calendar.objects.create(
            name="Office hours",
            timezone=str(ZoneInfo(timezone)),
            hours={str(day): WORKDAY for day in range(5)},
        )


def add_member(
    *,
    name: str,
    at: datetime,
    email: str = "",
    password: str | None = None,
    seats: Sequence[SeatHeld] = (),
) -> int:
    """A new member; without e-mail and password they can own records but not sign in."""
    if email and not PLAIN_ADDRESS.fullmatch(email.strip()):
        raise UnableToInvite(f"{email} is not an e-mail address; enter one like ada@example.com.")
    member = Member(name=one_line(name), joined_at=at)
    if email:
        member.email, member.email_key = email.strip(), email_key(email)
    if password is None:
        member.set_unusable_password()
    else:
        validate_password(password, member)
        member.set_password(password)
    with transaction.atomic():
        try:
            with transaction.atomic():
                member.save()
        except IntegrityError as error:
            raise UnableToInvite(f"{email} belongs to a member already.") from error
        for seat in seats:
            seat_member(member_id=member.id, seat=seat, at=at)
    return member.id


def owners_for_keys(
    *,
    system: str,
    named: dict[str, str],
    team: Team | None,
    at: datetime,
    batch: int | None = None,
) -> dict[str, int]:
    """Members whom another system knows by these keys; the unknown ones are made, without sign-in.

    `named` gives each key's name; an empty one becomes the key's first eight characters.
    """
    known = dict(
        MemberKey.objects.filter(system=system, key__in=named).values_list("key", "member_id")
    )
    for key in sorted(named.keys() - known.keys()):
        seats = [SeatHeld(team=team, role=Role.MEMBER)] if team else []
        member_id = add_member(name=named[key] or key[:8], at=at, seats=seats)
        MemberKey.objects.create(member_id=member_id, system=system, key=key, batch_id=batch)
        known[key] = member_id
    return known


def forget_owners(*, ids: Collection[int]) -> None:
    """Forget these members as if they had never been made; see `queries.unheld_owners`."""
    Member.objects.filter(id__in=list(ids), email=None).delete()


def seat_member(*, member_id: int, seat: SeatHeld, at: datetime) -> None:
    """Let a member play a role in a team from now on; holding it already changes nothing."""
    if seat.role not in ROLES_OF_TEAM[seat.team]:
        roles = ", ".join(ROLES_OF_TEAM[seat.team])
        raise UnableToInvite(f"The {seat.team} side has no {seat.role}; choose one of {roles}.")
    Seat.objects.get_or_create(
        member_id=member_id, team=seat.team, role=seat.role, until=None, defaults={"since": at}
    )


def unseat_member(*, member_id: int, seat: SeatHeld, by: Viewer, at: datetime) -> None:
    """End a seat now. The last administrator who can sign in keeps theirs."""
    require(viewer=by, record="workspace", action="change")
    with transaction.atomic():
        open_seats = Seat.objects.select_for_update().filter(until=None)
        if seat.role == Role.ADMINISTRATOR:
            others = open_seats.filter(role=Role.ADMINISTRATOR, member__deactivated_at=None)
            others = others.exclude(member_id=member_id).select_related("member")
            if not any(one.member.can_sign_in for one in others):
                raise Refused("Somebody must administer this instance; seat another one first.")
        open_seats.filter(member_id=member_id, team=seat.team, role=seat.role).update(until=at)


def deactivate_member(*, member_id: int, by: Viewer, at: datetime) -> None:
    """End all seats and the sign-in; what they did and own stays."""
    require(viewer=by, record="workspace", action="change")
    with transaction.atomic():
        held = list(Seat.objects.filter(member_id=member_id, until=None).order_by("id"))
        for seat in held:
            unseat_member(
                member_id=member_id,
                seat=SeatHeld(team=Team(seat.team), role=Role(seat.role)),
                by=by,
                at=at,
            )
        Member.objects.filter(id=member_id).update(deactivated_at=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    name: str,
    email: str,
    team: Team,
    role: Role,
    by: Viewer,
    at: datetime,
    again: bool = False,
) -> Invited:
    """Ask somebody to join; the caller mails the token.

    Only `again` replaces an invitation that is open: its link then no longer works. Raises
    UnableToInvite.
    """
    require(viewer=by, record="workspace", action="change")
    if not PLAIN_ADDRESS.fullmatch(email.strip()):
        raise UnableToInvite(f"{email} is not an e-mail address; enter one like ada@example.com.")
    if role not in ROLES_OF_TEAM[team]:
        raise UnableToInvite(f"The {team} side has no {role}.")
    if Member.objects.filter(email_key=email_key(email), deactivated_at=None).exists():
        raise UnableToInvite(f"{email} is a member already; change their seats instead.")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        earlier = Invitation.objects.filter(
            email_key=email_key(email), accepted_at=None, withdrawn_at=None
        )
        waits = earlier.select_related("invited_by").filter(expires_at__gt=at).first()
        if waits and not again:
            raise UnableToInvite(_invited_already(waits, at))
        earlier.update(withdrawn_at=at)
        row = Invitation.objects.create(
            name=one_line(name),
            email=email.strip(),
            email_key=email_key(email),
            team=team,
            role=role,
            token_digest=_digest(token),
            invited_by_id=by.member_id,
            invited_at=at,
            expires_at=at + INVITATION_LASTS,
        )
    return Invited(invitation_id=row.id, token=token)


def _invited_already(row: Invitation, at: datetime) -> str:
    zone = queries.current().timezone
    today, then = (periods.day_of(at=moment, zone=zone) for moment in (at, row.invited_at))
    who = f"{row.invited_by.name} invited {row.name}"
    return (
        f"{who} at this address on {wording.day(then, today=today)}. "
        "That invitation can be withdrawn or sent again under Members."
    )


def withdraw_invitation(*, invitation_id: int, by: Viewer, at: datetime) -> None:
    require(viewer=by, record="workspace", action="change")
    Invitation.objects.filter(id=invitation_id, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=at
    )


def invitation_for(*, token: str, at: datetime) -> Invitation:
    """The open invitation behind a token. Raises InvitationUnusable."""
    row = Invitation.objects.filter(
        token_digest=_digest(token), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).first()
    if row is None:
        raise InvitationUnusable("This invitation is used, withdrawn or older than seven days.")
    return row


def accept_invitation(*, token: str, name: str, password: str, at: datetime) -> int:
    """Join with a password of one's own; gives the new member's id."""
    with transaction.atomic():
        row = invitation_for(token=token, at=at)
        row = Invitation.objects.select_for_update().get(id=row.id)
        if row.accepted_at or row.withdrawn_at:
            raise InvitationUnusable("This invitation was used a moment ago.")
        former = Member.objects.filter(email_key=row.email_key).first()
        if former is not None and former.is_active:
            raise UnableToInvite(f"{row.email} is a member already; sign in instead.")
        seat = SeatHeld(team=Team(row.team), role=Role(row.role))
        if former is None:
            member_id = add_member(
                name=name or row.name, email=row.email, password=password, seats=[seat], at=at
            )
        else:
            validate_password(password, former)
            former.set_password(password)
            former.deactivated_at = None
            former.name = one_line(name) or former.name
            former.save(update_fields=["password", "deactivated_at", "name"])
            seat_member(member_id=former.id, seat=seat, at=at)
            member_id = former.id
        Invitation.objects.filter(id=row.id).update(accepted_at=at)
    return member_id


def grant_reach(
    *, team: Team, role: Role, record: str, action: str, reach: Reach, by: Viewer
) -> None:
    """Say how far a role reaches; nobody grants more than they hold themselves.

    Administrators keep the settings: who lost them could give them back to nobody.
    """
    require(viewer=by, record="workspace", action="change")
    if record not in RECORDS or action not in ACTIONS or role not in ROLES_OF_TEAM[team]:
        raise Refused("That is not something a role can reach.")
    runs = role is Role.ADMINISTRATOR and (record, action) == ("workspace", "change")
    if runs and reach is not Reach.ALL:
        raise Refused("Somebody must administer this instance; this right stays as it is.")
    if reach.width > by.reach(record=record, action=action).width:
        raise Refused("You cannot give a reach that is wider than your own.")
    ReachGranted.objects.update_or_create(
        team=team, role=role, record=record, action=action, defaults={"reach": reach}
    )


def note_absence(
    *, member_id: int, since: datetime, until: datetime, reason: str, by: Viewer, at: datetime
) -> int:
    """Note that somebody is away in [since, until): their clocks rest and no lead goes to them.

    Promises hang on hours that are over, and nobody takes back a breach of their own: one's own
    absence begins no earlier than now. What is over an administrator notes, for somebody else.
    """
    _require_own_or_administrator(member_id, by)
    if by.member_id == member_id:
        zone = queries.current().timezone
        today = periods.start_of_day(day=periods.day_of(at=at, zone=zone), zone=zone)
        if since < today:
            raise Refused(_OVER[by.may(record="workspace", action="change")])
        since = max(since, at)
    if until <= since:
        raise Refused("An absence ends after it begins; choose a later end.")
    row = Absence.objects.create(
        member_id=member_id,
        since=since,
        until=until,
        reason=reason,
        noted_by_id=by.member_id,
        noted_at=at,
    )
    return row.id


def end_absence(*, absence_id: int, by: Viewer, at: datetime) -> None:
    """They are back: it ends now, or never begins. What is over stays as it was noted."""
    row = Absence.objects.get(id=absence_id)
    _require_own_or_administrator(row.member_id, by)
    if row.until <= at:
        raise Refused("This absence is over.")
    if row.since >= at:
        row.delete()
        return
    row.until = at
    row.save(update_fields=["until"])


def _require_own_or_administrator(member_id: int, by: Viewer) -> None:
    if by.member_id != member_id:
        require(viewer=by, record="workspace", action="change")


def save_calendar(
    *,
    name: str,
    timezone: str,
    hours: dict[str, list[list[str]]],
    by: Viewer,
    team: str = "",
    country: str = "",
    subdivision: str = "",
    closed_days: Sequence[str] = (),
) -> int:
    """Make or change a business calendar by name."""
    require(viewer=by, record="workspace", action="change")
    if timezone not in _timezones():
        raise Refused(f"{timezone} is not a time zone; choose one like Europe/Paris.")
    row, _ = Calendar.objects.update_or_create(
        name=name,
        defaults={
            "team": team,
            "timezone": timezone,
            "hours": hours,
            "country": country,
            "subdivision": subdivision,
            "closed_days": list(closed_days),
        },
    )
    return row.id


def choose_theme(*, member_id: int, theme: str) -> None:
    """Light, dark, or '' for whatever the machine prefers."""
    Member.objects.filter(id=member_id).update(theme=theme if theme in ("light", "dark") else "")
