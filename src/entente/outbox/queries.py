"""Questions about outgoing mail."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, Subquery

from entente.outbox.models import Mail
from entente.outbox.rules import State
from entente.workspace.access import require
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class MailInfo:
    id: int
    to: str
    to_name: str
    subject: str
    text: str
    state: State
    queued_at: datetime
    settled_at: datetime | None
    due_at: datetime
    attempts: int
    reply: str


def catches_mail() -> bool:
    """Whether mail is caught here and nothing leaves: no server is set."""
    return not settings.SMTP_URL


def mails(
    *, viewer: Viewer, state: State | None = None, before: int | None = None, limit: int = 50
) -> list[MailInfo]:
    """The last written first; `before` is the id of the last one seen. For who runs this house."""
    require(viewer=viewer, record="workspace", action="see")
    rows = Mail.objects.order_by("-queued_at", "-id")
    if state:
        rows = rows.filter(state=state)
    if before:
        seen = Mail.objects.filter(id=before).values("queued_at")
        rows = rows.filter(
            Q(queued_at__lt=Subquery(seen)) | Q(queued_at=Subquery(seen), id__lt=before)
        )
    return [_info(row) for row in rows[:limit]]


def mail(*, viewer: Viewer, mail_id: int) -> MailInfo | None:
    """One mail with its text, or None."""
    require(viewer=viewer, record="workspace", action="see")
    row = Mail.objects.filter(id=mail_id).first()
    return _info(row) if row else None


def counts(*, viewer: Viewer) -> dict[State, int]:
    """How many mails stand in each state."""
    require(viewer=viewer, record="workspace", action="see")
    found = Mail.objects.values_list("state").annotate(number=Count("id")).order_by()
    return {State(state): number for state, number in found}


def _info(row: Mail) -> MailInfo:
    return MailInfo(
        id=row.id,
        to=row.to,
        to_name=row.to_name,
        subject=row.subject,
        text=row.text,
        state=State(row.state),
        queued_at=row.queued_at,
        settled_at=row.settled_at,
        due_at=row.due_at,
        attempts=row.attempts,
        reply=row.reply,
    )
