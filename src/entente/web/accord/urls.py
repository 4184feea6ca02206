"""Addresses of the accord and the glossary."""

from django.urls import register_converter

from entente.agreements import queries
from entente.web.access import SIGNED_IN, may
from entente.web.accord.addresses import DocumentConverter
from entente.web.accord.views import drafting, reading, signing
from entente.web.navigation import Waiting, nav_count
from entente.web.routes import route
from entente.workspace.rules import Viewer

SEE = may(record="accord")
CHANGE = may(record="accord", action="change")
FORM = ("GET", "POST")
POST = ("POST",)
VERSION = "accord/<document:document>/<int:number>/"

register_converter(DocumentConverter, "document")


def waiting(viewer: Viewer, at: object) -> Waiting | None:
    """How many documents wait for this person's signature."""
    if not viewer.signing_seats:
        return None
    return Waiting(number=len(queries.waiting_for(viewer=viewer)), words="wait for your signature")


nav_count("accord", waiting)

urlpatterns = [
    route("accord/", reading.overview, name="accord", access=SEE),
    route("accord/first/", reading.first, name="accord_first", access=SEE),
    route("accord/<document:document>/", reading.document, name="accord_document", access=SEE),
    route(
        "accord/<document:document>/draft/",
        drafting.draft,
        name="accord_draft",
        access=CHANGE,
        methods=FORM,
    ),
    route(
        "accord/<document:document>/draft/removal/",
        drafting.discard,
        name="accord_removal",
        access=CHANGE,
        methods=POST,
    ),
    route(
        "accord/<document:document>/starter/",
        drafting.starter,
        name="accord_starter",
        access=CHANGE,
        methods=POST,
    ),
    route(VERSION, reading.version, name="accord_version", access=SEE),
    route(
        f"{VERSION}signature/",
        signing.sign,
        name="accord_signature",
        access=SEE,
        methods=POST,
    ),
    route(
        f"{VERSION}decline/",
        signing.decline,
        name="accord_decline",
        access=SEE,
        methods=POST,
    ),
    route(
        f"{VERSION}reading/",
        signing.confirm_read,
        name="accord_reading",
        access=SEE,
        methods=POST,
    ),
    route(
        f"{VERSION}review/",
        signing.review,
        name="accord_review",
        access=CHANGE,
        methods=POST,
    ),
    route("glossary/", reading.glossary, name="glossary", access=SIGNED_IN),
]
