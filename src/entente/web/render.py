"""From a page's values to its text. Whatever a page needs was asked before this runs."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from entente.web import context


class QueryInTemplate(Exception):
    """A template asked the database; compute the value in pages.py and hand it over finished."""


@contextlib.contextmanager
def asking_nothing() -> Iterator[None]:
    """Where tests demand it (TEMPLATES_ASK_NOTHING), any query inside raises QueryInTemplate."""
    if not getattr(settings, "TEMPLATES_ASK_NOTHING", False):
        yield
        return
    with connection.execute_wrapper(_refuse):
        yield


def _refuse(execute: Callable[..., Any], sql: str, *rest: object) -> Any:
    raise QueryInTemplate(sql)


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asked for the part that changes, not for a whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(
    request: HttpRequest,
    template: str,
    page: object = None,
    *,
    part: str = "",
    status: int = 200,
    **values: object,
) -> HttpResponse:
    """The page, or for htmx its `part` (the `_part.html` that the page includes).

    Templates see `page` (one frozen dataclass) and `values` (forms, for instance). A part that
    answers a POST brings its echoes along: toasts and the counts of the navigation.
    """
    name = part if part and wants_part(request) else template
    echoes = name == part and request.method == "POST"
    request.shell = context.build(request) if name == template or echoes else None
    with asking_nothing():
        text = render_to_string(name, {"page": page, **values}, request)
        if echoes:
            text += render_to_string("shell/_echoes.html", {}, request)
    return HttpResponse(text, status=status)


def see_other(url: str) -> HttpResponse:
    """After a deed: the page that shows it (303, so that a reload does not repeat the deed)."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
