"""Adding a person."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse

from entente.people.operations.contacts import EmailTaken, create_contact
from entente.people.queries.contacts import contact
from entente.people.queries.known import fields
from entente.people.rules.changes import UnableToSave
from entente.web import addresses, toasts
from entente.web.numbers import whole
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
    names=(
        *("first_name", "last_name", "email", "phone", "job_title", "company", "owner"),
        *("country", "city", "channel"),
    ),
    hints={"company": "Pick one that we know.", "channel": "Through what they first came to us."},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Who has the address already."""

    called: str
    url: str


def new(request: HttpRequest) -> HttpResponse:
    """A form for a new person; who has the address already is named."""
    posted = request.method == "POST"
    known = fields(record="contact")
    form = new_form(
        ask=ASK,
        known=known,
        data=request.POST if posted else None,
        initial=_initial(request),
        at=request.at,
    )
    twin = None
    if posted and form.is_valid():
        made, twin = _made(request, form)
        if made is not None:
            return made
    return render(request, "contacts/new.html", twin, form=form, status=422 if form.errors else 200)


def _initial(request: HttpRequest) -> dict[str, object]:
    found: dict[str, object] = {"owner": str(request.viewer.member_id)}
    number = whole(request.GET.get("company", ""))
    if number is not None:
        firm = named(kind="company", record_id=number, viewer=request.viewer)
        if firm:
            found |= {"company": firm.called, "company_chosen": f"company:{firm.id}"}
    return found


def _made(request: HttpRequest, form: NewForm) -> tuple[HttpResponse | None, Twin | None]:
    values = values_of(form=form, viewer=request.viewer, zone=request.workspace.timezone)
    if values is None:
        return None, None
    if not values.keys() - {"owner"}:
        form.refuse(
            "first_name", "Enter something that is known of this person: a name or an address"
        )
        return None, None
    try:
        contact_id = create_contact(values=values, by=request.viewer, at=request.at)
    except EmailTaken as why:
        put_problems(form=form, why=why)
        return None, _twin(request, why.contact_id)
    except UnableToSave as why:
        put_problems(form=form, why=why)
        return None, None
    try:
        called = contact(viewer=request.viewer, contact_id=contact_id).called
    except LookupError:
        return out_of_reach(kind="contact", request=request), None
    undo = deeds.url("add_contact", by=request.viewer, contact_id=contact_id)
    toasts.say(request, f"Added {called}", undo=undo, people=(contact_id,))
    return see_other(addresses.contact(contact_id, called)), None


def _twin(request: HttpRequest, contact_id: int) -> Twin | None:
    found = named(kind="contact", record_id=contact_id, viewer=request.viewer)
    if found is None:
        return None
    return Twin(called=found.called, url=addresses.contact(found.id, found.called))
