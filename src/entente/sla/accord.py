"""The service level agreement as a document of the accord: its form, its prose, its starters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from entente.agreements.offers import DocumentKind, Starter
from entente.agreements.rules.content import Content, ContentInvalid, Problem, by_model
from entente.agreements.rules.difference import in_words
from entente.agreements.rules.prose import Section
from entente.kit import wording
from entente.kit.businesstime.publicholidays import NoSuchHolidays, country_name
from entente.sla import books
from entente.sla.form import DAYS, EMBEDDED, FIELDS
from entente.sla.rules import holidays
from entente.sla.rules.document import SMALL, STANDARD, PromiseMade, ServiceLevels, read
from entente.sla.rules.naming import hours
from entente.sla.rules.terms import SIDES, Promise
from entente.workspace import queries as workspace

_CLOCK = (
    "The clock of sales runs from the first offer on, also when a lead changes hands; from its "
    "creation to the first offer the system's clock runs, not the person's."
)
_WHOM: Final[dict[tuple[str, ...], str]] = {
    ("hand_raise",): "hand-raisers",
    ("sql",): "other SQLs",
}


def _sentence(promise: PromiseMade, period: str) -> str:
    if promise.promise is Promise.HANDED_OVER:
        return f"At least {wording.number(promise.target)} leads are handed over each {period}."
    share = f"{wording.percent(promise.target)} of the {_WHOM.get(promise.clauses, 'leads')}"
    days = wording.counted(promise.working_days or 0, "working day")
    tries = wording.counted(promise.attempts, "attempt")
    means = f", over {promise.means} means" if promise.means > 1 else ""
    return {
        Promise.ACCEPTED: f"{share} that sales decides on are accepted.",
        Promise.CONTEXT: f"{share} come with all that the ideal lead asks for.",
        Promise.FIRST_CONTACT: f"{share} have their first contact within "
        f"{hours(promise.within_hours or Decimal(0))}, counting working hours.",
        Promise.VERDICT: f"{share} have their verdict within {days}.",
        Promise.ATTEMPTS: f"{share} get {tries} within {days}{means}, unless the buyer is reached "
        "before.",
        Promise.REASONS: f"{wording.percent(promise.target)} of the rejections come with one of "
        "the agreed reasons.",
    }[promise.promise]


def prose(content: Content) -> Sequence[Section]:
    """The agreement as people read and sign it."""
    whole = read(dict(content))
    sides = {
        side: tuple(
            _sentence(promise, whole.period)
            for promise in whole.promises
            if SIDES[promise.promise] == side
        )
        for side in ("marketing", "sales")
    }
    pause = "A question to marketing does not pause the clock."
    if whole.question_hours:
        longest = hours(whole.question_hours)
        pause = f"A question to marketing pauses the clock for at most {longest}."
    gone = wording.percent(whole.remind_at)
    return (
        Section(title="Marketing promises sales", items=sides["marketing"]),
        Section(title="Sales promises marketing", items=sides["sales"]),
        Section(
            title="How the clocks run",
            paragraphs=(
                _CLOCK,
                pause,
                "Setting a lead aside pauses it only when the buyer gave the date.",
                f"A person is reminded when {gone} of the time is gone.",
                "Past it the head of sales is told and can give the lead to somebody else.",
            ),
        ),
        _calendar(whole),
        Section(
            title="Excuses that count",
            paragraphs=(
                "The other side approves; two working days of silence mean yes. Each is counted.",
            ),
            items=whole.excuses,
        ),
    )


def _calendar(whole: ServiceLevels) -> Section:
    hours = whole.calendar_closed
    if hours is None:
        return Section(title="Working hours", paragraphs=(f"Those of “{whole.calendar}”.",))
    rows = tuple(
        (DAYS[int(day)], " and ".join(f"{opens}–{closes}" for opens, closes in spans))
        for day, spans in sorted(hours.hours.items())
        if spans
    )
    where = ", ".join(filter(None, (country_name(country=hours.country), hours.subdivision)))
    written = hours.public_holidays
    known = f", from {written.said} as known when this was proposed" if written else ""
    closed = f" Public holidays are closed: {where}{known}." if hours.country else ""
    return Section(
        title="Working hours",
        paragraphs=(f"“{hours.name}”, in the time zone {hours.timezone}.{closed}",),
        items=tuple(f"Closed on {wording.day(day, today=date.min)}" for day in hours.closed_days),
        head=("Day", "Open"),
        rows=rows,
    )


def validate(content: Content) -> dict[str, Any]:
    """The content in full as plain JSON. Raises ContentInvalid."""
    return by_model(ServiceLevels)(_tidy(content))


def _tidy(content: Content) -> dict[str, Any]:
    """A form sends lines for a list and '' for what was left out."""
    excuses = content.get("excuses") or ()
    if isinstance(excuses, str):
        excuses = [line.strip() for line in excuses.splitlines() if line.strip()]
    promises = [
        {key: value for key, value in promise.items() if value not in ("", None)}
        if isinstance(promise, Mapping)
        else promise
        for promise in content.get("promises") or []
    ]
    return {**content, "excuses": excuses, "promises": promises}


def resolve(content: Content, at: datetime) -> Content:
    """The content closed: the business calendar is in it, not only its name."""
    whole = validate(content)
    row = next((one for one in workspace.calendars() if one.name == whole["calendar"]), None)
    if row is None:
        words = f"There is no calendar “{whole['calendar']}”; choose one of the list."
        raise ContentInvalid([Problem(path=("calendar",), message=words)])
    if not any(row.hours.values()):
        words = f"“{row.name}” has no working hours, so no clock would ever run; choose another."
        raise ContentInvalid([Problem(path=("calendar",), message=words)])
    try:
        closed = books.closed(calendar=row, at=at)
    except NoSuchHolidays as unknown:
        words = f"{unknown}; choose another calendar, or mend the place of “{row.name}”."
        raise ContentInvalid([Problem(path=("calendar",), message=words)]) from unknown
    return {**whole, "calendar_closed": closed.model_dump(mode="json")}


def difference(old: Content, new: Content) -> list[str]:
    """What changed, by the fields; of the days of public holidays only what came or went."""
    before, after = (read(dict(one)).calendar_closed for one in (old, new))
    told = in_words(old=_without_days(old), new=_without_days(new), fields=(*FIELDS, *EMBEDDED))
    return [*told, *holidays.changes(old=before, new=after)]


def _without_days(content: Content) -> Content:
    hours = content.get("calendar_closed")
    if not hours:
        return content
    rest = {name: value for name, value in hours.items() if name != "public_holidays"}
    return {**content, "calendar_closed": rest}


KIND = DocumentKind(
    name="sla",
    title="The service level agreement",
    about="What marketing and sales promise each other, and how the clocks run.",
    validate=validate,
    resolve=resolve,
    prose=prose,
    difference=difference,
    fields=FIELDS,
    embedded=EMBEDDED,
    starters=(
        Starter(
            name="Both sides, by the week",
            description="Hand-raisers in 15 minutes, others in 4 working hours, six attempts",
            content=STANDARD,
        ),
        Starter(
            name="Small and simple, by the month",
            description="Five promises to begin with",
            content=SMALL,
        ),
    ),
    after=("lead_definition", "funnel"),
)
