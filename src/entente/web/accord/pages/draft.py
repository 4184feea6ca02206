"""Writing a document: where to begin, the form, how it will read and what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entente.agreements import beginnings, closing
from entente.agreements.beginnings import Beginning
from entente.agreements.rules import envelope, reviews
from entente.agreements.rules.content import Content, ContentInvalid, Problem
from entente.agreements.rules.form import Field
from entente.agreements.rules.prose import Section
from entente.agreements.rules.states import DraftState, VersionState
from entente.agreements.standing import Standing
from entente.kit import wording
from entente.web.accord import addresses
from entente.web.accord.forms import drawn, typed
from entente.web.accord.forms.typed import Typed
from entente.web.accord.pages import parts, words
from entente.web.parts import Crumb
from entente.workspace import queries as workspace

ENVELOPE = Field(
    name=envelope.PLACE,
    label="When it holds",
    sort="group",
    fields=(
        Field(
            name="from_day",
            label="In force from",
            sort="date",
            hint="The first day on which it holds, though never before the last signature. What "
            "happened before stays with the version that was in force then.",
        ),
        Field(
            name="review",
            label="Reviewed",
            sort="choice",
            hint="Both heads and the sponsor are reminded when the day has come.",
            choices=tuple((key, words.capital(said)) for key, said in reviews.WORDS.items()),
        ),
    ),
)
BASELINE = Field(
    name="baseline",
    label="Let it judge earlier facts too, as a baseline",
    sort="yesno",
    hint="Nothing was agreed before. What happened then is judged by this version, and every page "
    "says “baseline” beside it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was typed, what is wrong with it, which row was just added, and which question was just
    answered anew. `unsaved` as they may be other answers than those that are kept.
    """

    typed: Typed
    problems: Sequence[Problem] = ()
    others: Sequence[str] = ()
    fresh: str = ""
    decided: str = ""
    unsaved: bool = False

    @property
    def when_saved(self) -> str:
        """Why nothing is told yet of what the answers change; "" where they are kept."""
        if self.problems:
            return "Not saved yet. Changes are shown once the answers above are right."
        return "Not saved yet. Changes are shown once you save the draft." if self.unsaved else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to begin from."""

    title: str
    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPage:
    back: Crumb
    title: str
    about: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """`summary` are (id, words) of what needs a change; `ends` warns whose signatures end."""

    back: Crumb
    title: str
    lede: str
    ends: str
    url: str
    discard_url: str
    begun_from: tuple[tuple[str, str], ...]  # hidden inputs: starter or from
    summary_title: str
    summary: tuple[tuple[str, str], ...]
    others: tuple[str, ...]
    envelope: tuple[Any, ...]
    nodes: tuple[Any, ...]
    sections: tuple[Section, ...]
    sections_of: str  # what the sections are the text of
    changes: parts.Changes | None
    unsaved: str  # stands in place of the changes
    unsound: tuple[str, ...]  # why the draft as it is kept cannot be closed


def fields(standing: Standing, *, first: bool) -> tuple[Field, ...]:
    """The envelope and the kind's own fields."""
    inside = (*ENVELOPE.fields, BASELINE) if first else ENVELOPE.fields
    group = Field(name=ENVELOPE.name, label=ENVELOPE.label, sort="group", fields=inside)
    return (group, *standing.kind.fields)


def begin(*, standing: Standing) -> BeginPage:
    """Where a draft can begin: the version in force, or a starter."""
    kind, scope = standing.kind, standing.scope
    url = addresses.url("accord_draft", kind.name, scope)
    held = standing.in_force or standing.agreed
    from_held = (
        [
            Choice(
                title=f"Version {held.number}, as both teams signed it",
                words="Change what should be different; everything else stays.",
                url=f"{url}?from={held.number}",
            )
        ]
        if held
        else []
    )
    starters = [
        Choice(title=one.name, words=one.description, url=f"{url}?starter={one.slug}")
        for one in kind.starters
    ]
    title = parts.title_of(standing)
    return BeginPage(
        back=parts.to_document(standing),
        title=f"{title}: where to begin",
        about=kind.about,
        choices=(*from_held, *starters),
    )


def build(
    *,
    standing: Standing,
    answers: Answers,
    kept: DraftState | Beginning | None,
    begun_from: Sequence[tuple[str, str]],
    at: datetime,
) -> DraftPage:
    """The form as it was typed. `kept` is what reads below it: the draft or what it begins from."""
    nodes = _nodes(standing, answers)
    sections, closed, unsound = _closed(standing, kept.content if kept else None, at)
    origin = kept.origin if kept else ""
    url = addresses.url("accord_draft", standing.kind.name, standing.scope)
    return DraftPage(
        back=parts.to_document(standing),
        title=f"Draft of {_lower(parts.title_of(standing))}",
        lede=_lede(standing, origin),
        ends=_ends(standing.proposed),
        url=url,
        discard_url=f"{url}removal/" if standing.draft else "",
        begun_from=tuple(begun_from),
        summary_title=_summary_title(answers),
        summary=drawn.summary((*nodes[1:], nodes[0]), answers.problems),
        others=tuple(answers.others),
        envelope=nodes[0].nodes,
        nodes=nodes[1:],
        sections=sections,
        sections_of=_sections_of(standing, origin, unsaved=bool(answers.when_saved)),
        changes=_changes(standing, closed),
        unsaved=answers.when_saved,
        unsound=unsound,
    )


def _nodes(standing: Standing, answers: Answers) -> tuple[Any, ...]:
    first = not beginnings.ever_in_force(kind=standing.kind.name, scope=standing.scope)
    return drawn.draw(
        fields=fields(standing, first=first),
        typed=answers.typed,
        problems=answers.problems,
        fresh=answers.fresh,
        decided=answers.decided,
        currency=workspace.current().currency,
    )


def _summary_title(answers: Answers) -> str:
    if answers.others:
        return "It cannot be proposed yet"
    return wording.to_change(len(answers.problems))


def _sections_of(standing: Standing, origin: str, *, unsaved: bool) -> str:
    if standing.draft:
        return "As the draft was last saved"
    return f"Not saved yet: as {origin} has it" if unsaved else f"As {origin} has it"


def shown(standing: Standing, kept: DraftState | Beginning, *, first: bool) -> Typed:
    """A draft or a beginning as it would have been typed."""
    around = {
        "from_day": kept.from_day.isoformat(),
        "review": kept.review,
        "baseline": kept.baseline,
    }
    content = {**kept.content, envelope.PLACE: around}
    return typed.from_content(fields(standing, first=first), content)


def _closed(
    standing: Standing, content: Content | None, at: datetime
) -> tuple[tuple[Section, ...], Content | None, tuple[str, ...]]:
    if content is None:
        return (), None, ()
    try:
        closed = closing.close(kind=standing.kind, content=content, at=at)
    except ContentInvalid as invalid:
        return (), None, tuple(problem.message.removesuffix(".") for problem in invalid.problems)
    return tuple(standing.kind.prose(closed)), closed, ()


def _changes(standing: Standing, closed: Content | None) -> parts.Changes | None:
    held = standing.in_force
    if held is None or closed is None:
        return None
    currency = workspace.current().currency
    sentences = closing.difference(
        kind=standing.kind, old=held.closed, new=closed, currency=currency
    )
    return parts.Changes(against=f"version {held.number}", sentences=tuple(sentences))


def _lede(standing: Standing, origin: str) -> str:
    begun = f"Begun from {origin}. " if origin else ""
    if standing.draft:
        return f"{begun}Nobody can sign a draft; nothing changes until it is proposed and signed."
    return f"{begun}Nothing is kept until you save it."


def _ends(proposed: VersionState | None) -> str:
    if proposed is None:
        return ""
    given = len(proposed.signatures)
    ends = f" and ends {'its signature' if given == 1 else 'its signatures'}" if given else ""
    return f"Version {proposed.number} is proposed. Saving a draft takes it back{ends}."


def _lower(title: str) -> str:
    return f"{title[:1].lower()}{title[1:]}" if title[1:2].islower() else title
