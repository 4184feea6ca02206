"""Where one can go. An entry shows once its address exists and its policy admits the viewer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.urls import NoReverseMatch, resolve, reverse

from entente.web.routes import Declared, declaration
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many wait behind an entry; `words` says it to those who listen."""

    number: int
    late: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    name: str
    title: str
    url: str
    current: bool
    waiting: Waiting | None = None
    icon: str = ""
    key: str = ""  # two presses, as "g q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    links: tuple[Link, ...]


Count = Callable[[Viewer, datetime], Waiting | None]

PLACES: Final = (
    (
        "",
        (
            ("room", "Revenue room"),
            ("queue", "Hand-off queue"),
            ("tasks", "Tasks"),
            ("inbox", "Inbox"),
        ),
    ),
    ("Goal", (("plan", "Plan"), ("funnel", "Funnel"), ("attribution", "Attribution"))),
    ("Pipeline", (("deals", "Deals"), ("contacts", "Contacts"), ("companies", "Companies"))),
    (
        "Agreement",
        (("accord", "The accord"), ("scorecard", "SLA scorecard"), ("ideal_lead", "Ideal lead")),
    ),
    ("House", (("imports", "Imports"), ("mail", "Outgoing mail"), ("settings", "Settings"))),
)
TABS: Final = (
    ("room", "Room", "home"),
    ("queue", "Queue", "list"),
    ("deals", "Deals", "board"),
    ("search", "Search", "search"),
    ("everything", "All", "grid"),
)
KEYS: Final = {
    "room": "g r",
    "queue": "g q",
    "tasks": "g t",
    "inbox": "g i",
    "deals": "g d",
    "contacts": "g c",
    "funnel": "g f",
}

_counts: dict[str, Count] = {}
_shown_when: dict[str, Callable[[], bool]] = {}


def nav_count(name: str, count: Count) -> None:
    """Show how many wait behind this entry. `count(viewer, at)` runs once per page: one query."""
    _counts[name] = count


def shown_when(name: str, condition: Callable[[], bool]) -> None:
    """Show this entry only while the condition holds."""
    _shown_when[name] = condition


def groups(*, viewer: Viewer, path: str, at: datetime) -> tuple[Group, ...]:
    """What this viewer can go to, with counts. Empty before signing in."""
    if viewer.member_id is None:
        return ()
    found = (
        Group(
            title=title,
            links=tuple(
                link
                for name, words in places
                if (link := _link(name, words, viewer=viewer, path=path, at=at))
            ),
        )
        for title, places in PLACES
    )
    return tuple(group for group in found if group.links)


def places(*, viewer: Viewer) -> tuple[Link, ...]:
    """The same as one row, without counts: no query."""
    if viewer.member_id is None:
        return ()
    names = ((name, words) for _, places in PLACES for name, words in places)
    links = (_link(name, words, viewer=viewer, path="") for name, words in names)
    return tuple(link for link in links if link)


def tabs(*, groups: tuple[Group, ...], viewer: Viewer, path: str) -> tuple[Link, ...]:
    """The five tabs of small screens, with the counts already asked for."""
    if viewer.member_id is None:
        return ()
    asked = {link.name: link.waiting for group in groups for link in group.links}
    return tuple(
        Link(
            name=name,
            title=words,
            url=url,
            current=_is_current(url, path),
            waiting=asked.get(name),
            icon=icon,
        )
        for name, words, icon in TABS
        if (url := open_to(name, viewer))
    )


def _link(
    name: str, words: str, *, viewer: Viewer, path: str, at: datetime | None = None
) -> Link | None:
    """The entry, counted as of `at`; None where the viewer may not go."""
    url = open_to(name, viewer)
    if not url or not _shown_when.get(name, lambda: True)():
        return None
    count = _counts.get(name) if at else None
    return Link(
        name=name,
        title=words,
        url=url,
        current=_is_current(url, path),
        waiting=count(viewer, at) if count and at else None,
        key=KEYS.get(name, ""),
    )


def open_to(name: str, viewer: Viewer) -> str:
    """The address of a place, or "" where there is none yet or the viewer may not go."""
    url, declared = _place(name)
    return url if declared and declared.access.admits(viewer) else ""


@cache
def _place(name: str) -> tuple[str, Declared | None]:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return "", None
    return url, declaration(resolve(url).func)


def _is_current(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
