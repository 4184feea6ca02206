"""Taking back, and what can be taken back for a day."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.web import errors, toasts
from entente.web.render import render, see_other
from entente.web.returning import came_from
from entente.web.undo import deeds


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentlyDone:
    deeds: tuple[toasts.Done, ...]


def recently_done(request: HttpRequest) -> HttpResponse:
    """What this person did in the last day, each with its Undo."""
    page = RecentlyDone(deeds=tuple(toasts.recently(request)))
    return render(request, "undo/page.html", page)


def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what the token names and go back to the page it was seen on."""
    back = came_from(request, otherwise="/")
    try:
        told = deeds.take_back(token=token, by=request.viewer, at=request.at)
    except (deeds.NotUndone, Gone, UnableToSave) as why:
        return errors.not_done(request, words=str(why), way_out=back)
    except LookupError:
        words = "What it was about is not open to you any more. It stays as it is."
        return errors.not_done(request, words=words, way_out="/")
    toasts.say(request, told)
    return see_other(back)
