"""Questions to the accord: what is in force, who judges, what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet

from entente.agreements import offers
from entente.agreements.models import InForce, ReadReceipt, Review, Signature, Version
from entente.agreements.rules import digest as digests
from entente.agreements.rules import envelope, life, reviews
from entente.kit import periods
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInForce:
    """A version that holds in [since, until): moments in UTC, None is for ever in that direction.

    `content` is closed: all that it refers to is in it. It begins with its first day, never before
    its last signature. A `baseline` was signed to judge earlier facts too; what happened before
    `signed_since` it judges under that label.
    """

    version_id: int
    kind: str
    scope: str
    title: str
    number: int
    content: Mapping[str, Any]
    digest: str
    grammar: str
    baseline: bool
    since: datetime | None
    until: datetime | None
    signed_since: datetime
    since_day: date
    until_day: date | None
    review: str

    @property
    def name(self) -> str:
        """How pages call it: Service level agreement, version 3."""
        return f"{envelope.titled(title=self.title, scope=self.scope)}, version {self.number}"

    def name_for(self, moment: datetime) -> str:
        """Its name where it judged that moment, with the label where it did so as a baseline."""
        return f"{self.name}{self._label(moment)}"

    def short_name_for(self, moment: datetime) -> str:
        """The same where it is plain which document is meant: version 3 (baseline)."""
        return f"version {self.number}{self._label(moment)}"

    def _label(self, moment: datetime) -> str:
        return " (baseline)" if self.baseline and moment < self.signed_since else ""


def _zone() -> ZoneInfo:
    return workspace.current().timezone


def _in_force(row: InForce, zone: ZoneInfo) -> VersionInForce:
    version = row.version
    document = version.document
    lower, upper = row.span.lower, row.span.upper
    first = periods.start_of_day(day=row.since_day, zone=zone)
    return VersionInForce(
        version_id=version.id,
        kind=document.kind,
        scope=document.scope,
        title=offers.kind(document.kind).title,
        number=version.number,
        content=version.closed,
        digest=version.digest,
        grammar=version.grammar,
        baseline=version.baseline,
        since=lower,
        until=upper,
        signed_since=life.begins(day_begins=first, signed_at=row.at),
        since_day=row.since_day,
        until_day=upper and periods.day_of(at=upper, zone=zone),
        review=version.review,
    )


def _rows(**where: Any) -> QuerySet[InForce]:
    return InForce.objects.filter(span__isempty=False, **where).select_related("version__document")


def in_force(*, kind: str, scope: str = "", at: datetime) -> VersionInForce | None:
    """The version in force at that moment, or None when there was none. One query.

    Judge many facts with `history` and `rules.judging` instead of asking for each.
    """
    row = _rows(document__kind=kind, document__scope=scope, span__contains=at).first()
    return _in_force(row, _zone()) if row else None


def history(*, kind: str, scope: str = "") -> list[VersionInForce]:
    """All versions that were, are or will be in force, in order, without overlap. One query.

    `rules.judging.judge_for` and `judges_for` find in it the version for each moment.
    """
    rows = _rows(document__kind=kind, document__scope=scope).order_by("span")
    zone = _zone()
    return [_in_force(row, zone) for row in rows]


def scopes(*, kind: str) -> list[str]:
    """The scopes of a kind that have a version in force at any time, in order."""
    return sorted({row.version.document.scope for row in _rows(document__kind=kind)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Whether a version is still word for word what was signed."""

    digest: str
    recomputed: str
    signed: tuple[str, ...]  # the digests of the signatures

    @property
    def holds(self) -> bool:
        return {self.digest, self.recomputed, *self.signed} == {self.digest}


def verify(*, version_id: int) -> Verification:
    """Compute the digest of a version anew and compare it with what was stored and signed."""
    version = Version.objects.select_related("document").get(id=version_id)
    signed = Signature.objects.filter(version=version).order_by("id")
    return Verification(
        digest=version.digest,
        recomputed=digests.digest(
            kind=version.document.kind,
            scope=version.document.scope,
            content=version.closed,
            text=version.text,
            grammar=version.grammar,
        ),
        signed=tuple(signed.values_list("digest", flat=True)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A proposed version that lacks signatures, and the seats that it waits for."""

    version_id: int
    kind: str
    scope: str
    title: str
    number: int
    seats: tuple[str, ...]
    proposed_at: datetime
    from_day: date


def open_versions() -> QuerySet[Version]:
    """What is proposed and neither declined, taken back nor signed by all."""
    return Version.objects.filter(
        decline__isnull=True, withdrawal__isnull=True, in_force__isnull=True
    ).select_related("document")


def waiting_for(*, viewer: Viewer) -> list[Waiting]:
    """The proposals that wait for this person's signature, oldest first. One query."""
    mine = viewer.signing_seats
    if not mine or not viewer.may(record="accord", action="see"):
        return []
    rows = open_versions().annotate(signed=ArrayAgg("signatures__seat", default=[]))
    found = [
        Waiting(
            version_id=row.id,
            kind=row.document.kind,
            scope=row.document.scope,
            title=envelope.titled(
                title=offers.kind(row.document.kind).title, scope=row.document.scope
            ),
            number=row.number,
            seats=tuple(seat for seat in life.missing_seats(signed=row.signed) if seat in mine),
            proposed_at=row.proposed_at,
            from_day=row.from_day,
        )
        for row in rows.order_by("proposed_at", "id")
    ]
    return [one for one in found if one.seats]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """A review that a document asks for and that nobody has held. `key` names it for ever."""

    version_id: int
    kind: str
    scope: str
    number: int
    name: str
    due_on: date

    @property
    def document(self) -> str:
        return f"{self.kind}:{self.scope}"

    @property
    def key(self) -> str:
        return f"{self.document}:{self.number}:{self.due_on:%Y-%m-%d}"


def reviews_due(*, at: datetime) -> list[ReviewDue]:
    """The reviews of the versions in force whose day has come, latest per version, oldest first.

    An older review that nobody held gives way to the next one; a quarter that is over needs none.
    """
    zone = _zone()
    today = periods.day_of(at=at, zone=zone)
    held = set(Review.objects.values_list("version_id", "due_on"))
    found = []
    for row in _rows(span__contains=at):
        version = _in_force(row, zone)
        if reviews.is_over(scope=version.scope, day=today):
            continue
        due = reviews.due_days(since=version.since_day, review=version.review, until=today)
        if due and (version.version_id, due[-1]) not in held:
            found.append(
                ReviewDue(
                    version_id=version.version_id,
                    kind=version.kind,
                    scope=version.scope,
                    number=version.number,
                    name=version.name,
                    due_on=due[-1],
                )
            )
    return sorted(found, key=lambda one: (one.due_on, one.version_id))


def unread(*, viewer: Viewer, at: datetime) -> list[VersionInForce]:
    """The versions in force that this member has neither signed nor confirmed to have read.

    Those of a quarter that is over need no reading any more.
    """
    if not viewer.may(record="accord", action="see"):
        return []
    zone = _zone()
    read = ReadReceipt.objects.filter(member_id=viewer.member_id).values("version_id")
    today = periods.day_of(at=at, zone=zone)
    signed = Signature.objects.filter(member_id=viewer.member_id).values("version_id")
    rows = _rows(span__contains=at).exclude(version__in=read).exclude(version__in=signed)
    found = [_in_force(row, zone) for row in rows.order_by("at", "id")]
    return [one for one in found if not reviews.is_over(scope=one.scope, day=today)]
