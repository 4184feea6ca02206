"""Addresses of the inbox."""

from entente.web.access import SIGNED_IN
from entente.web.inbox import views
from entente.web.navigation import nav_count
from entente.web.routes import route

DEED = ("POST",)
urlpatterns = [
    route("inbox/", views.inbox, name="inbox", access=SIGNED_IN),
    route("inbox/read/", views.read_all, name="inbox_read_all", access=SIGNED_IN, methods=DEED),
    route("inbox/<int:notice_id>/", views.read, name="inbox_read", access=SIGNED_IN, methods=DEED),
]

nav_count("inbox", views.waiting)
