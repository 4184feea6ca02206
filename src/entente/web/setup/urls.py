"""Addresses of the first run."""

from entente.web.access import FIRST_RUN, SIGNED_IN
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section
from entente.web.setup import steps, views
from entente.web.starting import first_step

urlpatterns = [
    route("setup/", views.set_up, name="setup", access=FIRST_RUN, methods=("GET", "POST")),
    route("start/", views.start, name="start", access=SIGNED_IN),
    route("", views.home, name="home", access=SIGNED_IN),
]

settings_section(
    5, Section(title="First steps", words="What a new company does first", url_name="start")
)
first_step("company", 10, steps.company)
first_step("colleagues", 20, steps.colleagues)
first_step("past", 30, steps.past)
first_step("accord", 40, steps.accord)
