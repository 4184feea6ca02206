"""Two records of one person or firm made one: choose the other, choose per field, look, merge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from entente.kit import wording
from entente.people.operations.contacts import Gone
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.merging_companies import merge_companies, unmerge_companies
from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import stored
from entente.people.rules.merging import NAMES
from entente.pipeline.queries.related import deals_of_company, deals_of_contact
from entente.web import addresses, toasts
from entente.web.picking import Picked, Unclear, about, pick
from entente.web.records import facts
from entente.web.records.editing import loaded
from entente.web.records.shown import Shown, shown
from entente.web.records.subjects import Subject
from entente.web.render import render, see_other
from entente.web.routes import View
from entente.web.undo import deeds
from entente.workspace.access import require
from entente.workspace.rules import Viewer

MERGES: dict[str, tuple[Callable[..., int], Callable[..., None]]] = {
    "contact": (merge_contacts, unmerge_contacts),
    "company": (merge_companies, unmerge_companies),
}
DEALS = {"contact": deals_of_contact, "company": deals_of_company}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field in which the two differ; `other` says whether the other's value is chosen."""

    name: str
    label: str
    here: Shown
    there: Shown
    other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """The page: without `there` it asks for the other record."""

    subject: str
    called: str
    about: str
    back: str
    id: int
    text: str = ""
    problem: str = ""
    hits: tuple[Any, ...] = ()
    there: int = 0
    there_called: str = ""
    there_about: str = ""
    there_url: str = ""
    swap: str = ""
    lines: tuple[Line, ...] = ()
    same: str = ""
    moves: str = ""


def merging(subject: Subject) -> View:
    """Choose the other record, then per field; sending merges."""

    def merged(request: HttpRequest, record_id: int) -> HttpResponse:
        here = loaded(subject, request.viewer, record_id)
        require(viewer=request.viewer, record=subject.name, action="change", owner_id=here.owner_id)
        if here.deleted_at is not None:
            raise Http404
        asked = request.POST if request.method == "POST" else request.GET
        text, chosen = asked.get("who", ""), asked.get("chosen", "") or asked.get("with", "")
        if not text and not chosen:
            return render(request, "records/merging.html", page_of(subject, here))
        other = pick(text=text, kind=subject.name, viewer=request.viewer, chosen=chosen)
        if isinstance(other, Picked) and other.id == here.id:
            other = Unclear(words="That is this record itself; choose another one.")
        if isinstance(other, Unclear):
            page = page_of(subject, here, text=text, problem=other.words, hits=other.hits)
            return render(request, "records/merging.html", page, status=422)
        there = loaded(subject, request.viewer, other.id)
        if request.method != "POST":
            return render(request, "records/merge.html", preview(subject, here, there, request))
        return _merge(subject, here, there, request)

    return merged


def page_of(subject: Subject, here: Any, **more: Any) -> Merging:
    """The page around the record that stays."""
    return Merging(
        subject=subject.name,
        called=here.called,
        about=about(found=here),
        back=addresses.record(subject.name, here.id, here.called),
        id=here.id,
        **more,
    )


def preview(
    subject: Subject, here: Any, there: Any, request: HttpRequest, problem: str = ""
) -> Merging:
    """Both records side by side, with what will move."""
    lines = _lines(here, there)
    differing = {line.name for line in lines} | {"first_name", "last_name"}
    same = [
        field.label.lower()
        for name, field in here.fields.items()
        if name not in differing and here.values.get(name) not in ("", None)
    ]
    return page_of(
        subject,
        here,
        problem=problem,
        there=there.id,
        there_called=there.called,
        there_about=about(found=there),
        there_url=addresses.record(subject.name, there.id, there.called),
        swap=f"{addresses.record(subject.name, there.id)}merging/?with={here.id}",
        lines=lines,
        same=wording.listed(same),
        moves=_moves(subject, there, request.viewer),
    )


def _lines(here: Any, there: Any) -> tuple[Line, ...]:
    names = [name for name in here.fields if name not in NAMES or name == "name"]
    found = []
    for name in names:
        one, other = here.values.get(name), there.values.get(name)
        if stored(one) == stored(other):
            continue
        found.append(
            Line(
                name=name,
                label=here.fields[name].label,
                here=_shown(here, name),
                there=_shown(there, name),
                other=one in ("", None),
            )
        )
    return tuple(found)


def _shown(info: Any, name: str) -> Shown:
    return shown(
        field=info.fields[name],
        value=info.values.get(name),
        names=facts.members_of(info=info, names=[name]),
        company=getattr(info, "company", ""),
    )


def _moves(subject: Subject, there: Any, viewer: Viewer) -> str:
    """What comes along, in a sentence."""
    deals = DEALS[subject.name](viewer=viewer, **{subject.id: there.id})
    parts = ["everything on its timeline"]
    if deals:
        parts.append(wording.counted(len(deals), "deal"))
    if there.keys:
        parts.append(wording.counted(len(there.keys), "outside key"))
    noes = [one.means for one in getattr(there, "refusals", ())]
    words = f"{wording.listed(parts)} {'comes' if len(parts) == 1 else 'come'} along."
    if noes:
        words += f" Their no to {wording.listed(noes)} holds for both."
    return words[:1].upper() + words[1:]


def _merge(subject: Subject, here: Any, there: Any, request: HttpRequest) -> HttpResponse:
    merge, _ = MERGES[subject.name]
    offered = {line.name for line in _lines(here, there)}
    choices = {
        name: request.POST[f"field-{name}"]
        for name in offered
        if request.POST.get(f"field-{name}") in ("was", "into")
    }
    try:
        merge_id = merge(
            was=there.id, into=here.id, choices=choices, by=request.viewer, at=request.at
        )
    except (UnableToSave, Gone) as why:
        page = preview(subject, here, there, request, problem=str(why))
        return render(request, "records/merge.html", page, status=422)
    people = (there.id, here.id) if subject.name == "contact" else ()
    undo = deeds.url("merge", by=request.viewer, subject=subject.name, merge_id=merge_id)
    toasts.say(request, f"Merged {there.called} into {here.called}", undo=undo, people=people)
    return see_other(addresses.record(subject.name, here.id))


def part(*, subject: str, merge_id: int, by: Viewer, at: datetime) -> str:
    """Take a merge back."""
    _, unmerge = MERGES[subject]
    unmerge(merge_id=merge_id, by=by, at=at)
    return "These are two records again"


deeds.inverse("merge", part)
