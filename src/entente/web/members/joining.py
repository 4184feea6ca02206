"""Accepting an invitation: a name, a password, and in."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from entente.web.members import pages
from entente.web.members.forms import JoinForm
from entente.web.render import render
from entente.web.signin.entering import enter
from entente.workspace import operations
from entente.workspace.operations import InvitationUnusable, UnableToInvite


def join(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation, and joining by it. An unusable one says so in one way for all reasons."""
    try:
        page = pages.joining(token=token, at=request.at)
        form = JoinForm(request.POST or None, initial={"name": page.name})
        joined = _joined(form, token=token, request=request) if request.method == "POST" else None
        if joined is not None:
            return enter(request, member_id=joined, to="/")
    except InvitationUnusable as unusable:
        return render(request, "members/unusable.html", why=str(unusable), status=404)
    status = 422 if form.is_bound else 200
    return render(request, "members/join.html", page, form=form, status=status)


def _joined(form: JoinForm, *, token: str, request: HttpRequest) -> int | None:
    """The id of the new member, None where the form is refused."""
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    try:
        return operations.accept_invitation(
            token=token, name=asked["name"], password=asked["password"], at=request.at
        )
    except ValidationError as error:
        form.refuse("password", error.messages[0])
    except UnableToInvite as error:
        form.refuse(None, str(error))
    return None
