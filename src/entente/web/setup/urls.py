"""Addresses of the first run."""

from entente.web.access import FIRST_RUN, SIGNED_IN
from entente.web.routes import route
from entente.web.setup import steps, views
from entente.web.starting import first_step

urlpatterns = [
    route("setup/", views.set_up, name="setup", access=FIRST_RUN, methods=("GET", "POST")),
    route("start/", views.start, name="start", access=SIGNED_IN),
    route("", views.home, name="home", access=SIGNED_IN),
]

first_step("company", 10, steps.company)
first_step("colleagues", 20, steps.colleagues)
first_step("past", 30, steps.past)
first_step("accord", 40, steps.accord)
