"""Closing a document: all that it refers to is in it, its text and its digest say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entente.agreements.offers import DocumentKind
from entente.agreements.rules import digest as digests
from entente.agreements.rules import prose
from entente.agreements.rules.content import Content
from entente.agreements.rules.difference import in_words
from entente.agreements.rules.envelope import Envelope, heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What is laid before the three seats."""

    content: Content
    text: str
    digest: str


def close(*, kind: DocumentKind, content: Content, at: datetime) -> Content:
    """The content with all that it refers to embedded or pinned. Raises ContentInvalid."""
    resolved = kind.resolve(kind.validate(content), at)
    return digests.normal(kind.validate(resolved))


def sealed(
    *, kind: DocumentKind, scope: str, closed: Content, number: int, envelope: Envelope
) -> Closed:
    """The closed content with the text that people read and the digest that they sign."""
    title = heading(title=kind.title, scope=scope, number=number, envelope=envelope)
    text = prose.plain(title=title, sections=kind.prose(closed))
    digest = digests.digest(
        kind=kind.name, scope=scope, content=closed, text=text, grammar=kind.grammar
    )
    return Closed(content=closed, text=text, digest=digest)


def difference(*, kind: DocumentKind, old: Content, new: Content, currency: str) -> Sequence[str]:
    """What changed from one closed content to another, one sentence per change."""
    if kind.difference is not None:
        return kind.difference(old, new)
    return in_words(old=old, new=new, fields=(*kind.fields, *kind.embedded), currency=currency)
