"""What is said of a lead that waits already to who would hand it over."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from entente.handoff.waits import Waits
from entente.kit import wording
from entente.people.queries.contacts import ContactInfo
from entente.web import addresses, errors
from entente.web.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    """`lead` is the address of the lead, '' for who may not see it."""

    title: str
    words: str
    lead: str
    back: str
    called: str


def words(*, known: Waits, called: str, request: HttpRequest) -> str:
    """Since when a lead waits, with whom as far as the asker may see that, and that it stays so."""
    now = timezone.localtime(request.at)
    since = wording.day_and_time(timezone.localtime(known.since), now=now)
    return (
        f"{called} was handed over on {since}, and waits {_with_whom(known, request)}. Nobody is "
        "handed over twice: the clock that started then goes on."
    )


def answer(request: HttpRequest, *, known: Waits, info: ContactInfo) -> HttpResponse:
    """The page that says so; 409 for who sent the form all the same."""
    told = words(known=known, called=info.called, request=request)
    back = addresses.contact(info.id, info.called)
    if request.method == "POST":
        return errors.not_done(request, words=told, way_out=back)
    page = WaitingPage(
        title=f"{info.called} waits for sales already",
        words=told,
        lead=addresses.existing(f"/queue/{known.handover}/") if known.handover else "",
        back=back,
        called=info.called,
    )
    return render(request, "contacts/waits.html", page)


def _with_whom(known: Waits, request: HttpRequest) -> str:
    if known.handover is None:
        return "for sales"
    if known.owner_id == request.viewer.member_id:
        return "with you"
    return f"with {known.owner}" if known.owner else "with nobody yet"
