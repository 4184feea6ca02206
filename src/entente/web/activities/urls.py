"""Addresses of logging, tasks and entries."""

from datetime import datetime

from django.utils import timezone

from entente.activities import queries
from entente.web.access import either, may
from entente.web.activities import entries, tasks, views
from entente.web.finding import deed
from entente.web.navigation import Waiting, nav_count
from entente.web.routes import route
from entente.workspace.rules import Viewer

SEE = may(record="activity")
CHANGE = may(record="activity", action="change")
RECORDS = either(*(may(record=record) for record in ("contact", "company", "deal")))
FORM, POST = ("GET", "POST"), ("POST",)


def waiting(viewer: Viewer, at: datetime) -> Waiting | None:
    """For the navigation: how many tasks are due until today."""
    due, late = queries.due_tasks(viewer=viewer, today=timezone.localdate(at))
    return Waiting(number=due, late=late > 0, words="due") if due else None


nav_count("tasks", waiting)
for kind, words in (
    ("call", "Log a call"),
    ("email", "Log an e-mail"),
    ("meeting", "Log a meeting"),
    ("note", "Write a note"),
    ("task", "Set a task"),
):
    deed(words, f"/log/?kind={kind}", CHANGE.admits)

urlpatterns = [
    route("log/", views.log, name="log", access=CHANGE, methods=FORM),
    route("tasks/", tasks.page, name="tasks", access=SEE),
    route("tasks/<record:task_id>/", tasks.one, name="task", access=CHANGE, methods=FORM),
    route(
        "tasks/<record:task_id>/done/", tasks.done, name="task_done", access=CHANGE, methods=POST
    ),
    route(
        "tasks/<record:task_id>/deletion/",
        tasks.deletion,
        name="task_deletion",
        access=CHANGE,
        methods=POST,
    ),
    route("entries/<record:position>/", entries.entry, name="entry", access=RECORDS, methods=FORM),
]
