"""Addresses of the ideal lead."""

from entente.web.access import may, seat
from entente.web.ideallead import views
from entente.web.routes import route
from entente.workspace.rules import Role

SEE = may(record="report")

urlpatterns = [
    route("ideal-lead/", views.ideal_lead, name="ideal_lead", access=SEE),
    route(
        "ideal-lead/<slug:way>/entry/",
        views.let_through,
        name="let_through",
        access=seat(role=Role.HEAD),
        methods=("POST",),
    ),
]
