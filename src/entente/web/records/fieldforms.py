"""The form of one field of a record; what is entered is read by the room that owns the field."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from entente.people.rules.fields import BadValue, Field, read
from entente.web.forms import HouseForm
from entente.web.picking import Picked, pick
from entente.web.records.shown import typed
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

EXAMPLES = {
    "money": "An amount with its currency, like 1200 EUR",
    "email": "Like ada@example.com",
    "number": "A number, like 12.5",
    "company": "Its name; pick one that we know",
}
TYPES = {"date": "date", "moment": "datetime-local"}


class FieldForm(HouseForm):
    """One field; `held` is what the record holds of it."""

    held: Any = None


def form_for(
    *, field: Field, info: Any, data: Any, viewer: Viewer, zone: ZoneInfo, at: Any
) -> FieldForm:
    """The form of this field, holding what the record holds."""
    form = FieldForm(data)
    value = info.values.get(field.name)
    form.held = value
    form.fields["value"] = _field(field, at, value)
    initial = (
        info.company if field.type == "company" else typed(field=field, value=value, zone=zone)
    )
    form.initial = {"value": initial}
    if field.name == "amount":
        form.fields["currency"] = forms.CharField(
            label="Currency", max_length=3, required=False, widget=_sized("short")
        )
        form.initial["currency"] = info.currency or workspace.current().currency
    return form


def _sized(size: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": f"input input--{size}"})


def _field(field: Field, at: Any, held: Any) -> forms.Field:
    """The input for a field of this type. Emptying it makes the value unknown."""
    options = options_of(field=field, at=at, held=held)
    if options is not None:
        return forms.ChoiceField(
            label=field.label, choices=[("", "Unknown"), *options], required=False
        )
    widget = forms.TextInput(attrs={"type": TYPES.get(field.type, "text")})
    if field.type == "text" and field.length > 400:
        widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=field.label,
        required=False,
        help_text=EXAMPLES.get(field.type, "") if not field.whole else "A whole number, like 310",
        widget=widget,
        max_length=20_000,
    )


def options_of(*, field: Field, at: Any, held: Any = None) -> list[tuple[str, str]] | None:
    """What can be chosen for a field, what it holds included; None where it is written."""
    match field.type:
        case "yesno":
            return [("yes", "yes"), ("no", "no")]
        case "choice":
            offered = [one for one in field.options if not one.former or one.key == held]
            return [(one.key, one.label) for one in offered]
        case "member":
            here = {one.id: one.name for one in workspace.members(at=at)}
            gone = workspace.names(ids=[held]) if held and held not in here else {}
            return [(str(one), name) for one, name in {**here, **gone}.items()]
    return None


def value_of(*, field: Field, form: FieldForm, viewer: Viewer, zone: ZoneInfo) -> Any:
    """What was entered, by the field's type. Raises BadValue.

    What was left as it stood is what the record holds, also where the input shows less of it: a
    moment without its seconds, a company by a name that several have.
    """
    given = form.cleaned_data["value"]
    if given == form.initial["value"]:
        return form.held
    if field.type == "company" and given:
        found = pick(text=given, kind="company", viewer=viewer)
        if not isinstance(found, Picked):
            raise BadValue(found.words)
        return found.id
    if field.type == "moment" and given:
        given = in_zone(given, zone)
    return read(field=field, value=given)


def in_zone(text: str, zone: ZoneInfo) -> Any:
    """A moment as the browser's input sends it, in the workspace's zone; else as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
