"""Signing somebody in who just chose their password: after set-up and after an invitation."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse

from entente.web.render import see_other
from entente.workspace import queries as workspace


def enter(request: HttpRequest, *, member_id: int, to: str) -> HttpResponse:
    """Sign them in as the sign-in page would, and go to `to`."""
    member = workspace.account(member_id=member_id)
    perform_login(request, member, email_verification="none")
    return see_other(to)
