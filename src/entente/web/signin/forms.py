"""The library's forms with our labels; hints stand in the templates."""

from allauth.account import forms as library
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from entente.outbox.rules import is_address
from entente.workspace import queries as workspace
from entente.workspace.rules import email_key

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "The new password once more",
}

ASKS = {
    "login": "Enter your e-mail address",
    "email": "Enter your e-mail address",
    "password": "Enter your password",
    "oldpassword": "Enter the password that you use now",
    "password1": "Enter a new password",
    "password2": "Enter the new password once more",
}


class OurLabels:
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # mixed into forms only
            field.label = LABELS.get(name, field.label)
            field.error_messages["required"] = ASKS.get(name, field.error_messages["required"])
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class SignIn(OurLabels, library.LoginForm):
    """E-mail address and password."""

    def clean_login(self) -> str:
        """Tries are counted by it: another spelling of an address gives no more of them."""
        return email_key(super().clean_login())


class Forgotten(OurLabels, library.ResetPasswordForm):
    """The address that the link goes to; who has no password yet has to be invited."""

    def clean_email(self) -> str:
        """A member's own address, as it is kept: the link goes to no other spelling of it."""
        email: str = super().clean_email()
        if not is_address(email):
            raise ValidationError("Enter an e-mail address, like name@company.com")
        member = workspace.account_at(email=email)
        is_open = member is not None and member.is_active and member.has_usable_password()
        self.users = [member] if is_open else []
        return (member.email if member is not None and is_open else "") or email

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """A mail goes to unknown addresses too, so that both take the same time."""
        if self.users:
            return super().save(request, **kwargs)
        email = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class NewPassword(OurLabels, library.ResetPasswordKeyForm):
    """A new password, twice, for those who came by the link."""


class ChangePassword(OurLabels, library.ChangePasswordForm):
    """The old password and the new one, twice."""
