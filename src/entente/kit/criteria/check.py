"""What is wrong with a criterion that reads well: names, types, retired things, absurd values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from entente.kit import wording
from entente.kit.criteria.clauses import embed
from entente.kit.criteria.errors import CriterionError, Place, Problem
from entente.kit.criteria.operators import (
    TAKES,
)
from entente.kit.criteria.text.literal import quoted
from entente.kit.criteria.tree import (
    MAX_DEPTH,
    MAX_NODES,
    ME,
    Behaviour,
    ClauseRef,
    Compare,
    Count,
    Criterion,
    Having,
    Occurrence,
    Related,
    depth,
    parts,
    walk,
)
from entente.kit.criteria.values import ARTICLES, KEYED, absurd, fits, operands, order, period
from entente.kit.criteria.vocabulary import (
    BehaviourSpec,
    FieldSpec,
    PropertySpec,
    UnknownName,
    Vocabulary,
)

Path = tuple[int, ...]
_MOST_TIMES = 100_000


def check(
    tree: Criterion,
    *,
    vocabulary: Vocabulary,
    places: Mapping[Path, Place] | None = None,
    clauses: Mapping[str, Criterion] | None = None,
    name: str | None = None,
    signed: bool = False,
) -> tuple[Problem, ...]:
    """Everything that keeps a criterion from being signed or run; empty when it is sound.

    `places` come from `parse.read`. `clauses` are those in force by key and `name` the key of the
    clause that this tree defines; without `clauses` references are only looked up by name.
    In a `signed` document there is nobody for `me` to mean, and nothing that changes unsigned.
    """
    if depth(tree) > MAX_DEPTH or sum(1 for _ in walk(tree)) > MAX_NODES:
        words = f"A criterion has at most {MAX_NODES} conditions, {MAX_DEPTH} inside each other."
        return (Problem("too_large", words),)
    found = list(_Checker(vocabulary, places or {}, signed).problems(tree, ()))
    if clauses is not None and not any(problem.code == "unknown_clause" for problem in found):
        found += _circles(tree, clauses, name, vocabulary.clause_labels.by_key)
    return tuple(found)


def _circles(
    tree: Criterion,
    clauses: Mapping[str, Criterion],
    name: str | None,
    called: Mapping[str, str],
) -> Iterator[Problem]:
    try:
        embed(tree, clauses=clauses, name=name, called=called)
    except CriterionError as error:
        yield error.problem


@dataclass(frozen=True)
class _Checker:
    vocabulary: Vocabulary
    places: Mapping[Path, Place]
    signed: bool

    def problems(self, tree: Criterion, path: Path) -> Iterator[Problem]:
        """Those of this criterion and of all inside it, each with its place."""
        for problem in self._own(tree):
            yield replace(problem, place=self.places.get(path))
        inner = self
        if isinstance(tree, Related):
            try:
                inner = replace(self, vocabulary=self.vocabulary.record(tree.record).vocabulary)
            except UnknownName:
                return
        for index, part in enumerate(parts(tree)):
            yield from inner.problems(part, (*path, index))

    def _own(self, tree: Criterion) -> Iterable[Problem]:
        match tree:
            case Compare():
                return self._compare(tree)
            case Behaviour():
                return (*self._behaviour(tree), *_count(tree.count))
            case Occurrence():
                return self._behaviour(tree)
            case Related():
                return (*self._record(tree), *_count(tree.count))
            case ClauseRef() if tree.clause not in self.vocabulary.clause_labels.by_key:
                return (Problem("unknown_clause", f"There is no definition “{tree.clause}”."),)
            case _:
                return ()

    def _compare(self, tree: Compare) -> Iterator[Problem]:
        try:
            spec = self.vocabulary.field(tree.field)
        except UnknownName:
            yield Problem("unknown_field", f"There is no field “{tree.field}”; it was deleted.")
            return
        yield from _retired(spec, spec.name)
        yield from self._unsigned(spec)
        yield from self._condition(tree, spec)

    def _record(self, tree: Related) -> Iterator[Problem]:
        try:
            self.vocabulary.record(tree.record)
        except UnknownName:
            subject = self.vocabulary.subject
            yield Problem("unknown_record", f"A {subject} has no records “{tree.record}”.")

    def _behaviour(self, tree: Behaviour | Occurrence) -> Iterator[Problem]:
        try:
            spec = self.vocabulary.behaviour(tree.kind)
        except UnknownName:
            yield Problem("unknown_behaviour", f"There is no behaviour “{tree.kind}”.")
            return
        yield from _retired(spec, spec.phrase)
        yield from self._unsigned(spec)
        had = tree.had if isinstance(tree, Occurrence) else ()
        if isinstance(tree, Occurrence) and not had and tree.when is None:
            words = f"Say when the {tree.turn} one was, or what it had."
            yield Problem("says_nothing", words)
        for having in (*tree.where, *had):
            yield from self._having(having, spec)
        yield from period(tree.when)

    def _unsigned(self, spec: FieldSpec | BehaviourSpec) -> Iterator[Problem]:
        if self.signed and spec.unsigned:
            yield Problem("unsigned", spec.unsigned)

    def _having(self, tree: Having, behaviour: BehaviourSpec) -> Iterator[Problem]:
        try:
            spec = self.vocabulary.property(behaviour.key, tree.property)
        except UnknownName:
            words = f"“{behaviour.phrase}” has no property “{tree.property}”."
            yield Problem("unknown_property", words)
            return
        yield from self._condition(tree, spec)

    def _condition(
        self, tree: Compare | Having, spec: FieldSpec | PropertySpec
    ) -> Iterator[Problem]:
        if tree.operator not in TAKES[spec.type]:
            words = (
                f"“{spec.name}” is {ARTICLES[spec.type]}, which “{tree.operator}” does not take."
            )
            yield Problem("wrong_operator", words, expected=tuple(TAKES[spec.type]))
            return
        singles = operands(tree.operator, tree.value)
        if singles is None or not all(fits(one, spec.type) for one in singles):
            words = f"“{spec.name}” is {ARTICLES[spec.type]} and cannot be compared with this."
            yield Problem("wrong_value", words)
            return
        for one in singles:
            yield from self._single(one, spec)
        yield from order(tree)

    def _single(self, value: object, spec: FieldSpec | PropertySpec) -> Iterator[Problem]:
        if value is ME and self.signed:
            yield Problem("no_me", "“me” means nobody here; name the person.")
        elif isinstance(value, str) and spec.type in KEYED:
            yield from self._option(value, spec)
        else:
            yield from absurd(value, spec.name)

    def _option(self, key: str, spec: FieldSpec | PropertySpec) -> Iterator[Problem]:
        options = {option.key: option for option in self.vocabulary.options(spec)}
        if options and key not in options:
            labels = tuple(quoted(option.label) for option in options.values())[:12]
            words = f"“{spec.name}” has no “{key}” any more."
            yield Problem("unknown_option", words, expected=labels)
        elif options and (retired := options[key].retired_at):
            words = f"“{options[key].label}” of “{spec.name}” was retired on {_day(retired)}."
            yield Problem("retired_option", words)


def _retired(spec: FieldSpec | BehaviourSpec, name: str) -> Iterator[Problem]:
    if spec.retired_at:
        yield Problem("retired", f"“{name}” was retired on {_day(spec.retired_at)}.")


def _day(at: datetime) -> str:
    """With its year: what is signed is read in any year."""
    return wording.day(at.date(), today=date.min)


def _count(count: Count) -> Iterator[Problem]:
    if not 0 <= count.number <= _MOST_TIMES:
        yield Problem("absurd_number", f"{count.number} times are out of the question.")
    elif count.number == 0 and count.measure.value == "at least":
        yield Problem("says_nothing", "At least 0 times says nothing: everyone did.")
