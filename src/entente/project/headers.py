"""Headers that the framework cannot read, met before it stumbles."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Pages = Callable[[dict[str, Any], Any], Iterable[bytes]]


def readable(*, pages: Pages) -> Pages:
    """The same pages; a content type that nobody can read is none: the form then comes empty.

    The framework reads it while it builds a request, outside of all that answers for errors.
    """

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            environ["CONTENT_TYPE"] = ""
        return pages(environ, start_response)

    return application
