"""The scorecard of both sides, excuses and their answers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.handoff import queries as handoff
from entente.insights import sla as report
from entente.kit import periods
from entente.kit.periods import Period, UnreadablePeriod
from entente.sla import operations
from entente.web import csvfile, errors, toasts
from entente.web.render import render, see_other
from entente.web.returning import came_from
from entente.web.scorecard import pages


def _period(text: str) -> Period | None:
    return periods.parse(text=text) if text else None


def scorecard(request: HttpRequest, period: str = "") -> HttpResponse:
    """Both sides in one period."""
    try:
        chosen = _period(period)
    except UnreadablePeriod as error:
        raise Http404(str(error)) from error
    page = pages.page(viewer=request.viewer, at=request.at, period=chosen)
    return render(request, "scorecard/page.html", page)


def as_csv(request: HttpRequest) -> HttpResponse:
    """The breaches of a period as a file."""
    try:
        period = _period(request.GET.get("period", "").strip())
    except UnreadablePeriod as error:
        return errors.no_file(request, why=str(error), way_out=reverse("scorecard"))
    table = report.table(viewer=request.viewer, at=request.at, period=period, by="breach")
    return csvfile.download(table=table, name="sla-breaches")


def excuse(request: HttpRequest, lead: int, term: str) -> HttpResponse:
    """Say why a promise was broken for a lead."""
    if handoff.one_or_none(handover_id=lead, viewer=request.viewer) is None:
        raise Http404
    back = came_from(request, otherwise=reverse("scorecard"))
    operations.give_excuse(
        handover_id=lead,
        term=term,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", "")[:500],
        by=request.viewer,
        at=request.at,
        page=back if back.startswith("/sla/") and len(back) < 100 else reverse("scorecard"),
    )
    toasts.say(request, "Said why; the other side answers within two working days")
    return see_other(back)


def answer(request: HttpRequest, excuse: int) -> HttpResponse:
    """The other side approves or refuses."""
    if not operations.is_excuse(excuse_id=excuse):
        raise Http404
    approved = request.POST.get("approved") == "yes"
    operations.answer_excuse(excuse_id=excuse, approved=approved, by=request.viewer, at=request.at)
    toasts.say(request, "Approved the excuse" if approved else "Refused the excuse")
    return see_other(came_from(request, otherwise=reverse("scorecard")))
