"""All addresses: every area of the web that has a `urls` module, in the order of its name."""

import pkgutil
from importlib.util import find_spec

from django.urls import include, path

from entente import web

AREAS = sorted(
    f"entente.web.{area.name}.urls"
    for area in pkgutil.iter_modules(web.__path__)
    if area.ispkg and find_spec(f"entente.web.{area.name}.urls")
)
# Set-up answers at the root only until a room does.
AREAS.sort(key=lambda area: area == "entente.web.setup.urls")
urlpatterns = [path("", include(area)) for area in AREAS]

handler400 = "entente.web.errors.bad_request"
handler403 = "entente.web.errors.forbidden"
handler404 = "entente.web.errors.not_found"
handler500 = "entente.web.errors.failed"
