"""Addresses of attribution."""

from entente.web.access import may
from entente.web.attribution import views
from entente.web.csvfile import EXPORT
from entente.web.routes import route

SEE = may(record="report")

urlpatterns = [
    route("attribution/", views.attribution, name="attribution", access=SEE),
    route("attribution/csv/", views.as_csv, name="attribution_csv", access=EXPORT),
    route("attribution/deals/<int:deal>/", views.journey, name="journey", access=SEE),
]
