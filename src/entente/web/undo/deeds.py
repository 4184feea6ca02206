"""What can be taken back. A signed token names the deed and what it was done to, for a day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse

from entente.workspace.rules import Viewer

A_DAY = 24 * 3600
SALT = "entente.undo"
Inverse = Callable[..., str]

_inverses: dict[str, Inverse] = {}


class NotUndone(Exception):
    """Why it stays as it is: too late, or somebody changed it since; says both values then."""


def inverse(name: str, run: Inverse) -> None:
    """Let a deed be taken back by `run(by=, at=, **told)`, which says what it did, in the past.

    It raises NotUndone where taking back would undo what somebody else did since.
    """
    _inverses[name] = run


def url(deed: str, /, *, by: Viewer, **told: Any) -> str:
    """Where the toast of a deed posts to; `told` must be JSON values."""
    token = signing.dumps({"deed": deed, "by": by.member_id, "told": told}, salt=SALT)
    return reverse("undo", args=[token])


def take_back(*, token: str, by: Viewer, at: datetime) -> str:
    """Undo the deed behind a token; gives what was done in words. Raises NotUndone."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        raise NotUndone("Undo works for a day; this was longer ago.") from None
    if kept["by"] != by.member_id or kept["deed"] not in _inverses:
        raise NotUndone("Only who did it can undo it from here.")
    return _inverses[kept["deed"]](by=by, at=at, **kept["told"])
