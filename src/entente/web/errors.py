"""Pages for what went wrong, in the house's look and words."""

import contextlib
import sys
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from entente.kit import clock
from entente.web.access import NOBODY
from entente.web.render import render
from entente.web.viewers import know
from entente.web.written import Written, written
from entente.workspace.queries import NotSetUp

RETRY_AFTER: Final = 5  # seconds
# By PostgreSQL's classes: connection, rolled back by a rival, short of means, held by others,
# stopped by an operator or by its time.
PASSING: Final = frozenset({"08", "40", "53", "55", "57"})
ASKED_BY_PAGES: Final = ("GET", "HEAD", "POST")  # whoever asks otherwise is no browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    title: str
    words: str
    search: bool = False  # whether what is meant may be found elsewhere
    way_out: str = "/"
    way_out_title: str = "Go to the start page"
    written: tuple[Written, ...] = ()


def _answer(request: HttpRequest, trouble: Trouble, *, status: int) -> HttpResponse:
    if not hasattr(request, "at"):
        request.viewer, request.workspace, request.at = NOBODY, None, clock.now()
    if request.method not in ASKED_BY_PAGES:
        words = f"{trouble.title}. {trouble.words}\n"
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    signed_in = request.viewer.member_id is not None
    template = "shell/trouble.html" if signed_in else "shell/trouble_door.html"
    return render(request, template, trouble, status=status)


def _ask_who(request: HttpRequest) -> None:
    """No view was run yet, so nobody asked who this is."""
    if getattr(request, "workspace", None) is None and hasattr(request, "at"):
        with contextlib.suppress(NotSetUp):
            know(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read, or is more than a form can hold."""
    _ask_who(request)
    if isinstance(exception, TooManyFieldsSent):
        trouble = Trouble(
            title="That is more than a form can hold",
            words="A form holds up to two thousand answers. Nothing was changed. Go back, choose "
            "fewer and send it again.",
        )
        return _answer(request, trouble, status=400)
    if isinstance(exception, RequestDataTooBig):
        trouble = Trouble(
            title="That is more than a form can hold",
            words="A form holds up to two million letters. Nothing was changed. Go back: what you "
            "typed is still there. Make it shorter, or bring a large file in under Imports.",
        )
        return _answer(request, trouble, status=400)
    trouble = Trouble(
        title="We could not read that",
        words="The address or the form holds characters that no text can hold. "
        "Nothing was changed. Go back and type it again.",
    )
    return _answer(request, trouble, status=400)


def no_file(request: HttpRequest, *, why: str, way_out: str) -> HttpResponse:
    """422: a file was asked for by words that mean nothing; `way_out` is the page it is from."""
    trouble = Trouble(
        title="This file cannot be made",
        words=f"{why}.",
        way_out=way_out,
        way_out_title="Back to the page",
    )
    return _answer(request, trouble, status=422)


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """403: they may not; `why` says what it takes and who can lift it."""
    trouble = Trouble(title="This is not open to you", words=why, written=written(request))
    return _answer(request, trouble, status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised by a library."""
    return refused(request, "Your seat does not reach this. An administrator can change that.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or was sent by another site."""
    _ask_who(request)
    trouble = Trouble(
        title="This form is no longer valid",
        words="It was open for too long, or you signed in again meanwhile. Nothing was changed. "
        "Open the page again and send the form once more.",
        way_out=request.path,
        way_out_title="Open the page again",
        written=written(request),
    )
    return _answer(request, trouble, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing lives at this address, or nothing that this person may see."""
    trouble = Trouble(
        title="There is nothing at this address",
        words="The link may be old, or what it showed was deleted.",
        search=True,
    )
    _ask_who(request)
    return _answer(request, trouble, status=404)


def wrong_method(request: HttpRequest, *, allowed: tuple[str, ...]) -> HttpResponse:
    """405: the address exists, but not for this way of asking."""
    trouble = Trouble(
        title="This address cannot be used that way",
        words="It answers when a page sends its form, not when it is typed. Nothing was changed.",
    )
    response = _answer(request, trouble, status=405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def not_done(request: HttpRequest, *, words: str, way_out: str) -> HttpResponse:
    """409: it stands otherwise by now; `words` say how, `way_out` is where they were."""
    trouble = Trouble(
        title="That was not done",
        words=words,
        way_out=way_out,
        way_out_title="Back to the page",
        written=written(request),
    )
    return _answer(request, trouble, status=409)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries."""
    trouble = Trouble(
        title="Too many tries",
        words="To keep accounts safe we take a break after several tries. Wait five minutes, "
        "then try again.",
        way_out=request.path,
        way_out_title="Back to the page",
    )
    return _answer(request, trouble, status=429)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 where the database is away, or others hold what was asked for too long.

    Asks neither the database nor the session: they may be what failed.
    """
    if not _is_busy(sys.exc_info()[1]):
        return HttpResponse(render_to_string("shell/failed.html", {"is_busy": False}), status=500)
    return HttpResponse(
        render_to_string("shell/failed.html", {"is_busy": True}),
        status=503,
        headers={"Retry-After": str(RETRY_AFTER)},
    )


def _is_busy(error: BaseException | None) -> bool:
    """Whether the same may well be answered in a moment."""
    if isinstance(error, InterfaceError):
        return True
    state = getattr(error.__cause__, "sqlstate", None) if error else None
    return isinstance(error, OperationalError) and (state is None or state[:2] in PASSING)
