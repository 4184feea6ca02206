"""How the sign-in library behaves in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from entente.web import toasts

SAID = {
    "account/messages/password_changed.txt": "Changed your password",
    "account/messages/password_set.txt": "Set your password",
}


class HouseAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; links come from BASE_URL; we speak only when it helps."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That address and password do not belong together",
        "enter_current_password": "Enter the password that you use now",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again",
        "invalid_password_reset": "This link was used already, or is older than three days",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of ours: no host, so none that a visitor could have written."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")  # every session ended with the old password

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Plain text; neither the request nor its Host header reaches a mail."""
        ours = {**context, "email": email, "base_url": settings.BASE_URL, "request": None}
        subject = render_to_string(f"{template_prefix}_subject.txt", ours)
        body = render_to_string(f"{template_prefix}_message.txt", ours).strip()
        message = EmailMessage(
            " ".join(subject.split()), f"{body}\n", settings.DEFAULT_FROM_EMAIL, [email]
        )
        message.send()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,  # the library hands over whatever the user model is
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody by mail that their password changed, where there is an address."""
        if address := email or user.email:
            self.send_mail(template_prefix, address, {"user": user, **(context or {})})

    def add_message(  # the library passes some of these by position
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what helps is said; the library would greet and bid farewell too."""
        if message_template in SAID:
            toasts.say(request, SAID[message_template])
