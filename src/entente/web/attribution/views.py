"""Credit side by side, its file, and the journey of one deal."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.attribution.queries import BY, HEADLINE, SHOWN, By
from entente.attribution.rules.models import Model
from entente.insights import attribution as report
from entente.kit import periods
from entente.kit.periods import Period, UnreadablePeriod
from entente.web import csvfile, errors
from entente.web.attribution import journeys, pages
from entente.web.render import render


def _chosen(request: HttpRequest) -> tuple[Period | None, By, str]:
    text, by = request.GET.get("period", "").strip(), request.GET.get("by", "")
    part: By = next((one for one in BY if one == by), "channel")
    try:
        return (periods.parse(text=text) if text else None), part, ""
    except UnreadablePeriod as error:
        return None, part, str(error)


def _model(request: HttpRequest) -> Model:
    wanted = request.GET.get("model", "")
    return next((one for one in SHOWN if one.value == wanted), HEADLINE)


def attribution(request: HttpRequest) -> HttpResponse:
    """Models side by side."""
    period, by, wrong = _chosen(request)
    page = pages.page(
        viewer=request.viewer, at=request.at, period=period, by=by, query=request.GET, wrong=wrong
    )
    return render(request, "attribution/page.html", page, status=422 if wrong else 200)


def as_csv(request: HttpRequest) -> HttpResponse:
    """The same figures as a file."""
    period, by, wrong = _chosen(request)
    if wrong:
        return errors.no_file(request, why=wrong, way_out=reverse("attribution"))
    table = report.table(viewer=request.viewer, at=request.at, period=period, by=by)
    return csvfile.download(table=table, name=f"attribution-by-{by}")


def journey(request: HttpRequest, deal: int) -> HttpResponse:
    """The way to one deal as a picture."""
    page = journeys.journey(
        deal_id=deal, viewer=request.viewer, at=request.at, model=_model(request)
    )
    if page is None:
        raise Http404
    return render(request, "attribution/journey.html", page)
