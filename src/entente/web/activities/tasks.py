"""Tasks: one's own, one of them, done and opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from entente.activities.operations import correcting, tasks
from entente.activities.queries import TaskInfo, done_tasks, open_tasks, task
from entente.kit import wording
from entente.people.operations.contacts import Gone
from entente.people.rules.changes import UnableToSave
from entente.web import addresses, toasts
from entente.web.activities.forms import TaskForm, people
from entente.web.render import render, see_other
from entente.web.returning import came_from
from entente.web.undo import deeds
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShown:
    """A task with what it is about and where that is."""

    info: TaskInfo
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    tasks: tuple[TaskShown, ...]
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    verdict: str
    done: bool
    groups: tuple[Group, ...]


def page(request: HttpRequest) -> HttpResponse:
    """One's own tasks: late, today, later; or those that are done."""
    done = request.GET.get("show") == "done"
    return render(
        request,
        "activities/tasks.html",
        build(viewer=request.viewer, at=request.at, done=done),
    )


def build(*, viewer: Viewer, at: datetime, done: bool) -> Tasks:
    """The tasks of whoever asks, in groups by day."""
    today = timezone.localdate(at)
    if done:
        found = [_shown(one) for one in done_tasks(viewer=viewer, today=today)]
        words = (
            f"You have ticked off {wording.counted(len(found), 'task')}"
            if found
            else ("Nothing is ticked off yet")
        )
        return Tasks(verdict=words, done=True, groups=_groups(("Done", found, False)))
    found = [_shown(one) for one in open_tasks(viewer=viewer, today=today)]
    late = [one for one in found if one.info.late]
    now = [one for one in found if one.info.due_on == today]
    later = [one for one in found if one.info.due_on and one.info.due_on > today]
    some = [one for one in found if one.info.due_on is None]
    groups = _groups(
        ("Late", late, True), ("Today", now, False), ("Later", later, False),
        ("Without a day", some, False),
    )  # fmt: skip
    return Tasks(verdict=_verdict(len(found), len(late), len(now)), done=False, groups=groups)


def _verdict(number: int, late: int, now: int) -> str:
    if not number:
        return "Nothing is waiting for you"
    words = [f"{late} late"] if late else []
    words += [f"{now} for today"] if now else []
    told = f": {wording.listed(words)}" if words else ""
    return f"{wording.counted(number, 'task')} to do{told}"


def _groups(*groups: tuple[str, Sequence[TaskShown], bool]) -> tuple[Group, ...]:
    return tuple(
        Group(title=title, tasks=tuple(found), late=late) for title, found, late in groups if found
    )


def _shown(info: TaskInfo) -> TaskShown:
    for kind, record_id in (
        ("contact", info.contact_id),
        ("deal", info.deal_id),
        ("company", info.company_id),
    ):
        if record_id is not None:
            return TaskShown(info=info, url=addresses.record(kind, record_id, info.about))
    return TaskShown(info=info, url="")


def _task(request: HttpRequest, task_id: int) -> TaskInfo:
    try:
        return task(viewer=request.viewer, task_id=task_id, today=timezone.localdate(request.at))
    except LookupError as none:
        raise Http404 from none


def one(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task and its form: put it right, give it to somebody else, tick it off."""
    info = _task(request, task_id)
    initial = {"subject": info.subject, "due_on": info.due_on, "assignee": info.assignee_id}
    form = TaskForm(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["assignee"].choices = people(at=request.at)
    if request.method == "POST" and form.is_valid() and _changed(request, form, task_id):
        toasts.say(request, "Changed the task")
        return see_other(_shown(info).url or reverse("tasks"))
    status = 422 if form.errors else 200
    return render(request, "activities/task.html", _shown(info), form=form, status=status)


def _changed(request: HttpRequest, form: TaskForm, task_id: int) -> bool:
    try:
        correcting.correct_activity(
            activity_id=task_id, values=form.cleaned_data, by=request.viewer, at=request.at
        )
    except UnableToSave as why:
        for name, words in why.problems.items():
            form.refuse(name or None, words)
    except Gone as why:
        form.refuse(None, str(why))
    return form.is_valid()


def done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Tick a task off."""
    info = _task(request, task_id)
    tasks.finish_task(task_id=task_id, by=request.viewer, at=request.at)
    undo = deeds.url("task_done", by=request.viewer, task_id=task_id)
    toasts.say(request, f"Done: {info.subject}", undo=undo, people=(info.contact_id,))
    return see_other(came_from(request, otherwise=reverse("tasks")))


def reopen(*, task_id: int, by: Viewer, at: datetime) -> str:
    """Take back that a task was done."""
    tasks.reopen_task(task_id=task_id, by=by, at=at)
    return "The task is open again"


def deletion(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take a task back."""
    info = _task(request, task_id)
    correcting.delete_activity(activity_id=task_id, by=request.viewer, at=request.at)
    toasts.say(request, f"Deleted the task {info.subject}")
    return see_other(_shown(info).url or reverse("tasks"))


deeds.inverse("task_done", reopen)
