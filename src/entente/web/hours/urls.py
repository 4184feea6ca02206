"""Addresses of calendars and absences."""

from entente.web.access import ADMINISTRATOR, seat
from entente.web.hours import views
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section

AT = "settings/calendars/"
FORM = ("GET", "POST")

urlpatterns = [
    route(AT, views.calendars, name="calendars", access=ADMINISTRATOR),
    route(f"{AT}new/", views.calendar, name="calendar_new", access=ADMINISTRATOR, methods=FORM),
    route(
        f"{AT}<record:calendar_id>/",
        views.calendar,
        name="calendar",
        access=ADMINISTRATOR,
        methods=FORM,
    ),
    route("absences/", views.absences, name="absences", access=seat(), methods=FORM),
    route(
        "absences/<record:absence_id>/end/",
        views.back,
        name="absence_end",
        access=seat(),
        methods=("POST",),
    ),
]

settings_section(
    40,
    Section(
        title="Calendars",
        words="Working hours and holidays, by which clocks run",
        url_name="calendars",
    ),
)
settings_section(41, Section(title="Absences", words="Who is away, and when", url_name="absences"))
