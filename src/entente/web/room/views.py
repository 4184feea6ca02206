"""The revenue room and the plan of a quarter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from entente.kit import periods
from entente.kit.periods import UnreadablePeriod
from entente.plan import outlook
from entente.web.render import render
from entente.web.room import pages, planpage


def room(request: HttpRequest) -> HttpResponse:
    """How likely the goal is, what each stage owes today, what needs somebody."""
    page = pages.page(viewer=request.viewer, at=request.at)
    return render(request, "room/page.html", page)


def plan(request: HttpRequest, quarter: str = "") -> HttpResponse:
    """What a quarter's goal asks of every stage, and which lever moves it."""
    quarter = quarter or outlook.quarter_of(at=request.at)
    try:
        period = periods.parse(text=quarter)
    except UnreadablePeriod as error:
        raise Http404(str(error)) from error
    if periods.kind_of(period=period) != "quarter":
        raise Http404
    page = planpage.page(quarter=periods.slug(period=period), at=request.at)
    return render(request, "room/plan.html", page)
