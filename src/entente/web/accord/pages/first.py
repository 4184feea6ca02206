"""Signing a first accord: one page that walks the three signatories through the starters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from entente.agreements import closing, offers, standing
from entente.agreements.beginnings import ever_in_force
from entente.agreements.rules import prose
from entente.agreements.rules.content import ContentInvalid
from entente.agreements.rules.prose import Section
from entente.agreements.rules.states import VersionState
from entente.agreements.standing import Standing
from entente.kit import periods
from entente.web.accord import addresses
from entente.web.accord.pages import parts, seats, words
from entente.web.accord.pages.version import Deciding, deciding, outdated
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterChoice:
    slug: str
    name: str
    description: str
    sections: tuple[Section, ...]  # what it says, proposed today; none when it cannot be
    unfit: str  # why it cannot be proposed as it is; "" when it can
    sharpen_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One document on the way: choose a starter, read and sign it, or done."""

    anchor: str
    number: int
    title: str
    about: str
    state: str  # choose, draft, sign, done
    words: str
    url: str
    choose_url: str
    starters: tuple[StarterChoice, ...]
    terms: str  # the first line of the signed text: from when, and whether earlier facts too
    baseline: bool  # say that what a starter brings judges earlier facts too
    sections: tuple[Section, ...]
    seats: tuple[seats.SeatLine, ...]
    deciding: Deciding | None
    outdated: str  # why what is proposed can be signed no more
    declined: str  # by whom and why the last version was, where nothing was begun since
    again_url: str  # where a new draft begins from the version that was not signed


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    finding: str
    lede: str
    steps: tuple[Step, ...]
    done: int
    of: int
    holders: tuple[seats.Holder, ...]
    error: str
    may_propose: bool


WALK: Final = (
    "Take a starter for each, read it, and sign. Nothing in it is for ever: change a document "
    "whenever you know better, and what happened before stays judged by the old one."
)
SIGNED: Final = (
    "From here on every figure names the version that judged it. Change a document whenever you "
    "know better; what happened before stays judged by the old one."
)


def build(*, viewer: Viewer, at: datetime, error: str = "") -> FirstPage:
    """The walk through every kind of document, in its order; a plan is for the current quarter."""
    may = viewer.may(record="accord", action="change")
    steps = _said_once(
        _step(number, _standing(kind, viewer, at), viewer, at, may=may)
        for number, kind in enumerate(offers.kinds(), start=1)
    )
    done = sum(step.state == "done" for step in steps)
    return FirstPage(
        finding=_finding(done, len(steps)),
        lede=SIGNED if done == len(steps) else WALK,
        steps=steps,
        done=done,
        of=len(steps),
        holders=seats.holders(viewer=viewer, at=at),
        error=error,
        may_propose=may,
    )


def _said_once(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps; only the first of those where it holds says that a starter judges the past too."""
    told = list(steps)
    first = next((step for step in told if step.baseline), None)
    return tuple(replace(step, baseline=step is first) for step in told)


def _finding(done: int, of: int) -> str:
    if of and done == of:
        return "Your first accord is signed"
    if done:
        return (
            f"{done} of {of} documents of your first accord {'is' if done == 1 else 'are'} signed"
        )
    return "Sign your first accord in fifteen minutes"


def scope_of(kind: offers.DocumentKind, at: datetime) -> str:
    """The scope of a first document: the current quarter, or none."""
    if kind.scope == "none":
        return ""
    quarter = periods.around(day=parts.today_at(at), kind="quarter")
    return periods.slug(period=quarter)


def _standing(kind: offers.DocumentKind, viewer: Viewer, at: datetime) -> Standing:
    return standing.document(kind=kind.name, scope=scope_of(kind, at), viewer=viewer, at=at)


def _step(number: int, one: Standing, viewer: Viewer, at: datetime, *, may: bool) -> Step:
    version = one.in_force or one.agreed or one.proposed
    kind, scope = one.kind, one.scope
    draft_url = addresses.url("accord_draft", kind.name, scope)
    today = parts.today_at(at)
    state, said = _state(one, today)
    no = parts.declined_last(one) if state == "choose" else None
    gone = outdated(one, version, at) if version and state == "sign" else ""
    unsigned = no or (version if gone else None)
    terms, sections = prose.read(text=version.text) if version and state == "sign" else ("", ())
    return Step(
        anchor=kind.slug,
        number=number,
        title=parts.title_of(one),
        about=kind.about,
        state=state,
        words=said,
        url=draft_url if state == "draft" else addresses.url("accord_document", kind.name, scope),
        choose_url=addresses.url("accord_starter", kind.name, scope) if may else "",
        starters=tuple(
            _choice(kind, starter, f"{draft_url}?starter={starter.slug}", at)
            for starter in kind.starters
            if state == "choose"
        ),
        terms=terms,
        baseline=state == "choose" and not ever_in_force(kind=kind.name, scope=scope),
        sections=sections,
        seats=seats.lines(version, viewer=viewer, at=at) if version and state == "sign" else (),
        deciding=deciding(one, version, viewer) if version else None,
        outdated=gone,
        declined=_declined(no, today),
        again_url=parts.draft_from(one, unsigned) if unsigned and may else "",
    )


def _declined(version: VersionState | None, today: date) -> str:
    """Version 1 was declined by Sam Sells, head of sales, on 24 November: “Too much soup”."""
    if version is None or version.declined is None:
        return ""
    said = words.no(version.declined, today=today)
    end = "" if said.endswith((".”", "!”", "?”")) else "."
    return f"Version {version.number} was {said[:1].lower()}{said[1:]}{end}"


def _choice(
    kind: offers.DocumentKind, starter: offers.Starter, sharpen_url: str, at: datetime
) -> StarterChoice:
    """A starter to read; one that suits another funnel says what keeps it from being taken."""
    sections: tuple[Section, ...] = ()
    unfit = ""
    try:
        closed = closing.close(kind=kind, content=starter.content, at=at)
        sections = tuple(kind.prose(closed))
    except ContentInvalid as invalid:
        unfit = " ".join(f"{problem.message.removesuffix('.')}." for problem in invalid.problems)
    return StarterChoice(
        slug=starter.slug,
        name=starter.name,
        description=starter.description,
        sections=sections,
        unfit=unfit,
        sharpen_url=sharpen_url,
    )


def _state(one: Standing, today: date) -> tuple[str, str]:
    if held := one.in_force or one.agreed:
        return "done", f"Version {held.number}, {_lower(words.days(held, today=today))}"
    if proposed := one.proposed:
        return "sign", f"Waits for {words.seats(proposed.missing)}"
    if draft := one.draft:
        return "draft", f"A draft by {draft.edited_by}, not proposed yet"
    return "choose", ""


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def next_step(page: FirstPage) -> str:
    """The anchor of the first step that is not done."""
    return next((step.anchor for step in page.steps if step.state != "done"), "")


def url(anchor: str = "") -> str:
    """The address of the walk, at one of its steps."""
    return f"{reverse('accord_first')}{f'#{anchor}' if anchor else ''}"
