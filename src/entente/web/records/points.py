"""The points of a contact with every reason, as a page shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from entente.kit import wording
from entente.qualification import queries as qualification
from entente.qualification import scoring
from entente.qualification.rules.points import FitPoints, InterestPoints, Score
from entente.web.accord import addresses

NAMED = 3  # things of one line that are told by name


@dataclass(frozen=True, slots=True, kw_only=True)
class FitLine:
    """A criterion: met, missed or unknown; what was seen and what is wanted."""

    label: str
    state: str
    seen: str
    wanted: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestLine:
    label: str
    deeds: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Fit and interest apart, each with its reasons and out of how many."""

    said: str
    version: str
    version_url: str
    fit: int
    interest: int
    most_fit: int
    most_interest: int
    fits: tuple[FitLine, ...]
    interests: tuple[InterestLine, ...]


def card(*, contact: int, at: datetime, can_call: bool) -> Card | None:
    """The card of one contact; None while no definition of a lead is signed."""
    definition = qualification.definition(at=at)
    found = scoring.card(contact=contact, at=at, by=definition)
    if found is None or definition is None:
        return None
    return Card(
        said=said(found, at),
        version=definition.name,
        version_url=addresses.url("accord_version", "lead_definition", number=definition.number),
        fit=round(found.fit_points),
        interest=round(found.interest_points),
        most_fit=round(found.most_fit),
        most_interest=round(found.most_interest),
        fits=tuple(_fit(line, can_call) for line in found.fit),
        interests=tuple(
            interest(line=line, at=at) for line in found.interest if line.ages or line.points
        ),
    )


def said(score: Score, at: datetime) -> str:
    """The card in a sentence or two."""
    words = fits(score)
    unknown = [line.label.lower() for line in score.unknown]
    if unknown and len(unknown) < len(score.fit):
        words += f"; {wording.listed(unknown)} {'is' if len(unknown) == 1 else 'are'} not known yet"
    ages = [age for line in score.interest for age in line.ages]
    if not ages:
        return f"{words}. Has shown no interest that we count."
    return f"{words}. Last showed interest {_ago(min(ages), at)}."


def fits(score: Score) -> str:
    """How many of the criteria for fit are met: “Fits five of our six ideal-lead criteria”.

    Of somebody of whom none is known, that.
    """
    met, of = sum(line.state == "met" for line in score.fit), len(score.fit)
    if not of:
        return "Our points card asks nothing about fit"
    if all(line.state == "unknown" for line in score.fit):
        if of == 1:
            return "Our one ideal-lead criterion is not known yet"
        return f"None of our {wording.in_words(of)} ideal-lead criteria is known yet"
    if met != of:
        return f"Fits {wording.in_words(met)} of our {wording.in_words(of)} ideal-lead criteria"
    if of == 1:
        return "Fits our one ideal-lead criterion"
    return f"Fits all {wording.in_words(of)} of our ideal-lead criteria"


def _ago(age: float, at: datetime) -> str:
    """By the calendar: the evening before is yesterday."""
    day = timezone.localtime(at - timedelta(days=age)).date()
    days = (timezone.localtime(at).date() - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def unknown(*, can_call: bool) -> str:
    """What is said of a criterion that is not known; nobody asks who cannot be called."""
    return "Not known yet. Ask on the call." if can_call else "Not known yet."


def _fit(line: FitPoints, can_call: bool) -> FitLine:  # noqa: FBT001  one caller
    of = (
        f"{round(line.points)}"
        if line.state == "met"
        else f"{round(line.points)} of {line.most:.0f}"
    )
    seen = line.seen or (unknown(can_call=can_call) if line.state == "unknown" else "")
    return FitLine(label=line.label, state=line.state, seen=seen, wanted=line.wanted, points=of)


def interest(*, line: InterestPoints, at: datetime) -> InterestLine:
    """How often, when last and of what, and the points: “3 times, last today: Pricing guide”."""
    times = {1: "once", 2: "twice"}.get(len(line.ages), f"{len(line.ages)} times")
    last = "" if len(line.ages) == 1 else "last "
    deeds = f"{times}, {last}{_ago(line.ages[0], at)}" if line.ages else ""
    if line.things:
        more = len(line.things) - NAMED
        told = [*line.things[:NAMED], *([f"{more} more"] if more > 0 else [])]
        deeds = f"{deeds}: {wording.listed(told)}"
    return InterestLine(label=line.label, deeds=deeds, points=wording.number(round(line.points)))
