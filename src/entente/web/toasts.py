"""What we say after a deed: past tense with the object, and one undo. Never for errors.

What can be undone is also kept with the session for a day, under "Recently done". Whom a deed is
about is kept with it, so that it is forgotten with them: its words name them, its undo may hold
what they were.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.sessions.models import Session
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
    people: tuple[int, ...] = ()  # the contacts that it is about


def say(
    request: HttpRequest, text: str, *, undo: str = "", people: Sequence[int | None] = ()
) -> None:
    """Show this on the next page the person sees, with an Undo that posts to `undo`."""
    messages.success(request, text, extra_tags=undo)
    keep(request, text, undo=undo, people=people)


def keep(request: HttpRequest, text: str, *, undo: str, people: Sequence[int | None] = ()) -> None:
    """Keep a deed under "Recently done"; what this request has just taken back is kept no more."""
    before = recently(request)
    about = tuple(one for one in people if one is not None)
    news = [Done(text=text, undo=undo, at=request.at, people=about)] if undo else []
    after = [*news, *(done for done in before if done.undo not in (request.path, undo))][:MOST]
    if after != before:
        request.session[KEPT] = [
            [done.text, done.undo, done.at.isoformat(), list(done.people)] for done in after
        ]


def recently(request: HttpRequest) -> list[Done]:
    """What this person did in the last day, in this browser, and can take back; newest first."""
    kept = [
        Done(text=text, undo=undo, at=datetime.fromisoformat(at), people=tuple(*people))
        for text, undo, at, *people in request.session.get(KEPT, ())
    ]
    return [done for done in kept if request.at - done.at < A_DAY]


def erase(*, contact_ids: Collection[int], at: datetime) -> None:
    """Take the deeds about erased persons out of every session."""
    gone = set(contact_ids)
    for session in Session.objects.all():
        held = session.get_decoded()
        kept = [row for row in held.get(KEPT, ()) if gone.isdisjoint(row[-1])]
        if len(kept) < len(held.get(KEPT, ())):
            session.session_data = Session.objects.encode({**held, KEPT: kept})
            session.save(update_fields=["session_data"])


def reread(request: HttpRequest) -> None:
    """Go on with the deeds as they are stored, after some were taken out of every session."""
    stored = type(request.session)(request.session.session_key)
    request.session[KEPT] = stored.get(KEPT, [])


def waiting(request: HttpRequest) -> tuple[Toast, ...]:
    """What was said and not yet shown; asking takes it."""
    if not hasattr(request, "_messages"):
        return ()
    return tuple(
        Toast(text=str(said), undo=said.extra_tags or "") for said in messages.get_messages(request)
    )
