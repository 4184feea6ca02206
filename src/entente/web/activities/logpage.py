"""What the page of a log shows beside its form."""

from dataclasses import dataclass

from entente.people.queries.search import Hit
from entente.pipeline.queries.related import people_of_deal
from entente.web import addresses
from entente.web.picking import Picked, Unclear
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Whom it is about once that is known, or whom it may be about."""

    called: str
    about: str
    back: str
    hits: tuple[Hit, ...]


def page_for(*, about: Picked | Unclear | None) -> LogPage:
    """The page around the form."""
    if isinstance(about, Picked):
        back = addresses.record(about.kind, about.id, about.called)
        return LogPage(called=about.called, about=about.about, back=back, hits=())
    hits = about.hits if about else ()
    return LogPage(called="", about="", back="", hits=hits)


def persons(*, about: Picked | None, viewer: Viewer) -> list[tuple[int, str]]:
    """Whom of a deal one may have spoken to; nobody where there is no choice."""
    if about is None or about.kind != "deal":
        return []
    people = people_of_deal(viewer=viewer, deal_id=about.id)
    return people if len(people) > 1 else []
