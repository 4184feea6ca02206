"""Addresses of health."""

from entente.web.access import ADMINISTRATOR, ALWAYS
from entente.web.health import views
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section

urlpatterns = [
    route("health", views.probe, name="health_probe", access=ALWAYS),
    route("settings/health/", views.health, name="health", access=ADMINISTRATOR),
]

settings_section(
    80,
    Section(
        title="Health",
        words="How far behind the ledger its readers are, and what the database promises",
        url_name="health",
    ),
)
