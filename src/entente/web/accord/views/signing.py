"""Deeds on a version: sign, decline, confirm reading, hold its review."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse

from entente.agreements.operations import keeping, signing
from entente.agreements.rules import life
from entente.kit import wording
from entente.web import toasts
from entente.web.accord import addresses
from entente.web.accord.addresses import Named
from entente.web.accord.pages import first as first_page
from entente.web.accord.pages import version as version_page
from entente.web.accord.views.reading import numbered
from entente.web.render import render, see_other
from entente.web.written import typed


def sign(request: HttpRequest, document: Named, number: int) -> HttpResponse:
    """Sign for the seats of the form the text of its digest; a forged seat is refused (403)."""
    one, version = numbered(request, document, number)
    try:
        signed = signing.sign(
            version_id=version.id,
            seats=request.POST.getlist("seat"),
            digest=request.POST.get("digest", ""),
            by=request.viewer,
            at=request.at,
        )
    except signing.UnableToSign as unable:
        return _again(request, document, number, error=str(unable))
    toasts.say(request, _told(signed, number, at=request.at))
    if request.POST.get("then") == "first":
        return see_other(first_page.url(one.kind.slug))
    return see_other(addresses.url("accord_version", *document, number=number))


def _told(signed: signing.Signed, number: int, *, at: datetime) -> str:
    """Signed. What is still missing, or from when it is in force."""
    if signed.in_force_from is None:
        waits = wording.listed([f"the {life.SEAT_WORDS[seat]}" for seat in signed.missing])
        return f"Signed version {number}. It waits for {waits}."
    day = wording.day(signed.in_force_from, today=at.date())
    late = " The agreed day had passed." if signed.later_than_agreed else ""
    return f"Signed version {number}. All three have: in force from {day}.{late}"


def decline(request: HttpRequest, document: Named, number: int) -> HttpResponse:
    """Say no for a seat, with a reason that everybody reads."""
    _, version = numbered(request, document, number)
    seat = request.POST.get("seat", "")
    try:
        signing.decline(
            version_id=version.id,
            seat=seat,
            reason=request.POST.get("reason", ""),
            by=request.viewer,
            at=request.at,
        )
    except signing.UnableToSign as unable:
        return _again(request, document, number, error=str(unable), declining=True, as_seat=seat)
    toasts.say(request, f"Declined version {number}. Everybody can read why.")
    return see_other(addresses.url("accord_version", *document, number=number))


def confirm_read(request: HttpRequest, document: Named, number: int) -> HttpResponse:
    """Confirm to have read it."""
    _, version = numbered(request, document, number)
    keeping.confirm_read(version_id=version.id, by=request.viewer, at=request.at)
    toasts.say(request, f"Noted that you have read version {number}")
    return see_other(addresses.url("accord_version", *document, number=number))


def review(request: HttpRequest, document: Named, number: int) -> HttpResponse:
    """Note that the due review was held and what came of it."""
    _, version = numbered(request, document, number)
    try:
        keeping.hold_review(
            version_id=version.id,
            due_on=_day(request.POST.get("due_on", "")),
            outcome=request.POST.get("outcome", ""),
            by=request.viewer,
            at=request.at,
        )
    except keeping.UnableToReview as unable:
        return _again(request, document, number, unreviewed=str(unable))
    toasts.say(request, "Noted the review")
    return see_other(addresses.url("accord_version", *document, number=number))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as none:
        raise Http404 from none


def _again(
    request: HttpRequest,
    document: Named,
    number: int,
    *,
    error: str = "",
    declining: bool = False,
    as_seat: str = "",
    unreviewed: str = "",
) -> HttpResponse:
    """The version as it stands now, with what could not be done and why."""
    one, version = numbered(request, document, number)
    page = version_page.build(
        standing=one,
        version=version,
        viewer=request.viewer,
        at=request.at,
        error=error,
        declining=declining,
        as_seat=as_seat,
        unreviewed=unreviewed,
        written=typed(request, names=("reason", "outcome")),
    )
    return render(request, "accord/version.html", page, status=422)
