"""The addresses that every list has."""

from django.urls import URLPattern

from entente.web.access import may
from entente.web.addresses import LISTS
from entente.web.lists import bulk, views
from entente.web.lists.subjects import Listed
from entente.web.routes import View, route


def of(listed: Listed, *, page: View | None = None) -> list[URLPattern]:
    """The list, its filter form, export, views and bulk deeds; `page` takes the list's place."""
    at = f"{LISTS[listed.subject]}/"
    name = LISTS[listed.subject]
    see = may(record=listed.subject)
    change = may(record=listed.subject, action="change")
    export = may(record=listed.subject, action="export")
    post = ("POST",)
    patterns = [
        route(at, page or views.page(listed), name=name, access=see),
        route(f"{at}filter/", views.add_filter(listed), name=f"{name}_filter", access=see),
        route(f"{at}export/", views.download(listed), name=f"{name}_export", access=export),
        route(f"{at}views/", views.save_view(listed), name=f"{name}_views", access=see,
              methods=post),
        route(f"{at}owner/", views.many(listed, bulk.give), name=f"{name}_owner", access=change,
              methods=post),
    ]  # fmt: skip
    if listed.subject == "contact":
        patterns += [
            route(f"{at}listed/", views.many(listed, bulk.enlist), name=f"{name}_listed",
                  access=change, methods=post),
            route(f"{at}unlisted/", views.many(listed, bulk.delist), name=f"{name}_unlisted",
                  access=change, methods=post),
        ]  # fmt: skip
    return patterns
