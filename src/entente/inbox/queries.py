"""What the viewer was told; nobody sees another's."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from entente.inbox.models import Notice
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeInfo:
    id: int
    kind: str
    title: str
    words: str
    url: str
    at: datetime
    read_at: datetime | None
    taken_back_at: datetime | None


def notices(*, viewer: Viewer, before: int | None = None, limit: int = 50) -> list[NoticeInfo]:
    """Their own notices, newest first; `before` is the id of the last one seen."""
    own = Notice.objects.filter(member_id=viewer.member_id)
    rows = own.order_by("-at", "-id")
    if before:
        last = own.filter(id=before).first()
        if last is None:
            return []
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id))
    return [_info(row) for row in rows[:limit]]


def notice(*, viewer: Viewer, notice_id: int) -> NoticeInfo | None:
    """One of their own, or None."""
    row = Notice.objects.filter(member_id=viewer.member_id, id=notice_id).first()
    return _info(row) if row else None


def unread(*, viewer: Viewer) -> int:
    """How many of their notices nobody opened yet."""
    return Notice.objects.filter(member_id=viewer.member_id, read_at=None).count()


def _info(row: Notice) -> NoticeInfo:
    return NoticeInfo(
        id=row.id,
        kind=row.kind,
        title=row.title,
        words=row.words,
        url=row.url,
        at=row.at,
        read_at=row.read_at,
        taken_back_at=row.taken_back_at,
    )
