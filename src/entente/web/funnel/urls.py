"""Addresses of the funnel."""

from entente.web.access import may
from entente.web.csvfile import EXPORT
from entente.web.funnel import views
from entente.web.routes import route

SEE = may(record="report")

urlpatterns = [
    route("funnel/", views.funnel, name="funnel", access=SEE),
    route("funnel/csv/", views.as_csv, name="funnel_csv", access=EXPORT),
]
