"""What a calendar and an absence ask."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

from entente.kit.businesstime.hours import UnreadableHours, weekly_hours
from entente.kit.businesstime.publicholidays import countries, known_places
from entente.web.forms import HouseForm, day_input
from entente.web.setup.choices import ZoneField

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPAN_HINT: Final = "Like 09:00-12:30, 13:30-17:00. Leave it empty for a day off."


class CalendarForm(HouseForm):
    """When a team works: hours of a week, holidays of a country, days closed by choice."""

    asks = {"name": "Give the calendar a name", "timezone": "Choose a time zone"}
    name = forms.CharField(label="Name", max_length=60)
    timezone = ZoneField(label="Time zone")
    country = forms.ChoiceField(
        label="Public holidays of",
        required=False,
        choices=lambda: [("", "No country"), *countries()],
    )
    subdivision = forms.CharField(
        label="Region", required=False, max_length=8, help_text="Like BY for Bavaria."
    )
    closed_days = forms.CharField(
        label="Other days closed",
        required=False,
        max_length=20_000,
        help_text="One day on each line, like 2026-12-24.",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, day in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(label=day, required=False, max_length=120)

    @property
    def days(self) -> list[Any]:
        """The fields of the week."""
        return [self[f"day{number}"] for number in range(7)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        hours = {}
        for number in range(7):
            name = f"day{number}"
            try:
                hours[str(number)] = _pairs(given.get(name, ""))
            except (UnreadableHours, ValueError) as why:
                self.add_error(name, f"{DAYS[number]}: {why}. Write it like 09:00-17:00.")
        given["hours"] = hours
        given["closed"] = self._closed(given.get("closed_days", ""))
        self._check_region(given)
        return given

    def _closed(self, text: str) -> list[str]:
        found = []
        for line in filter(None, (one.strip() for one in text.splitlines())):
            try:
                found.append(date.fromisoformat(line).isoformat())
            except ValueError:
                self.add_error("closed_days", f"“{line}” is no day; write it like 2026-12-24.")
        return found

    def _check_region(self, given: dict[str, Any]) -> None:
        country, region = given.get("country", ""), given.get("subdivision", "")
        regions = known_places().get(country, ())
        if region and region not in regions:
            known = f" It has {', '.join(regions[:12])}." if regions else " Leave the region empty."
            self.add_error("subdivision", f"We know no region {region} there.{known}")


def _pairs(text: str) -> list[list[str]]:
    """09:00-12:30, 13:30-17:00 as pairs, checked as hours of a day."""
    pairs = []
    for part in filter(None, (one.strip() for one in text.replace("–", "-").split(","))):
        opens, dash, closes = (one.strip() for one in part.partition("-"))
        if not dash:
            raise UnreadableHours(f"“{part}” has no end")
        pairs.append([opens, closes])
    weekly_hours(hours={0: [(opens, closes) for opens, closes in pairs]})
    return pairs


def typed(hours: dict[str, list[list[str]]]) -> dict[str, str]:
    """The hours of a calendar as the form holds them."""
    return {
        f"day{number}": ", ".join(f"{one}-{two}" for one, two in hours.get(str(number), []))
        for number in range(7)
    }


class AbsenceForm(HouseForm):
    """Who is away, from which day to which, both included."""

    asks = {"first": "Enter the first day away", "last": "Enter the last day away"}
    member = forms.TypedChoiceField(label="Who", coerce=int)
    first = forms.DateField(
        label="First day away",
        widget=day_input(),
        error_messages={"invalid": "Enter a day, like 2026-12-24"},
    )
    last = forms.DateField(
        label="Last day away",
        widget=day_input(),
        error_messages={"invalid": "Enter a day, like 2027-01-03"},
    )
    reason = forms.CharField(
        label="Why", required=False, max_length=120, help_text="Colleagues can read it."
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day comes before the first; choose a later one.")
        for name, day in (("first", first), ("last", last)):
            if day and not 1970 <= day.year < 2200:
                self.add_error(name, "Enter a day between 1970 and 2199")
        return given

    def period(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day, in the workspace's zone."""
        zone = timezone.get_current_timezone()
        until = self.cleaned_data["last"] + timedelta(days=1)
        return (
            datetime.combine(self.cleaned_data["first"], time(), tzinfo=zone),
            datetime.combine(until, time(), tzinfo=zone),
        )
