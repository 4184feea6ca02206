"""Addresses of logging, tasks and entries."""

from entente.web.access import either, may
from entente.web.activities import entries, tasks, views
from entente.web.routes import route

SEE = may(record="activity")
CHANGE = may(record="activity", action="change")
RECORDS = either(*(may(record=record) for record in ("contact", "company", "deal")))
FORM, POST = ("GET", "POST"), ("POST",)

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
