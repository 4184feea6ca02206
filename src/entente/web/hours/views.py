"""Business calendars and absences."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from entente.kit import wording
from entente.kit.businesstime.publicholidays import country_name
from entente.web import toasts
from entente.web.hours.forms import DAYS, AbsenceForm, CalendarForm, typed
from entente.web.render import render, see_other
from entente.workspace import operations, queries
from entente.workspace.access import Refused

AHEAD = timedelta(days=400)
BEHIND = timedelta(days=90)  # how long what was noted afterwards is shown
FIRST = {  # by whether they administer
    False: "Today counts from now on.",
    True: "Your own today counts from now on. For somebody else a day that is over counts too: "
    "clocks rest for its hours, and a breach may mend. The list tells who noted it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarShown:
    id: int
    name: str
    timezone: str
    week: str
    holidays: str
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceShown:
    """`first` is a moment where it begins within a day; `noted_by` is "" where they did themselves.

    `end_url` is where it ends early; "" for whoever may not, and once it is over.
    """

    name: str
    since: datetime
    first: date | datetime
    within_a_day: bool
    last: date
    reason: str
    noted_by: str
    noted_at: datetime | None
    now: bool
    over: bool
    end_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absences:
    verdict: str
    absences: tuple[AbsenceShown, ...]


def calendars(request: HttpRequest) -> HttpResponse:
    """All business calendars."""
    found = tuple(_shown(row) for row in queries.calendars())
    return render(request, "hours/calendars.html", found)


def _shown(row: object) -> CalendarShown:
    days = [
        f"{DAYS[number][:3]} " + ", ".join(f"{one}–{two}" for one, two in row.hours[str(number)])
        for number in range(7)
        if row.hours.get(str(number))
    ]
    return CalendarShown(
        id=row.id,
        name=row.name,
        timezone=row.timezone.replace("_", " "),
        week="; ".join(_folded(days)) or "Never open",
        holidays=_holidays(row.country, row.subdivision),
        closed=len(row.closed_days),
    )


def _holidays(country: str, region: str) -> str:
    """Germany, BY; none."""
    if not country:
        return "none"
    return ", ".join(filter(None, (country_name(country=country), region)))


def _folded(days: list[str]) -> list[str]:
    """Mon–Fri 09:00–17:00 where neighbours have the same hours."""
    found: list[list[str]] = []
    for day in days:
        name, _, hours = day.partition(" ")
        if found and found[-1][2] == hours:
            found[-1][1] = name
        else:
            found.append([name, name, hours])
    return [
        f"{first if first == last else f'{first}–{last}'} {hours}" for first, last, hours in found
    ]


def calendar(request: HttpRequest, calendar_id: int | None = None) -> HttpResponse:
    """One calendar, or a new one."""
    row = next((one for one in queries.calendars() if one.id == calendar_id), None)
    if calendar_id is not None and row is None:
        raise Http404
    initial = {"timezone": request.workspace.timezone.key, **_week_of(row)}
    form = CalendarForm(request.POST if request.method == "POST" else None, initial=initial)
    if row:
        form.fields["name"].disabled = True
    elif form.is_bound and form.data.get("name") in {one.name for one in queries.calendars()}:
        form.refuse("name", "There is a calendar of that name already; open that one.")
    if request.method == "POST" and form.is_valid() and _saved(request, form, row):
        toasts.say(request, f"Saved the calendar {form.cleaned_data['name']}")
        return see_other(reverse("calendars"))
    name = row.name if row else ""
    status = 422 if form.errors else 200
    return render(request, "hours/calendar.html", form=form, name=name, status=status)


def _week_of(row: object | None) -> dict[str, str]:
    if row is None:
        return typed({str(day): [["09:00", "17:00"]] for day in range(5)})
    return {
        "name": row.name,
        "timezone": row.timezone,
        "country": row.country,
        "subdivision": row.subdivision,
        "closed_days": "\n".join(row.closed_days),
        **typed(row.hours),
    }


def _saved(request: HttpRequest, form: CalendarForm, row: object | None) -> bool:
    given = form.cleaned_data
    try:
        operations.save_calendar(
            name=given["name"],
            timezone=given["timezone"],
            hours=given["hours"],
            country=given["country"],
            subdivision=given["subdivision"],
            closed_days=given["closed"],
            team=row.team if row else "",
            by=request.viewer,
        )
    except Refused as why:
        form.refuse(None, why.why)
    return form.is_valid()


def absences(request: HttpRequest) -> HttpResponse:
    """Who is away and when; noting one's own, or as an administrator anybody's."""
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        initial={"member": request.viewer.member_id},
    )
    everybody = queries.members(at=request.at)
    mine = [one for one in everybody if one.id == request.viewer.member_id]
    may = request.viewer.may(record="workspace", action="change")
    form.fields["member"].choices = [(one.id, one.name) for one in (everybody if may else mine)]
    form.fields["first"].help_text = FIRST[may]
    if request.method == "POST" and form.is_valid() and _noted(form, request):
        toasts.say(request, "Noted the absence: clocks rest, and no lead goes there meanwhile")
        return see_other(reverse("absences"))
    page = _absences(request)
    status = 422 if form.errors else 200
    return render(request, "hours/absences.html", page, form=form, status=status)


def _noted(form: AbsenceForm, request: HttpRequest) -> bool:
    since, until = form.period()
    try:
        operations.note_absence(
            member_id=form.cleaned_data["member"],
            since=since,
            until=until,
            reason=form.cleaned_data["reason"],
            by=request.viewer,
            at=request.at,
        )
    except Refused as why:
        form.refuse("first", why.why)
    return form.is_valid()


def back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Somebody is back earlier, or does not go."""
    try:
        operations.end_absence(absence_id=absence_id, by=request.viewer, at=request.at)
    except ObjectDoesNotExist:
        raise Http404 from None
    toasts.say(request, "Took the absence back: clocks run, and leads are offered again")
    return see_other(reverse("absences"))


def _absences(request: HttpRequest) -> Absences:
    """Who is away or will be, and what was noted of late when it had begun already."""
    at = request.at
    names = {one.id: one.name for one in queries.members(at=at, active=False)}
    rows = [
        *queries.absences(member_ids=list(names), since=at, until=at + AHEAD),
        *queries.absences_of_days_over(since=at - BEHIND, at=at),
    ]
    found = sorted(
        (_absence(request, row, names) for row in rows), key=lambda one: (one.since, one.name)
    )
    away = sum(one.now for one in found)
    words = "Everybody is here" if not away else wording.counted(away, "person is", "people are")
    return Absences(verdict=words + (" away today" if away else ""), absences=tuple(found))


def _absence(request: HttpRequest, row: object, names: dict[int, str]) -> AbsenceShown:
    at, me = request.at, request.viewer.member_id
    may = row.member_id == me or request.viewer.may(record="workspace", action="change")
    since = timezone.localtime(row.since)
    within = since.time() != time()
    noted_by = "" if row.noted_by_id == row.member_id else names.get(row.noted_by_id, "")
    return AbsenceShown(
        name=names[row.member_id],
        since=row.since,
        first=since if within else since.date(),
        within_a_day=within,
        last=timezone.localdate(row.until - timedelta(minutes=1)),
        reason=row.reason,
        noted_by=noted_by,
        noted_at=row.noted_at,
        now=row.since <= at < row.until,
        over=row.until <= at,
        end_url=reverse("absence_end", args=[row.id]) if may and row.until > at else "",
    )
