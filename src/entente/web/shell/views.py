"""The shell's own pages: oneself, all places, the component sheet."""

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from entente.web import context
from entente.web.render import render, see_other
from entente.web.shell import pages, sheet
from entente.workspace import operations as workspace

A_YEAR = 365 * 24 * 3600


def icon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for by themselves where a page names no icon, as a file's page does."""
    return see_other(static("img/mark.svg"))


def me(request: HttpRequest) -> HttpResponse:
    """Oneself: seats, look, keys, password, sessions."""
    page = pages.me(
        viewer=request.viewer,
        at=request.at,
        theme=context.theme_of(request),
        keys_off=request.COOKIES.get("keys") == "off",
    )
    return render(request, "shell/me.html", page)


def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the machine has it; kept with the member and in this browser."""
    chosen = request.POST.get("theme", "")
    workspace.choose_theme(member_id=request.viewer.member_id, theme=chosen)
    return _remember(request, "theme", chosen if chosen in ("light", "dark") else "")


def keys(request: HttpRequest) -> HttpResponse:
    """Switch the one-letter keys off or on, in this browser."""
    return _remember(request, "keys", "off" if request.POST.get("keys") == "off" else "")


def _remember(request: HttpRequest, name: str, value: str) -> HttpResponse:
    back = request.POST.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    response = see_other(back if safe else reverse("me"))
    if value:
        secure = request.is_secure()
        response.set_cookie(
            name, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure
        )
    else:
        response.delete_cookie(name)
    return response


def everything(request: HttpRequest) -> HttpResponse:
    """The navigation as a page, for small screens."""
    return render(request, "shell/everything.html")


def components(request: HttpRequest) -> HttpResponse:
    """Every component in its states."""
    return render(request, "shell/components.html", sheet.build(at=request.at))
