"""What the shell around every page shows: who is here, where they can go, what waits."""

from dataclasses import dataclass

from django.http import HttpRequest

from entente.web import navigation
from entente.web.access import NOBODY
from entente.web.toasts import Toast, waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    company: str
    member_name: str
    theme: str  # "", "light" or "dark"; "" follows the machine
    path: str
    groups: tuple[navigation.Group, ...]
    tabs: tuple[navigation.Link, ...]
    toasts: tuple[Toast, ...]
    keys_off: bool
    log: str = ""  # where one logs a call from anywhere; "" for those who may not

    @property
    def signed_in(self) -> bool:
        return bool(self.member_name)


def build(request: HttpRequest) -> Shell:
    """Everything the shell shows, asked now so that the templates need not ask."""
    viewer = getattr(request, "viewer", NOBODY)
    workspace = getattr(request, "workspace", None)
    groups = navigation.groups(viewer=viewer, path=request.path, at=request.at)
    return Shell(
        company=workspace.name if workspace else "",
        member_name=viewer.name if viewer.member_id else "",
        theme=theme_of(request),
        path=request.get_full_path(),
        groups=groups,
        tabs=navigation.tabs(groups=groups, viewer=viewer, path=request.path),
        toasts=waiting(request),
        keys_off=request.COOKIES.get("keys") == "off",
        log=navigation.open_to("log", viewer) if viewer.member_id else "",
    )


def theme_of(request: HttpRequest) -> str:
    """The member's own choice, or on pages without a member the browser's cookie."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "theme", "") or request.COOKIES.get("theme", "")
    return chosen if chosen in ("light", "dark") else ""


def shell(request: HttpRequest) -> dict[str, object]:
    """Template context: `shell`, built before rendering; nothing for a part of a page."""
    return {"shell": getattr(request, "shell", None)}
