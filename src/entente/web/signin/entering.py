"""Signing somebody in who just chose their password: after set-up and after an invitation."""

from allauth.account.utils import perform_login
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse

from entente.web.render import see_other


def enter(request: HttpRequest, *, email: str, password: str, to: str) -> HttpResponse:
    """Sign them in as the sign-in page would, and go to `to`."""
    member = authenticate(request, email=email, password=password)
    perform_login(request, member, email_verification="none")
    return see_other(to)
