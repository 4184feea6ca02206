"""One entry of a timeline: who, when, through what; and taking it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from entente.activities.operations.taking_back import may_be_taken_back, owner_of, take_back
from entente.ledger import queries
from entente.ledger.events import Entry, Kind
from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.qualification.rules.definition import CLAUSE_NAMES
from entente.web import addresses, toasts
from entente.web.activities.counting import count_at_once
from entente.web.activities.forms import TakeBackForm
from entente.web.picking import named
from entente.web.records.telling import Told, day_told, known_kind, tell
from entente.web.records.timeline import within
from entente.web.render import render, see_other
from entente.workspace.rules import Viewer

SOURCES = {"app": "Entente", "import": "an import"}
PLAIN = frozenset({"from", "to", "fields", "what", "handover", "logged_at"})
NAMED = {"stage": "stage_name", "reason": "reason_label"}  # a key beside what it is called


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """An entry in full. `stands` is False once it was taken back or put right."""

    told: Told
    title: str
    recorded_at: datetime
    occurred_at: datetime
    precision: str
    source: str
    channel: str
    campaign: str
    asset: str
    details: tuple[tuple[str, Any], ...]
    about: tuple[tuple[str, str], ...]
    back: str
    called: str
    stands: bool
    may_take_back: bool


def entry(request: HttpRequest, position: int) -> HttpResponse:
    """One entry, and the form that takes it back."""
    page = build(position=position, viewer=request.viewer, at=request.at)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _taken(request, form, position):
        toasts.say(request, f"Took back: {page.told.words}")
        return see_other(page.back or "/")
    status = 422 if form.errors else 200
    return render(request, "activities/entry.html", page, form=form, status=status)


def _taken(request: HttpRequest, form: TakeBackForm, position: int) -> bool:
    try:
        take_back(
            position=position,
            reason=form.cleaned_data["reason"],
            by=request.viewer,
            at=request.at,
        )
        count_at_once(positions=[position], at=request.at)
    except UnableToSave as why:
        for name, words in why.problems.items():
            form.refuse(name or None, words)
    except Gone as why:
        form.refuse(None, str(why))
    return form.is_valid()


def build(*, position: int, viewer: Viewer, at: datetime) -> EntryPage:
    """The entry, if this person sees whom it is about; else a page that says there is none."""
    try:
        found = queries.entry(position=position)
    except LookupError as none:
        raise Http404 from none
    about = _about(found, viewer)
    if not about or not within(entries=[found], viewer=viewer):
        raise Http404
    record, owner_id = owner_of(entry=found)
    kind = known_kind(found.kind)
    stands = queries.stands(position=position)
    may = viewer.may(record=record, action="change", owner_id=owner_id)
    return EntryPage(
        told=tell(entries=[found], at=at)[0],
        title=kind.title if kind else found.kind,
        recorded_at=found.recorded_at,
        occurred_at=found.occurred_at,
        precision=found.precision,
        source=SOURCES.get(found.source, found.source),
        channel=found.channel,
        campaign=found.campaign,
        asset=found.asset,
        details=_details(found, kind, at),
        about=tuple((called, url) for called, url in about),
        back=about[0][1],
        called=about[0][0],
        stands=stands,
        may_take_back=may and stands and may_be_taken_back(entry=found),
    )


def _about(found: Entry, viewer: Viewer) -> list[tuple[str, str]]:
    """The records that it tells of and this person sees: what to call each, and its page."""
    told = []
    for kind, record_id in (
        ("contact", found.contact),
        ("deal", found.deal),
        ("company", found.company),
    ):
        picked = named(kind=kind, record_id=record_id, viewer=viewer) if record_id else None
        if picked:
            told.append((picked.called, addresses.record(kind, picked.id, picked.called)))
    return told


def _details(found: Entry, kind: Kind | None, at: datetime) -> tuple[tuple[str, Any], ...]:
    held = found.properties
    types = kind.properties if kind else {}
    called = {of: name for name, of in NAMED.items() if held.get(of)}
    return tuple(
        (
            called.get(name, name).replace("_", " ").capitalize(),
            CLAUSE_NAMES.get(value, value)
            if name == "clause"
            else day_told(str(value), at)
            if types.get(name) in ("date", "moment")
            else value,
        )
        for name, value in held.items()
        if name not in (PLAIN | frozenset(called.values()))
        and value not in (None, "")
        and not isinstance(value, dict | list)
    )
