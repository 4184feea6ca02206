"""Writing a document until it is proposed: begin, save, discard, propose."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from entente.agreements import closing, events, offers, queries
from entente.agreements.models import Document, Draft, InForce, Version
from entente.agreements.offers import DocumentKind
from entente.agreements.operations import records
from entente.agreements.rules import envelope as envelopes
from entente.agreements.rules.content import Content, ContentInvalid
from entente.agreements.rules.digest import normal
from entente.agreements.rules.envelope import Envelope
from entente.kit import periods
from entente.workspace import access
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

ONE_DAY = timedelta(days=1)


class UnableToDraft(Exception):
    """Why there is nothing to begin from, or no such document, in words for people."""


class UnableToPropose(Exception):
    """Why the draft cannot be proposed yet, in words for people."""


def save_draft(
    *,
    kind: str,
    scope: str = "",
    content: Content,
    from_day: date,
    review: str,
    baseline: bool = False,
    origin: str = "",
    by: Viewer,
    at: datetime,
) -> None:
    """Keep what is being written. A proposal that is still open is taken back: its signatures end.

    Raises ContentInvalid with every place that is wrong; then nothing is kept. `origin` says what
    a fresh draft was begun from.
    """
    access.require(viewer=by, record="accord", action="change")
    declared = offers.kind(kind)
    _check_scope(declared, scope)
    envelope = Envelope(from_day=from_day, review=review, baseline=baseline)
    kept = _checked(declared, scope, content, envelope, at)
    with transaction.atomic():
        document = records.locked(kind=declared.name, scope=scope)
        records.take_back_open(document=document, reason="The text was changed", by=by, at=at)
        shared = {**envelope.as_fields(), "content": kept, "edited_by_id": by.member_id}
        shared["edited_at"] = at
        started = {"origin": origin, "started_by_id": by.member_id, "started_at": at}
        row, fresh = Draft.objects.update_or_create(
            document=document, defaults=shared, create_defaults={**shared, **started}
        )
        if fresh:
            records.tell(events.DRAFTED, about=document, by=by, at=at, once=str(row.id))


def begin_draft(
    *,
    kind: str,
    scope: str = "",
    starter: str = "",
    number: int | None = None,
    by: Viewer,
    at: datetime,
) -> None:
    """Begin from a starter (its slug) or an earlier version's text, in place of the draft there is.

    A first version is suggested as a baseline from today, a later one from tomorrow.
    """
    declared = offers.kind(kind)
    begun = _from_starter(declared, starter) if number is None else _copied(kind, scope, number)
    today = _today(at)
    first = not _ever_in_force(declared, scope)
    with transaction.atomic():
        discard_draft(kind=kind, scope=scope, by=by)
        save_draft(
            kind=kind,
            scope=scope,
            from_day=today if first else today + ONE_DAY,
            baseline=first,
            by=by,
            at=at,
            **begun,
        )


def discard_draft(*, kind: str, scope: str = "", by: Viewer) -> None:
    """Throw away what is being written, if anything is; versions stay as they are."""
    access.require(viewer=by, record="accord", action="change")
    Draft.objects.filter(document__kind=offers.kind(kind).name, document__scope=scope).delete()


def propose(*, kind: str, scope: str = "", by: Viewer, at: datetime) -> int:
    """Close the draft and lay it before the three seats; gives the new version's number.

    Raises UnableToPropose, or ContentInvalid when its day has passed or it refers to what is gone.
    """
    access.require(viewer=by, record="accord", action="change")
    declared = offers.kind(kind)
    with transaction.atomic():
        document = records.locked(kind=declared.name, scope=scope)
        draft = Draft.objects.filter(document=document).first()
        if draft is None:
            raise UnableToPropose("There is no draft to propose; begin one first.")
        envelope = Envelope(from_day=draft.from_day, review=draft.review, baseline=draft.baseline)
        _checked(declared, scope, draft.content, envelope, at)
        closed = closing.close(kind=declared, content=draft.content, at=at)
        _check_news(declared, scope, closed, envelope, at)
        version = _freeze(declared, document, draft, closed, envelope, by, at)
        draft.delete()
        digest = {"digest": version.digest}
        records.tell(events.PROPOSED, about=version, by=by, at=at, properties=digest)
    return version.number


def _freeze(
    kind: DocumentKind,
    document: Document,
    draft: Draft,
    closed: Content,
    envelope: Envelope,
    by: Viewer,
    at: datetime,
) -> Version:
    last = Version.objects.filter(document=document).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    seal = closing.sealed(
        kind=kind, scope=document.scope, closed=closed, number=number, envelope=envelope
    )
    return Version.objects.create(
        document=document,
        number=number,
        content=draft.content,
        closed=seal.content,
        text=seal.text,
        digest=seal.digest,
        grammar=kind.grammar,
        drafted_by_id=draft.edited_by_id,
        drafted_at=draft.edited_at,
        proposed_by_id=by.member_id,
        proposed_at=at,
        **envelope.as_fields(),
    )


def _checked(
    kind: DocumentKind, scope: str, content: Content, envelope: Envelope, at: datetime
) -> Content:
    found = envelopes.problems(
        envelope=envelope, today=_today(at), ever_in_force=_ever_in_force(kind, scope)
    )
    try:
        kept = normal(kind.validate(content))
    except ContentInvalid as invalid:
        raise ContentInvalid([*found, *invalid.problems]) from invalid
    if found:
        raise ContentInvalid(found)
    return kept


def _check_scope(kind: DocumentKind, scope: str) -> None:
    if kind.scope == "none" and scope:
        raise UnableToDraft(f"There is one {kind.title} for all; it has no scope.")
    if kind.scope == "quarter" and not _is_quarter(scope):
        raise UnableToDraft("Choose a quarter like 2026-q4.")


def _is_quarter(scope: str) -> bool:
    try:
        period = periods.parse(text=scope)
    except periods.UnreadablePeriod:
        return False
    return periods.kind_of(period=period) == "quarter" and periods.slug(period=period) == scope


def _check_news(
    kind: DocumentKind, scope: str, closed: Content, envelope: Envelope, at: datetime
) -> None:
    held = queries.in_force(kind=kind.name, scope=scope, at=at)
    if held and held.content == closed and held.review == envelope.review:
        raise UnableToPropose(
            f"The draft says the same as version {held.number}, which is in force. "
            "Change something first, or discard the draft."
        )


def _from_starter(kind: DocumentKind, slug: str) -> dict[str, Any]:
    for starter in kind.starters:
        if starter.slug == slug:
            origin = f"starter “{starter.name}”"
            return {"content": starter.content, "review": kind.review, "origin": origin}
    raise UnableToDraft("There is no such starter; choose one of the list.")


def _copied(kind: str, scope: str, number: int) -> dict[str, Any]:
    row = Version.objects.filter(
        document__kind=offers.kind(kind).name, document__scope=scope, number=number
    ).first()
    if row is None:
        raise UnableToDraft(f"There is no version {number} to begin from.")
    return {"content": row.content, "review": row.review, "origin": f"version {number}"}


def _ever_in_force(kind: DocumentKind, scope: str) -> bool:
    return InForce.objects.filter(
        document__kind=kind.name, document__scope=scope, days__isempty=False
    ).exists()


def _today(at: datetime) -> date:
    return periods.day_of(at=at, zone=workspace.current().timezone)
