"""Writing a document until it is proposed: begin, save, discard, propose."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from entente.agreements import beginnings, closing, events, offers, queries
from entente.agreements.models import Document, Draft, Version
from entente.agreements.offers import DocumentKind
from entente.agreements.operations import records
from entente.agreements.rules import envelope as envelopes
from entente.agreements.rules import life
from entente.agreements.rules.content import Content, ContentInvalid, Problem
from entente.agreements.rules.digest import normal
from entente.agreements.rules.envelope import Envelope
from entente.kit import periods
from entente.workspace import access
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer


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
    beginnings.check_scope(kind=declared, scope=scope)
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


def problems(
    *, kind: str, scope: str = "", content: Content, envelope: Envelope | None, at: datetime
) -> list[Problem]:
    """All that keeps this from being kept, for a form that already knows of some of it.

    Without an `envelope` nothing is said of it: its day could not be read.
    """
    declared = offers.kind(kind)
    found = _around(declared, scope, envelope, at) if envelope else []
    try:
        declared.validate(content)
    except ContentInvalid as invalid:
        return [*found, *invalid.problems]
    return found


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
    access.require(viewer=by, record="accord", action="change")
    with transaction.atomic():
        records.locked(kind=offers.kind(kind).name, scope=scope)
        begun = beginnings.suggest(kind=kind, scope=scope, starter=starter, number=number, at=at)
        discard_draft(kind=kind, scope=scope, by=by)
        save_draft(kind=kind, scope=scope, by=by, at=at, **asdict(begun))


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
    found = _around(kind, scope, envelope, at)
    try:
        kept = normal(kind.validate(content))
    except ContentInvalid as invalid:
        raise ContentInvalid([*found, *invalid.problems]) from invalid
    if found:
        raise ContentInvalid(found)
    return kept


def _around(kind: DocumentKind, scope: str, envelope: Envelope, at: datetime) -> list[Problem]:
    return envelopes.problems(
        envelope=envelope,
        today=_today(at),
        ever_signed=beginnings.ever_in_force(kind=kind.name, scope=scope),
    )


def _check_news(
    kind: DocumentKind, scope: str, closed: Content, envelope: Envelope, at: datetime
) -> None:
    """Refuse what the version that rules then says already, unless it calls a later one off."""
    zone = workspace.current().timezone
    first = periods.start_of_day(day=envelope.from_day, zone=zone)
    begins = life.begins(day_begins=first, signed_at=at)
    held = queries.in_force(kind=kind.name, scope=scope, at=begins)
    if held is None or held.until is not None:
        return
    if held.content == closed and held.review == envelope.review:
        holds = "is in force" if held.since is None or held.since <= at else "is agreed for then"
        raise UnableToPropose(
            f"The draft says the same as version {held.number}, which {holds}. "
            "Change something first, or discard the draft."
        )


def _today(at: datetime) -> date:
    return periods.day_of(at=at, zone=workspace.current().timezone)
