"""The search page, and the same findings as a list for the palette."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from entente.web import navigation
from entente.web.finding import Found, Hit, found
from entente.web.picking import suggestions
from entente.web.render import render

ON_THE_PAGE = 20
IN_THE_PALETTE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    words: str
    groups: tuple[Found, ...]


def _search(request: HttpRequest, *, limit: int) -> Search:
    words = " ".join(request.GET.get("q", "").split())[:200]
    groups = found(viewer=request.viewer, words=words, at=request.at, limit=limit)
    go_to = tuple(
        Hit(title=link.title, url=link.url)
        for link in navigation.places(viewer=request.viewer)
        if words.casefold() in link.title.casefold()
    )
    if go_to:
        groups = (*groups, Found(title="Go to", hits=go_to))
    return Search(words=words, groups=groups)


def search(request: HttpRequest) -> HttpResponse:
    """Everything that the words find, as a page."""
    return render(request, "search/page.html", _search(request, limit=ON_THE_PAGE))


def options(request: HttpRequest) -> HttpResponse:
    """The first of each kind, as the palette's options."""
    page = _search(request, limit=IN_THE_PALETTE)
    return render(request, "search/_options.html", page, part="search/_options.html")


def picks(request: HttpRequest) -> HttpResponse:
    """Records that the words may mean, as the suggestions of an input that picks one."""
    words = " ".join(request.GET.get("q", "").split())[:200]
    hits = suggestions(text=words, kind=request.GET.get("of", ""), viewer=request.viewer)
    return render(request, "search/_picks.html", hits, part="search/_picks.html")
