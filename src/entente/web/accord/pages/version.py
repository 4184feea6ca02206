"""One version: what it says, what changed, who signed, and what the asker may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from entente.agreements import queries
from entente.agreements.rules import life
from entente.agreements.rules.life import State
from entente.agreements.rules.states import VersionState
from entente.agreements.standing import Standing
from entente.kit import wording
from entente.web.accord import addresses
from entente.web.accord.pages import parts, words
from entente.web.parts import Crumb
from entente.web.written import Written
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What the asker may do with a proposal: sign for these seats, decline for one of them."""

    seats: tuple[tuple[str, str], ...]  # (sales, Sales)
    digest: str
    button: str
    sign_url: str
    decline_url: str
    error: str = ""
    reason: str = ""
    declining: bool = False
    as_seat: str = ""  # for which seat the no is, of several


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReview:
    """A review whose day has come, for those who may hold it."""

    due_on: date
    url: str
    error: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """`trouble` is what a deed answered, shown on top.

    `outdated` says why a proposal can be signed no more. `written` is what was typed into a form
    that is not there any more.
    """

    back: Crumb
    finding: str
    lede: str
    trouble: str
    outdated: str
    reading: parts.Reading
    deciding: Deciding | None
    readers: parts.Readers | None
    edit_url: str
    edit_words: str
    declined: str
    review: DueReview | None
    written: tuple[Written, ...]
    history: tuple[parts.Past, ...]
    changes: parts.Changes | None  # which is read before the text of what is to be signed


def build(
    *,
    standing: Standing,
    version: VersionState,
    viewer: Viewer,
    at: datetime,
    error: str = "",
    declining: bool = False,
    as_seat: str = "",
    unreviewed: str = "",
    written: tuple[Written, ...] = (),
) -> VersionPage:
    """The page of one version. `error` is what a deed answered; `written` is what was typed."""
    today = parts.today_at(at)
    typed = {one.name: one.text for one in written}
    choice = deciding(
        standing,
        version,
        viewer,
        error,
        typed.get("reason", ""),
        declining=declining,
        as_seat=as_seat,
    )
    review = _review(standing, version, viewer, at, unreviewed, typed.get("outcome", ""))
    reading = parts.reading(standing, version, viewer=viewer, at=at)
    kept = version.state in (State.IN_FORCE, State.AGREED)
    return VersionPage(
        back=parts.to_document(standing),
        finding=_finding(parts.title_of(standing), version, today),
        lede=_lede(version),
        trouble=error or unreviewed,
        outdated=outdated(standing, version, at),
        reading=reading,
        deciding=choice,
        readers=parts.readers(standing, version, viewer=viewer, at=at) if kept else None,
        edit_url=_edit_url(standing, version, viewer),
        edit_words=_edit_words(version),
        declined=words.no(version.declined, today=today) if version.declined else "",
        review=review,
        written=() if (review if unreviewed else choice) else written,
        history=parts.history(standing, today=today, current=version.number),
        changes=reading.changes if version.state is State.PROPOSED else None,
    )


def _finding(title: str, version: VersionState, today: date) -> str:
    name = f"{title}, version {version.number},"
    match version.state:
        case State.PROPOSED:
            return f"{name} waits for {words.seats(version.missing)}"
        case State.DECLINED if version.declined:
            return f"{name} was declined by the {life.SEAT_WORDS[version.declined.seat]}"
        case State.WITHDRAWN:
            return f"{name} was taken back before everybody signed"
        case State.AGREED if version.since_day:
            return f"{name} is signed and holds from {wording.day(version.since_day, today=today)}"
        case State.IN_FORCE:
            return f"{name} is in force"
    never = version.state is State.NEVER
    return f"{name} was signed and never came into force" if never else f"{name} is superseded"


def _lede(version: VersionState) -> str:
    if version.state is State.PROPOSED:
        return (
            "It holds once the head of marketing, the head of sales and the sponsor have signed "
            "exactly this text. A no, or a change to the text, ends the signatures given."
        )
    if version.state is State.DECLINED:
        ended = "The signatures given ended with the no. " if version.signatures else ""
        return f"{ended}A new draft can begin from this text."
    if version.state is State.WITHDRAWN and version.taken_back:
        ended = "; the signatures given ended with that" if version.signatures else ""
        return f"{version.taken_back.reason}{ended}."
    return "This is word for word what was signed."


def outdated(standing: Standing, version: VersionState, at: datetime) -> str:
    """Why a proposal can be signed no more: what it refers to is gone; "" while it can."""
    proposed = version.state is State.PROPOSED
    return standing.kind.outdated(version.closed, at) if proposed else ""


def deciding(
    standing: Standing,
    version: VersionState,
    viewer: Viewer,
    error: str = "",
    reason: str = "",
    *,
    declining: bool = False,
    as_seat: str = "",
) -> Deciding | None:
    """What this person may do with a proposal; None when it waits for no seat of theirs."""
    mine = [seat for seat in version.missing if seat in viewer.signing_seats]
    if version.state is not State.PROPOSED or not mine:
        return None
    of = {"kind": standing.kind.name, "scope": standing.scope, "number": version.number}
    return Deciding(
        seats=tuple((seat, words.SHORT[seat]) for seat in mine),
        digest=version.digest,
        button=f"Sign as {words.as_seats(mine)}" if len(mine) == 1 else "Sign for these seats",
        sign_url=addresses.url("accord_signature", **of),
        decline_url=addresses.url("accord_decline", **of),
        error=error,
        reason=reason,
        declining=declining,
        as_seat=as_seat if as_seat in mine else mine[0],
    )


def _edit_url(standing: Standing, version: VersionState, viewer: Viewer) -> str:
    """Where a new draft begins from this text, for those who may draft."""
    if not viewer.may(record="accord", action="change"):
        return ""
    if standing.draft or version.state in (State.AGREED, State.SUPERSEDED, State.NEVER):
        return ""
    return parts.draft_from(standing, version)


def _edit_words(version: VersionState) -> str:
    if version.state is State.PROPOSED:
        return "Change the text"
    return "Draft a change" if version.state is State.IN_FORCE else "Draft it again"


def _review(
    standing: Standing,
    version: VersionState,
    viewer: Viewer,
    at: datetime,
    error: str,
    outcome: str,
) -> DueReview | None:
    """The review that is due, for those who may hold it."""
    if version.state is not State.IN_FORCE or not viewer.may(record="accord", action="change"):
        return None
    due = [one for one in queries.reviews_due(at=at) if one.version_id == version.id]
    if not due:
        return None
    url = addresses.url("accord_review", standing.kind.name, standing.scope, number=version.number)
    return DueReview(due_on=due[0].due_on, url=url, error=error, outcome=outcome)
