"""How an address is declared: its view, its name, who may open it and by which methods."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from entente.web.access import Policy

View = Callable[..., HttpResponse]

READ: Final = ("GET", "HEAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a route says of itself; the edge reads it before the view runs."""

    access: Policy
    methods: tuple[str, ...]


def route(
    pattern: str,
    view: View,
    *,
    name: str,
    access: Policy,
    methods: tuple[str, ...] = ("GET",),
) -> URLPattern:
    """One address. `methods` lists GET and POST as wanted; HEAD comes with GET.

    The pattern is Django's (`deals/<int:deal_id>-<slug:slug>/`), from the root, with a trailing
    slash.
    """

    @wraps(view)
    def declared(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs)

    allowed = (*methods, "HEAD") if "GET" in methods else methods
    declared.declared = Declared(access=access, methods=allowed)  # type: ignore[attr-defined]  # a view carries its own declaration
    return path(pattern, declared, name=name)


def declaration(view: object) -> Declared | None:
    """What a resolved view declared, or None when it came in past `route`."""
    return getattr(view, "declared", None)
