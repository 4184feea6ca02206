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
        if request.method == "POST" and _joined(form, token=token, request=request):
            password = form.cleaned_data["password"]
            return enter(request, email=page.email, password=password, to="/")
    except InvitationUnusable as unusable:
        return render(request, "members/unusable.html", why=str(unusable), status=404)
    status = 422 if form.is_bound else 200
    return render(request, "members/join.html", page, form=form, status=status)


def _joined(form: JoinForm, *, token: str, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    asked = form.cleaned_data
    try:
        operations.accept_invitation(
            token=token, name=asked["name"], password=asked["password"], at=request.at
        )
    except ValidationError as error:
        form.refuse("password", error.messages[0])
    except UnableToInvite as error:
        form.refuse(None, str(error))
    return form.is_valid()
