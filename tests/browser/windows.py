"""Windows of a browser, lent to one test after another, and a server that lets them keep files."""

from pathlib import Path

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve
from playwright.sync_api import Browser, BrowserContext, Page

LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


class KeptFiles(StaticFilesHandler):
    """Static files as browsers get them in real life: all style sheets in one, and each file once.

    A page asks for sixteen files; without this it takes three times as long.
    """

    sheets: Path  # the folder in which main.css holds all others

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.endswith("/css/main.css"):
            answer = serve(request, "main.css", document_root=self.sheets)
        else:
            answer = super().serve(request)
        answer["Cache-Control"] = "max-age=3600"
        return answer


class Windows:
    """Pages, each in a browser context of its own; whoever comes next finds no cookie in it.

    A new one costs a third of a second: it has a process of its own and no file in store.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.free: list[Page] = []
        self.lent: list[Page] = []
        self.apart: list[BrowserContext] = []
        self.troubles: list[str] = []

    def lend(self) -> Page:
        """A page like any other."""
        found = self.free.pop() if self.free else self._opened()
        self.lent.append(found)
        return found

    def open_apart(self, **options: object) -> Page:
        """A page like no other, which nobody gets after."""
        found = self._opened(**options)
        self.apart.append(found.context)
        return found

    def take_back(self) -> list[str]:
        """What failed in scripts or broke our policy for content since pages were lent.

        An empty page is left, so that nothing asks the server for anything between two tests.
        """
        for context in [*self.apart, *(page.context for page in self.lent)]:
            for page in context.pages:
                self.troubles += page.evaluate("window.violations ?? []")
        for context in self.apart:
            context.close()
        for page in self.lent:
            for other in page.context.pages:
                if other is not page:
                    other.close()
            page.goto("about:blank")
            page.emulate_media(color_scheme="light")
            page.context.clear_cookies()
        self.free += reversed(self.lent)
        troubles, self.lent, self.apart, self.troubles = self.troubles, [], [], []
        return troubles

    def _opened(self, **options: object) -> Page:
        context = self.browser.new_context(
            base_url=self.url, color_scheme="light", reduced_motion="reduce", **options
        )
        context.add_init_script(LISTEN)
        context.on("weberror", lambda it: self.troubles.append(f"{it.page.url}: {it.error}"))
        return context.new_page()
