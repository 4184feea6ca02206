"""One's own notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.inbox import operations, queries
from entente.inbox.queries import NoticeInfo
from entente.kit import wording
from entente.web import toasts
from entente.web.navigation import Waiting
from entente.web.numbers import whole
from entente.web.render import render, see_other
from entente.workspace.rules import Viewer

A_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    unread: int
    notices: tuple[NoticeInfo, ...]
    after: str


def inbox(request: HttpRequest) -> HttpResponse:
    """The newest first, unread ones marked."""
    before = whole(request.GET.get("after", ""))
    found = queries.notices(viewer=request.viewer, before=before, limit=A_PAGE + 1)
    page = Inbox(
        unread=queries.unread(viewer=request.viewer),
        notices=tuple(found[:A_PAGE]),
        after=str(found[A_PAGE - 1].id) if len(found) > A_PAGE else "",
    )
    return render(request, "inbox/page.html", page)


def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take note that it was read, and go where it points."""
    notice = queries.notice(viewer=request.viewer, notice_id=notice_id)
    if notice is None:
        raise Http404
    operations.mark_read(viewer=request.viewer, at=request.at, notice_id=notice_id)
    return see_other(notice.url or reverse("inbox"))


def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    number = operations.mark_read(viewer=request.viewer, at=request.at)
    toasts.say(request, f"Marked {wording.counted(number, 'notice')} as read")
    return see_other(reverse("inbox"))


def waiting(viewer: Viewer, at: datetime) -> Waiting | None:
    """For the navigation: how many are unread."""
    number = queries.unread(viewer=viewer)
    return Waiting(number=number, words="unread")
