"""Adding a contact, a company or a deal: the fields that its room has, in one form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse

from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import BadValue, Field, read
from entente.web import addresses, toasts
from entente.web.forms import HouseForm
from entente.web.picking import Picked, pick
from entente.web.records.fieldforms import EXAMPLES, TYPES, in_zone, options_of
from entente.web.render import see_other
from entente.workspace.rules import Viewer

PICKERS = ("company", "contact")


class NewForm(HouseForm):
    """Whatever is known of a new record; nothing is required that the room does not require."""

    known: Mapping[str, Field] = {}

    def picker(self, name: str) -> Any:
        """The field and its hidden choice, for the picker's template."""
        return self[name], self[f"{name}_chosen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Which fields a form of a new record asks, in order, and what more."""

    names: Sequence[str]
    hints: Mapping[str, str] = field(default_factory=dict)
    more: Callable[[NewForm, datetime], None] | None = None


def new_form(
    *, ask: Ask, known: Mapping[str, Field], data: Any, initial: Mapping[str, Any], at: datetime
) -> NewForm:
    """The form, custom fields last."""
    form = NewForm(data, initial=dict(initial))
    form.known = known
    custom = [name for name, one in known.items() if one.custom]
    for name in [*ask.names, *custom]:
        _add(form, name, known.get(name), ask.hints.get(name, ""), at)
    if ask.more:
        ask.more(form, at)
    return form


def _add(form: NewForm, name: str, known: Field | None, hint: str, at: datetime) -> None:
    if name in PICKERS:
        form.fields[name] = forms.CharField(
            label=name.capitalize(), required=False, max_length=200, help_text=hint
        )
        form.fields[f"{name}_chosen"] = forms.CharField(
            required=False, max_length=40, widget=forms.HiddenInput
        )
        return
    assert known is not None  # noqa: S101  names come from the room's own fields
    options = options_of(field=known, at=at)
    if options is not None:
        nobody = "Nobody yet" if known.type == "member" else "Unknown"
        form.fields[name] = forms.ChoiceField(
            label=known.label, choices=[("", nobody), *options], required=False
        )
        return
    widget = forms.TextInput(attrs={"type": TYPES.get(known.type, "text")})
    form.fields[name] = forms.CharField(
        label=known.label,
        required=False,
        help_text=hint or EXAMPLES.get(known.type, ""),
        max_length=20_000,
        widget=widget,
    )


def values_of(*, form: NewForm, viewer: Viewer, zone: ZoneInfo) -> dict[str, Any] | None:
    """What was entered, by the fields' types; None with every problem put beside its field."""
    found = readable(form=form, viewer=viewer, zone=zone)
    return found if not form.errors else None


def readable(*, form: NewForm, viewer: Viewer, zone: ZoneInfo) -> dict[str, Any]:
    """What can be read of what was entered; what cannot is put beside its field."""
    found: dict[str, Any] = {}
    for name, one in form.known.items():
        if name not in form.fields or name in PICKERS:
            continue
        given = form.cleaned_data.get(name, "")
        given = in_zone(given, zone) if one.type == "moment" and given else given
        try:
            value = read(field=one, value=given)
        except BadValue as why:
            form.refuse(name, str(why))
            continue
        if value not in ("", None):
            found[name] = value
    for name in PICKERS:
        if name in form.fields:
            picked = picked_in(form=form, name=name, viewer=viewer)
            if picked and name in form.known:
                found[name] = picked.id
    return found


def picked_in(*, form: NewForm, name: str, viewer: Viewer) -> Picked | None:
    """Which record a picker names; what is unclear stands beside it."""
    text = form.cleaned_data.get(name, "")
    chosen = form.cleaned_data.get(f"{name}_chosen", "")
    if not text and not chosen:
        return None
    found = pick(text=text, kind=name, viewer=viewer, chosen=chosen)
    if isinstance(found, Picked):
        return found
    form.refuse(name, found.words)
    return None


def out_of_reach(*, kind: str, request: HttpRequest) -> HttpResponse:
    """After somebody added a record of nobody's who sees only their own."""
    toasts.say(request, f"Added the {kind}; it has no owner, so it is not open to you")
    return see_other(addresses.listing(kind))


def put_problems(*, form: HouseForm, why: UnableToSave) -> None:
    """Each thing that a room refused, beside its field."""
    for name, words in why.problems.items():
        form.refuse(name or None, words)
