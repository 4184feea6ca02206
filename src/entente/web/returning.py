"""Back to where one was."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe(url: str) -> str:
    """The address if it is one of ours, else ''."""
    ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, None)
    return url if ours else ""


def came_from(request: HttpRequest, *, otherwise: str) -> str:
    """The page that the form names (`next`), else the one it was sent from, else another."""
    named = safe(request.POST.get("next", "") or request.GET.get("next", ""))
    if named:
        return named
    sent = urlsplit(request.META.get("HTTP_REFERER", ""))
    if sent.netloc != request.get_host():
        return otherwise
    before = safe(f"{sent.path}?{sent.query}" if sent.query else sent.path)
    return before if before and before != request.get_full_path() else otherwise
