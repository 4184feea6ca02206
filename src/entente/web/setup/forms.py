"""What the first-run page asks."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from entente.web.forms import HouseForm
from entente.web.setup.choices import ADMINISTRATOR, CURRENCIES, SEATS, ZoneField, ZoneSelect
from entente.workspace.rules import SeatHeld


class SetUpForm(HouseForm):
    """The token, the company, the first administrator."""

    asks = {
        "token": "Enter the token that the console shows",
        "company": "Enter the company's name",
        "name": "Enter your name",
        "email": "Enter your e-mail address",
        "password": "Enter a password",
    }
    token = forms.CharField(
        label="Set-up token",
        help_text="The program printed it on the console where it was started.",
        max_length=200,
    )
    company = forms.CharField(label="Company", max_length=120)
    timezone = ZoneField(
        label="Time zone",
        help_text="Days begin and end here. It cannot be changed later.",
        initial="UTC",
        widget=ZoneSelect(attrs={"data-guess": "zone"}),
    )
    currency = forms.CharField(
        label="Currency",
        help_text="Three letters, like EUR or USD. It cannot be changed later.",
        max_length=3,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(label="Your name", max_length=120)
    email = forms.EmailField(label="Your e-mail address", max_length=254)
    password = forms.CharField(
        label="A password",
        help_text="Twelve characters or more. Three words in a row are easy to keep in mind.",
        max_length=512,
        widget=forms.PasswordInput,
    )
    seats = forms.MultipleChoiceField(
        label="Which seats do you hold?",
        help_text="You may hold more than one; a signature then says so. "
        "The first person administers in any case.",
        choices=[(key, words) for key, (words, _) in SEATS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"].strip().upper()
        if code not in CURRENCIES:
            raise forms.ValidationError(f"There is no currency {code}; enter one in use, like EUR")
        return code

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def held(self) -> list[SeatHeld]:
        """The seats to begin with, the administrator's among them."""
        return [ADMINISTRATOR, *(SEATS[key][1] for key in self.cleaned_data["seats"])]
