"""What logging, a task and taking an entry back ask."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django import forms
from django.utils import timezone

from entente.activities import rules
from entente.web.forms import HouseForm, day_input
from entente.workspace import queries as workspace

KINDS = (
    ("call", "Call"),
    ("email", "E-mail"),
    ("meeting", "Meeting online"),
    ("appointment", "Appointment in person"),
    ("demo", "Demo"),
    ("note", "Note"),
    ("task", "Task"),
)
OUTCOMES = (
    ("connected", "We spoke"),
    ("voicemail", "Voicemail"),
    ("no_answer", "No answer"),
    ("wrong_number", "Wrong number"),
)
DAY = {"invalid": "Enter a day, like 2026-11-24"}
MOMENT = {"invalid": "Enter a day and time, like 24 November 2026 at 09:30"}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=day_input(),
        error_messages=DAY,
    )


class MomentField(forms.DateTimeField):
    """A moment on our clocks, whatever they do that night.

    Of an hour that comes twice it is the last that is not in the future; an hour that is left out
    is the one after it.
    """

    at: datetime | None = None

    def to_python(self, value: object) -> datetime | None:
        """As the field of Django, which refuses both."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if getattr(error, "code", "") != "ambiguous_timezone":
                raise
            first = error.params["datetime"].replace(tzinfo=timezone.get_current_timezone())
        second = first.replace(fold=1)
        is_past = self.at is not None and second.astimezone(UTC) <= self.at
        return max(first, second, key=lambda one: one.astimezone(UTC)) if is_past else first


class LogForm(HouseForm):
    """One deed, or a task; which fields count follows from its kind."""

    asks = {
        "who": "Say whom or what this is about",
        "outcome": "Say how the call went",
        "text": "Write something; an empty note helps nobody",
        "subject": "Say what is to be done",
    }
    kind = forms.ChoiceField(label="What", choices=KINDS, initial="call", widget=forms.RadioSelect)
    who = forms.CharField(
        label="With whom, or about what",
        help_text="A person, a company or a deal.",
        max_length=200,
        required=False,
    )
    chosen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    person = forms.TypedChoiceField(
        label="With whom of them",
        help_text="Without a person it counts as an attempt at nobody.",
        required=False,
        coerce=int,
        empty_value=None,
    )
    outcome = forms.ChoiceField(
        label="How it went", choices=OUTCOMES, required=False, widget=forms.RadioSelect
    )
    inbound = forms.BooleanField(label="They called us", required=False)
    occurred_at = MomentField(
        label="When",
        help_text="Now, unless you are catching up.",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages=MOMENT,
    )
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Enter the minutes as a whole number, like 12"},
    )
    text = forms.CharField(
        label="What was said",
        required=False,
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    subject = forms.CharField(label="What is to be done", required=False, max_length=200)
    due_on = _day("By when")
    assignee = forms.TypedChoiceField(
        label="Who does it", required=False, coerce=int, empty_value=None
    )
    next_subject = forms.CharField(label="Next task", required=False, max_length=200)
    next_due_on = _day("By when")
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


def log_form(
    *,
    data: object,
    initial: dict[str, object],
    at: datetime,
    persons: Sequence[tuple[int, str]] = (),
) -> LogForm:
    """The form with our people to choose from; the moment is now unless said otherwise.

    `persons` are those of the deal that it is about, where it has several.
    """
    now = timezone.localtime(at).replace(second=0, microsecond=0)
    form = LogForm(data, initial={"occurred_at": now, "kind": "call", **initial})
    form.fields["occurred_at"].at = at
    kind = form.data.get("kind") if form.is_bound else None
    for name, of in (("outcome", "call"), ("text", "note"), ("subject", "task")):
        form.fields[name].required = kind == of if kind else name != "text"
    form.fields["who"].required = True
    if initial.get("who"):
        form.fields["outcome"].widget.attrs["autofocus"] = True
    if persons:
        form.fields["person"].choices = [("", "Nobody of them"), *persons]
    else:
        del form.fields["person"]
    form.fields["assignee"].choices = [("", "Me"), *people(at=at)]
    return form


def people(*, at: datetime) -> list[tuple[int, str]]:
    """Our people as choices: those who can see their tasks, not owners that a file brought."""
    return [(one.id, one.name) for one in workspace.members(at=at) if one.can_sign_in]


class TaskForm(HouseForm):
    """A task as it stands."""

    asks = {"subject": "Say what is to be done"}
    subject = forms.CharField(label="What is to be done", max_length=200)
    due_on = _day("By when")
    assignee = forms.TypedChoiceField(label="Who does it", coerce=int)


class TakeBackForm(HouseForm):
    """Why an entry should not stand."""

    asks = {"reason": "Say why it should not stand"}
    reason = forms.CharField(
        label="Why",
        help_text="Both teams can read it. Like: logged on the wrong person.",
        max_length=200,
    )
