"""The invitation as it goes out by mail."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from entente.outbox.operations import queue_mail
from entente.web.members.words import seat_words
from entente.workspace import operations, queries
from entente.workspace.rules import Role, SeatHeld, Team, Viewer, one_line


def invite(
    *, name: str, email: str, seat: SeatHeld, by: Viewer, at: datetime, again: bool = False
) -> None:
    """Make the invitation and its mail together, or neither; only `again` replaces an open one."""
    company = queries.current().name
    with transaction.atomic():
        invited = operations.invite(
            name=name, email=email, team=seat.team, role=seat.role, by=by, at=at, again=again
        )
        link = settings.BASE_URL + reverse("join", args=[invited.token])
        queue_mail(
            cause=f"invitation:{invited.invitation_id}",
            to=email.strip(),
            to_name=one_line(name),
            subject=one_line(f"{by.name} invites you to {company}"),
            text=(
                f"Hello {name},\n\n"
                f"{by.name} invites you to {company} on Entente, where marketing and sales work "
                f"on one goal. Your seat: {seat_words(seat)}.\n\n"
                f"Join within seven days:\n{link}\n\n"
                "The link works once. If you do not know why you got it, leave it.\n"
            ),
            at=at,
        )


def invite_again(*, invitation_id: int, by: Viewer, at: datetime) -> str:
    """Send a new link in place of the old one; gives the address, "" if none is open."""
    row = queries.open_invitations(at=at).filter(id=invitation_id).first()
    if row is None:
        return ""
    seat = SeatHeld(team=Team(row.team), role=Role(row.role))
    invite(name=row.name, email=row.email, seat=seat, by=by, at=at, again=True)
    return row.email
