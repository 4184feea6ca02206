"""What the members' pages ask."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from entente.web.forms import HouseForm
from entente.web.members.words import seat_choices, seat_of
from entente.workspace.rules import SeatHeld


class SeatForm(HouseForm):
    """One seat of one team."""

    asks = {"seat": "Choose a seat"}
    seat = forms.ChoiceField(
        label="Seat",
        help_text="Heads sign for their team, the sponsor for both. Administrators run the house.",
        choices=lambda: [("", "Choose a seat"), *seat_choices()],
    )

    def clean_seat(self) -> SeatHeld:
        return seat_of(self.cleaned_data["seat"])


class CapacityForm(HouseForm):
    """How many leads somebody takes on."""

    asks = {"open_leads": "Enter a number of leads"}
    open_leads = forms.IntegerField(
        label="Open leads at once",
        help_text="Whoever has so many gets no new one until a verdict is given. 0 means none.",
        min_value=0,
        max_value=10_000,
    )


class InviteForm(SeatForm):
    """Whom to invite, and for which seat."""

    asks = {**SeatForm.asks, "name": "Enter their name", "email": "Enter their e-mail address"}
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail address", help_text="The invitation goes there.", max_length=254
    )
    field_order = ("name", "email", "seat")


class JoinForm(HouseForm):
    """One's name and a password, to join."""

    asks = {"name": "Enter your name", "password": "Enter a password"}
    name = forms.CharField(label="Your name", max_length=120)
    password = forms.CharField(
        label="A password",
        help_text="Twelve characters or more. Three words in a row are easy to keep in mind.",
        max_length=512,
        widget=forms.PasswordInput,
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]
