"""A browser without scripts: pages are read, forms are sent as they stand or with corrections."""

from html.parser import HTMLParser
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from entente.exchange.models import Import
from entente.exchange.testing import work_off
from entente.kit import clock


class Forms(HTMLParser):
    """What a browser would send: the fields of each form of a page, by the form's address."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.by_action: dict[str, dict[str, list[str]]] = {}
        self.links: dict[str, list[str]] = {}  # by words
        self._fields: dict[str, list[str]] = {}
        self._select, self._options, self._option = "", [], None
        self._href, self._words = None, ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._fields = self.by_action.setdefault(given.get("action") or "", {})
        elif tag == "input" and given.get("name") and given.get("type") != "file":
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._fields.setdefault(given["name"], []).append(given.get("value") or "")
        elif tag == "select":
            self._select, self._options = given.get("name") or "", []
        elif tag == "option":
            self._option = [given.get("value"), "selected" in given, ""]
            self._options.append(self._option)
        elif tag == "a":
            self._href, self._words = given.get("href"), ""

    def handle_data(self, data: str) -> None:
        if self._option is not None:
            self._option[2] += data
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "option":
            self._option = None
        elif tag == "select" and self._select and self._options:
            chosen = next((one for one in self._options if one[1]), self._options[0])
            value = chosen[2] if chosen[0] is None else chosen[0]
            self._fields.setdefault(self._select, []).append(value)
        elif tag == "a" and self._href:
            self.links.setdefault(" ".join(self._words.split()), []).append(self._href)


def upload(client: Client, *, content: bytes, name: str) -> HttpResponse:
    """Send a file; where all is well the answer leads to its mapping."""
    return client.post(reverse("import_new"), {"file": SimpleUploadedFile(name, content)})


def bring(client: Client, path: Path) -> Import:
    """A file through all pages, with the mapping as it is offered: sent, it is what it was."""
    row = bring_content(client, content=path.read_bytes(), name=path.name)
    assert row.mapping == row.offered
    return row


def bring_content(
    client: Client, *, content: bytes, name: str, corrected: dict[str, list[str]] | None = None
) -> Import:
    """The same with bytes, and with answers of the mapping's form corrected."""
    page = client.get(upload(client, content=content, name=name)["Location"])
    row = Import.objects.latest("id")
    offered = row.mapping
    action = reverse("import_mapping", args=[row.id])
    sent = Forms(page).by_action[action] | (corrected or {})
    assert client.post(action, sent)["Location"] == reverse("import", args=[row.id])
    work_off(at=clock.now())
    checked = client.get(reverse("import", args=[row.id]))
    run = reverse("import_run", args=[row.id])
    assert run in Forms(checked).by_action
    client.post(run)
    work_off(at=clock.now())
    row.refresh_from_db()
    row.offered = offered
    return row
