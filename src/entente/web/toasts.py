"""What we say after a deed: past tense with the object, and one undo. Never for errors.

What can be undone is also kept with the session for a day, under "Recently done".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest

A_DAY = timedelta(days=1)
MOST = 20
KEPT = "recently"  # in the session, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    text: str
    undo: str  # where undoing posts to; "" when it cannot be called back


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A deed of the last day that can be taken back."""

    text: str
    undo: str
    at: datetime


def say(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Show this on the next page the person sees, with an Undo that posts to `undo`."""
    messages.success(request, text, extra_tags=undo)
    keep(request, text, undo=undo)


def keep(request: HttpRequest, text: str, *, undo: str) -> None:
    """Keep a deed under "Recently done"; what this request has just taken back is kept no more."""
    before = recently(request)
    news = [Done(text=text, undo=undo, at=request.at)] if undo else []
    after = [*news, *(done for done in before if done.undo not in (request.path, undo))][:MOST]
    if after != before:
        request.session[KEPT] = [[done.text, done.undo, done.at.isoformat()] for done in after]


def recently(request: HttpRequest) -> list[Done]:
    """What this person did in the last day, in this browser, and can take back; newest first."""
    kept = [
        Done(text=text, undo=undo, at=datetime.fromisoformat(at))
        for text, undo, at in request.session.get(KEPT, ())
    ]
    return [done for done in kept if request.at - done.at < A_DAY]


def waiting(request: HttpRequest) -> tuple[Toast, ...]:
    """What was said and not yet shown; asking takes it."""
    if not hasattr(request, "_messages"):
        return ()
    return tuple(
        Toast(text=str(said), undo=said.extra_tags or "") for said in messages.get_messages(request)
    )
