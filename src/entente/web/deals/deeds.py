"""What can be done to a deal: move, win, lose, reopen, refund; and taking each back."""

from collections.abc import Callable
from datetime import date, datetime, time

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from entente.kit import wording
from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import BadValue, read
from entente.pipeline.operations import moving, winning
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.queries.deals import DealInfo
from entente.pipeline.queries.deals import deal as load
from entente.pipeline.rules.fields import DAY_BEFORE
from entente.web import addresses, errors, toasts
from entente.web.contacts.deeds import Asking, ask
from entente.web.deals.forms import LoseForm, RefundForm, WinForm
from entente.web.forms import HouseForm
from entente.web.numbers import whole
from entente.web.records.fieldforms import options_of
from entente.web.render import render, see_other, wants_part
from entente.web.returning import came_from
from entente.web.undo import deeds
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def changeable(request: HttpRequest, deal_id: int) -> DealInfo:
    """The deal, if this person may change it and it is still there."""
    try:
        info = load(viewer=request.viewer, deal_id=deal_id)
    except LookupError as none:
        raise Http404 from none
    require(viewer=request.viewer, record="deal", action="change", owner_id=info.owner_id)
    if info.deleted_at is not None:
        raise Http404
    return info


def moved(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Put a deal into another open stage, by menu, key or drag."""
    info = changeable(request, deal_id)
    back = came_from(request, otherwise=addresses.deal(info.id, info.called))
    stage = whole(request.POST.get("stage", ""))
    if stage is None:
        raise Http404
    try:
        moving.move_deal(deal_id=info.id, stage_id=stage, by=request.viewer, at=request.at)
    except (UnableToSave, Gone) as why:
        return errors.not_done(request, words=str(why), way_out=back)
    now = load(viewer=request.viewer, deal_id=info.id)
    undo = deeds.url(
        "move_deal", by=request.viewer, deal_id=info.id, was=info.stage_id, now=now.stage_id
    )
    toasts.say(request, f"Moved {info.called} to {now.stage}", undo=undo)
    if wants_part(request):
        return render(request, "deals/_moved.html", part="deals/_moved.html")
    return see_other(back)


def move_back(*, deal_id: int, was: int, now: int, by: Viewer, at: datetime) -> str:
    """Put a deal back where it was, unless somebody moved it on."""
    info = load(viewer=by, deal_id=deal_id)
    if info.stage_id != now:
        raise deeds.NotUndone(f"{info.called} was moved on since, to {info.stage}. It stays there.")
    moving.move_deal(deal_id=deal_id, stage_id=was, by=by, at=at)
    return f"{info.called} is back in {load(viewer=by, deal_id=deal_id).stage}"


def _moment(day: date | None, request: HttpRequest, field: str = "closed_on") -> datetime:
    """Noon of another day in the workspace's zone; today is now. Raises UnableToSave."""
    zone = request.workspace.timezone
    if day is None or day == request.at.astimezone(zone).date():
        return request.at
    if day.year < 1970:
        raise UnableToSave({field: DAY_BEFORE})
    return datetime.combine(day, time(12), tzinfo=zone)


def _data(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _page(info: DealInfo, title: str, words: str, action: str) -> Asking:
    back = addresses.deal(info.id, info.called)
    return Asking(title=title, words=words, action=action, back=back, called=info.called)


def win(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Close a deal as won; its amount may stay unknown."""
    info = changeable(request, deal_id)
    today = request.at.astimezone(request.workspace.timezone).date()
    initial = {
        "closed_on": today,
        "closed_by": info.owner_id or request.viewer.member_id,
        "amount": "" if info.amount is None else f"{info.amount.normalize():f}",
        "currency": info.currency or request.workspace.currency,
    }
    form = WinForm(_data(request), initial=initial)
    form.fields["closed_by"].choices = options_of(field=info.fields["owner"], at=request.at)
    page = _page(
        info,
        f"Close {info.called} as won",
        "Whoever made the deal possible, in both teams, is credited from the touches before it.",
        "Close it as won",
    )
    return ask(request, form, page, lambda: _won(request, info, form))


def _won(request: HttpRequest, info: DealInfo, form: HouseForm) -> HttpResponse:
    def change() -> None:
        values = {}
        if "amount" in form.changed_data:
            values["amount"] = _amount(info, form.cleaned_data["amount"])
        if form.cleaned_data["currency"]:
            values["currency"] = form.cleaned_data["currency"]
        change_deal(deal_id=info.id, values=values, by=request.viewer, at=request.at)

    def close() -> None:
        winning.win_deal(
            deal_id=info.id,
            by=request.viewer,
            at=request.at,
            closed_at=_moment(form.cleaned_data["closed_on"], request),
            closed_by=form.cleaned_data["closed_by"],
        )

    _all_or_none(change, close)
    undo = deeds.url("close_deal", by=request.viewer, deal_id=info.id, outcome="won")
    toasts.say(request, f"Won {info.called}", undo=undo)
    return see_other(addresses.deal(info.id, info.called))


def _all_or_none(*does: Callable[[], None]) -> None:
    """Do one after the other. Raises UnableToSave with all that any of them refuses, none done."""
    problems: dict[str, str] = {}
    with transaction.atomic():
        for do in does:
            try:
                do()
            except UnableToSave as why:
                problems = {**why.problems, **problems}
        if problems:
            raise UnableToSave(problems)


def _amount(info: DealInfo, text: str) -> object:
    try:
        return read(field=info.fields["amount"], value=text)
    except BadValue as why:
        raise UnableToSave({"amount": str(why)}) from why


def lose(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Close a deal as lost, for a reason."""
    info = changeable(request, deal_id)
    today = request.at.astimezone(request.workspace.timezone).date()
    form = LoseForm(_data(request), initial={"closed_on": today})
    page = _page(
        info, f"{info.called} is lost", "The reason is read by both teams.", "Close it as lost"
    )

    def run() -> HttpResponse:
        winning.lose_deal(
            deal_id=info.id,
            reason=form.cleaned_data["reason"],
            by=request.viewer,
            at=request.at,
            closed_at=_moment(form.cleaned_data["closed_on"], request),
        )
        undo = deeds.url("close_deal", by=request.viewer, deal_id=info.id, outcome="lost")
        toasts.say(request, f"Closed {info.called} as lost", undo=undo)
        return see_other(page.back)

    return ask(request, form, page, run)


def reopen_again(*, deal_id: int, outcome: str, by: Viewer, at: datetime) -> str:
    """Take a close back, unless it stands otherwise by now."""
    info = load(viewer=by, deal_id=deal_id)
    if info.outcome != outcome:
        raise deeds.NotUndone(f"{info.called} is {info.outcome or 'open'} by now. It stays so.")
    winning.reopen_deal(deal_id=deal_id, by=by, at=at)
    return f"{info.called} is open again"


def reopen(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Open a closed deal again."""
    info = changeable(request, deal_id)
    back = addresses.deal(info.id, info.called)
    try:
        winning.reopen_deal(deal_id=info.id, by=request.viewer, at=request.at)
    except UnableToSave as why:
        return errors.not_done(request, words=str(why), way_out=back)
    toasts.say(request, f"{info.called} is open again")
    return see_other(back)


def refund(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Pay a part or all of a won deal back."""
    info = changeable(request, deal_id)
    if info.outcome != "won" or info.amount is None:
        raise Http404
    today = request.at.astimezone(request.workspace.timezone).date()
    form = RefundForm(_data(request), initial={"on": today})
    paid = wording.money(info.amount - info.refunded, info.currency)
    page = _page(
        info,
        f"Refund {info.called}",
        f"Up to {paid} can be paid back. It is told as a reversal of its own: what was won "
        "stays as it was, and credit shrinks by the same share.",
        "Note the refund",
    )
    return ask(request, form, page, _refunding(request, info, form))


def _refunding(request: HttpRequest, info: DealInfo, form: HouseForm) -> Callable[[], HttpResponse]:
    def run() -> HttpResponse:
        given = form.cleaned_data
        winning.refund_deal(
            deal_id=info.id,
            amount=given["amount"],
            reason=given["reason"],
            by=request.viewer,
            at=request.at,
            occurred_at=_moment(given["on"], request, "on"),
        )
        toasts.say(request, f"Refunded {wording.money(given['amount'], info.currency)}")
        return see_other(addresses.deal(info.id, info.called))

    return run


deeds.inverse("move_deal", move_back)
deeds.inverse("close_deal", reopen_again)
