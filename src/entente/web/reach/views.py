"""How far seats reach: look at it, and change it."""

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
    problem = ""
    if request.method == "POST":
        number, problem = _changed(request, of)
        if not problem:
            words = wording.counted(number, "right") if number else "Nothing was"
            toasts.say(request, f"Changed {words}" if number else "Nothing was different")
            return see_other(reverse("reach"))
    page = pages.seat_page(seat=of, overrides=request.viewer.overrides)
    return render(request, "reach/seat.html", page, problem=problem, status=422 if problem else 200)


def _changed(request: HttpRequest, of: SeatHeld) -> tuple[int, str]:
    """How many rights were changed, and what kept one from it."""
    number = 0
    for record in RECORDS:
        for action in ACTIONS:
            given = request.POST.get(f"{record}-{action}", "")
            usual = DEFAULT_REACH[(of.role, action)].get(record, Reach.NONE)
            now = request.viewer.overrides.get((of.team, of.role, record, action), usual)
            if given not in list(Reach) or given == now:
                continue
            try:
                operations.grant_reach(
                    team=of.team,
                    role=of.role,
                    record=record,
                    action=action,
                    reach=Reach(given),
                    by=request.viewer,
                )
            except Refused as why:
                told = pages.RECORD_WORDS[record].lower()
                return number, f"{pages.ACTION_WORDS[action]} {told}: {why.why}"
            number += 1
    return number, ""
