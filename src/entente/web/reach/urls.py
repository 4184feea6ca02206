"""Addresses of rights."""

from entente.web.access import ADMINISTRATOR
from entente.web.reach import views
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section

urlpatterns = [
    route("settings/access/", views.overview, name="reach", access=ADMINISTRATOR),
    route(
        "settings/access/<slug:key>/",
        views.seat,
        name="reach_seat",
        access=ADMINISTRATOR,
        methods=("GET", "POST"),
    ),
]

settings_section(
    20,
    Section(
        title="Access",
        words="How far each seat reaches, and what a person can see",
        url_name="reach",
    ),
)
