"""Pages to read: the accord, a document, a version, the first accord, the glossary."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from entente.agreements import offers, standing
from entente.agreements.rules.states import VersionState
from entente.agreements.standing import Standing
from entente.web.accord.addresses import Named
from entente.web.accord.pages import document as document_page
from entente.web.accord.pages import first as first_page
from entente.web.accord.pages import glossary as glossary_page
from entente.web.accord.pages import overview as overview_page
from entente.web.accord.pages import version as version_page
from entente.web.render import render


def overview(request: HttpRequest) -> HttpResponse:
    """Every document, what is in force, what waits for whom."""
    page = overview_page.build(viewer=request.viewer, at=request.at)
    return render(request, "accord/overview.html", page)


def document(request: HttpRequest, document: Named) -> HttpResponse:
    """One document; for a kind with quarters and none chosen, the quarters."""
    kind = offers.kind(document.kind)
    if kind.scope != "none" and not document.scope:
        known = standing.documents(viewer=request.viewer, at=request.at)
        page = document_page.scopes(kind=kind, known=known, at=request.at)
        return render(request, "accord/scopes.html", page)
    page = document_page.build(
        standing=stands(request, document), viewer=request.viewer, at=request.at
    )
    return render(request, "accord/document.html", page)


def version(request: HttpRequest, document: Named, number: int) -> HttpResponse:
    """One version; ?print=1 shows it without anything around, for paper."""
    one, found = numbered(request, document, number)
    page = version_page.build(standing=one, version=found, viewer=request.viewer, at=request.at)
    template = "accord/print.html" if request.GET.get("print") else "accord/version.html"
    return render(request, template, page)


def first(request: HttpRequest) -> HttpResponse:
    """The walk through a first accord."""
    page = first_page.build(viewer=request.viewer, at=request.at)
    return render(request, "accord/first.html", page)


def glossary(request: HttpRequest) -> HttpResponse:
    """The words and what they mean."""
    return render(request, "glossary/page.html", glossary_page.build(at=request.at))


def stands(request: HttpRequest, named: Named) -> Standing:
    """How the document of an address stands, for whoever asks."""
    return standing.document(
        kind=named.kind, scope=named.scope, viewer=request.viewer, at=request.at
    )


def numbered(request: HttpRequest, named: Named, number: int) -> tuple[Standing, VersionState]:
    """The document and its version of that number; 404 when there is none."""
    one = stands(request, named)
    try:
        return one, standing.numbered(standing=one, number=number)
    except standing.NoSuchVersion as none:
        raise Http404 from none
