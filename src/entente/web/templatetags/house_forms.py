"""Fields and errors of forms: label, hint, error, input, in that order."""

from django import template
from django.forms import BoundField

from entente.kit import wording

register = template.Library()

OPTION_WIDGETS = {"RadioSelect", "CheckboxSelectMultiple"}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint="", autofocus=False, width="", **attributes):  # noqa: FBT002  a word in a template, not a call
    """One field of a form. `hint` replaces the form's help text; width "short", "medium" or "".

    Other words become attributes of the input: `{% field form.code inputmode="numeric" %}`.
    """
    kind = type(bound.field.widget).__name__
    hint = hint or bound.help_text
    if kind == "PasswordInput" and bound.data and bound.form.errors and not bound.errors:
        hint = f"Type the password again. {hint}".strip()  # it is never sent back
    described = [f"{bound.auto_id}-hint"] if hint else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    given["class"] = "check__box" if kind == "CheckboxInput" else "input"
    if width:
        given["class"] += f" input--{width}"
    if kind == "Textarea":
        given.setdefault("rows", 3)
    if described:
        given["aria-describedby"] = " ".join(described)
    if bound.errors:
        given["aria-invalid"] = "true"
    if autofocus and not bound.form.errors:  # then the summary has the focus
        given["autofocus"] = True
    options = kind in OPTION_WIDGETS
    return {
        "field": bound,
        "hint": hint,
        "described": " ".join(described),
        "kind": "options" if options else "check" if kind == "CheckboxInput" else "input",
        "widget": "" if options else bound.as_widget(attrs=given),
        "options": list(bound) if options else [],
    }


@register.inclusion_tag("components/errors.html")
def errors(form):
    """The summary on top of a refused form: every message, each a link to its field.

    Nobody is led to what is hidden.
    """
    found = [(bound.auto_id, words) for bound in form.visible_fields() for words in bound.errors]
    hidden = [words for bound in form.hidden_fields() for words in bound.errors]
    others = [*form.non_field_errors(), *hidden]
    number = len(found) + len(others)
    return {
        "form": form,
        "found": found,
        "others": others,
        "title": wording.to_change(number) if number else "",
    }
