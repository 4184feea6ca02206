"""Addresses of the revenue room and the plan."""

from entente.web.access import SIGNED_IN, may
from entente.web.room import views
from entente.web.routes import route

SEE = may(record="report")

urlpatterns = [
    route("room/", views.room, name="room", access=SIGNED_IN),
    route("plan/", views.plan, name="plan", access=SEE),
    route("plan/<slug:quarter>/", views.plan, name="plan_of", access=SEE),
]
