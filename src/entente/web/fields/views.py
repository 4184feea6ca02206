"""Fields of one's own: define, rename, offer other answers, offer no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from entente.agreements import standing
from entente.agreements.rules import envelope
from entente.agreements.rules.life import State
from entente.agreements.rules.states import VersionState
from entente.audiences import queries as audiences
from entente.audiences.signed import fields_asked
from entente.kit import wording
from entente.people.operations import customfields
from entente.people.queries.known import custom_fields
from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import Field
from entente.web import toasts
from entente.web.fields.forms import RECORDS, TYPES, ChangeForm, DefineForm, lines
from entente.web.forms import HouseForm
from entente.web.records.creating import put_problems
from entente.web.render import render, see_other

WORDS = dict(TYPES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    name: str
    label: str
    type: str
    options: str
    personal: bool
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    record: str
    fields: tuple[FieldShown, ...]
    retired: tuple[FieldShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    verdict: str
    groups: tuple[Group, ...]
    problem: str  # why a field cannot be offered again


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPage:
    """`asked_by` are the documents that ask for it; `views` says how many views filter by it."""

    shown: FieldShown
    record: str
    asked_by: tuple[str, ...] = ()
    views: str = ""


def overview(request: HttpRequest) -> HttpResponse:
    """All fields of one's own, by what they belong to."""
    return _overview(request)


def _overview(request: HttpRequest, problem: str = "") -> HttpResponse:
    groups = tuple(_group(record, title) for record, title in RECORDS)
    number = sum(len(group.fields) for group in groups)
    words = "No fields of your own yet"
    if number:
        words = f"{wording.counted(number, 'field')} of your own"
    page = Fields(verdict=words, groups=groups, problem=problem)
    return render(request, "fields/list.html", page, status=409 if problem else 200)


def _group(record: str, title: str) -> Group:
    known = custom_fields(record=record)
    every = custom_fields(record=record, retired=True)
    return Group(
        title=title,
        record=record,
        fields=tuple(_shown(one, retired=False) for one in known.values()),
        retired=tuple(_shown(one, retired=True) for key, one in every.items() if key not in known),
    )


def _shown(field: Field, *, retired: bool) -> FieldShown:
    offered = [one.label for one in field.options if not one.former]
    return FieldShown(
        name=field.name,
        label=field.label,
        type=WORDS[field.type],
        options=wording.listed(offered, last="or"),
        personal=field.personal,
        retired=retired,
    )


def offer_again(request: HttpRequest, name: str) -> HttpResponse:
    """Offer a retired field as before, with what it holds."""
    if not any(name in custom_fields(record=one, retired=True) for one, _ in RECORDS):
        raise Http404
    try:
        label = customfields.offer_field_again(name=name, by=request.viewer)
    except UnableToSave as why:
        return _overview(request, f"{why} Rename that one first.")
    toasts.say(request, f"{label} is offered again, with what it held")
    return see_other(reverse("fields"))


def define(request: HttpRequest) -> HttpResponse:
    """A new field."""
    posted = request.method == "POST"
    record = request.GET.get("record", "contact")
    form = DefineForm(request.POST if posted else None, initial={"record": record})
    if posted and _done(form, lambda: _define(request, form)):
        toasts.say(request, f"Added the field {form.cleaned_data['label']}")
        return see_other(reverse("fields"))
    return render(request, "fields/new.html", form=form, status=422 if form.errors else 200)


def _define(request: HttpRequest, form: HouseForm) -> None:
    given = form.cleaned_data
    customfields.define_field(
        record=given["record"],
        label=given["label"],
        type=given["type"],
        options=lines(given["options"]),
        personal=given["personal"],
        by=request.viewer,
        at=request.at,
    )


def _done(form: HouseForm, run: Callable[[], None]) -> bool:
    if not form.is_valid():
        return False
    try:
        run()
    except UnableToSave as why:
        put_problems(form=form, why=why)
    return form.is_valid()


def _find(name: str) -> tuple[str, Field]:
    for record, _ in RECORDS:
        found = custom_fields(record=record).get(name)
        if found:
            return record, found
    raise Http404


def change(request: HttpRequest, name: str) -> HttpResponse:
    """Rename a field, or offer other answers."""
    record, field = _find(name)
    offered = "\n".join(one.label for one in field.options if not one.former)
    posted = request.method == "POST"
    form = ChangeForm(
        request.POST if posted else None, initial={"label": field.label, "options": offered}
    )
    if field.type != "choice":
        del form.fields["options"]
    if posted and _done(form, lambda: _change(request, form, name)):
        toasts.say(request, f"Changed the field {form.cleaned_data['label']}")
        return see_other(reverse("fields"))
    page = FieldPage(shown=_shown(field, retired=False), record=dict(RECORDS)[record].lower())
    return render(request, "fields/field.html", page, form=form, status=422 if form.errors else 200)


def _change(request: HttpRequest, form: HouseForm, name: str) -> None:
    customfields.rename_field(name=name, label=form.cleaned_data["label"], by=request.viewer)
    if "options" in form.cleaned_data:
        customfields.offer_options(
            name=name, options=lines(form.cleaned_data["options"]), by=request.viewer
        )


def retire(request: HttpRequest, name: str) -> HttpResponse:
    """Offer a field no more; what it holds stays."""
    record, field = _find(name)
    if request.method != "POST":
        page = FieldPage(
            shown=_shown(field, retired=False),
            record=dict(RECORDS)[record].lower(),
            asked_by=_asked_by(request, name),
            views=_views(audiences.views_filtering(field=name, at=request.at)),
        )
        return render(request, "fields/retire.html", page)
    customfields.retire_field(name=name, by=request.viewer, at=request.at)
    toasts.say(request, f"{field.label} is offered no more; what it holds stays")
    return see_other(reverse("fields"))


def _asked_by(request: HttpRequest, name: str) -> tuple[str, ...]:
    """The documents that ask for the field: signed or laid before the seats, with their days."""
    if not request.viewer.may(record="accord", action="see"):
        return ()
    today = timezone.localdate(request.at)
    return tuple(
        f"{envelope.titled(title=one.kind.title, scope=one.scope)}, version {version.number}, "
        f"{_stands(version, today)}"
        for one in standing.documents(viewer=request.viewer, at=request.at)
        for version in (one.in_force, one.agreed, one.proposed)
        if version and name in fields_asked(version.closed)
    )


def _stands(version: VersionState, today: date) -> str:
    day = wording.day(version.since_day or version.from_day, today=today)
    if version.state is State.PROPOSED:
        return "proposed"
    return f"in force since {day}" if version.state is State.IN_FORCE else f"in force from {day}"


def _views(number: int) -> str:
    if not number:
        return ""
    one = number == 1
    return (
        f"{wording.counted(number, 'saved view')} {'filters' if one else 'filter'} by it and "
        f"{'goes' if one else 'go'} on listing by what it holds."
    )
