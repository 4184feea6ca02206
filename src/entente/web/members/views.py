"""Settings, members, invitations."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.handoff import queries as handoff
from entente.handoff.operations import offering
from entente.kit import wording
from entente.outbox.rules import UnfitForMail
from entente.web import settings_sections, toasts
from entente.web.members import letters, pages
from entente.web.members.forms import CapacityForm, InviteForm, SeatForm
from entente.web.members.words import seat_of, seat_words
from entente.web.render import render, see_other
from entente.workspace import operations
from entente.workspace.operations import UnableToInvite


def settings(request: HttpRequest) -> HttpResponse:
    """All that can be set, each with its place."""
    return render(request, "members/settings.html", sections=settings_sections.sections())


def members(request: HttpRequest) -> HttpResponse:
    """Everybody with their seats, and open invitations."""
    return render(request, "members/list.html", pages.members(at=request.at))


def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """One member: their seats, a new seat, closing the account."""
    return _member(request, member_id, SeatForm())


def _member(
    request: HttpRequest,
    member_id: int,
    form: SeatForm,
    leads: CapacityForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = pages.member(member_id=member_id, at=request.at)
    if page is None:
        raise Http404
    if leads is None and page.takes_leads:
        leads = CapacityForm(initial={"open_leads": handoff.capacity(member_id=member_id)})
    return render(request, "members/member.html", page, form=form, leads=leads, status=status)


def capacity(request: HttpRequest, member_id: int) -> HttpResponse:
    """How many open leads a person of sales takes on at once."""
    form = CapacityForm(request.POST)
    page = pages.member(member_id=member_id, at=request.at)
    if page is None or not page.takes_leads:
        raise Http404
    if not form.is_valid():
        return _member(request, member_id, SeatForm(), leads=form, status=422)
    leads = form.cleaned_data["open_leads"]
    offering.set_capacity(member_id=member_id, open_leads=leads, by=request.viewer)
    told = wording.counted(leads, "open lead")
    toasts.say(request, f"{page.name} takes on {told} at once")
    return see_other(reverse("member", args=[member_id]))


def seat(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member another seat; who left is invited again instead."""
    form = SeatForm(request.POST)
    page = pages.member(member_id=member_id, at=request.at)
    if page is None or page.closed_at is not None:
        raise Http404
    if not form.is_valid():
        return _member(request, member_id, form, status=422)
    operations.seat_member(member_id=member_id, seat=form.cleaned_data["seat"], at=request.at)
    toasts.say(request, f"Seated {page.name}: {seat_words(form.cleaned_data['seat'])}")
    return see_other(reverse("member", args=[member_id]))


def unseat(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a seat from a member."""
    try:
        held = seat_of(request.POST.get("seat", ""))
    except ValueError as error:
        raise Http404 from error
    operations.unseat_member(member_id=member_id, seat=held, by=request.viewer, at=request.at)
    toasts.say(request, f"Ended the seat {seat_words(held)}")
    return see_other(reverse("member", args=[member_id]))


def close(request: HttpRequest, member_id: int) -> HttpResponse:
    """Ask first, then close an account: all seats and the sign-in end."""
    page = pages.member(member_id=member_id, at=request.at)
    if page is None:
        raise Http404
    if request.method != "POST":
        return render(request, "members/close.html", page)
    operations.deactivate_member(member_id=member_id, by=request.viewer, at=request.at)
    toasts.say(request, f"Closed the account of {page.name}")
    return see_other(reverse("members"))


def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody to join."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and (told := _invited(form, request)):
        toasts.say(request, told)
        return see_other(reverse("members"))
    return render(request, "members/invite.html", form=form, status=422 if form.is_bound else 200)


def _invited(form: InviteForm, request: HttpRequest) -> str:
    """What became of it in words; '' where it was refused."""
    if not form.is_valid():
        return ""
    asked = form.cleaned_data
    try:
        letters.invite(
            name=asked["name"],
            email=asked["email"],
            seat=asked["seat"],
            by=request.viewer,
            at=request.at,
        )
    except (UnableToInvite, UnfitForMail) as error:
        form.refuse("email", str(error))
        return ""
    return f"Invited {asked['name']}"


def invite_again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send a new link in place of the old one."""
    email = letters.invite_again(invitation_id=invitation_id, by=request.viewer, at=request.at)
    if not email:
        raise Http404
    toasts.say(request, f"Sent a new link to {email}; the old one no longer works")
    return see_other(reverse("members"))


def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation."""
    operations.withdraw_invitation(invitation_id=invitation_id, by=request.viewer, at=request.at)
    toasts.say(request, "Withdrew the invitation")
    return see_other(reverse("members"))
