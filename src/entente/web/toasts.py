"""What we say after a deed: past tense with the object, and one undo. Never for errors."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    text: str
    undo: str  # where undoing posts to; "" when it cannot be called back


def say(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Show this on the next page the person sees, with an Undo that posts to `undo`."""
    messages.success(request, text, extra_tags=undo)


def waiting(request: HttpRequest) -> tuple[Toast, ...]:
    """What was said and not yet shown; asking takes it."""
    if not hasattr(request, "_messages"):
        return ()
    return tuple(
        Toast(text=str(said), undo=said.extra_tags or "") for said in messages.get_messages(request)
    )
