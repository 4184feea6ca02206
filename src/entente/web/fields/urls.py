"""Addresses of the fields of one's own."""

from entente.web.access import ADMINISTRATOR
from entente.web.fields import views
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section

AT = "settings/fields/"
FORM = ("GET", "POST")

urlpatterns = [
    route(AT, views.overview, name="fields", access=ADMINISTRATOR),
    route(f"{AT}new/", views.define, name="field_new", access=ADMINISTRATOR, methods=FORM),
    route(f"{AT}<slug:name>/", views.change, name="field", access=ADMINISTRATOR, methods=FORM),
    route(
        f"{AT}<slug:name>/offer/",
        views.offer_again,
        name="field_offer",
        access=ADMINISTRATOR,
        methods=("POST",),
    ),
    route(
        f"{AT}<slug:name>/retirement/",
        views.retire,
        name="field_retirement",
        access=ADMINISTRATOR,
        methods=FORM,
    ),
]

settings_section(
    30,
    Section(
        title="Fields",
        words="What you want to know of contacts, companies and deals",
        url_name="fields",
    ),
)
