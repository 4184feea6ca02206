"""Writing a document: begin, edit, save, propose, discard."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from entente.agreements import beginnings, offers
from entente.agreements.beginnings import Beginning
from entente.agreements.operations import drafting, proposing
from entente.agreements.rules import envelope
from entente.agreements.rules.content import ContentInvalid, Problem
from entente.agreements.rules.envelope import Envelope
from entente.agreements.standing import Standing
from entente.web import toasts
from entente.web.accord import addresses
from entente.web.accord.addresses import Named
from entente.web.accord.forms import checked, typed
from entente.web.accord.pages import draft as draft_page
from entente.web.accord.pages import first as first_page
from entente.web.accord.pages import parts
from entente.web.accord.pages.draft import Answers
from entente.web.accord.views.reading import stands
from entente.web.numbers import whole
from entente.web.render import render, see_other


def draft(request: HttpRequest, document: Named) -> HttpResponse:
    """The form of a document: what is kept, what one begins from, or where to begin."""
    kind = offers.kind(document.kind)
    if kind.scope != "none" and not document.scope:
        raise Http404
    one = stands(request, document)
    if request.method == "POST":
        return _post(request, document, one)
    begun = _beginning(request, document, request.GET)
    if begun is None and one.draft is None:
        return render(request, "accord/begin.html", draft_page.begin(standing=one))
    return _form(request, document, one, begun)


def _form(
    request: HttpRequest, document: Named, one: Standing, begun: Beginning | None
) -> HttpResponse:
    kept = begun or one.draft
    shown = draft_page.shown(one, kept, first=_first(document))
    page = draft_page.build(
        standing=one,
        answers=Answers(typed=shown),
        kept=kept,
        begun_from=_from(request.GET),
        at=request.at,
    )
    return render(request, "accord/draft.html", page)


def _post(request: HttpRequest, document: Named, one: Standing) -> HttpResponse:
    """Save, save and propose, or rearrange the rows of the form without keeping anything yet."""
    fields = draft_page.fields(one, first=_first(document))
    answers = typed.from_post(fields, request.POST)
    deed = request.POST.get("do", "save")
    if ":" in deed:
        verb, _, place = deed.partition(":")
        if verb == "show":
            return _again(
                request,
                document,
                one,
                Answers(typed=answers, decided=place, unsaved=True),
                status=200,
            )
        fresh = ""
        if verb == "add":
            answers, fresh = typed.added(fields, answers, place, choosing=bool(request.htmx))
        else:
            answers = typed.rearranged(fields, answers, deed)
        again = Answers(typed=answers, fresh=fresh, unsaved=True)
        return _again(request, document, one, again, status=200)
    content, wrong = checked.content(fields=fields, typed=answers)
    try:
        return _keep(request, document, content, wrong, propose=deed == "propose")
    except ContentInvalid as invalid:
        again = Answers(typed=answers, problems=invalid.problems, unsaved=True)
        return _again(request, document, one, again)
    except drafting.UnableToPropose as unable:
        again = Answers(typed=answers, others=[str(unable)], unsaved=True)
        return _again(request, document, one, again)


def _keep(
    request: HttpRequest, document: Named, content: dict, wrong: list[Problem], *, propose: bool
) -> HttpResponse:
    around = content.pop(envelope.PLACE)
    if wrong:
        more = drafting.problems(
            kind=document.kind,
            scope=document.scope,
            content=content,
            envelope=_envelope(around),
            at=request.at,
        )
        raise ContentInvalid(checked.together(wrong, more))
    terms = {**around, "from_day": date.fromisoformat(around["from_day"])}
    of = {"kind": document.kind, "scope": document.scope, "by": request.viewer, "at": request.at}
    if propose:
        number = proposing.save_and_propose(**of, content=content, **terms)
        toasts.say(request, f"Proposed version {number}. The three signatories are asked to sign.")
        return see_other(addresses.url("accord_version", *document, number=number))
    begun = _beginning(request, document, request.POST)
    drafting.save_draft(**of, content=content, origin=begun.origin if begun else "", **terms)
    toasts.say(request, "Saved the draft")
    return see_other(addresses.url("accord_draft", *document))


def _envelope(around: dict) -> Envelope | None:
    """What was typed of it, where its day can be read."""
    try:
        day = date.fromisoformat(around.get("from_day") or "")
    except ValueError:
        return None
    return Envelope(
        from_day=day, review=around.get("review") or "", baseline=around.get("baseline", False)
    )


def _again(
    request: HttpRequest, document: Named, one: Standing, answers: Answers, *, status: int = 422
) -> HttpResponse:
    """The form as it was typed, with what needs a change."""
    page = draft_page.build(
        standing=one,
        answers=answers,
        kept=_beginning(request, document, request.POST) or one.draft,
        begun_from=_from(request.POST),
        at=request.at,
    )
    return render(request, "accord/draft.html", page, part="accord/_again.html", status=status)


def discard(request: HttpRequest, document: Named) -> HttpResponse:
    """Throw the draft away."""
    drafting.discard_draft(kind=document.kind, scope=document.scope, by=request.viewer)
    toasts.say(request, "Discarded the draft")
    return see_other(addresses.url("accord_document", *document))


def starter(request: HttpRequest, document: Named) -> HttpResponse:
    """Propose a starter as it is, on the walk through a first accord."""
    try:
        proposing.propose_starter(
            kind=document.kind,
            scope=document.scope,
            starter=request.POST.get("starter", ""),
            by=request.viewer,
            at=request.at,
        )
    except (beginnings.UnableToBegin, drafting.UnableToPropose, ContentInvalid) as unable:
        page = first_page.build(viewer=request.viewer, at=request.at, error=_said(unable))
        return render(request, "accord/first.html", page, status=422)
    title = parts.title_of(stands(request, document))
    toasts.say(request, f"Proposed: {title}. Read it, then sign.")
    return see_other(first_page.url(offers.kind(document.kind).slug))


def _said(unable: Exception) -> str:
    if isinstance(unable, ContentInvalid):
        return " ".join(f"{problem.message.removesuffix('.')}." for problem in unable.problems)
    return str(unable)


def _beginning(request: HttpRequest, document: Named, data: QueryDict) -> Beginning | None:
    """What the form began from, where it says so; 404 when there is no such thing."""
    starter, told = data.get("starter", ""), data.get("from", "")
    if not starter and not told:
        return None
    number = whole(told)
    if told and number is None:
        raise Http404
    try:
        return beginnings.suggest(
            kind=document.kind,
            scope=document.scope,
            starter=starter,
            number=number,
            at=request.at,
        )
    except beginnings.UnableToBegin as none:
        raise Http404 from none


def _from(data: QueryDict) -> list[tuple[str, str]]:
    return [(name, data[name]) for name in ("starter", "from") if data.get(name)]


def _first(document: Named) -> bool:
    return not beginnings.ever_in_force(kind=document.kind, scope=document.scope)
