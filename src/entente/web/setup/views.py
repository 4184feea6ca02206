"""The first-run page, and the page that says what to do next."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from entente.handoff import queries as handoffs
from entente.kit import wording
from entente.web import starting
from entente.web.render import render, see_other
from entente.web.setup.forms import SetUpForm
from entente.web.setup.opening import forget_token, open_house, token_fits
from entente.web.signin.entering import enter
from entente.workspace.operations import UnableToInvite, UnableToSetUp
from entente.workspace.rules import Role, Team


def set_up(request: HttpRequest) -> HttpResponse:
    """Ask who we are; with the right token, open the house and sign the first person in."""
    form = SetUpForm(request.POST or None, initial={"token": request.GET.get("token", "")})
    if request.method == "POST":
        with transaction.atomic():  # who could not be signed in finds this page as it was
            opened = _opened(form, request)
            entered = opened and enter(request, member_id=opened, to=reverse("start"))
        if entered:
            forget_token()
            return entered
    status = 422 if request.method == "POST" else 200
    return render(request, "setup/set_up.html", form=form, status=status)


def _opened(form: SetUpForm, request: HttpRequest) -> int | None:
    """The id of the first person, None where the form is refused."""
    if form.is_bound and not token_fits(form.data.get("token", "")):
        form.is_valid()
        form.refuse("token", "That is not the token of this instance; copy it from the console")
    if not form.is_valid():
        return None
    try:
        return open_house(form=form, at=request.at)
    except ValidationError as error:
        form.refuse("password", error.messages[0])
    except UnableToInvite as error:
        form.refuse("email", str(error))
    except UnableToSetUp as error:
        form.refuse(None, str(error))
    return None


def start(request: HttpRequest) -> HttpResponse:
    """What to do next, with what is done already."""
    steps = starting.steps(viewer=request.viewer, at=request.at)
    title = "What to do next"
    if all(step.done for step in steps):
        title = f"All {wording.in_words(len(steps))} are done"
    return render(request, "setup/start.html", steps=steps, title=title)


def home(request: HttpRequest) -> HttpResponse:
    """The root: the revenue room; for members of sales the queue, while somebody waits there."""
    sells = request.viewer.holds(team=Team.SALES, role=Role.MEMBER)
    waiting = sells and handoffs.waiting_count(viewer=request.viewer)
    return see_other(reverse("queue" if waiting else "room"))
