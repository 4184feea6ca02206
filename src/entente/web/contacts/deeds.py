"""What can be done to a contact: move, refuse, agree, erase, delete, bring back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.activities.operations import taking_back
from entente.funnel import operations as funnel
from entente.funnel import queries as funnels
from entente.funnel.rules.document import FunnelDocument
from entente.handoff import queries as handovers
from entente.handoff import reactions as handoff
from entente.handoff import waits as standing
from entente.handoff.operations import byhand
from entente.kit import wording
from entente.ledger import queries as ledger
from entente.people.operations import deleting, erasing, refusals
from entente.people.operations.contacts import Gone
from entente.people.queries.contacts import ContactInfo, contact
from entente.people.rules.changes import UnableToSave
from entente.people.rules.refusals import MEANS
from entente.qualification import queries as qualification
from entente.qualification.accord import CONTEXT
from entente.web import addresses, errors, toasts
from entente.web.contacts import waiting
from entente.web.contacts.forms import AgreeForm, EraseForm, RefuseForm, move_form
from entente.web.forms import HouseForm
from entente.web.render import render, see_other
from entente.web.undo import deeds
from entente.workspace.access import require
from entente.workspace.rules import Viewer

WORDS = {"mail": "e-mail", "phone": "phone calls", "tracking": "tracking"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A form about a contact: its title, what follows from it, the button.

    `hands_over` is the stage of the hand-over where the form asks for nothing else.
    """

    title: str
    words: str
    action: str
    back: str
    called: str
    danger: bool = False
    warning: str = ""
    hands_over: str = ""


def changeable(request: HttpRequest, contact_id: int, *, live: bool = True) -> ContactInfo:
    """The contact, if this person may change it and it is still there; or deleted if not `live`."""
    try:
        info = contact(viewer=request.viewer, contact_id=contact_id)
    except LookupError as none:
        raise Http404 from none
    require(viewer=request.viewer, record="contact", action="change", owner_id=info.owner_id)
    if info.erased_at is not None or (live and info.deleted_at is not None):
        raise Http404
    return info


def ask(
    request: HttpRequest, form: HouseForm, page: Asking, run: Callable[[], HttpResponse]
) -> HttpResponse:
    """Show the form, or do what it asks and say so; what goes wrong stands beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            return run()
        except UnableToSave as why:
            for name, words in why.problems.items():
                form.refuse(name or None, words)
        except Gone as why:
            form.refuse(None, str(why))
    status = 422 if form.errors else 200
    return render(request, "records/ask.html", page, form=form, status=status)


def _data(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def moving(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Move a contact to a stage by hand; the stage that hands over offers it to sales."""
    info = changeable(request, contact_id)
    known = standing.waits(contact=info.id, viewer=request.viewer)
    waits = waiting.words(known=known, called=info.called, request=request) if known else ""
    page = _move(info, to=request.GET.get("stage", ""), at=request.at, waits=waits)
    if known is not None and page.hands_over:
        return waiting.answer(request, known=known, info=info)
    form = move_form(
        data=_data(request), at=request.at, hands_over=page.hands_over, waits=bool(waits)
    )
    return ask(request, form, page, lambda: _moved(request, info, page, form))


def _moved(request: HttpRequest, info: ContactInfo, page: Asking, form: HouseForm) -> HttpResponse:
    stage = form.cleaned_data.get("stage") or page.hands_over
    known = funnels.canon(at=request.at).document.stage(stage)
    assert known is not None  # noqa: S101  the form offered it
    does = {
        "contact": info.id,
        "stage": stage,
        "reason": form.cleaned_data["reason"],
        "by": request.viewer,
        "at": request.at,
    }
    if known.handover:
        try:
            with transaction.atomic():  # offered at once; the reaction then finds it done
                position = byhand.enter_handover(**does)
                handoff.hand_over([ledger.entry(position=position)], request.at)
        except byhand.AlreadyWaits as why:
            if page.hands_over:
                return waiting.answer(request, known=why.known, info=info)
            words = waiting.words(known=why.known, called=info.called, request=request)
            raise UnableToSave({"stage": words}) from why
        undo, words = "", f"Handed {info.called} over to sales"
    else:
        position = funnel.move_by_hand(**does, team=request.viewer.team)
        undo = deeds.url("move", by=request.viewer, position=position)
        words = f"Moved {info.called} to {known.name}"
    toasts.say(request, words, undo=undo, people=(info.id,))
    return see_other(page.back)


def _move(info: ContactInfo, *, to: str, at: datetime, waits: str = "") -> Asking:
    """The page that asks for a move, or for the hand-over where somebody came for that."""
    funnel_now = funnels.canon(at=at).document
    handover = funnel_now.handover
    hands_over = handover is not None and to == handover.key
    follows = waits and f"The furthest stage reached stays on record. {waits}"
    return Asking(
        title=f"Hand {info.called} over to sales"
        if hands_over
        else f"Move {info.called} to a stage",
        words="This offers the lead to a person of sales and starts their clock."
        if hands_over
        else follows
        or "The furthest stage reached stays on record; entering the hand-over stage offers "
        "the lead to a person of sales and starts their clock.",
        warning=" ".join(_warnings(info, funnel_now, at)) if handover and not waits else "",
        action="Hand over to sales" if hands_over else "Move",
        back=addresses.contact(info.id, info.called),
        called=info.called,
        hands_over=to if hands_over else "",
    )


def _warnings(info: ContactInfo, funnel_now: FunnelDocument, at: datetime) -> Iterator[str]:
    """What to think of before a hand-over: they are further than that, or we know too little."""
    standing = funnels.standings(contacts=[info.id]).get(info.id)
    stage = funnel_now.stage(standing.stage) if standing and not standing.exit else None
    handover = funnel_now.handover
    if stage and handover and funnel_now.rank(stage.key) > funnel_now.rank(handover.key):
        yield f"Further than a hand-over already: {stage.name}."
    definition = qualification.definition(at=at)
    wanted = definition.document.context if definition else ()
    named = dict(CONTEXT)
    unknown = [
        named.get(name, name).lower() for name in handovers.lacking(contact=info.id, wanted=wanted)
    ]
    if unknown:
        yield f"Not known yet of what a hand-over brings along: {wording.listed(unknown)}."


def undo_move(*, position: int, by: Viewer, at: datetime) -> str:
    """Take a move by hand back, once, as far as they may still change who it tells of."""
    taking_back.take_back(position=position, reason="moved by mistake", by=by, at=at)
    return "Took the move back"


deeds.inverse("move", undo_move)


def refusing(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Note that a person wants no more mail, calls or tracking, wherever they read of it."""
    info = changeable(request, contact_id, live=False)
    back = addresses.contact(info.id, info.called)
    form = RefuseForm(_data(request))

    def run() -> HttpResponse:
        means = form.cleaned_data["means"]
        news = refusals.opt_out(
            contact_id=info.id,
            means=means,
            source=form.cleaned_data["source"],
            by=request.viewer,
            at=request.at,
        )
        words = f"Noted: no {WORDS[means]} to {info.called}"
        toasts.say(request, words if news else f"{info.called} had said no to that before")
        return see_other(back)

    page = Asking(
        title=f"Note an opt-out of {info.called}",
        words="It holds at once and everywhere, and clings to their address. No import and no "
        "merge lifts it: only a new consent with its proof does.",
        action="Note the opt-out",
        back=back,
        called=info.called,
    )
    return ask(request, form, page, run)


def agreeing(request: HttpRequest, contact_id: int, means: str) -> HttpResponse:
    """Lift a no by a new consent, with its proof."""
    if means not in MEANS:
        raise Http404
    info = changeable(request, contact_id)
    back = addresses.contact(info.id, info.called)
    form = AgreeForm(_data(request))

    def run() -> HttpResponse:
        refusals.opt_in(
            contact_id=info.id,
            means=means,
            proof=form.cleaned_data["proof"],
            by=request.viewer,
            at=request.at,
        )
        toasts.say(request, f"Noted: {info.called} agreed to {WORDS[means]} again")
        return see_other(back)

    page = Asking(
        title=f"{info.called} agreed to {WORDS[means]} again",
        words="Only what they said themselves counts, and only with its proof.",
        action="Note the consent",
        back=back,
        called=info.called,
    )
    return ask(request, form, page, run)


def erasure(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Ask first, then erase a person for good, deleted or not."""
    info = changeable(request, contact_id, live=False)
    form = EraseForm(_data(request))

    def run() -> HttpResponse:
        erasing.erase_contact(
            contact_id=info.id,
            request=form.cleaned_data["request"],
            by=request.viewer,
            at=request.at,
        )
        toasts.reread(request)
        toasts.say(request, "Erased the person; the bare facts stay")
        return see_other(addresses.contact(info.id))

    page = Asking(
        title=f"Erase {info.called} for good?",
        words="Their name, addresses, fields, notes and all that is personal on their timeline "
        "are emptied, here, in what was merged into them and in deleted records with their "
        "address; words about their deals and company lose only their name. That it happened, on "
        "which day and in which stage, stays, so that past counts stay what they were. No import "
        "brings them back. A file that they were imported from is deleted thirty days after its "
        "import; its page lets it go sooner. This cannot be undone.",
        action="Erase this person",
        back=addresses.contact(info.id, info.called),
        called=info.called,
        danger=True,
    )
    return ask(request, form, page, run)


def deletion(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Take a contact out of every list."""
    info = changeable(request, contact_id)
    deleting.delete_contact(contact_id=info.id, by=request.viewer, at=request.at)
    undo = deeds.url("delete_contact", by=request.viewer, contact_id=info.id)
    toasts.say(request, f"Deleted {info.called}", undo=undo, people=(info.id,))
    return see_other(reverse("contacts"))


def restoring(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Bring a deleted contact back."""
    back = addresses.contact(contact_id)
    try:
        words = bring_back(contact_id=contact_id, by=request.viewer, at=request.at)
    except (Gone, UnableToSave) as why:
        return errors.not_done(request, words=str(why), way_out=back)
    toasts.say(request, words)
    return see_other(back)


def bring_back(*, contact_id: int, by: Viewer, at: datetime) -> str:
    """Undo a deletion."""
    deleting.restore_contact(contact_id=contact_id, by=by, at=at)
    return f"Brought {contact(viewer=by, contact_id=contact_id).called} back"


def take_away(*, contact_id: int, by: Viewer, at: datetime) -> str:
    """Undo that somebody was added."""
    called = contact(viewer=by, contact_id=contact_id).called
    deleting.delete_contact(contact_id=contact_id, by=by, at=at)
    return f"Took {called} away again"


deeds.inverse("delete_contact", bring_back)
deeds.inverse("add_contact", take_away)
