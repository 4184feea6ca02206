"""Addresses of contacts."""

from entente.people.operations.erasing import NOT_THEIRS, may_erase
from entente.web.access import Policy, may
from entente.web.contacts import creating, deeds, views
from entente.web.finding import deed
from entente.web.lists import routes as lists
from entente.web.lists.subjects import CONTACTS
from entente.web.lists.views import forget_view
from entente.web.records import routes as records
from entente.web.records.subjects import SUBJECTS
from entente.web.routes import route

SEE = may(record="contact")
CHANGE = may(record="contact", action="change")
ERASE = Policy(
    name="may erase contact",
    why=NOT_THEIRS,
    admits=lambda viewer: CHANGE.admits(viewer) and may_erase(viewer),
)
ONE = "contacts/<record:contact_id>/"
FORM, POST = ("GET", "POST"), ("POST",)


deed("Add a contact", "/contacts/new/", CHANGE.admits)


def _deed(path, view, name, methods=FORM, access=CHANGE):
    return route(f"{ONE}{path}", view, name=name, access=access, methods=methods)


urlpatterns = [
    *lists.of(CONTACTS),
    route("contacts/new/", creating.new, name="contact_new", access=CHANGE, methods=FORM),
    route(ONE, views.contact, name="contact", access=SEE),
    *records.of(SUBJECTS["contact"]),
    _deed("stage/", deeds.moving, "contact_moving"),
    _deed("opt-out/", deeds.refusing, "contact_refusing"),
    _deed("consent/<slug:means>/", deeds.agreeing, "contact_agreeing"),
    _deed("erasure/", deeds.erasure, "contact_erasing", access=ERASE),
    _deed("deletion/", deeds.deletion, "contact_deletion", POST),
    _deed("restoration/", deeds.restoring, "contact_restoring", POST),
    route(
        "views/<record:view_id>/removal/",
        forget_view,
        name="view_removal",
        access=SEE,
        methods=POST,
    ),
]
