"""From link to link through the whole product, one page of every address."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from tests.pages.reading import Form, Page

# What a page looks different by; by the rest of its address it only shows other records, or fewer.
ASKED = ("kind", "view", "models", "starter", "print", "saved", "from")
NAMED = {"amount", "cf_1", "cf_2", "company", "email", "employees", "expected_close", "owner"}


class Opens(Protocol):
    """Whoever opens pages: a test client of Django's, or a browser."""

    def get(self, path: str, *, follow: bool) -> HttpResponse:
        """The page, with its redirects in `redirect_chain`."""


@dataclass
class Walk:
    """What was found: pages with their statuses, and forms by where they go and what they hold."""

    pages: dict[str, int] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)  # of the pages, those that are none to look at
    forms: dict[tuple[str, tuple[str, ...]], tuple[str, Form]] = field(default_factory=dict)

    def names(self) -> set[str]:
        """The names of the addresses that were reached."""
        return {name_of(path) for path in self.pages}

    def posts(self) -> set[str]:
        """The names of the addresses that a form was found for."""
        return {shape.partition(" ")[0] for shape, _ in self.forms}


@cache
def name_of(path: str) -> str:
    """The name of an address, '' for what is none of ours."""
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""


@cache
def shape_of(path: str) -> str:
    """What makes one address worth a look besides another: its name, and what it is asked for."""
    parts = urlsplit(path)
    told = resolve(parts.path).kwargs
    words = [told["document"].kind] if "document" in told else []
    words += [told["name"]] if told.get("name") in NAMED else []
    asked = [one for one in parts.query.split("&") if one.partition("=")[0] in ASKED]
    return " ".join([name_of(path), *words, *sorted(asked)])


def walk(client: Opens, *, start: Iterable[str]) -> Walk:
    """Open these pages, then follow every link to one page of each shape."""
    found = Walk()
    waiting = list(start)
    seen = {shape_of(path) for path in waiting}
    while waiting:
        path = waiting.pop(0)
        response = client.get(path, follow=True)
        found.pages[path] = response.status_code
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            found.files.add(path)
            continue
        here = response.redirect_chain[-1][0] if response.redirect_chain else path
        page = Page.read(response.text)
        _keep_forms(found, page, here)
        for link in page.links:
            target = urljoin(here, link).partition("#")[0]
            if target.startswith("/") and name_of(target) and shape_of(target) not in seen:
                seen.add(shape_of(target))
                waiting.append(target)
    return found


def _keep_forms(found: Walk, page: Page, here: str) -> None:
    for form in page.forms:
        action = urljoin(here, form.action or here)
        named = tuple(sorted({one.name for one in form.fields if one.name}))
        if form.method == "post" and name_of(action):
            found.forms.setdefault((shape_of(action), named), (action, form))
