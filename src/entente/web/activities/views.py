"""Logging a deed from anywhere."""

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from entente.handoff import queries as handovers
from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.web import addresses, toasts
from entente.web.activities import logging
from entente.web.activities.forms import LogForm, log_form
from entente.web.activities.logpage import page_for, persons
from entente.web.numbers import whole
from entente.web.picking import KINDS, Picked, Unclear, chosen_one, named, pick, reads_as
from entente.web.render import render, see_other
from entente.web.returning import came_from, safe
from entente.web.undo import deeds

FIELDS = {"about": "who", "at": "occurred_at", "text": "text"}


def log(request: HttpRequest) -> HttpResponse:
    """A call, a meeting, an appointment, a note or a task, and back to where one was."""
    if request.method == "POST":
        return _logged(request)
    about = _asked_about(request)
    back = came_from(request, otherwise="")
    initial = {"next": back, "kind": request.GET.get("kind", "call")}
    if about:
        initial |= {"who": about.called, "chosen": f"{about.kind}:{about.id}"}
    form = log_form(
        data=None,
        initial=initial,
        at=request.at,
        persons=persons(about=about, viewer=request.viewer),
    )
    return _form(request, form, about)


def _asked_about(request: HttpRequest) -> Picked | None:
    """Whom the address names, else whose page one came from."""
    for kind in KINDS:
        number = whole(request.GET.get(kind, ""))
        if number is not None:
            return named(kind=kind, record_id=number, viewer=request.viewer)
    return _was_on(request)


def _was_on(request: HttpRequest) -> Picked | None:
    try:
        found = resolve(came_from(request, otherwise="/").partition("?")[0])
    except Resolver404:
        return None
    if found.url_name == "queue_lead":
        lead = handovers.one_or_none(handover_id=found.kwargs["lead"], viewer=request.viewer)
        return lead and named(kind="contact", record_id=lead.contact_id, viewer=request.viewer)
    if found.url_name not in KINDS:
        return None
    record_id = found.kwargs[f"{found.url_name}_id"]
    return named(kind=found.url_name, record_id=record_id, viewer=request.viewer)


def _logged(request: HttpRequest) -> HttpResponse:
    chosen = chosen_one(chosen=request.POST.get("chosen", ""), kind="", viewer=request.viewer)
    form = log_form(
        data=request.POST,
        initial={},
        at=request.at,
        persons=persons(about=chosen, viewer=request.viewer),
    )
    about: Picked | Unclear | None = None
    if form.is_valid():
        about = pick(
            text=form.cleaned_data["who"],
            kind="",
            viewer=request.viewer,
            chosen=form.cleaned_data["chosen"],
        )
        if isinstance(about, Unclear):
            form.refuse("who", about.words)
    if form.is_valid() and isinstance(about, Picked):
        # Whoever writes another name over a deal means nobody of that deal.
        person = form.cleaned_data.get("person") if about == chosen else None
        done = _written(request, form, about, person)
        if done is not None:
            return done
    return _form(request, form, about)


def _written(
    request: HttpRequest, form: LogForm, about: Picked, person: int | None
) -> HttpResponse | None:
    try:
        written = logging.write(
            form=form, about=about, person=person, by=request.viewer, at=request.at
        )
    except UnableToSave as why:
        for name, words in why.problems.items():
            form.refuse(FIELDS.get(name, name) or None, words)
        return None
    except Gone as why:
        form.refuse("who", str(why))
        return None
    undo = deeds.url("log", by=request.viewer, ids=list(written.ids))
    people = (about.id,) if about.kind == "contact" else ()
    toasts.say(request, written.words, undo=undo, people=people)
    back = safe(form.cleaned_data["next"])
    return see_other(back or addresses.record(about.kind, about.id, about.called))


def _form(request: HttpRequest, form: LogForm, about: Picked | Unclear | None) -> HttpResponse:
    page = page_for(about=about or _kept(request, form))
    return render(
        request, "activities/log.html", page, form=form, status=422 if form.errors else 200
    )


def _kept(request: HttpRequest, form: LogForm) -> Picked | None:
    """Whom a refused form had chosen already, unless another name stands there by now."""
    chosen, text = (str(form[name].value() or "") for name in ("chosen", "who"))
    found = chosen_one(chosen=chosen, kind="", viewer=request.viewer)
    return found if found and reads_as(text=text, found=found) else None


deeds.inverse("log", logging.unlog)
