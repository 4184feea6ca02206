"""Addresses of companies."""

from entente.web.access import may
from entente.web.companies import creating, views
from entente.web.finding import deed
from entente.web.lists import routes as lists
from entente.web.lists.subjects import COMPANIES
from entente.web.records import routes as records
from entente.web.records.subjects import SUBJECTS
from entente.web.routes import route

SEE = may(record="company")
CHANGE = may(record="company", action="change")
ONE = "companies/<record:company_id>/"
POST = ("POST",)

deed("Add a company", "/companies/new/", CHANGE.admits)

urlpatterns = [
    *lists.of(COMPANIES),
    route(
        "companies/new/",
        creating.new,
        name="company_new",
        access=CHANGE,
        methods=("GET", "POST"),
    ),
    route(ONE, views.company, name="company", access=SEE),
    *records.of(SUBJECTS["company"]),
    route(f"{ONE}deletion/", views.deletion, name="company_deletion", access=CHANGE, methods=POST),
    route(
        f"{ONE}restoration/",
        views.restoring,
        name="company_restoring",
        access=CHANGE,
        methods=POST,
    ),
]
