"""The edge: who asks, when, from where, and whether they may. Every request passes here."""

from collections.abc import Callable, Iterable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from entente.kit import clock
from entente.web import context, errors
from entente.web.access import NOBODY
from entente.web.render import see_other
from entente.web.routes import Declared, declaration
from entente.web.viewers import know
from entente.workspace.access import Refused
from entente.workspace.queries import NotSetUp

NUL = "\x00"


class Edge:
    """Gives every view `request.at`, `request.viewer` and `request.workspace`; refuses the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at, request.viewer, request.workspace = clock.now(), NOBODY, None
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        patch_vary_headers(response, ["HX-Request"])
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """None lets the view run; a response takes its place."""
        declared = declaration(view)
        if declared is None:
            return errors.refused(request, "Nobody has said yet who may open this address.")
        if _holds_nul(request):
            return errors.bad_request(request)
        if declared.access.unready:
            return _wrong_method(request, declared)
        try:
            know(request)
        except NotSetUp:
            return None if declared.access.first_run else _to("setup", request)
        if declared.access.first_run:
            return errors.not_found(request)
        return _not_admitted(request, declared) or _wrong_method(request, declared)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A room that refuses says why; the page says the same."""
        return errors.refused(request, exception.why) if isinstance(exception, Refused) else None

    def process_template_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        """Libraries' own pages get the same shell."""
        request.shell = context.build(request)
        return response


def _not_admitted(request: HttpRequest, declared: Declared) -> HttpResponse | None:
    if declared.access.admits(request.viewer):
        return None
    if request.viewer.member_id is None:
        return _to("account_login", request)
    return errors.refused(request, declared.access.why)


def _wrong_method(request: HttpRequest, declared: Declared) -> HttpResponse | None:
    if request.method in declared.methods:
        return None
    return errors.wrong_method(request, allowed=declared.methods)


def _to(name: str, request: HttpRequest) -> HttpResponse:
    """Send them to sign in or to set up, and back afterwards where they were reading."""
    url = reverse(name)
    if name == "account_login" and request.method == "GET" and request.get_full_path() != "/":
        url = f"{url}?next={quote(request.get_full_path())}"
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": url})
    return see_other(url)


def _holds_nul(request: HttpRequest) -> bool:
    """Whether any text that came in holds U+0000, which no text column can keep."""
    return NUL in request.path or any(map(_nul_within, (request.GET, request.POST)))


def _nul_within(sent: Iterable[str]) -> bool:
    return any(
        NUL in name or any(NUL in value for value in sent.getlist(name))  # type: ignore[attr-defined]  # a QueryDict
        for name in sent
    )
