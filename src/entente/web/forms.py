"""Forms that parse and say in plain words what they need. They do not save."""

from typing import Any

from django import forms

from entente.kit.amounts import NotMoney, pointed

CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


class HouseForm(forms.Form):
    """A missing answer is asked for by its label: "Enter a name", "Choose a team".

    `asks` on a form gives better words: {"name": "Enter the company's name"}.
    """

    asks: dict[str, str] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            verb = "Choose" if isinstance(field, CHOSEN) else "Enter"
            label = str(field.label or name.replace("_", " "))
            asked = self.asks.get(name, f"{verb} the {label[:1].lower()}{label[1:]}")
            field.error_messages["required"] = asked

    def refuse(self, name: str | None, words: str) -> None:
        """Put what an operation answered beside the field it is about (None: on top)."""
        self.add_error(name if name in self.fields else None, words)


class NumberField(forms.DecimalField):
    """A number as people write it, 1,234.50 or 1.234,50; `fine` ones may have three decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, fine: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fine = fine

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(pointed(text=value, fine=self.fine) if value else value)
        except NotMoney as why:
            raise forms.ValidationError(str(why)) from None


def day_input() -> forms.DateInput:
    """The browser's own picker of a day, filled as it takes it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
