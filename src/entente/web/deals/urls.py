"""Addresses of deals."""

from entente.web.access import may
from entente.web.deals import creating, deeds, parts, views
from entente.web.finding import deed
from entente.web.lists import routes as lists
from entente.web.lists.subjects import DEALS
from entente.web.records import routes as records
from entente.web.records.subjects import SUBJECTS
from entente.web.routes import route

CHANGE = may(record="deal", action="change")
ONE = "deals/<record:deal_id>/"
FORM, POST = ("GET", "POST"), ("POST",)


deed("Open a deal", "/deals/new/", CHANGE.admits)


def _deed(path, view, name, methods=FORM):
    return route(f"{ONE}{path}", view, name=name, access=CHANGE, methods=methods)


urlpatterns = [
    *lists.of(DEALS, page=views.deals),
    route("deals/new/", creating.new, name="deal_new", access=CHANGE, methods=FORM),
    route(ONE, views.deal, name="deal", access=may(record="deal")),
    *records.of(SUBJECTS["deal"]),
    _deed("stage/", deeds.moved, "deal_moved", POST),
    _deed("win/", deeds.win, "deal_win"),
    _deed("loss/", deeds.lose, "deal_loss"),
    _deed("reopening/", deeds.reopen, "deal_reopening", POST),
    _deed("refund/", deeds.refund, "deal_refund"),
    _deed("contacts/", parts.join, "deal_join"),
    _deed("contacts/<record:contact_id>/leaving/", parts.leave, "deal_leaving", POST),
    _deed("deletion/", parts.deletion, "deal_deletion", POST),
    _deed("restoration/", parts.restoring, "deal_restoring", POST),
]
