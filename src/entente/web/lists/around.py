"""What stands around a list: its views, its columns to choose from, what can be done to many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse

from entente.audiences import queries as audiences
from entente.web.lists.outcomes import OUTCOMES, looked_at, narrowed, outcome_of
from entente.web.lists.subjects import Column, Listed
from entente.web.lists.wanted import Wanted
from entente.workspace import queries as workspace
from entente.workspace.rules import Reach, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A view; `forget` is where it is deleted, for those who may."""

    title: str
    url: str
    current: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    key: str
    label: str
    chosen: bool = False


def tabs(wanted: Wanted, views: Sequence[object], viewer: Viewer) -> tuple[Tab, ...]:
    """The views that every list has, and those that people saved."""
    tabs = _of_deals(wanted) if wanted.listed.subject == "deal" else _of(wanted)
    for row in views:
        kept = dict(parse_qsl(row.query))
        url = "?" + urlencode({**wanted.listed.extra, **kept, "saved": str(row.id)})
        note = "" if row.owner_id == viewer.member_id else "shared"
        tabs.append(Tab(title=row.name, url=url, current=str(row.id) == wanted.saved, note=note))
    return tuple(tabs)


def _of(wanted: Wanted) -> list[Tab]:
    """Everybody or every company, and one's own."""
    listed = wanted.listed
    bare = Wanted(listed=listed)
    mine = "company owner is me" if listed.subject == "company" else "owner is me"
    plain = not wanted.saved
    return [
        Tab(title=f"All {listed.many}", url=bare.url(), current=plain and not wanted.own),
        Tab(
            title="Mine", url=bare.url(where=mine), current=plain and wanted.own == {"where": mine}
        ),
    ]


def _of_deals(wanted: Wanted) -> list[Tab]:
    """By their outcome, whatever else they are narrowed to; and one's own open ones."""
    mine = f"deal owner is me and {narrowed('open')}"
    is_mine = wanted.own == {"where": mine}
    now = "" if wanted.saved or is_mine else outcome_of(wanted)
    by_outcome = [
        Tab(
            title=outcome.capitalize(),
            url=wanted.url(where=looked_at(wanted, outcome), saved=""),
            current=now == outcome,
        )
        for outcome in (*OUTCOMES, "all")
    ]
    own = Wanted(listed=wanted.listed).url(where=mine)
    return [*by_outcome, Tab(title="Mine", url=own, current=is_mine and not wanted.saved)]


def forget(saved: object, viewer: Viewer) -> str:
    """Where the open view is deleted, for whoever saved it and for administrators."""
    if saved is None or not (saved.owner_id == viewer.member_id or viewer.is_administrator):
        return ""
    return reverse("view_removal", args=[saved.id])


def choices(known: Mapping[str, Column], shown: Sequence[str]) -> tuple[Choice, ...]:
    """The columns, the shown ones first and in their order."""
    order = [*shown, *(key for key in known if key not in shown)]
    return tuple(Choice(key=key, label=known[key].label, chosen=key in shown) for key in order)


def bulk(listed: Listed, viewer: Viewer, at: datetime) -> dict[str, object]:
    """What can be done to many at once."""
    may = viewer.reach(record=listed.subject, action="change") is not Reach.NONE
    owners, lists = [], []
    if may:
        owners = [Choice(key=str(one.id), label=one.name) for one in workspace.members(at=at)]
    if may and listed.subject == "contact":
        lists = [Choice(key=str(one.id), label=one.name) for one in audiences.lists()]
    return {"owners": tuple(owners), "lists": tuple(lists), "may_change": may}
