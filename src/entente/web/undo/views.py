"""The one address that takes back."""

from django.http import HttpRequest, HttpResponse

from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.web import errors, toasts
from entente.web.render import see_other
from entente.web.returning import came_from
from entente.web.undo import deeds


def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what the token names and go back to the page it was seen on."""
    back = came_from(request, otherwise="/")
    try:
        told = deeds.take_back(token=token, by=request.viewer, at=request.at)
    except (deeds.NotUndone, Gone, UnableToSave) as why:
        return errors.not_done(request, words=str(why), way_out=back)
    toasts.say(request, told)
    return see_other(back)
