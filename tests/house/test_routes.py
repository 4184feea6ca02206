"""Every address says who may open it."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, get_resolver

from entente.web.routes import declaration

PACKAGE = settings.PACKAGE


def patterns(resolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All addresses, however deep they are included."""
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, entry
        else:
            yield from patterns(entry, here)


def test_every_address_declares_who_may_open_it():
    silent = [
        address
        for address, entry in patterns(get_resolver())
        if declaration(entry.callback) is None
    ]

    assert silent == []


def test_every_address_has_a_name_of_its_own():
    names = [entry.name for _, entry in patterns(get_resolver())]

    assert sorted(name or "" for name in names) == sorted({name for name in names if name})


def test_only_a_post_is_taken_for_a_deed():
    """HEAD comes with GET and needs no token against forgery: it must never pass for a POST."""
    careless = [
        str(path.relative_to(PACKAGE))
        for path in sorted((PACKAGE / "web").rglob("*.py"))
        if "tests" not in path.parts and 'if request.method == "GET":' in path.read_text()
    ]

    assert careless == []
