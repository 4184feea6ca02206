"""Addresses of the scorecard."""

from entente.web.access import may
from entente.web.csvfile import EXPORT
from entente.web.routes import route
from entente.web.scorecard import views

SEE = may(record="report")

urlpatterns = [
    route("sla/", views.scorecard, name="scorecard", access=SEE),
    route("sla/csv/", views.as_csv, name="scorecard_csv", access=EXPORT),
    route("sla/<slug:period>/", views.scorecard, name="scorecard_of", access=SEE),
    route(
        "sla/excuses/<int:lead>/<slug:term>/",
        views.excuse,
        name="excuse",
        access=SEE,
        methods=("POST",),
    ),
    route(
        "sla/answers/<int:excuse>/",
        views.answer,
        name="excuse_answer",
        access=SEE,
        methods=("POST",),
    ),
]
