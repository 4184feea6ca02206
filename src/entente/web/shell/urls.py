"""Addresses of the shell's own pages."""

from entente.web.access import ADMINISTRATOR, ALWAYS, SIGNED_IN
from entente.web.routes import route
from entente.web.shell import views

urlpatterns = [
    route("favicon.ico", views.icon, name="icon", access=ALWAYS),
    route("me/", views.me, name="me", access=SIGNED_IN),
    route("me/theme/", views.theme, name="theme", access=SIGNED_IN, methods=("POST",)),
    route("me/keys/", views.keys, name="keys", access=SIGNED_IN, methods=("POST",)),
    route("everything/", views.everything, name="everything", access=SIGNED_IN),
    route("components/", views.components, name="components", access=ADMINISTRATOR),
]
