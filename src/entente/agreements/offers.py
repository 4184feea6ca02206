"""What higher rooms declare to the accord: the kinds of document that can be agreed on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.text import slugify

from entente.agreements.rules.content import Content
from entente.agreements.rules.form import Field
from entente.agreements.rules.prose import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A ready document for one kind of company, to be signed at once and sharpened later."""

    name: str
    description: str
    content: Content

    @property
    def slug(self) -> str:
        return slugify(self.name)


def as_it_stands(content: Content, at: datetime) -> Content:
    """For kinds whose content refers to nothing outside itself."""
    return content


def never_outdated(content: Content, at: datetime) -> str:
    """For kinds whose content refers to no other document."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """One kind of document.

    `validate` gives the content in full as JSON, or raises ContentInvalid; validating twice changes
    nothing. `resolve` closes it: embeds or pins by version all that it refers to, and the result is
    valid content again; it may raise ContentInvalid too. `outdated` says of closed content in a
    sentence that what it refers to is gone, so that nobody may sign it any more; "" while it holds.
    `prose` and `difference` are given closed content. Without a `difference` the fields of the form
    tell it, and those `embedded`, which say what closing puts in. `grammar` names the version of
    the language that the content's texts are written in.
    """

    name: str
    title: str
    about: str  # one sentence: what it settles
    validate: Callable[[Content], Mapping[str, Any]]
    prose: Callable[[Content], Sequence[Section]]
    fields: tuple[Field, ...]
    starters: tuple[Starter, ...]
    scope: Literal["none", "quarter"] = "none"
    resolve: Callable[[Content, datetime], Content] = as_it_stands
    outdated: Callable[[Content, datetime], str] = never_outdated
    difference: Callable[[Content, Content], list[str]] | None = None
    embedded: tuple[Field, ...] = ()
    grammar: str = "1"
    review: Literal["monthly", "quarterly"] = "quarterly"
    after: tuple[str, ...] = field(default=())  # kinds that it refers to, signed before it

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")


class UnknownKind(Exception):
    """No room declared this kind of document."""


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Let documents of this kind be agreed on. Registering the same kind again changes nothing."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"{kind.name} is declared twice, differently")


def kind(name: str) -> DocumentKind:
    """The kind of that name, or of that slug. Raises UnknownKind."""
    try:
        return _kinds[name.replace("-", "_")]
    except KeyError:
        raise UnknownKind(name) from None


def kinds() -> tuple[DocumentKind, ...]:
    """All kinds, in the order in which they were declared."""
    return tuple(_kinds.values())


@contextlib.contextmanager
def only(*kinds: DocumentKind) -> Iterator[None]:
    """Exactly these kinds for a while: for tests, whose kinds must not stay behind."""
    before = dict(_kinds)
    _kinds.clear()
    _kinds.update({kind.name: kind for kind in kinds})
    try:
        yield
    finally:
        _kinds.clear()
        _kinds.update(before)
