"""The scorecard of both sides, excuses and their answers."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

from entente.handoff import queries as handoff
from entente.insights import sla as report
from entente.kit import periods
from entente.kit.periods import Period, UnreadablePeriod
from entente.sla import operations
from entente.sla.excusing import agreed_excuses
from entente.web import csvfile, errors, toasts
from entente.web.render import render, see_other
from entente.web.returning import came_from
from entente.web.scorecard import pages
from entente.web.scorecard.forms import ExcuseForm


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
    """Say why a promise was broken for a lead; a refusal keeps what was typed."""
    if handoff.one_or_none(handover_id=lead, viewer=request.viewer) is None:
        raise Http404
    back = came_from(request, otherwise=reverse("scorecard"))
    reasons = agreed_excuses(at=request.at)
    form = ExcuseForm(request.POST, lead=lead, term=term, reasons=reasons, back=back)
    if not form.is_valid() or not _excused(request, form):
        return _again(request, form)
    toasts.say(request, "Said why; the other side answers within two working days")
    return see_other(back)


def _excused(request: HttpRequest, form: ExcuseForm) -> bool:
    lead, term = form.about
    try:
        operations.give_excuse(
            handover_id=lead,
            term=term,
            **form.cleaned_data,
            by=request.viewer,
            at=request.at,
            page=form.back
            if form.back.startswith("/sla/") and len(form.back) < 100
            else reverse("scorecard"),
        )
    except operations.UnableToExcuse as why:
        form.refuse(None, str(why))
    return form.is_valid()


def _again(request: HttpRequest, form: ExcuseForm) -> HttpResponse:
    """The page that it came from with the form in need; where no breach is left, what is so now."""
    period = _period_of(form.back)
    page = pages.page(viewer=request.viewer, at=request.at, period=period, refused=form)
    if page.refused is None:
        words = " ".join(one for found in form.errors.values() for one in found)
        return errors.not_done(request, words=words, way_out=form.back)
    return render(request, "scorecard/page.html", page, status=422)


def _period_of(url: str) -> Period | None:
    """The period of a scorecard's address; None for the one that runs."""
    try:
        return _period(resolve(urlsplit(url).path).kwargs.get("period", ""))
    except (Resolver404, UnreadablePeriod):
        return None


def answer(request: HttpRequest, excuse: int) -> HttpResponse:
    """The other side approves or refuses."""
    if not operations.is_excuse(excuse_id=excuse):
        raise Http404
    approved = request.POST.get("approved") == "yes"
    operations.answer_excuse(excuse_id=excuse, approved=approved, by=request.viewer, at=request.at)
    toasts.say(request, "Approved the excuse" if approved else "Refused the excuse")
    return see_other(came_from(request, otherwise=reverse("scorecard")))
