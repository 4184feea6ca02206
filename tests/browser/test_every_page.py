"""Every page of the product in a filled town, from wide to narrow, by day and by night."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from playwright.sync_api import Error, Page

from tests.browser.looks import troubles_in_passing
from tests.pages.filled import Filled, fill
from tests.pages.walking import walk


@pytest.fixture
def filled(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return fill(cast)


@dataclass
class Eyes:
    """Goes from page to page in one window, and looks at each."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def get(self, path: str, *, follow: bool = True) -> HttpResponse:  # noqa: ARG002  it always does
        try:
            response = self.page.goto(path, wait_until="domcontentloaded")
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            return HttpResponse(content_type="application/octet-stream")
        kind = response.headers["content-type"]
        answer = HttpResponse(response.text(), content_type=kind, status=response.status)
        here = urlsplit(self.page.url)._replace(scheme="", netloc="").geturl()
        answer.redirect_chain = [(here, 302)]
        if "html" in kind:
            self.seen.append(path)
            self.troubles += troubles_in_passing(self.page)
        return answer


def states(filled: Filled) -> tuple[str, ...]:
    """Pages that look different by what they are asked for, or by what they are about."""
    town = filled.town
    sara, per = town.people[:2]
    return (
        f"/contacts/{sara}/",
        f"/contacts/{sara}/merging/?with={per}",
        "/contacts/?where=owner+is+me+and+country+is+%22Sweden%22",
        "/contacts/?where=ownr+is+me",
        "/contacts/filter/?what=did:call.logged&when=is+between",
        f"/deals/{town.deals[0]}/",
        f"/deals/{town.deals[0]}/contacts/",
        f"/deals/{town.loose_deal}/",
        "/deals/new/",
        f"/log/?contact={sara}",
        "/tasks/?show=done",
        "/search/?q=sara",
        "/search/?q=zzz",
        "/nowhere/",
        "/accord/first/",
        "/start/",
        f"/settings/access/?member={filled.all.member_id}",
    )


@pytest.mark.slow
def test_every_page_is_sound_at_every_width_and_in_both_schemes(visit, filled, cast):
    """What is wrong is told of all pages at once."""
    eyes = Eyes(visit(filled.all, "/me/"))
    walk(eyes, start=filled.pages)
    for path in states(filled):
        eyes.get(path)
    for viewer in (cast.ada, cast.root):
        one = Eyes(visit(viewer, "/me/"), eyes.troubles)
        for path in ("/everything/", "/settings/", "/inbox/"):
            one.get(path)

    assert not eyes.troubles, "\n".join(eyes.troubles)
    assert len(eyes.seen) > 135


def test_the_pages_of_a_company_in_which_nothing_happened_look_right(look_at, cast):
    look_at(cast.root, {"empty-start": "/start/", "empty-mail": "/mail/"})
    look_at(cast.eve, {"empty-inbox": "/inbox/"})
    look_at(
        cast.noor,
        {
            f"empty-{name}": f"/{name}/"
            for name in ("room", "queue", "tasks", "contacts", "deals", "imports", "accord", "sla")
        },
    )
