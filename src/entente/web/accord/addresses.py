"""How documents of the accord are named in addresses: sla, or goal-plan/2026-q4."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from entente.agreements import beginnings, offers


class Named(NamedTuple):
    """A document as an address names it: the kind's name and the scope."""

    kind: str
    scope: str = ""


class DocumentConverter:
    """sla ⇄ Named("sla"); goal-plan/2026-q4 ⇄ Named("goal_plan", "2026-q4")."""

    regex = r"[a-z]+(?:-[a-z]+)*(?:/[0-9]{4}-q[1-4])?"

    def to_python(self, value: str) -> Named:
        """Raises ValueError, which makes the address unknown, for a kind nobody declared."""
        slug, _, scope = value.partition("/")
        try:
            kind = offers.kind(slug)
        except offers.UnknownKind as unknown:
            raise ValueError(value) from unknown
        if scope:
            try:
                beginnings.check_scope(kind=kind, scope=scope)
            except beginnings.UnableToBegin as unable:
                raise ValueError(value) from unable
        return Named(kind.name, scope)

    def to_url(self, value: Named) -> str:
        slug = offers.kind(value.kind).slug
        return f"{slug}/{value.scope}" if value.scope else slug


def url(name: str, kind: str, scope: str = "", **more: object) -> str:
    """The address `name` of a document, or of its version `number=`."""
    return reverse(name, kwargs={"document": Named(kind, scope), **more})
