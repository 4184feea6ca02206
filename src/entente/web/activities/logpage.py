"""What the page of a log shows beside its form."""

from dataclasses import dataclass

from entente.people.queries.search import Hit
from entente.web import addresses
from entente.web.picking import Picked, Unclear


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
