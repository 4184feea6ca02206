"""The list of imports, one import, its rows, its rejects."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from entente.exchange.queries import imports
from entente.exchange.queries import kept as kept_records
from entente.web.imports import pages
from entente.web.numbers import whole
from entente.web.render import render, see_other


def listed(request: HttpRequest) -> HttpResponse:
    """All imports that this person may see, newest first."""
    before = whole(request.GET.get("after", ""))
    return render(request, "imports/list.html", pages.listed(viewer=request.viewer, before=before))


def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """One import: the mapping while it waits, else how far it is and what came of it."""
    try:
        page = pages.one(import_id=import_id, viewer=request.viewer, at=request.at)
    except LookupError as none:
        raise Http404 from none
    if page.info.state == "mapped":
        return see_other(reverse("import_mapping", args=[import_id]))
    return render(request, "imports/import.html", page, part="imports/_import.html")


def rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """What became of each row."""
    outcome = request.GET.get("outcome", "")
    after = whole(request.GET.get("after", "")) or 0
    try:
        page = pages.rows(
            import_id=import_id,
            outcome=outcome if outcome in pages.WORDS else "",
            after=after,
            viewer=request.viewer,
        )
    except LookupError as none:
        raise Http404 from none
    return render(request, "imports/rows.html", page)


def kept(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """What undoing it has left, and why, as CSV."""
    try:
        blocks = kept_records.all_kept(import_id=import_id, viewer=request.viewer)
    except LookupError as none:
        raise Http404 from none
    return _csv(blocks, f"import-{import_id}-kept.csv")


def rejects(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """The rejected rows as CSV, to be mended and imported again."""
    try:
        blocks = imports.rejects(import_id=import_id, viewer=request.viewer)
    except LookupError as none:
        raise Http404 from none
    return _csv(blocks, f"import-{import_id}-rejects.csv")


def _csv(blocks: Iterator[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        (block.encode() for block in blocks), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
