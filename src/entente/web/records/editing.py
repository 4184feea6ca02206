"""Changing one field of a record where it stands, and taking that back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import BadValue, stored
from entente.web import addresses, toasts
from entente.web.records import facts
from entente.web.records.facts import Fact
from entente.web.records.fieldforms import FieldForm, form_for, value_of
from entente.web.records.subjects import SUBJECTS, Subject
from entente.web.render import render, see_other, wants_part
from entente.web.routes import View
from entente.web.undo import deeds
from entente.workspace.access import require
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """The form of one field in its place; `back` is the record."""

    called: str
    label: str
    hint: str
    name: str
    url: str
    back: str


def edit(subject: Subject) -> View:
    """The form of one field; sending it saves and shows the value with what it was."""

    def edited(request: HttpRequest, record_id: int, name: str) -> HttpResponse:
        info = loaded(subject, request.viewer, record_id)
        field = info.fields.get(name)
        if field is None:
            raise Http404
        require(viewer=request.viewer, record=subject.name, action="change", owner_id=info.owner_id)
        form = form_for(
            field=field,
            info=info,
            data=request.POST if request.method == "POST" else None,
            viewer=request.viewer,
            zone=request.workspace.timezone,
            at=request.at,
        )
        if request.method == "POST" and _saved(subject, info, field, form, request):
            return _told(subject, info, name, request)
        if request.method == "GET" and "value" in request.GET:
            return _shown(subject, info, name, request)
        return _form(subject, info, field, form, request)

    return edited


def loaded(subject: Subject, viewer: Viewer, record_id: int) -> Any:
    """The record, or a page that says there is none."""
    try:
        return subject.load(viewer=viewer, record_id=record_id)
    except LookupError as none:
        raise Http404 from none


def _saved(subject: Subject, info: Any, field: Any, form: FieldForm, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    try:
        value = value_of(
            field=field, form=form, viewer=request.viewer, zone=request.workspace.timezone
        )
        values = {field.name: value}
        if "currency" in form.cleaned_data and value is not None:
            values["currency"] = form.cleaned_data["currency"]
        subject.change(record_id=info.id, values=values, by=request.viewer, at=request.at)
    except BadValue as why:
        form.refuse("value", str(why))
    except UnableToSave as why:
        for name, words in why.problems.items():
            form.refuse("currency" if name == "currency" else "value", words)
    except Gone as why:
        form.refuse(None, str(why))
    return form.is_valid()


def _fact(subject: Subject, info: Any, name: str) -> Fact:
    members = facts.members_of(info=info, names=[name])
    return facts.fact(subject=subject.name, info=info, name=name, members=members, editable=True)


def _told(subject: Subject, before: Any, name: str, request: HttpRequest) -> HttpResponse:
    try:
        after = subject.load(viewer=request.viewer, record_id=before.id)
    except LookupError:
        return _given_away(subject, before, name, request)
    was, now = _fact(subject, before, name), _fact(subject, after, name)
    if _with_currency(before, name) == _with_currency(after, name):
        return _value(now, after, subject, request)
    undo = deeds.url(
        "field",
        by=request.viewer,
        subject=subject.name,
        record_id=before.id,
        name=name,
        was=_with_currency(before, name),
        now=_with_currency(after, name),
    )
    told = f"Changed {now.label.lower()} of {after.called}"
    people = (after.id,) if subject.name == "contact" else ()
    if wants_part(request):
        toasts.keep(request, told, undo=undo, people=people)
    else:
        toasts.say(request, told, undo=undo, people=people)
    return _value(replace(now, changed=True, was=was.shown, undo=undo), after, subject, request)


def _given_away(subject: Subject, before: Any, name: str, request: HttpRequest) -> HttpResponse:
    """It was changed, and with that went out of reach of whoever changed it."""
    label = before.fields[name].label.lower()
    toasts.say(request, f"Changed {label} of {before.called}; it is not open to you any more")
    away = addresses.listing(subject.name)
    return HttpResponse(headers={"HX-Redirect": away}) if wants_part(request) else see_other(away)


def _with_currency(info: Any, name: str) -> dict[str, Any]:
    """What the form of a field holds: an amount goes with its currency."""
    names = [name, "currency"] if name == "amount" else [name]
    return {one: stored(info.values.get(one)) for one in names}


def _value(fact: Fact, info: Any, subject: Subject, request: HttpRequest) -> HttpResponse:
    if wants_part(request):
        return render(request, "records/_value.html", fact, part="records/_value.html", fact=fact)
    return see_other(addresses.record(subject.name, info.id, info.called))


def _shown(subject: Subject, info: Any, name: str, request: HttpRequest) -> HttpResponse:
    """The value as it is: what Escape goes back to."""
    return _value(_fact(subject, info, name), info, subject, request)


def _form(
    subject: Subject, info: Any, field: Any, form: FieldForm, request: HttpRequest
) -> HttpResponse:
    page = Editing(
        called=info.called,
        label=field.label,
        hint=form.fields["value"].help_text,
        name=field.name,
        url=_fact(subject, info, field.name).url,
        back=addresses.record(subject.name, info.id, info.called),
    )
    status = 422 if form.errors else 200
    return render(
        request, "records/field.html", page, part="records/_field.html", form=form, status=status
    )


def take_back(
    *,
    subject: str,
    record_id: int,
    name: str,
    was: dict[str, Any],
    now: dict[str, Any],
    by: Viewer,
    at: datetime,
) -> str:
    """Give a field the value that it had, unless somebody changed it since."""
    one = SUBJECTS[subject]
    info = one.load(viewer=by, record_id=record_id)
    if name not in info.fields:
        raise deeds.NotUndone("This field is not there any more.")
    label = info.fields[name].label
    if _with_currency(info, name) != now:
        today, former = (_said(info, values) for values in (_with_currency(info, name), was))
        raise deeds.NotUndone(
            f"{label} of {info.called} was changed again since: it is {today} now and was "
            f"{former} before your change. It stays as it is."
        )
    one.change(record_id=record_id, values=was, by=by, at=at)
    return f"{label} of {info.called} is {_said(info, was)} again"


def _said(info: Any, values: dict[str, Any]) -> str:
    """What a field held in a sentence, an amount with its currency."""
    name, value = next(iter(values.items()))
    if value in (None, ""):
        return "unknown"
    field = info.fields[name]
    if field.type in ("member", "company"):
        return "another"
    if field.type == "choice":
        return next((one.label for one in field.options if one.key == value), str(value))
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    return f"{value} {values.get('currency') or ''}".strip()


deeds.inverse("field", take_back)
