"""The accord at a glance: every document, what is in force, who signed, what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse

from entente.agreements import queries, standing
from entente.agreements.rules.states import VersionState
from entente.agreements.standing import Standing
from entente.kit import periods, wording
from entente.web.accord import addresses
from entente.web.accord.pages import parts, words
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One document. Everything is finished words; "" where there is nothing to say."""

    title: str
    url: str
    about: str
    status: str
    tone: str
    version: str
    days: str
    signed: str
    waits: str
    waits_url: str
    next_words: str
    next_url: str
    review: str
    review_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that waits for the asker."""

    title: str
    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """A decline, for everybody to read."""

    title: str
    url: str
    words: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    finding: str
    lede: str
    first_url: str
    first_words: str
    first_note: str
    needs: tuple[Need, ...]
    lines: tuple[Line, ...]
    declines: tuple[No, ...]

    @property
    def under_way(self) -> bool:
        """Whether anything is, so that there is something to tell of it."""
        return any(line.waits for line in self.lines)


def build(*, viewer: Viewer, at: datetime) -> Overview:
    """The page of the whole accord. Eight queries."""
    today = parts.today_at(at)
    stands = _of_now(standing.documents(viewer=viewer, at=at), today)
    due = {one.version_id for one in queries.reviews_due(at=at)}
    waiting = queries.waiting_for(viewer=viewer)
    unread = queries.unread(viewer=viewer, at=at) if viewer.teams else []
    held = [one for one in stands if one.in_force]
    may = viewer.may(record="accord", action="change")
    return Overview(
        finding=_finding(stands, waiting),
        lede=_lede(stands),
        first_url=reverse("accord_first") if len(held) < len(stands) else "",
        first_words=_first_words(held),
        first_note=f"{wording.counted(len(stands) - len(held), 'document')} to go",
        needs=(*(_to_sign(one) for one in waiting), *(_to_read(one) for one in unread)),
        lines=tuple(_line(one, today, due, may=may) for one in stands),
        declines=tuple(_declines(stands)),
    )


def _of_now(stands: Sequence[Standing], today: date) -> list[Standing]:
    """Without the quarters that are over; a kind with quarters has at least one line."""
    this = periods.slug(period=periods.around(day=today, kind="quarter"))
    now = [one for one in stands if not one.scope or one.scope >= this or one.proposed]
    shown = {one.kind.name for one in now}
    past = {one.kind.name: one for one in stands if one.kind.name not in shown}
    return [*now, *(replace(one, scope="", draft=None, versions=()) for one in past.values())]


def _first_words(held: Sequence[Standing]) -> str:
    return "Go on with your first accord" if held else "Sign your first accord"


def _finding(stands: Sequence[Standing], waiting: Sequence[queries.Waiting]) -> str:
    if len(waiting) == 1:
        return f"{waiting[0].title} waits for your signature"
    if waiting:
        return f"{wording.counted(len(waiting), 'document')} wait for your signature"
    held = sum(bool(one.in_force) for one in stands)
    if held == len(stands):
        return _all_held(stands)
    if not held:
        begun = any(one.begun for one in stands)
        return "No document is in force yet" if begun else "Nothing is agreed yet"
    return f"{held} of {len(stands)} documents {'is' if held == 1 else 'are'} in force"


def _all_held(stands: Sequence[Standing]) -> str:
    """That all documents hold, and what of it is about to change, or was refused."""
    counts = (
        (sum(one.agreed is not None for one in stands), "signed and yet to begin"),
        (sum(one.proposed is not None for one in stands), "to be signed"),
        (sum(one.draft is not None for one in stands), "being drafted"),
        (sum(parts.declined_last(one) is not None for one in stands), "declined"),
    )
    told = [f"{wording.counted(count, 'change')} {state}" for count, state in counts if count]
    if not told:
        return "Everything that we agreed is signed and in force"
    return f"Every document is in force; {wording.listed(told)}"


def _lede(stands: Sequence[Standing]) -> str:
    waits: dict[str, list[str]] = {}
    for one in stands:
        if one.proposed:
            waits.setdefault(words.seats(one.proposed.missing), []).append(parts.title_of(one))
    said = "Marketing, sales and the sponsor sign each document; what happened is always judged by "
    said += "the version that was in force then."
    return " ".join([said, *(_wait(titles, seats) for seats, titles in waits.items())])


def _wait(titles: Sequence[str], seats: str) -> str:
    """The ideal lead and the funnel wait for all three signatures."""
    named = wording.listed([titles[0], *(wording.within(one) for one in titles[1:])])
    return f"{named} {'wait' if len(titles) > 1 else 'waits'} for {seats}."


def _line(one: Standing, today: date, due: set[int], *, may: bool) -> Line:
    held = one.in_force or one.agreed
    status, tone = words.STATES[held.state] if held else ("Not agreed", "")
    waits, waits_url = _waits(one, may=may)
    anew = parts.declined_last(one) if may else None
    return Line(
        title=parts.title_of(one),
        url=addresses.url("accord_document", one.kind.name, one.scope),
        about=one.kind.about,
        status=status,
        tone=tone,
        version=f"Version {held.number}" if held else "",
        days=words.days(held, today=today) if held else "",
        signed=_signers(held) if held else "",
        waits=waits,
        waits_url=waits_url,
        next_words="Draft it again" if anew else "",
        next_url=parts.draft_from(one, anew) if anew else "",
        review=words.review(held, scope=one.scope, today=today) if held else "",
        review_due=bool(held) and held.id in due,
    )


def _signers(version: VersionState) -> str:
    """Each person once, however many seats they hold."""
    return "; ".join(dict.fromkeys(one.words for one in version.signatures))


def _waits(one: Standing, *, may: bool) -> tuple[str, str]:
    draft = addresses.url("accord_draft", one.kind.name, one.scope)
    if one.proposed:
        number = one.proposed.number
        url = addresses.url("accord_version", one.kind.name, one.scope, number=number)
        return f"Version {number} waits for {words.seats(one.proposed.missing)}", url
    if one.draft:
        return f"A draft by {one.draft.edited_by}", draft
    if (coming := one.agreed) and one.in_force and coming.since_day:
        url = addresses.url("accord_version", one.kind.name, one.scope, number=coming.number)
        day = wording.day(coming.since_day, today=coming.since_day)
        return f"Version {coming.number} is signed, from {day}", url
    if (last := parts.declined_last(one)) and last.declined:
        url = addresses.url("accord_version", one.kind.name, one.scope, number=last.number)
        return f"Declined by {last.declined.words}", url
    if may and not one.begun:
        quarters = addresses.url("accord_document", one.kind.name)
        scoped = one.kind.scope != "none" and not one.scope
        return ("Choose a quarter", quarters) if scoped else ("Choose where to begin", draft)
    return "", ""


def _to_sign(one: queries.Waiting) -> Need:
    url = addresses.url("accord_version", one.kind, one.scope, number=one.number)
    return Need(
        title=f"Read and sign {wording.within(one.title)}, version {one.number}",
        words=f"It waits for you as {words.as_seats(one.seats)}.",
        url=url,
    )


def _to_read(one: queries.VersionInForce) -> Need:
    return Need(
        title=f"Read {wording.within(one.name)}",
        words="It is in force and judges your work. Confirm at the end that you have read it.",
        url=addresses.url("accord_version", one.kind, one.scope, number=one.number),
    )


def _declines(stands: Sequence[Standing]) -> list[No]:
    found = [
        No(
            title=f"{parts.title_of(one)}, version {version.number}",
            url=addresses.url("accord_version", one.kind.name, one.scope, number=version.number),
            words=version.declined.words,
            reason=version.declined.reason,
            at=version.declined.at,
        )
        for one in stands
        for version in one.versions
        if version.declined
    ]
    return sorted(found, key=lambda no: no.at, reverse=True)[:5]
