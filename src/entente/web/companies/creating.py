"""Adding a company."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from entente.people.operations.companies import create_company
from entente.people.queries.companies import company
from entente.people.queries.known import fields
from entente.people.queries.lookups import companies_by_domain, companies_by_name
from entente.people.rules.changes import UnableToSave
from entente.web import addresses, toasts
from entente.web.contacts.creating import Twin
from entente.web.picking import named
from entente.web.records.creating import (
    Ask,
    NewForm,
    new_form,
    out_of_reach,
    put_problems,
    values_of,
)
from entente.web.render import render, see_other
from entente.web.undo import deeds

ASK: Final = Ask(
    names=("name", "domain", "industry", "employees", "country", "city", "phone", "owner"),
    hints={"domain": "Like example.com; it tells two firms of one name apart."},
)


def new(request: HttpRequest) -> HttpResponse:
    """A form for a new company; one of the same name or domain is named first."""
    posted = request.method == "POST"
    form = new_form(
        ask=ASK,
        known=fields(record="company"),
        data=request.POST if posted else None,
        initial={"owner": str(request.viewer.member_id)},
        at=request.at,
    )
    twin = None
    if posted and form.is_valid():
        made, twin = _made(request, form)
        if made is not None:
            return made
    status = 422 if form.errors or twin else 200
    return render(request, "companies/new.html", twin, form=form, status=status)


def _made(request: HttpRequest, form: NewForm) -> tuple[HttpResponse | None, Twin | None]:
    values = values_of(form=form, viewer=request.viewer, zone=request.workspace.timezone)
    if values is None:
        return None, None
    if not values.keys() & {"name", "domain"}:
        form.refuse("name", "Enter the company's name, or its domain")
        return None, None
    if not request.POST.get("anyway"):
        twin = _twin(request, values)
        if twin is not None:
            return None, twin
    try:
        company_id = create_company(values=values, by=request.viewer, at=request.at)
    except UnableToSave as why:
        put_problems(form=form, why=why)
        return None, None
    try:
        called = company(viewer=request.viewer, company_id=company_id).called
    except LookupError:
        return out_of_reach(kind="company", request=request), None
    undo = deeds.url("add_company", by=request.viewer, company_id=company_id)
    toasts.say(request, f"Added {called}", undo=undo)
    return see_other(addresses.company(company_id, called)), None


def _twin(request: HttpRequest, values: dict[str, object]) -> Twin | None:
    """A company of the same domain or name that this person sees."""
    ids = [
        *companies_by_domain(domains=[str(values.get("domain", ""))]).values(),
        *companies_by_name(names=[str(values.get("name", ""))]).values(),
    ]
    for company_id in ids:
        found = named(kind="company", record_id=company_id, viewer=request.viewer)
        if found:
            return Twin(called=found.called, url=addresses.company(found.id, found.called))
    return None
