"""The queue and the deeds on a lead. Each deed lands on the next lead that waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from entente.handoff import queries
from entente.handoff.operations import deciding, offering, pausing
from entente.handoff.operations.deciding import AlreadyDecided, UnableToDecide
from entente.kit import wording
from entente.people.queries.contacts import called
from entente.web import toasts
from entente.web.numbers import whole
from entente.web.queue import leadpage, pages
from entente.web.queue.leadpage import LeadPage
from entente.web.queue.pages import Whose
from entente.web.render import render, see_other
from entente.web.written import typed
from entente.workspace.access import Refused

ASKED = ("text", "until", "to")  # what the deeds ask that ask one thing
WRITTEN = ("note", "text", "why")
LONGEST_NOTE, LONGEST_WHY = 500, 200


def _whose(request: HttpRequest) -> Whose:
    if request.GET.get("owner") == "all":
        return "all"
    mine = pages.lists_own(request.viewer) or request.GET.get("owner") == "me"
    return "me" if mine else "all"


def queue(request: HttpRequest) -> HttpResponse:
    """The list; on a wide screen with the first lead beside it."""
    whose = _whose(request)
    found = pages.waiting(viewer=request.viewer, at=request.at, whose=whose)
    first = next(iter(found.order), None)
    return _show(request, whose, found, first, view="view-list")


def lead(request: HttpRequest, lead: int) -> HttpResponse:
    """One lead, with the list beside it."""
    whose = _whose(request)
    found = pages.waiting(viewer=request.viewer, at=request.at, whose=whose)
    return _show(request, whose, found, lead, view="view-lead")


def _show(  # type: ignore[no-untyped-def]  what `waiting` found
    request: HttpRequest,
    whose: Whose,
    found,
    current: int | None,
    *,
    view: str,
    error: str = "",
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = None
    if current is not None:
        shown = leadpage.page(
            row=_row(request, current),
            viewer=request.viewer,
            at=request.at,
            clock=found.clocks.get(current),
            order=found.order,
        )
    return render(
        request,
        "queue/page.html",
        pages.page(viewer=request.viewer, at=request.at, whose=whose, found=found, current=current),
        part="queue/_queue.html",
        lead=shown,
        view=view,
        error=error,
        wrong=wrong,
        typed=request.POST if error else {},
        written=typed(request, names=WRITTEN) if error and not _asks(shown, wrong) else (),
        status=status,
    )


def _row(request: HttpRequest, lead: int):  # type: ignore[no-untyped-def]  a Handover
    row = queries.one_or_none(handover_id=lead, viewer=request.viewer)
    if row is None:
        raise Http404
    return row


def _next(request: HttpRequest, done: int) -> str:
    """The lead that comes after this one; else the list."""
    whose = _whose(request)
    waits = pages.waiting(viewer=request.viewer, at=request.at, whose=whose)
    lead = pages.after(done=done, found=waits)
    found = reverse("queue") if lead is None else reverse("queue_lead", args=[lead])
    return f"{found}?owner=all" if request.GET.get("owner") == "all" else found


def _asks(shown: LeadPage | None, wrong: str) -> bool:
    """Whether the lead still asks what needs a change."""
    if shown is None or not wrong:
        return False
    if wrong == "answer":
        return shown.may_answer and any(one.waits for one in shown.asked)
    return shown.may_decide and (wrong not in ("to", "why") or shown.may_reassign)


def _short(request: HttpRequest, name: str, *, longest: int) -> str:
    """A note as it was typed. Raises UnableToDecide."""
    text = request.POST.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise UnableToDecide(
            f"Shorten this to {longest} characters; it has {wording.number(len(text))}.",
            field=name,
        )
    return text


def _deed(
    request: HttpRequest, lead: int, do: Callable[[], HttpResponse], *, asks: str = ""
) -> HttpResponse:
    """Do it; a refusal keeps what was typed and says why beside the lead."""
    _row(request, lead)
    try:
        return do()
    except UnableToDecide as error:
        words, wrong = str(error), error.field
    except Refused as error:
        words = str(error)
        wrong = asks or next((name for name in ASKED if name in request.POST), "")
    except AlreadyDecided as error:
        words, wrong = str(error), ""
        if not typed(request, names=WRITTEN):
            toasts.say(request, words)
            return see_other(reverse("queue_lead", args=[lead]))
    whose = _whose(request)
    found = pages.waiting(viewer=request.viewer, at=request.at, whose=whose)
    return _show(
        request, whose, found, lead, view="view-lead", error=words, wrong=wrong, status=422
    )


def accept(request: HttpRequest, lead: int) -> HttpResponse:
    """Take a lead on."""

    def do() -> HttpResponse:
        after = _next(request, lead)
        decided = deciding.accept(handover_id=lead, by=request.viewer, at=request.at)
        return _decided(request, lead, "Accepted", decided.verdict_id, after)

    return _deed(request, lead, do)


def reject(request: HttpRequest, lead: int) -> HttpResponse:
    """Send a lead back with a reason."""

    def do() -> HttpResponse:
        after = _next(request, lead)
        decided = deciding.reject(
            handover_id=lead,
            reason=request.POST.get("reason", ""),
            note=_short(request, "note", longest=LONGEST_NOTE),
            wake_on=_day(request.POST.get("wake_on", "")),
            by=request.viewer,
            at=request.at,
        )
        words = "Rejected" if decided.status == "rejected" else "Recycled"
        return _decided(request, lead, words, decided.verdict_id, after)

    return _deed(request, lead, do)


def _called(request: HttpRequest, lead: int) -> str:
    return called(_row(request, lead).contact)


def _decided(request: HttpRequest, lead: int, words: str, verdict: int, after: str) -> HttpResponse:
    contact = _row(request, lead).contact
    undo = reverse("queue_undo", args=[verdict])
    toasts.say(request, f"{words} {called(contact)}", undo=undo, people=(contact.id,))
    return see_other(after)


def undo(request: HttpRequest, verdict: int) -> HttpResponse:
    """Take a verdict back; the lead waits again."""
    lead = queries.handover_of(verdict_id=verdict, viewer=request.viewer)
    if lead is None:
        raise Http404

    def do() -> HttpResponse:
        deciding.undo(verdict_id=verdict, by=request.viewer, at=request.at)
        toasts.say(request, "The verdict is undone; the lead waits again")
        return see_other(reverse("queue_lead", args=[lead]))

    return _deed(request, lead, do)


def ask(request: HttpRequest, lead: int) -> HttpResponse:
    """Ask marketing; the clock is paused meanwhile."""

    def do() -> HttpResponse:
        text, after = request.POST.get("text", ""), _next(request, lead)
        pausing.ask_marketing(handover_id=lead, text=text, by=request.viewer, at=request.at)
        asked = f"Asked marketing about {_called(request, lead)}"
        toasts.say(request, asked)
        return see_other(after)

    return _deed(request, lead, do)


def answer(request: HttpRequest, lead: int, question: int) -> HttpResponse:
    """Marketing answers."""

    def do() -> HttpResponse:
        text = request.POST.get("text", "")
        pausing.answer(
            handover_id=lead, question_id=question, text=text, by=request.viewer, at=request.at
        )
        toasts.say(request, "Answered; sales is told")
        return see_other(reverse("queue_lead", args=[lead]))

    return _deed(request, lead, do, asks="answer")


def later(request: HttpRequest, lead: int) -> HttpResponse:
    """Set a lead aside until a day."""

    def do() -> HttpResponse:
        day = _day(request.POST.get("until", ""))
        if day is None or day <= timezone.localdate(request.at):
            raise Refused("Choose a day after today.")
        zone, after = timezone.get_current_timezone(), _next(request, lead)
        until = datetime.combine(day, time(9), zone)
        pausing.set_aside(
            handover_id=lead,
            until=until,
            buyers_date=request.POST.get("buyers_date") == "yes",
            by=request.viewer,
            at=request.at,
        )
        contact, undo = _row(request, lead).contact, reverse("queue_take_up", args=[lead])
        toasts.say(request, f"Set {called(contact)} aside", undo=undo, people=(contact.id,))
        return see_other(after)

    return _deed(request, lead, do)


def take_up(request: HttpRequest, lead: int) -> HttpResponse:
    """Take a lead up again that was set aside."""

    def do() -> HttpResponse:
        pausing.take_up(handover_id=lead, by=request.viewer, at=request.at)
        return see_other(reverse("queue_lead", args=[lead]))

    return _deed(request, lead, do)


def reassign(request: HttpRequest, lead: int) -> HttpResponse:
    """A head gives a lead to somebody else."""

    def do() -> HttpResponse:
        offering.reassign(
            handover_id=lead,
            to=whole(request.POST.get("to", "")) or 0,
            why=_short(request, "why", longest=LONGEST_WHY),
            by=request.viewer,
            at=request.at,
        )
        toasts.say(request, "Given to somebody else; they are told")
        return see_other(reverse("queue_lead", args=[lead]))

    return _deed(request, lead, do)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
