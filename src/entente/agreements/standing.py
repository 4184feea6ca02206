"""How each document stands, for the pages: its draft, its proposal, its versions and their rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from entente.agreements import offers
from entente.agreements.models import Document, Draft, InForce, ReadReceipt, Signature, Version
from entente.agreements.rules import life
from entente.agreements.rules.life import State
from entente.agreements.rules.states import (
    Declined,
    DraftState,
    SignatureGiven,
    TakenBack,
    VersionState,
)
from entente.workspace import access
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer


class NoSuchVersion(LookupError):
    """There is no version of that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A document of the accord as it stands: versions newest first, at most one of them open."""

    kind: offers.DocumentKind
    scope: str
    draft: DraftState | None
    versions: tuple[VersionState, ...]

    def _first(self, state: State) -> VersionState | None:
        return next((one for one in self.versions if one.state == state), None)

    @property
    def proposed(self) -> VersionState | None:
        return self._first(State.PROPOSED)

    @property
    def in_force(self) -> VersionState | None:
        return self._first(State.IN_FORCE)

    @property
    def agreed(self) -> VersionState | None:
        """Signed by all, its first day still to come."""
        return self._first(State.AGREED)

    @property
    def begun(self) -> bool:
        return bool(self.draft or self.versions)


def documents(*, viewer: Viewer, at: datetime) -> list[Standing]:
    """How every document stands, kinds in their order; a kind never begun stands there empty.

    A kind with a scope has one per scope. Five queries, whatever their number.
    """
    access.require(viewer=viewer, record="accord", action="see")
    kinds = offers.kinds()
    standings = _standings(Document.objects.filter(kind__in=[kind.name for kind in kinds]), at)
    found: list[Standing] = []
    for kind in kinds:
        own = [one for one in standings if one.kind.name == kind.name]
        found += sorted(own, key=lambda one: one.scope) or [_empty(kind)]
    return found


def document(*, kind: str, scope: str = "", viewer: Viewer, at: datetime) -> Standing:
    """How one document stands; empty when it was never begun. Raises offers.UnknownKind."""
    access.require(viewer=viewer, record="accord", action="see")
    declared = offers.kind(kind)
    found = _standings(Document.objects.filter(kind=declared.name, scope=scope), at)
    return found[0] if found else _empty(declared, scope)


def numbered(*, standing: Standing, number: int) -> VersionState:
    """The version of that number. Raises NoSuchVersion."""
    for one in standing.versions:
        if one.number == number:
            return one
    raise NoSuchVersion(number)


def readers(*, version_id: int) -> dict[int, datetime]:
    """Which members confirmed to have read a version, and when."""
    return dict(ReadReceipt.objects.filter(version_id=version_id).values_list("member_id", "at"))


def signers(*, kind: str, scope: str, number: int) -> frozenset[int]:
    """Which members signed the version of that number."""
    of = {"document__kind": kind, "document__scope": scope, "number": number}
    rows = Signature.objects.filter(version__in=Version.objects.filter(**of))
    return frozenset(rows.values_list("member_id", flat=True))


def _empty(kind: offers.DocumentKind, scope: str = "") -> Standing:
    return Standing(kind=kind, scope=scope, draft=None, versions=())


def _standings(rows: QuerySet[Document], at: datetime) -> list[Standing]:
    documents = list(rows)
    versions = _versions(documents, workspace.current().timezone, at)
    drafts = Draft.objects.filter(document__in=documents).select_related("edited_by")
    drafted = {row.document_id: _draft(row) for row in drafts}
    return [
        Standing(
            kind=offers.kind(row.kind),
            scope=row.scope,
            draft=drafted.get(row.id),
            versions=tuple(versions.get(row.id, ())),
        )
        for row in documents
    ]


def _versions(
    documents: Iterable[Document], zone: ZoneInfo, at: datetime
) -> dict[int, list[VersionState]]:
    signatures = Signature.objects.select_related("member").order_by("at", "id")
    rows = (
        Version.objects.filter(document__in=documents)
        .select_related(
            "drafted_by", "proposed_by", "decline__member", "withdrawal__member", "in_force"
        )
        .prefetch_related(Prefetch("signatures", signatures))
        .order_by("-number")
    )
    found: dict[int, list[VersionState]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(_version(row, zone, at))
    return found


def _version(row: Version, zone: ZoneInfo, at: datetime) -> VersionState:
    in_force = getattr(row, "in_force", None)
    declined, taken_back = _declined(row), _taken_back(row)
    span = in_force and _span(in_force, zone)
    return VersionState(
        id=row.id,
        number=row.number,
        content=row.content,
        closed=row.closed,
        text=row.text,
        digest=row.digest,
        from_day=row.from_day,
        review=row.review,
        baseline=row.baseline,
        drafted_by=row.drafted_by.name,
        drafted_at=row.drafted_at,
        proposed_by=row.proposed_by.name,
        proposed_at=row.proposed_at,
        signatures=tuple(_signature(one) for one in row.signatures.all()),
        declined=declined,
        taken_back=taken_back,
        span=span,
        since_day=in_force and in_force.since_day,
        state=life.state(declined=bool(declined), withdrawn=bool(taken_back), in_force=span, at=at),
    )


def _span(row: InForce, zone: ZoneInfo) -> life.Span:
    lower, upper = row.span.lower, row.span.upper
    return life.Span(
        since=lower and lower.astimezone(zone),
        until=upper and upper.astimezone(zone),
        empty=row.span.isempty,
    )


def _signature(row: Signature) -> SignatureGiven:
    words = life.signed_by(name=row.member.name, held=row.held)
    return SignatureGiven(
        seat=row.seat, member_id=row.member_id, words=words, at=row.at, digest=row.digest
    )


def _declined(row: Version) -> Declined | None:
    no = getattr(row, "decline", None)
    words = no and life.signed_by(name=no.member.name, held=no.held)
    return no and Declined(seat=no.seat, words=words, at=no.at, reason=no.reason)


def _taken_back(row: Version) -> TakenBack | None:
    back = getattr(row, "withdrawal", None)
    return back and TakenBack(name=back.member.name, at=back.at, reason=back.reason)


def _draft(row: Draft) -> DraftState:
    return DraftState(
        content=row.content,
        from_day=row.from_day,
        review=row.review,
        baseline=row.baseline,
        origin=row.origin,
        edited_by=row.edited_by.name,
        edited_at=row.edited_at,
    )
