"""Addresses of the hand-off queue."""

from datetime import datetime

from entente.kit import wording
from entente.sla import late
from entente.web.access import may
from entente.web.navigation import Waiting, nav_count
from entente.web.queue import pages, views
from entente.web.routes import route
from entente.workspace.rules import Viewer

SEE = may(record="handoff")
CHANGE = may(record="handoff", action="change")
POST = ("POST",)


def waiting(viewer: Viewer, at: datetime) -> Waiting | None:
    """How many leads wait in the list that opens for this person: one's own where one sells."""
    found = late.counted(viewer=viewer, at=at, own=pages.lists_own(viewer))
    if not found.waiting:
        return None
    verb = "lead waits" if found.waiting == 1 else "leads wait"
    words = f"{verb}, {wording.number(found.late)} late" if found.late else verb
    return Waiting(number=found.waiting, words=words, late=found.late > 0)


nav_count("queue", waiting)

urlpatterns = [
    route("queue/", views.queue, name="queue", access=SEE),
    route("queue/<int:lead>/", views.lead, name="queue_lead", access=SEE),
    route(
        "queue/<int:lead>/accept/", views.accept, name="queue_accept", access=CHANGE, methods=POST
    ),
    route(
        "queue/<int:lead>/reject/", views.reject, name="queue_reject", access=CHANGE, methods=POST
    ),
    route("queue/<int:lead>/ask/", views.ask, name="queue_ask", access=CHANGE, methods=POST),
    route("queue/<int:lead>/later/", views.later, name="queue_later", access=CHANGE, methods=POST),
    route(
        "queue/<int:lead>/take-up/",
        views.take_up,
        name="queue_take_up",
        access=CHANGE,
        methods=POST,
    ),
    route(
        "queue/<int:lead>/owner/", views.reassign, name="queue_owner", access=CHANGE, methods=POST
    ),
    route(
        "queue/<int:lead>/questions/<int:question>/",
        views.answer,
        name="queue_answer",
        access=SEE,
        methods=POST,
    ),
    route(
        "queue/verdicts/<int:verdict>/undo/",
        views.undo,
        name="queue_undo",
        access=CHANGE,
        methods=POST,
    ),
]
