"""The ideal lead at work, and letting a mass through."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.kit import wording
from entente.qualification import operations
from entente.web import toasts
from entente.web.ideallead import pages
from entente.web.numbers import whole
from entente.web.render import render, see_other

MOST = 500


def ideal_lead(request: HttpRequest) -> HttpResponse:
    """What the signed definition says, and what sales said of it."""
    page = pages.page(viewer=request.viewer, at=request.at)
    return render(request, "ideallead/page.html", page)


def let_through(request: HttpRequest, way: str) -> HttpResponse:
    """Let so many of those who waited outside enter the stage of a criterion."""
    if way not in (one.key for one in operations.ways(at=request.at)):
        raise Http404
    most = min(whole(request.POST.get("most", "")) or 0, MOST)
    found = operations.let_through(way=way, most=most, by=request.viewer, at=request.at)
    said = f"Let {wording.counted(len(found.entered), 'contact')} through"
    if found.left_out:
        gone = "contact no longer meets", "contacts no longer meet"
        said += f"; {wording.counted(len(found.left_out), *gone)} the criterion"
    toasts.say(request, said)
    return see_other(reverse("ideal_lead"))
