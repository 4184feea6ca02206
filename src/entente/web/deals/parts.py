"""Who takes part in a deal; deleting a deal and bringing it back."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.people.operations.contacts import Gone
from entente.pipeline.operations import deleting, taking_part
from entente.pipeline.queries.deals import deal as load
from entente.web import addresses, errors, toasts
from entente.web.contacts.deeds import Asking
from entente.web.deals.deeds import changeable
from entente.web.deals.forms import JoinForm
from entente.web.numbers import whole
from entente.web.picking import Picked, Unclear, named, pick
from entente.web.render import render, see_other
from entente.web.undo import deeds
from entente.workspace.rules import Viewer


def join(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Let a person take part, or in another role than before."""
    info = changeable(request, deal_id)
    page = Asking(
        title=f"Who takes part in {info.called}?",
        words="",
        action="Add to the deal",
        back=addresses.deal(info.id, info.called),
        called=info.called,
    )
    form = JoinForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    hits: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        found = pick(
            text=form.cleaned_data["contact"],
            kind="contact",
            viewer=request.viewer,
            chosen=form.cleaned_data["contact_chosen"],
        )
        if isinstance(found, Unclear):
            form.refuse("contact", found.words)
            hits = found.hits
        else:
            return _joined(request, info.id, found, form.cleaned_data["role"], page.back)
    status = 422 if form.errors else 200
    return render(request, "deals/join.html", page, form=form, hits=hits, status=status)


def _initial(request: HttpRequest) -> dict[str, str]:
    number = whole(request.GET.get("contact", ""))
    if number is None:
        return {}
    found = named(kind="contact", record_id=number, viewer=request.viewer)
    if found is None:
        return {}
    return {
        "contact": found.called,
        "contact_chosen": f"contact:{found.id}",
        "role": request.GET.get("role", ""),
    }


def _joined(
    request: HttpRequest, deal_id: int, found: Picked, role: str, back: str
) -> HttpResponse:
    taking_part.add_contact(
        deal_id=deal_id, contact_id=found.id, role=role, by=request.viewer, at=request.at
    )
    toasts.say(request, f"{found.called} takes part in the deal")
    return see_other(back)


def leave(request: HttpRequest, deal_id: int, contact_id: int) -> HttpResponse:
    """Let a person leave a deal."""
    info = changeable(request, deal_id)
    back = addresses.deal(info.id, info.called)
    role = next((one.role for one in info.parts if one.contact_id == contact_id), "")
    try:
        taking_part.remove_contact(
            deal_id=info.id, contact_id=contact_id, by=request.viewer, at=request.at
        )
    except Gone as gone:
        raise Http404 from gone
    undo = deeds.url(
        "leave_deal", by=request.viewer, deal_id=info.id, contact_id=contact_id, role=role
    )
    toasts.say(request, f"Took one person out of {info.called}", undo=undo)
    return see_other(back)


def join_again(*, deal_id: int, contact_id: int, role: str, by: Viewer, at: datetime) -> str:
    """Take back that somebody left."""
    taking_part.add_contact(deal_id=deal_id, contact_id=contact_id, role=role, by=by, at=at)
    return "They take part again"


def deletion(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Take a deal off every board and out of every sum."""
    info = changeable(request, deal_id)
    deleting.delete_deal(deal_id=info.id, by=request.viewer, at=request.at)
    undo = deeds.url("delete_deal", by=request.viewer, deal_id=info.id)
    toasts.say(request, f"Deleted {info.called}", undo=undo)
    return see_other(reverse("deals"))


def restoring(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Bring a deleted deal back."""
    back = addresses.deal(deal_id)
    try:
        words = bring_back(deal_id=deal_id, by=request.viewer, at=request.at)
    except Gone as why:
        return errors.not_done(request, words=str(why), way_out=back)
    toasts.say(request, words)
    return see_other(back)


def bring_back(*, deal_id: int, by: Viewer, at: datetime) -> str:
    """Undo a deletion."""
    deleting.restore_deal(deal_id=deal_id, by=by, at=at)
    return f"Brought {load(viewer=by, deal_id=deal_id).called} back"


def take_away(*, deal_id: int, by: Viewer, at: datetime) -> str:
    """Undo that a deal was opened."""
    called = load(viewer=by, deal_id=deal_id).called
    deleting.delete_deal(deal_id=deal_id, by=by, at=at)
    return f"Took {called} away again"


deeds.inverse("leave_deal", join_again)
deeds.inverse("delete_deal", bring_back)
deeds.inverse("open_deal", take_away)
