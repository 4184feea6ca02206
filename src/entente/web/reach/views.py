"""How far seats reach: look at it, and change it."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.kit import wording
from entente.web import toasts
from entente.web.members.words import seat_of
from entente.web.numbers import whole
from entente.web.reach import pages
from entente.web.render import render, see_other
from entente.workspace import operations
from entente.workspace.access import Refused
from entente.workspace.rules import ACTIONS, DEFAULT_REACH, RECORDS, ROLES_OF_TEAM, Reach, SeatHeld


def overview(request: HttpRequest) -> HttpResponse:
    """All seats; with ?member= what that person can see, change and export."""
    member_id = whole(request.GET.get("member", ""))
    page = pages.overview(member_id=member_id, viewer=request.viewer, at=request.at)
    return render(request, "reach/overview.html", page)


def _seat(key: str) -> SeatHeld:
    try:
        seat = seat_of(key)
    except ValueError as none:
        raise Http404 from none
    if seat.role not in ROLES_OF_TEAM[seat.team]:
        raise Http404
    return seat


def seat(request: HttpRequest, key: str) -> HttpResponse:
    """The rights of one seat; sending the form changes those that differ."""
    of = _seat(key)
    problem, asked = "", {}
    if request.method == "POST":
        asked = _asked(request, of)
        problem = _granted(request, of, asked)
        if not problem:
            words = f"Changed {wording.counted(len(asked), 'right')}"
            toasts.say(request, words if asked else "Nothing was different")
            return see_other(reverse("reach"))
    chosen = {(of.team, of.role, *right): reach for right, reach in asked.items()}
    page = pages.seat_page(seat=of, overrides={**request.viewer.overrides, **chosen})
    return render(request, "reach/seat.html", page, problem=problem, status=422 if problem else 200)


def _asked(request: HttpRequest, of: SeatHeld) -> dict[tuple[str, str], Reach]:
    """By record and action, the reaches that the form asks for and that differ."""
    found = {}
    for record in RECORDS:
        for action in ACTIONS:
            given = request.POST.get(f"{record}-{action}", "")
            usual = DEFAULT_REACH[(of.role, action)].get(record, Reach.NONE)
            now = request.viewer.overrides.get((of.team, of.role, record, action), usual)
            if given in list(Reach) and given != now:
                found[record, action] = Reach(given)
    return found


def _granted(request: HttpRequest, of: SeatHeld, asked: dict[tuple[str, str], Reach]) -> str:
    """Grant all of it or nothing; what keeps it from being granted, or ''."""
    with transaction.atomic():
        for (record, action), reach in asked.items():
            try:
                operations.grant_reach(
                    team=of.team,
                    role=of.role,
                    record=record,
                    action=action,
                    reach=reach,
                    by=request.viewer,
                )
            except Refused as why:
                transaction.set_rollback(True)
                told = pages.RECORD_WORDS[record].lower()
                return f"{pages.ACTION_WORDS[action]} {told}: {why.why}"
    return ""
