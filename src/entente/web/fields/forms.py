"""What a field of one's own asks."""

from typing import Final

from django import forms

from entente.web.forms import HouseForm

RECORDS: Final = (("contact", "Contacts"), ("company", "Companies"), ("deal", "Deals"))
TYPES: Final = (
    ("text", "Text"),
    ("number", "Number"),
    ("money", "Amount with a currency"),
    ("date", "Day"),
    ("moment", "Day and time"),
    ("yesno", "Yes or no"),
    ("choice", "One of a list"),
    ("member", "One of our people"),
)


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class DefineForm(HouseForm):
    """A new field."""

    asks = {"label": "Give the field a name", "record": "Choose what it belongs to"}
    label = forms.CharField(label="Name", help_text="As in: Filling lines.", max_length=80)
    record = forms.ChoiceField(label="It belongs to", choices=RECORDS)
    type = forms.ChoiceField(
        label="It holds", help_text="This stays as it is once the field exists.", choices=TYPES
    )
    options = forms.CharField(
        label="The list to choose from",
        help_text="One answer on each line; only for one of a list.",
        required=False,
        max_length=20_000,
        widget=forms.Textarea,
    )
    personal = forms.BooleanField(
        label="It says something about a person",
        help_text="Then it is emptied when that person asks to be erased.",
        required=False,
        initial=True,
    )


class ChangeForm(HouseForm):
    """Another name; of a list, other answers."""

    asks = {"label": "Give the field a name"}
    label = forms.CharField(label="Name", max_length=80)
    options = forms.CharField(
        label="The list to choose from",
        help_text="One answer on each line. Answers that were given stay, "
        "also where they are offered no more.",
        required=False,
        max_length=20_000,
        widget=forms.Textarea,
    )
