"""What the one search box finds. Areas offer finders; the palette and /search/ ask them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    title: str
    url: str
    note: str = ""  # beside the title: the company of a person
    end: str = ""  # at the end of the row: "in your queue"
    kind: str = ""  # "person" or "company" shows initials
    leads: bool = False  # its kind comes before those of which no hit does


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    title: str
    hits: tuple[Hit, ...]
    more: bool = False  # whether there are more than these


Finder = Callable[..., Iterable[Hit]]

_finders: list[tuple[str, Finder]] = []
_deeds: list[tuple[str, str, Callable[[Viewer], bool]]] = []


def finder(title: str, find: Finder) -> None:
    """Offer a group of findings: `find(viewer=, words=, at=, limit=)` gives hits, best first."""
    _finders.append((title, find))


def deed(title: str, url: str, admits: Callable[[Viewer], bool]) -> None:
    """Offer something to do ("Log a call") that opens at `url`, to whom `admits` lets."""
    _deeds.append((title, url, admits))


def found(*, viewer: Viewer, words: str, at: object, limit: int) -> tuple[Found, ...]:
    """Everything that these words find, in groups; only deeds when there are no words."""
    groups = []
    if words:
        asked = {"viewer": viewer, "words": words, "at": at, "limit": limit + 1}
        for title, find in _finders:
            hits = tuple(find(**asked))
            groups.append(Found(title=title, hits=hits[:limit], more=len(hits) > limit))
    groups.sort(key=lambda group: not any(hit.leads for hit in group.hits))
    doable = tuple(
        Hit(title=title, url=url)
        for title, url, admits in _deeds
        if words.casefold() in title.casefold() and admits(viewer)
    )
    groups.append(Found(title="Do", hits=doable))
    return tuple(group for group in groups if group.hits)
