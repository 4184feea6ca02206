"""Deals as a board or a table, and one deal."""

from django.http import Http404, HttpRequest, HttpResponse

from entente.web.deals import board, pages
from entente.web.lists import views as lists
from entente.web.lists.subjects import DEALS
from entente.web.records.subjects import SUBJECTS
from entente.web.records.timeline import part_of
from entente.web.render import render, wants_part

_table = lists.page(DEALS)


def deals(request: HttpRequest) -> HttpResponse:
    """The board, or with ?view=table the list."""
    if request.GET.get("view") == "table":
        return _table(request)
    try:
        page = board.build(query=request.GET, viewer=request.viewer, at=request.at)
    except LookupError as none:
        raise Http404 from none
    status = 422 if page.problem else 200
    return render(request, "deals/board.html", page, part="deals/_board.html", status=status)


def deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Everything about one deal; for htmx its timeline."""
    if wants_part(request):
        return part_of(SUBJECTS["deal"], request, deal_id)
    try:
        page = pages.build(deal_id=deal_id, query=request.GET, viewer=request.viewer, at=request.at)
    except LookupError as none:
        raise Http404 from none
    return render(request, "deals/deal.html", page)
