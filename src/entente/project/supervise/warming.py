"""What is loaded beside the pages once somebody is at work."""

import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

Pages = Callable[[dict[str, Any], Any], Iterable[bytes]]
OFTEN = 0.0005  # seconds; at the usual 0.005 a page waits that long after each of its queries


def warming(*, pages: Pages, cookie: str, warm: Callable[[], None]) -> Pages:
    """The same pages; the first request with this cookie has `warm` run beside it, once.

    Whoever asks for a page without having signed in needs none of it, and a house at rest does not
    hold its memory.
    """
    begun = threading.Lock()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if f"{cookie}=" in environ.get("HTTP_COOKIE", "") and begun.acquire(blocking=False):
            threading.Thread(target=_aside, args=[warm], name="warming", daemon=True).start()
        return pages(environ, start_response)

    return application


def _aside(warm: Callable[[], None]) -> None:
    """Let pages take their turn often meanwhile."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(OFTEN)
    try:
        warm()
    finally:
        sys.setswitchinterval(usual)
