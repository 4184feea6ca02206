"""What the person who runs the house reads on the console about requests."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import path

from entente.kit import clock
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def breaks(request: object) -> None:
    raise ZeroDivisionError("ours")


urlpatterns = [path("breaks/", breaks)]
handler400 = "entente.web.errors.bad_request"
handler500 = "entente.web.errors.failed"


@pytest.fixture
def console() -> Iterator[io.StringIO]:
    """What is printed meanwhile."""
    (handler,) = [one for one in logging.getLogger().handlers if one.name == "console"]
    was = handler.setStream(io.StringIO())
    with clock.frozen(MORNING):
        yield handler.stream
    handler.setStream(was)


def test_what_visitors_ask_wrongly_is_not_printed(console):
    cast = assemble()
    ada, stranger = signed_in(cast.ada), Client(enforce_csrf_checks=True)

    found = [
        ada.get("/nowhere/").status_code,
        ada.get("/mail/").status_code,
        ada.get("/tasks/1/done/").status_code,
        signed_in(cast.root).post("/settings/calendars/new/", {}).status_code,
        stranger.post("/sign-in/", {"login": "ada@example.com"}).status_code,
    ]

    assert found == [404, 403, 405, 422, 403]
    assert console.getvalue() == ""


def test_a_host_that_is_not_ours_is_printed_in_one_line(console):
    assert Client().get("/room/", headers={"host": "evil.example"}).status_code == 400

    (line,) = console.getvalue().splitlines()
    assert "ERROR django.security.DisallowedHost Invalid HTTP_HOST header: 'evil.example'" in line


def test_a_fault_of_ours_is_printed_in_full(settings, console):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []

    assert Client(raise_request_exception=False).get("/breaks/").status_code == 500

    lines = console.getvalue().splitlines()
    assert lines[0].endswith("ERROR django.request Internal Server Error: /breaks/")
    assert lines[-1] == "ZeroDivisionError: ours"
