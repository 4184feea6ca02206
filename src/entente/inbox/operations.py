"""Deeds on notices: tell, and take note that it was read."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from entente.inbox.models import Notice
from entente.outbox.operations import empty_mail, queue_mail
from entente.outbox.rules import is_address
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer, one_line

ERASED = "About a person who was erased"
LONGEST_TITLE = 200  # letters; a name of somebody outside may be longer than any notice


def tell(
    *,
    member_id: int,
    kind: str,
    title: str,
    cause: str,
    at: datetime,
    url: str = "",
    words: str = "",
    by_mail: bool = False,
) -> bool:
    """Tell a member something, once per cause; False when they were told already.

    `url` is a path of ours ("/queue/12/"). With `by_mail` the same words go to their address in
    the same transaction, where they have one.
    """
    title = _short(title)
    with transaction.atomic():
        _, is_new = Notice.objects.get_or_create(
            member_id=member_id,
            cause=cause,
            defaults={"kind": kind, "title": title, "words": words, "url": url, "at": at},
        )
        if is_new and by_mail:
            _mail(member_id, title=title, words=words, url=url, cause=cause, at=at)
    return is_new


def _short(title: str) -> str:
    """In one line, its middle left out where it is longer than a notice."""
    title = one_line(title)
    if len(title) <= LONGEST_TITLE:
        return title
    half = LONGEST_TITLE // 2 - 1
    return f"{title[:half]}…{title[-half:]}"


def _mail(member_id: int, *, title: str, words: str, url: str, cause: str, at: datetime) -> None:
    (member,) = workspace.members(at=at, ids=[member_id], active=False)
    if not is_address(member.email or "") or member.deactivated_at:
        return
    link = f"{settings.BASE_URL}{url}" if url else ""
    text = "\n\n".join(filter(None, (f"{title}.", words, link)))
    queue_mail(
        cause=_mailed(cause),
        to=member.email,
        to_name=one_line(member.name),
        subject=title,
        text=f"{text}\n",
        at=at,
    )


def _mailed(cause: str) -> str:
    """The cause of the mail that says the same as a notice."""
    return f"notice:{cause}"


def mark_read(*, viewer: Viewer, at: datetime, notice_id: int | None = None) -> int:
    """Note that the viewer read one notice, or all of theirs; gives how many were unread."""
    own = Notice.objects.filter(member_id=viewer.member_id, read_at=None)
    if notice_id is not None:
        own = own.filter(id=notice_id)
    return own.update(read_at=at)


def settle(*, member_id: int, title: str, url: str, at: datetime) -> int:
    """Note as read what a member was asked and has answered elsewhere; gives how many were not."""
    asked = Notice.objects.filter(member_id=member_id, title=_short(title), url=url, read_at=None)
    return asked.update(read_at=at)


def settle_asked(*, title: str, url: str, at: datetime) -> int:
    """Note as read, for everybody, what nobody can answer any more; gives how many were not."""
    asked = Notice.objects.filter(title=_short(title), url=url, read_at=None)
    return asked.update(read_at=at)


def take_back(*, cause: str, at: datetime) -> int:
    """Note that what was told for a cause holds no more: nobody need read it; gives how many."""
    told = Notice.objects.filter(cause=cause, taken_back_at=None)
    return told.update(taken_back_at=at, read_at=Coalesce("read_at", Value(at)))


def settle_all(*, url: str, at: datetime) -> int:
    """Note as read, for everybody, what leads to where nobody is waited for any more."""
    return Notice.objects.filter(url=url, read_at=None).update(read_at=at)


def empty(*, urls: Sequence[str]) -> int:
    """Take the words out of every notice that leads there, and of its mail; gives how many.

    For erasing a person: that somebody was told stays, what they were told does not.
    """
    rows = Notice.objects.filter(url__in=urls)
    causes = sorted(set(rows.values_list("cause", flat=True)))
    empty_mail(causes=[_mailed(cause) for cause in causes], words=ERASED)
    return rows.update(title=ERASED, words="")
