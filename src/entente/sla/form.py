"""The form of the service level agreement, and what closing puts into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from entente.agreements.rules.form import Choices, Field
from entente.kit.businesstime.publicholidays import countries
from entente.sla.rules.document import PromiseMade
from entente.sla.rules.naming import NAMES, title
from entente.sla.rules.terms import SIDES, Promise
from entente.workspace import queries as workspace

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _calendars() -> Choices:
    return tuple((row.name, row.name) for row in workspace.calendars())


def _called(row: Mapping[str, Any]) -> str:
    """How the form calls a promise, from as much of it as is answered: First contact in 4 hours."""
    answered = {name: value for name, value in row.items() if value not in ("", None)}
    try:
        return title(PromiseMade.model_validate({**answered, "key": "any", "target": 1}))
    except ValidationError:
        return {str(kind): name for kind, name in NAMES.items()}.get(str(row.get("promise")), "")


def _target(row: Mapping[str, Any]) -> Field:
    """A number of leads for those handed over, a share for every other promise."""
    if not row.get("promise"):
        hint = "Leads handed over: how many. Every other promise: in percent, like 95"
        return Field(name="target", label="Target", sort="number", hint=hint)
    if row["promise"] == Promise.HANDED_OVER:
        return Field(name="target", label="Target", sort="number", unit="leads")
    return Field(name="target", label="Target", sort="percentage")


def _only_for(field: Field, *promises: Promise) -> Field:
    """A field that these promises need, and that may be answered while none is chosen."""

    def among(row: Mapping[str, Any]) -> Field | None:
        if not row.get("promise"):
            return field
        return replace(field, optional=False) if row["promise"] in promises else None

    return replace(field, varies=among)


FIELDS = (
    Field(
        name="period",
        label="Counted each",
        sort="choice",
        choices=(("week", "Week"), ("month", "Month")),
    ),
    Field(
        name="promises",
        label="Promises of both sides",
        sort="rows",
        row="promise",
        key="key",
        called=_called,
        fields=(
            Field(name="key", label="Key", sort="key", made_from="promise"),
            Field(
                name="promise",
                label="Promise",
                sort="choice",
                choices=tuple(
                    (one.value, f"{SIDES[one].capitalize()}: {NAMES[one].lower()}")
                    for one in Promise
                ),
            ),
            Field(
                name="target",
                label="Target",
                sort="number",
                varies=_target,
            ),
            _only_for(
                Field(
                    name="within_hours",
                    label="First contact within",
                    sort="number",
                    unit="working hours",
                    optional=True,
                ),
                Promise.FIRST_CONTACT,
            ),
            _only_for(
                Field(
                    name="working_days",
                    label="Verdict or attempts within",
                    sort="number",
                    unit="working days",
                    optional=True,
                ),
                Promise.VERDICT,
                Promise.ATTEMPTS,
            ),
            _only_for(
                Field(
                    name="attempts",
                    label="At least",
                    sort="number",
                    unit="attempts",
                    optional=True,
                ),
                Promise.ATTEMPTS,
            ),
            _only_for(
                Field(
                    name="means",
                    label="Over",
                    sort="number",
                    unit="means",
                    hint="Phone and e-mail are two",
                    optional=True,
                ),
                Promise.ATTEMPTS,
            ),
            Field(
                name="clauses",
                label="Only for",
                sort="choices",
                optional=True,
                choices=(("hand_raise", "Hand-raisers"), ("sql", "Other SQLs")),
            ),
        ),
    ),
    Field(
        name="question_hours",
        label="A question to marketing pauses the clock for at most",
        sort="number",
        unit="working hours",
    ),
    Field(name="remind_at", label="Remind when so much of the time is gone", sort="percentage"),
    Field(
        name="excuses",
        label="Excuses that count",
        sort="paragraph",
        optional=True,
        hint="One on each line",
    ),
    Field(name="calendar", label="Working hours", sort="choice", choices=_calendars),
)


EMBEDDED = (
    Field(
        name="calendar_closed",
        label="Working hours",
        sort="group",
        fields=(
            Field(name="name", label="Calendar"),
            Field(name="timezone", label="Time zone"),
            Field(
                name="hours",
                label="Open",
                sort="group",
                fields=tuple(Field(name=str(day), label=name) for day, name in enumerate(DAYS)),
            ),
            Field(
                name="country",
                label="Public holidays of",
                sort="choice",
                choices=countries,
            ),
            Field(name="subdivision", label="Region of the holidays"),
            Field(name="closed_days", label="Closed", sort="date"),
        ),
    ),
)
