"""Opening a deal."""

from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from entente.people.operations.contacts import Gone
from entente.people.queries.contacts import contact as person
from entente.people.rules.changes import UnableToSave
from entente.pipeline.operations.deals import as_new, open_deal
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.queries.deals import deal
from entente.pipeline.queries.known import fields, pipelines
from entente.pipeline.rules.closing import DAY_AHEAD
from entente.pipeline.rules.fields import DAY_BEFORE
from entente.web import addresses, toasts
from entente.web.forms import day_input
from entente.web.numbers import whole
from entente.web.picking import named
from entente.web.records.creating import (
    Ask,
    NewForm,
    new_form,
    out_of_reach,
    picked_in,
    put_problems,
    readable,
)
from entente.web.render import render, see_other
from entente.web.undo import deeds
from entente.workspace import queries as workspace

NAMES: Final = (
    *("name", "company", "contact", "amount", "currency", "expected_close", "owner"),
    *("next_step", "next_step_on"),
)


def _stages(form: NewForm, at: datetime) -> None:
    """The open stages of every pipeline, and the day it was opened."""
    choices = [
        (of.name, [(str(one.id), one.name) for one in of.stages if one.kind == "open"])
        for of in pipelines()
    ]
    flat = choices[0][1] if len(choices) == 1 else choices
    if flat:
        form.fields["stage"] = forms.ChoiceField(label="Stage", choices=flat, required=False)
    form.fields["opened_on"] = forms.DateField(
        label="Opened on",
        required=False,
        initial=timezone.localdate(at),
        widget=day_input(),
        error_messages={"invalid": "Enter a day, like 2026-11-24"},
    )


ASK: Final = Ask(
    names=NAMES,
    hints={
        "company": "Leave it empty where there is none.",
        "contact": "Whom you talk with; more can join later.",
        "amount": "Leave it empty while it is unknown.",
    },
    more=_stages,
)


def new(request: HttpRequest) -> HttpResponse:
    """A form for a new deal."""
    posted = request.method == "POST"
    form = new_form(
        ask=ASK,
        known=fields(),
        data=request.POST if posted else None,
        initial=_initial(request),
        at=request.at,
    )
    if posted:
        made = _made(request, form)
        if made is not None:
            return made
    return render(request, "deals/new.html", form=form, status=422 if form.errors else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = {
        "owner": str(request.viewer.member_id),
        "currency": workspace.current().currency,
        "stage": request.GET.get("stage", ""),
    }
    for kind in ("company", "contact"):
        number = whole(request.GET.get(kind, ""))
        if number is not None:
            one = named(kind=kind, record_id=number, viewer=request.viewer)
            if one:
                found |= {kind: one.called, f"{kind}_chosen": f"{kind}:{one.id}"}
                if kind == "contact":
                    found |= _firm_of(request, one.id)
    return found


def _firm_of(request: HttpRequest, contact_id: int) -> dict[str, str]:
    info = person(viewer=request.viewer, contact_id=contact_id)
    if info.company_id is None:
        return {}
    return {"company": info.company, "company_chosen": f"company:{info.company_id}"}


def _made(request: HttpRequest, form: NewForm) -> HttpResponse | None:
    """Open the deal, or put beside the fields all that is wrong with it."""
    form.full_clean()
    values = readable(form=form, viewer=request.viewer, zone=request.workspace.timezone)
    who = picked_in(form=form, name="contact", viewer=request.viewer)
    if not (values.get("name") or values.get("company") or {"name", "company"} & set(form.errors)):
        form.refuse("name", "Enter a name or a company")
    if values.get("amount") is None:
        values.pop("currency", None)
    opened, wrong = _opened(request, form.cleaned_data.get("opened_on"))
    if wrong:
        form.refuse("opened_on", wrong)
    try:
        as_new(values=values)
    except UnableToSave as why:
        put_problems(form=form, why=why)
    if form.errors:
        return None
    stage = form.cleaned_data.get("stage", "")
    try:
        deal_id = open_deal(
            values=values,
            contacts=[ContactInDeal(contact_id=who.id)] if who else [],
            stage_id=int(stage) if stage else None,
            opened_at=opened,
            by=request.viewer,
            at=request.at,
        )
    except UnableToSave as why:
        put_problems(form=form, why=why)
        return None
    except Gone as why:
        form.refuse(None, str(why))
        return None
    try:
        called = deal(viewer=request.viewer, deal_id=deal_id).called
    except LookupError:
        return out_of_reach(kind="deal", request=request)
    undo = deeds.url("open_deal", by=request.viewer, deal_id=deal_id)
    toasts.say(request, f"Opened {called}", undo=undo)
    return see_other(addresses.deal(deal_id, called))


def _opened(request: HttpRequest, day: date | None) -> tuple[datetime | None, str]:
    """Noon of a past day, None for today; or what is wrong with the day."""
    today = timezone.localdate(request.at)
    if day is None or day == today:
        return None, ""
    if day.year < 1970 or day > today:
        return None, DAY_BEFORE if day.year < 1970 else DAY_AHEAD
    return datetime.combine(day, time(12), tzinfo=request.workspace.timezone), ""
