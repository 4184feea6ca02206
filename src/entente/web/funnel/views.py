"""The funnel page and its figures as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from entente.funnel.parts import BY, By
from entente.insights import funnel as report
from entente.kit import periods
from entente.kit.periods import Period, UnreadablePeriod
from entente.web import csvfile, errors
from entente.web.funnel import pages
from entente.web.render import render


def chosen(request: HttpRequest) -> tuple[Period | None, By | None, str]:
    """The period and the breakdown of the address, and what is wrong with it."""
    text, by = request.GET.get("entered", "").strip(), request.GET.get("by", "")
    part = next((one for one in BY if one == by), None)
    try:
        return (periods.parse(text=text) if text else None), part, ""
    except UnreadablePeriod as error:
        return None, part, str(error)


def funnel(request: HttpRequest) -> HttpResponse:
    """The funnel of those who entered in a period, against plan."""
    period, by, wrong = chosen(request)
    page = pages.page(
        viewer=request.viewer, at=request.at, period=period, by=by, query=request.GET, wrong=wrong
    )
    return render(request, "funnel/page.html", page, status=422 if wrong else 200)


def as_csv(request: HttpRequest) -> HttpResponse:
    """The same figures as a file."""
    period, by, wrong = chosen(request)
    if wrong:
        return errors.no_file(request, why=wrong, way_out=reverse("funnel"))
    table = report.table(viewer=request.viewer, at=request.at, period=period, by=by)
    return csvfile.download(table=table, name=f"funnel{f'-by-{by}' if by else ''}")
