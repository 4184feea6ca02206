"""How much somebody may send before we know who they are."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

WORDS: Final = (
    "That is more than we read from somebody who has not signed in. Nothing was changed.\n"
)


class Weight:
    """Refuses a large body of whoever has not signed in, before any of it is read or kept.

    Stands behind the session and in front of whatever reads forms: files are written to the disk
    while they are read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not _signed_in(request):
            answer = HttpResponse(WORDS, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            answer.headers["Content-Type"] = "text/plain; charset=utf-8"
            return answer
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """Django reads no further than this, and nothing where it is not said."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told[:20]) if told.isascii() and told.isdigit() else 0


def _signed_in(request: HttpRequest) -> bool:
    return SESSION_KEY in request.session
