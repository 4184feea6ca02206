"""What the deeds on a deal ask."""

from django import forms

from entente.web.forms import HouseForm, NumberField, day_input

DAY = {"invalid": "Enter a day, like 2026-11-24"}


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=day_input(),
        error_messages=DAY,
    )


class WinForm(HouseForm):
    """When it was won, by whom, for how much."""

    amount = forms.CharField(
        label="Amount", help_text="Leave it empty while it is unknown.", required=False
    )
    currency = forms.CharField(label="Currency", max_length=3, required=False)
    closed_on = _day("Won on")
    closed_by = forms.TypedChoiceField(
        label="Closed by",
        help_text="Whose close counts as a touch of sales.",
        coerce=int,
        required=False,
        empty_value=None,
    )


class LoseForm(HouseForm):
    """Why it was lost, and when."""

    asks = {"reason": "Say why it was lost; the next ones learn of it"}
    reason = forms.CharField(
        label="Why it was lost",
        help_text="Like: price, no budget, another vendor.",
        max_length=200,
    )
    closed_on = _day("Lost on")


class RefundForm(HouseForm):
    """How much is paid back and why."""

    asks = {"amount": "Enter how much is paid back", "reason": "Say why it is paid back"}
    amount = NumberField(
        label="Amount paid back",
        error_messages={"invalid": "Enter an amount, like 1200.50"},
    )
    reason = forms.CharField(label="Why", max_length=200)
    on = _day("On")


class JoinForm(HouseForm):
    """Who takes part, and as what."""

    contact = forms.CharField(label="Who", max_length=200, required=False)
    contact_chosen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    role = forms.CharField(
        label="As what",
        help_text="In your words: decides, signs, uses it, champion.",
        max_length=60,
        required=False,
    )
