"""What several pages of the accord share: a version to read, its seats, its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from entente.agreements import closing, queries
from entente.agreements.rules import envelope, prose, reviews
from entente.agreements.rules.life import State
from entente.agreements.rules.prose import Section
from entente.agreements.rules.states import VersionState
from entente.agreements.standing import Standing
from entente.agreements.standing import readers as confirmed
from entente.audiences.signed import fields_asked
from entente.kit import periods, wording
from entente.people.queries.known import retired_among
from entente.web.accord import addresses
from entente.web.accord.pages import seats, words
from entente.web.parts import Crumb
from entente.workspace import queries as workspace
from entente.workspace.rules import Team, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    read: int
    of: int
    mine: datetime | None
    url: str  # where confirming posts to; "" when there is nothing to confirm


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is new against an earlier version, one sentence each. `against` names that version."""

    against: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One line of a document's history."""

    number: int
    url: str
    status: str
    tone: str
    days: str
    note: str
    at: datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A version to read: its prose and what stands beside it."""

    number: int
    name: str
    url: str
    print_url: str
    status: str
    tone: str
    terms: tuple[tuple[str, str], ...]  # (label, words): in force, review, proposed by
    baseline: str
    retired: tuple[str, ...]  # fields that it asks for and that are offered no more
    heading: str  # the first line of the signed text
    sections: tuple[Section, ...]
    seats: tuple[seats.SeatLine, ...]
    digest: str
    holds: bool
    changes: Changes | None


def to_accord() -> Crumb:
    """The way back to all documents."""
    return Crumb(title="The accord", url=reverse("accord"))


def to_document(standing: Standing) -> Crumb:
    """The way back to the document that a version or draft is of."""
    document = addresses.url("accord_document", standing.kind.name, standing.scope)
    return Crumb(title=title_of(standing), url=document)


def declined_last(standing: Standing) -> VersionState | None:
    """The newest version, where it was declined and nothing was begun since."""
    last = standing.versions[0] if standing.versions else None
    return last if last and last.declined and not standing.draft else None


def draft_from(standing: Standing, version: VersionState) -> str:
    """Where a new draft begins from the text of a version."""
    url = addresses.url("accord_draft", standing.kind.name, standing.scope)
    return f"{url}?from={version.number}"


def title_of(standing: Standing) -> str:
    """Goal plan for Q4 2026."""
    return envelope.titled(title=standing.kind.title, scope=standing.scope)


def today_at(at: datetime) -> date:
    """The day in the workspace's zone."""
    return periods.day_of(at=at, zone=workspace.current().timezone)


def changes(standing: Standing, version: VersionState) -> Changes | None:
    """What a version changes against the one whose place it takes."""
    earlier = _compared(standing, version)
    if earlier is None:
        return None
    sentences = closing.difference(
        kind=standing.kind,
        old=earlier.closed,
        new=version.closed,
        currency=workspace.current().currency,
    )
    return Changes(against=f"version {earlier.number}", sentences=tuple(sentences))


def _compared(standing: Standing, version: VersionState) -> VersionState | None:
    """The version that rules when this one begins; before any does, the last that was agreed."""
    older = [
        one
        for one in standing.versions
        if one.number < version.number and one.span is not None and not one.span.empty
    ]
    ruling = [one for one in older if _first_day(one) <= _first_day(version)]
    return next(iter((*ruling, *older)), None)


def _first_day(version: VersionState) -> date:
    return version.since_day or version.from_day


def history(standing: Standing, *, today: date, current: int = 0) -> tuple[Past, ...]:
    """Every version, newest first."""
    return tuple(_past(standing, one, today, current) for one in standing.versions)


def _past(standing: Standing, one: VersionState, today: date, current: int) -> Past:
    status, tone = words.STATES[one.state]
    note = ""
    if one.declined:
        note = f"{one.declined.words}: {one.declined.reason}"
    elif one.taken_back:
        note = f"{one.taken_back.name}: {one.taken_back.reason}"
    elif one.missing:
        note = f"Waits for {words.seats(one.missing)}"
    return Past(
        number=one.number,
        url=addresses.url("accord_version", standing.kind.name, standing.scope, number=one.number),
        status=status,
        tone=tone,
        days=words.days(one, today=today),
        note=note,
        at=one.proposed_at,
        current=one.number == current,
    )


def reading(standing: Standing, version: VersionState, *, viewer: Viewer, at: datetime) -> Reading:
    """A version with everything beside it.

    Three queries to verify its digest, two for seats, one where it asks for a field of one's own.
    """
    today = today_at(at)
    status, tone = words.STATES[version.state]
    kind, scope = standing.kind.name, standing.scope
    url = addresses.url("accord_version", kind, scope, number=version.number)
    heading, sections = prose.read(text=version.text)
    return Reading(
        number=version.number,
        name=f"{title_of(standing)}, version {version.number}",
        url=url,
        print_url=f"{url}?print=1",
        status=status,
        tone=tone,
        terms=_terms(standing, version, today),
        baseline=_baseline(version, today),
        retired=_retired(version, today),
        heading=heading,
        sections=sections,
        seats=seats.lines(version, viewer=viewer, at=at),
        digest=version.digest,
        holds=queries.verify(version_id=version.id).holds,
        changes=changes(standing, version),
    )


def _terms(standing: Standing, version: VersionState, today: date) -> tuple[tuple[str, str], ...]:
    agreed = wording.day(version.from_day, today=today)
    held = words.days(version, today=today)
    found = [("In force", held or _yet(version, agreed))]
    if version.since_day and version.since_day > version.from_day:
        found.append(("Agreed for", f"{agreed}; the last signature fell later"))
    found += [("Calls off", words) for words in _called_off(standing, version, today)]
    found.append(("Reviewed", words.capital(reviews.WORDS[version.review])))
    next_review = words.review(version, scope=standing.scope, today=today)
    if next_review:
        found.append(("Next review", next_review))
    found.append(("Proposed by", version.proposed_by))
    return tuple(found)


def _yet(version: VersionState, agreed: str) -> str:
    if version.declined or version.taken_back:
        why = "declined" if version.declined else "taken back"
        return f"Never: it was {why} before all three had signed"
    return f"From {agreed}, once all three have signed"


def _called_off(standing: Standing, version: VersionState, today: date) -> Iterator[str]:
    """What was agreed for later and never begins once all three have signed this one."""
    first = max(version.from_day, today)
    for one in standing.versions if version.state is State.PROPOSED else ():
        if one.state is State.AGREED and one.since_day and one.since_day >= first:
            day = wording.day(one.since_day, today=today)
            yield f"Version {one.number}, agreed for {day}, if all three sign"


def _baseline(version: VersionState, today: date) -> str:
    if not version.baseline:
        return ""
    day = wording.day(_first_day(version), today=today)
    return f"Baseline: it also judges what happened before {day}, under that label."


def _retired(version: VersionState, today: date) -> tuple[str, ...]:
    """“Lead type” was retired on 23 November, of each field that it asks for and that was."""
    gone = retired_among(names=fields_asked(version.closed))
    days = [(label, timezone.localdate(at)) for label, at in gone]
    return tuple(
        f"“{label}” was retired on {wording.day(day, today=today)}: it can be filled in no more, "
        "and what it held still counts."
        for label, day in days
    )


def readers(standing: Standing, version: VersionState, *, viewer: Viewer, at: datetime) -> Readers:
    """How many of both teams have signed it or confirmed to have read it. Three queries.

    Owners that only an import knows cannot read it and are not counted.
    """
    signed = {one.member_id: one.at for one in version.signatures}
    read = {**signed, **confirmed(version_id=version.id)}
    both = {Team.MARKETING, Team.SALES}
    members = [one for one in workspace.members(at=at) if one.can_sign_in and both & one.teams]
    url = addresses.url("accord_reading", standing.kind.name, standing.scope, number=version.number)
    mine = read.get(viewer.member_id or 0)
    return Readers(read=sum(one.id in read for one in members), of=len(members), mine=mine, url=url)
