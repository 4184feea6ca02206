"""What somebody wrote in a form that is not there any more, so that no page throws it away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

SECRET: Final = "password"  # noqa: S105  a part of the names of fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    name: str
    text: str


def written(request: HttpRequest) -> tuple[Written, ...]:
    """The texts of a form that was sent, of more than a word; none that is secret.

    What is chosen, counted or hidden in a form has no spaces: keys, days, digests, addresses.
    """
    if request.method != "POST":
        return ()
    return tuple(
        Written(name=name, text=text)
        for name, texts in request.POST.lists()
        for text in texts
        if SECRET not in name and len(text.split()) > 1
    )


def typed(request: HttpRequest, *, names: Sequence[str]) -> tuple[Written, ...]:
    """What was typed into the fields of these names, single words too."""
    found = [(name, request.POST.get(name, "")) for name in names]
    return tuple(Written(name=name, text=text) for name, text in found if text.strip())
