"""Addresses of search."""

from entente.web.access import SIGNED_IN
from entente.web.routes import route
from entente.web.search import finders, views

finders.offer()

urlpatterns = [
    route("search/", views.search, name="search", access=SIGNED_IN),
    route("search/options/", views.options, name="search_options", access=SIGNED_IN),
    route("search/picks/", views.picks, name="search_picks", access=SIGNED_IN),
]
