"""One document: the version in force beside what it changed, what is under way, its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from entente.agreements.offers import DocumentKind
from entente.agreements.rules import life
from entente.agreements.standing import Standing
from entente.kit import periods, wording
from entente.web.accord import addresses
from entente.web.accord.pages import parts, words
from entente.web.parts import Crumb
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A sentence about what is being written, waits or was declined, and where it is."""

    words: str
    url: str
    action: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    back: Crumb
    title: str
    finding: str
    lede: str
    under_way: tuple[UnderWay, ...]
    reading: parts.Reading | None
    readers: parts.Readers | None
    draft_url: str
    draft_words: str
    history: tuple[parts.Past, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopesPage:
    """A kind that has one document per quarter: the quarters to choose from."""

    back: Crumb
    title: str
    about: str
    scopes: tuple[tuple[str, str, str], ...]  # (words, address, how it stands)


def build(*, standing: Standing, viewer: Viewer, at: datetime) -> DocumentPage:
    """The page of one document."""
    today = parts.today_at(at)
    held = standing.in_force
    title = parts.title_of(standing)
    may = viewer.may(record="accord", action="change")
    return DocumentPage(
        back=parts.to_accord(),
        title=title,
        finding=f"{title}: {_finding(standing, today)}",
        lede=standing.kind.about,
        under_way=_under_way(standing),
        reading=parts.reading(standing, held, viewer=viewer, at=at) if held else None,
        readers=parts.readers(standing, held, viewer=viewer, at=at) if held else None,
        draft_url=_draft_url(standing) if may else "",
        draft_words="Draft a change" if held else "Begin a draft",
        history=parts.history(standing, today=today, current=held.number if held else 0),
    )


def scopes(*, kind: DocumentKind, known: list[Standing], at: datetime) -> ScopesPage:
    """The quarters that have a document, with this one and the next."""
    today = parts.today_at(at)
    this = periods.around(day=today, kind="quarter")
    near = [periods.slug(period=one) for one in (this, periods.following(period=this))]
    own = [one for one in known if one.kind.name == kind.name and one.scope]
    stands = {one.scope: _finding(one, today) for one in own}
    names = sorted({*near, *stands}, reverse=True)
    return ScopesPage(
        back=parts.to_accord(),
        title=kind.title,
        about=kind.about,
        scopes=tuple(
            (
                life.scope_words(scope),
                addresses.url("accord_document", kind.name, scope),
                stands.get(scope, "not begun"),
            )
            for scope in names
        ),
    )


def _finding(standing: Standing, today: date) -> str:
    held, agreed, proposed = standing.in_force, standing.agreed, standing.proposed
    if held and standing.scope and periods.parse(text=standing.scope).until <= today:
        return f"version {held.number} held until its quarter was over"
    if held:
        return f"version {held.number} is in force"
    if agreed:
        return f"version {agreed.number} is signed and its day is still to come"
    if proposed:
        return f"version {proposed.number} waits for {words.seats(proposed.missing)}"
    return "nothing is agreed yet"


def _draft_url(standing: Standing) -> str:
    """Where writing goes on; nowhere while a draft or a proposal is under way."""
    if standing.draft or standing.proposed:
        return ""
    url = addresses.url("accord_draft", standing.kind.name, standing.scope)
    return f"{url}?from={standing.in_force.number}" if standing.in_force else url


def _under_way(standing: Standing) -> tuple[UnderWay, ...]:
    of = {"kind": standing.kind.name, "scope": standing.scope}
    found = []
    if (agreed := standing.agreed) and agreed.since_day:
        day = wording.day(agreed.since_day, today=agreed.since_day)
        url = addresses.url("accord_version", **of, number=agreed.number)
        said = f"Version {agreed.number} is signed by all and holds from {day}."
        if standing.in_force:
            said += " To call it off, propose the text of today again."
        found.append(UnderWay(words=said, url=url, action="Read it", tone="good"))
    if proposed := standing.proposed:
        url = addresses.url("accord_version", **of, number=proposed.number)
        said = f"Version {proposed.number} waits for {words.seats(proposed.missing)}."
        found.append(UnderWay(words=said, url=url, action="Read and sign", tone="warn"))
    if draft := standing.draft:
        said = f"{draft.edited_by} is writing a draft, begun from {draft.origin or 'nothing'}."
        url = addresses.url("accord_draft", **of)
        found.append(UnderWay(words=said, url=url, action="Open the draft"))
    last = standing.versions[0] if standing.versions else None
    if last and last.declined and not standing.draft:
        url = addresses.url("accord_version", **of, number=last.number)
        said = (
            f"Version {last.number} was declined by {last.declined.words}: {last.declined.reason}"
        )
        found.append(UnderWay(words=said, url=url, action="Read it", tone="bad"))
    return tuple(found)
