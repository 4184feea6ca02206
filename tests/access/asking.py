"""Asking every address as somebody, and whether anything changed by it."""

import contextlib
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import SlugConverter

from entente.web.accord.addresses import DocumentConverter, Named
from entente.web.routes import Declared, declaration
from entente.web.testing import signed_in
from tests.access.people import Person
from tests.house.test_routes import patterns

FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# What a browser's place remembers of itself, whoever asks for what.
SESSIONS = ("django_session", "usersessions_usersession")
WORDS = {DocumentConverter, SlugConverter}  # any other converter takes what may be an id
EXAMPLES = {
    "document": Named("sla"),
    "token": "no-such-token",
    "name": "city",
    "means": "mail",
    "way": "sql",
    "quarter": "2026-q4",
    "period": "2026-w48",
    "term": "first_contact",
    "uidb36": "1",
    "key": "no-such-key",
}


def addresses() -> list[tuple[str, Declared, tuple[str, ...]]]:
    """Every address by name, what it declared, and what stands in it."""
    return [
        (entry.name, declaration(entry.callback), tuple(entry.pattern.converters))
        for _, entry in patterns(get_resolver())
    ]


def ids_held() -> dict[str, tuple[str, ...]]:
    """By the name of every address its parts that are ids; words of ours and codes are none."""
    return {
        entry.name: tuple(
            part for part, kind in entry.pattern.converters.items() if type(kind) not in WORDS
        )
        for _, entry in patterns(get_resolver())
    }


def url(name: str, holds: tuple[str, ...], **given: object) -> str:
    """An address with what was given, an example of the rest, and 1 for other numbers."""
    if name == "deal_field":
        given["name"] = "amount"
    return reverse(name, kwargs={part: given.get(part, EXAMPLES.get(part, 1)) for part in holds})


class Asker:
    """Somebody at a browser."""

    def __init__(self, person: Person) -> None:
        self._cookies = signed_in(person.viewer).cookies if person.viewer.member_id else None
        self._client = Client(raise_request_exception=False)

    def ask(
        self,
        method: str,
        path: str,
        *,
        keep: bool = False,
        sent: Mapping[str, str] | None = None,
    ) -> str:
        """What came of it: sign in, refused, missing, wrong method, declined, failed or open.

        What it changed is taken back, unless it is to be kept: then nothing should have changed.
        """
        self._client.cookies = SimpleCookie(self._cookies or {})
        with contextlib.nullcontext() if keep else taken_back():
            response = self._client.generic(method, path, urlencode(sent or {}), FORM)
        code = response.status_code
        if code in (302, 303) and response["Location"].startswith("/sign-in/?next="):
            return "sign in"
        if code == 303 and response["Location"] == "/sign-in/" and self._cookies is None:
            return "sign in"
        named = {403: "refused", 404: "missing", 405: "wrong method"}
        return named.get(code, "failed" if code >= 500 else "declined" if code >= 400 else "open")


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """Undo in the database whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything() -> str:
    """One word for all rows of all tables, but for what browsers remember."""
    names = [name for name in connection.introspection.table_names() if name not in SESSIONS]
    each = " union all ".join(
        f"select '{name}' as name, md5(coalesce(string_agg(row::text, '|' order by row::text), ''))"
        f' as told from "{name}" row'
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"select md5(string_agg(name || told, '|' order by name)) from ({each}) all_"
        )
        return cursor.fetchone()[0]
