"""Who asks: from a request to the member and their seats at this moment."""

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from entente.web.access import NOBODY
from entente.web.signin.staying import still_in
from entente.workspace import queries as workspace


def know(request: HttpRequest) -> None:
    """Set `request.workspace` and `request.viewer`, and speak in the workspace's time zone.

    Raises workspace.queries.NotSetUp while there is no workspace.
    """
    request.workspace = workspace.current()
    timezone.activate(request.workspace.timezone)
    if not request.user.is_authenticated:
        return
    if still_in(session=request.session, at=request.at):
        request.viewer = workspace.viewer_of(request.user, at=request.at)
    else:
        logout(request)
        request.viewer = NOBODY
