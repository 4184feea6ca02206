"""The next moment at which time alone changes a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from entente.kit.criteria.meaning.evaluate import evaluate, property_of
from entente.kit.criteria.meaning.facts import Asked, Facts, Seen
from entente.kit.criteria.meaning.windows import (
    TICK,
    day_of,
    days,
    shift,
    start_of,
    step,
    window,
    within_reach,
)
from entente.kit.criteria.operators import RELATIVE, Operator
from entente.kit.criteria.tree import (
    Behaviour,
    Compare,
    Criterion,
    Having,
    Occurrence,
    Related,
    Span,
    Unit,
    When,
    parts,
)
from entente.kit.criteria.vocabulary import Vocabulary

MOST_TRIES = 64


def next_due(
    tree: Criterion, *, facts: Facts, vocabulary: Vocabulary, asked: Asked
) -> datetime | None:
    """The first moment after `asked.at` at which the verdict differs, with no news; UTC.

    Facts that lie in the future come true on their way. Never late; where more than MOST_TRIES
    edges pass without a change it stops at that edge, so asking again there goes on. None: never.
    A field that fades has no edges: whoever asks of one asks again where a day begins.
    """
    before = evaluate(tree, facts=facts, vocabulary=vocabulary, asked=asked).verdict
    edges = sorted(_coming(tree, facts, vocabulary, asked))
    for tries, edge in enumerate(edges):
        then = replace(asked, at=edge, present=False)
        if tries == MOST_TRIES:
            return edge
        if evaluate(tree, facts=facts, vocabulary=vocabulary, asked=then).verdict is not before:
            return edge
    return None


def first_edge(
    tree: Criterion, *, facts: Facts, vocabulary: Vocabulary, asked: Asked
) -> datetime | None:
    """The first moment after `asked.at` at which any part may change: never later than `next_due`.

    It evaluates nothing: for criteria that read a score, whose value of each moment is dear.
    """
    return min(_coming(tree, facts, vocabulary, asked), default=None)


def _coming(tree: Criterion, facts: Facts, vocabulary: Vocabulary, asked: Asked) -> set[datetime]:
    return {edge for edge in _edges(tree, facts, vocabulary, asked) if edge > asked.at}


def _edges(
    tree: Criterion, facts: Facts, vocabulary: Vocabulary, asked: Asked
) -> Iterator[datetime]:
    """Every moment at which a leaf can change; some in the past."""
    match tree:
        case Compare():
            history = facts.fields.get(tree.field)
            if history:
                yield from (change.at for change in history.changes)
                for seen in {history.now, *(change.old for change in history.changes)}:
                    yield from _of_condition(tree, seen, asked)
        case Behaviour() | Occurrence():
            yield from _of_behaviour(tree, facts, vocabulary, asked)
        case Related():
            inner = vocabulary.record(tree.record).vocabulary
            for one in facts.related.get(tree.record, ()):
                yield from (moment for moment in (one.since, one.until) if moment)
                yield from _edges(tree.where, one, inner, asked)
        case _:
            for part in parts(tree):
                yield from _edges(part, facts, vocabulary, asked)


def _of_behaviour(
    tree: Behaviour | Occurrence, facts: Facts, vocabulary: Vocabulary, asked: Asked
) -> Iterator[datetime]:
    kinds = vocabulary.behaviour(tree.kind).kinds
    had = tree.had if isinstance(tree, Occurrence) else ()
    conditions = [
        (having, vocabulary.property(tree.kind, having.property))
        for having in (*tree.where, *had)
        if having.operator in RELATIVE
    ]
    for deed in facts.deeds:
        if deed.kind not in kinds:
            continue
        yield deed.occurred_at
        if tree.when:
            yield from _of_condition(tree.when, deed.occurred_at, asked)
        for having, spec in conditions:
            yield from _of_condition(having, property_of(deed, spec), asked)


def _of_condition(
    condition: Compare | Having | When, seen: Seen, asked: Asked
) -> Iterator[datetime]:
    """When a relative condition on this value begins and ends to hold."""
    if condition.operator not in RELATIVE or not isinstance(condition.value, Span):
        return
    if not isinstance(seen, date):  # a datetime is a date too
        return
    for edge in _near(seen, condition.operator, condition.value, asked.zone):
        if edge > asked.at and _holds(condition, seen, edge, asked) is not _holds(
            condition, seen, edge - TICK, asked
        ):
            yield edge


def _holds(condition: Compare | Having | When, seen: date, at: datetime, asked: Asked) -> bool:
    then = replace(asked, at=at)
    if isinstance(seen, datetime):
        return window(condition.operator, condition.value, then).holds(seen)
    return days(condition.operator, condition.value, then).holds(seen)


def _near(seen: date, operator: Operator, span: Span, zone: ZoneInfo) -> Iterator[datetime]:
    """Moments among which a span begins and ceases to reach this one.

    `shift` never goes backwards as days go on, so the day of the change is near the one that
    shifting the other way gives; the end of a month is three days at most.
    """
    seen = within_reach(seen) if isinstance(seen, datetime) else seen
    if isinstance(seen, datetime):
        yield from (seen, seen + TICK)
    if span.unit is Unit.HOUR:
        hours = timedelta(hours=span.number)
        if isinstance(seen, datetime):
            yield from (seen - hours, seen + hours, seen + hours + TICK)
        return
    day = day_of(seen, zone) if isinstance(seen, datetime) else seen
    other = shift(day, span, -1 if operator is Operator.IN_NEXT else 1)
    for near in (day, step(day, 1), *(step(other, by) for by in range(-3, 5))):
        yield start_of(near, zone)
