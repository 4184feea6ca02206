"""Links to records, and the input of a field that is changed where it stands."""

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entente.web import addresses

register = template.Library()


@register.simple_tag
def record_link(kind: str, record_id: int, called: str) -> SafeString:
    """A link to a contact, company or deal by what it is called."""
    return format_html('<a href="{}">{}</a>', addresses.record(kind, record_id, called), called)


@register.simple_tag
def record_url(kind: str, record_id: int, called: str = "") -> str:
    """The page of a contact, company or deal."""
    return addresses.record(kind, record_id, called)


@register.simple_tag
def inline_input(bound: BoundField, autofocus: bool = False) -> SafeString:  # noqa: FBT001,FBT002  a word in a template, not a call
    """The bare input of a field, described by its hint and error."""
    attributes = {"class": "input edit__input"}
    if bound.name == "currency":
        attributes["class"] += " input--short"
    if bound.errors:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}-error"}
    if bound.help_text:
        attributes["title"] = bound.help_text
    if autofocus:
        attributes["data-focus"] = "yes"
    return bound.as_widget(attrs=attributes)


@register.simple_tag
def cell_input(bound: BoundField) -> SafeString:
    """A field in a cell of a table: its label for listeners, its error above it."""
    attributes = {"class": "input"}
    if bound.errors:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}-error"}
    wrong = format_html_join(
        "",
        '<p class="field__error" id="{}-error">{}</p>',
        ((bound.auto_id, one) for one in bound.errors),
    )
    label = format_html('<label class="sr" for="{}">{}</label>', bound.auto_id, bound.label)
    return format_html("{}{}{}", label, wrong, bound.as_widget(attrs=attributes))
