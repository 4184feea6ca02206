"""One company, and what can be done to it."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.people.operations import deleting
from entente.people.operations.contacts import Gone
from entente.people.queries.companies import CompanyInfo
from entente.people.queries.companies import company as load
from entente.web import addresses, errors, toasts
from entente.web.companies import pages
from entente.web.records.subjects import SUBJECTS
from entente.web.records.timeline import part_of
from entente.web.render import render, see_other, wants_part
from entente.web.undo import deeds
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Everything about one company; for htmx its timeline."""
    if wants_part(request):
        return part_of(SUBJECTS["company"], request, company_id)
    try:
        page = pages.build(
            company_id=company_id, query=request.GET, viewer=request.viewer, at=request.at
        )
    except LookupError as none:
        raise Http404 from none
    return render(request, "companies/company.html", page)


def _changeable(request: HttpRequest, company_id: int) -> CompanyInfo:
    try:
        info = load(viewer=request.viewer, company_id=company_id)
    except LookupError as none:
        raise Http404 from none
    require(viewer=request.viewer, record="company", action="change", owner_id=info.owner_id)
    if info.deleted_at is not None:
        raise Http404
    return info


def deletion(request: HttpRequest, company_id: int) -> HttpResponse:
    """Take a company out of every list; its people stay."""
    info = _changeable(request, company_id)
    deleting.delete_company(company_id=info.id, by=request.viewer, at=request.at)
    undo = deeds.url("delete_company", by=request.viewer, company_id=info.id)
    toasts.say(request, f"Deleted {info.called}", undo=undo)
    return see_other(reverse("companies"))


def restoring(request: HttpRequest, company_id: int) -> HttpResponse:
    """Bring a deleted company back."""
    back = addresses.company(company_id)
    try:
        words = bring_back(company_id=company_id, by=request.viewer, at=request.at)
    except Gone as why:
        return errors.not_done(request, words=str(why), way_out=back)
    toasts.say(request, words)
    return see_other(back)


def bring_back(*, company_id: int, by: Viewer, at: datetime) -> str:
    """Undo a deletion."""
    deleting.restore_company(company_id=company_id, by=by, at=at)
    return f"Brought {load(viewer=by, company_id=company_id).called} back"


def take_away(*, company_id: int, by: Viewer, at: datetime) -> str:
    """Undo that a company was added."""
    called = load(viewer=by, company_id=company_id).called
    deleting.delete_company(company_id=company_id, by=by, at=at)
    return f"Took {called} away again"


deeds.inverse("delete_company", bring_back)
deeds.inverse("add_company", take_away)
