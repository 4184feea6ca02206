"""A criterion as the end of a sentence about somebody: … when their e-mail is known.

Every part has a subject. It does not parse; a document shows the exact words beneath.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.text.names import names
from entente.kit.criteria.text.phrases import GONE, condition, deed, owns
from entente.kit.criteria.tree import (
    All,
    AnyOf,
    Behaviour,
    ClauseRef,
    Compare,
    Criterion,
    Everyone,
    Not,
    Occurrence,
    Related,
)
from entente.kit.criteria.vocabulary import FieldSpec, UnknownName, Vocabulary
from entente.kit.wording import listed


class _Said(NamedTuple):
    """One part: their e-mail, is known. Parts share a subject, but for one that stands alone."""

    subject: str
    predicate: str
    alone: bool = False

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate}"


@dataclass(frozen=True, slots=True)
class _About:
    """Whom the parts are about: they and their; of what somebody has, that and whose."""

    one: str
    its: str
    vocabulary: Vocabulary

    def said(self, words: str, *, alone: bool = False) -> _Said:
        """What is so of whom, in the number of its subject: has a deal, they have a deal."""
        return _Said(self.one, _of_several(words) if self.one == "they" else words, alone)


def clause(tree: Criterion, *, vocabulary: Vocabulary) -> str:
    """The criterion as it goes on after “when”."""
    return _whole(tree, _About("they", "their", vocabulary))


def _whole(tree: Criterion, about: _About) -> str:
    match tree:
        case All(inner):
            return _all(inner, about)
        case AnyOf(inner):
            return _any(inner, about)
        case _:
            return str(_part(tree, about))


def _all(inner: Sequence[Criterion], about: _About) -> str:
    *before, last = inner
    if not any(isinstance(one, All | AnyOf) for one in inner):
        return _joined([_part(one, about) for one in inner], "and")
    if isinstance(last, AnyOf) and not any(isinstance(one, All | AnyOf) for one in before):
        ways = _shared(last.parts, about)
        if ways:  # their e-mail is known and they submitted a form or attended an event
            return listed([*(str(_part(one, about)) for one in before), _joined(ways, "or")])
    return ", and ".join(_within(one, about) for one in inner)


def _any(inner: Sequence[Criterion], about: _About) -> str:
    if not any(isinstance(one, All | AnyOf) for one in inner):
        return _joined([_part(one, about) for one in inner], "or")
    return ", or ".join(_within(one, about) for one in inner)


def _within(tree: Criterion, about: _About) -> str:
    """A part in a sentence that has commas of its own: its beginning says how far it goes."""
    match tree:
        case AnyOf(inner):
            word, last = "either", "or"
        case All(inner):
            word, last = "both" if len(inner) == 2 else "at once", "and"
        case _:
            return str(_part(tree, about))
    if shared := _shared(inner, about):
        return f"{shared[0].subject} {word} {listed([one.predicate for one in shared], last=last)}"
    return f"{word} {listed([_within(one, about) for one in inner], last=last)}"


def _shared(inner: Sequence[Criterion], about: _About) -> list[_Said]:
    """The parts, where all of them have one subject."""
    if any(isinstance(one, All | AnyOf) for one in inner):
        return []
    parts = [_part(one, about) for one in inner]
    return parts if _share(parts) else []


def _share(parts: Sequence[_Said]) -> bool:
    return len({part.subject for part in parts}) == 1 and not any(part.alone for part in parts)


def _joined(parts: Sequence[_Said], last: str) -> str:
    """They submitted a form or attended an event; their e-mail is known or their phone is."""
    if _share(parts):
        return f"{parts[0].subject} {listed([part.predicate for part in parts], last=last)}"
    if any(part.alone for part in parts):
        return f", {last} ".join(str(part) for part in parts)
    return listed([str(part) for part in parts], last=last)


def _part(tree: Criterion, about: _About) -> _Said:  # noqa: PLR0911  one return for each sort
    match tree:
        case Everyone():
            return about.said(f"is any {about.vocabulary.subject} at all")
        case Not(inner):
            return _Said("it", f"is not so that {_within(inner, about)}", alone=True)
        case ClauseRef(key):
            called = about.vocabulary.clause_labels.by_key.get(key, GONE)
            return about.said(f"meets the definition “{called}”")
        case Compare():
            return _compared(tree, about)
        case Related():
            return about.said(_related(tree, about), alone=tree.where != Everyone())
        case Behaviour() | Occurrence():
            return _Said(about.one, deed(tree, about.vocabulary))
        case _:
            return _Said(GONE, "is so")  # the parts of a whole have their own ways above


def _related(tree: Related, about: _About) -> str:
    try:
        spec = about.vocabulary.record(tree.record)
    except UnknownName:
        return f"has {GONE}"
    words = owns(tree, spec)
    match tree.where:
        case Everyone():
            return words
        case All() | AnyOf() | Not():
            the = f"the {spec.name}"
            return f"{words} where {_within(tree.where, _About(the, f'{the}’s', spec.vocabulary))}"
        case _:
            return f"{words} {_part(tree.where, _About('that', 'whose', spec.vocabulary))}"


# Fields


def _compared(tree: Compare, about: _About) -> _Said:
    try:
        spec = about.vocabulary.field(tree.field)
    except UnknownName:
        return _Said(GONE, condition(tree, None, about.vocabulary))
    owner, noun = _noun(spec, about)
    words = condition(tree, spec, about.vocabulary)
    if spec.type is Type.REFUSALS:
        return _refused(tree, spec.name, words, about)
    if not _is_plural(noun):
        return _Said(f"{owner} {noun}", words)
    if amount := _amount(tree, spec, words):
        if owner == about.its:
            return about.said(f"has {amount} {noun}")
        return _Said(f"{about.its} {spec.of}", f"has {amount} {noun}")
    return _Said(f"{owner} {noun}", _of_several(words))


def _noun(spec: FieldSpec, about: _About) -> tuple[str, str]:
    """Whose field it is, and how sentences call it: their company's, industry."""
    called = names(about.vocabulary).subjects.label(spec)
    if spec.of:
        return f"{about.its} {spec.of}’s", spec.said or called.removeprefix(f"{spec.of} ")
    return about.its, spec.said or called.removeprefix(f"{about.vocabulary.subject} ")


def _refused(tree: Compare, noun: str, words: str, about: _About) -> _Said:
    if tree.operator in (Operator.KNOWN, Operator.UNKNOWN):
        return _Said(f"{about.its} refusals", _of_several(words))
    word = tree.operator.value
    return about.said(f"{word} {noun}{words.removeprefix(word)}")


_COUNTING: Final = {
    Operator.IS: "",
    Operator.LESS: "fewer than ",
    Operator.AT_MOST: "at most ",
    Operator.MORE: "more than ",
    Operator.AT_LEAST: "at least ",
    Operator.BETWEEN: "between ",
}


def _amount(tree: Compare, spec: FieldSpec, words: str) -> str:
    """At least 50: of what is counted in a plural, where it can be said so."""
    if spec.type is not Type.NUMBER or tree.operator not in _COUNTING or tree.value == Decimal(1):
        return ""
    return _COUNTING[tree.operator] + words.removeprefix(tree.operator.value).strip()


_OF_SEVERAL: Final = (
    ("is ", "are "),
    ("has ", "have "),
    ("meets ", "meet "),
    ("contains ", "contain "),
    ("does not ", "do not "),
    ("starts ", "start "),
    ("ends ", "end "),
    ("includes ", "include "),
)
_NOT_PLURAL: Final = ("ss", "us", "is", "as")


def _of_several(words: str) -> str:
    for one, several in _OF_SEVERAL:
        if words.startswith(one):
            return f"{several}{words.removeprefix(one)}"
    return words


def _is_plural(noun: str) -> bool:
    """Employees and licences, but not address, status or SaaS."""
    last = noun.rsplit(maxsplit=1)[-1] if noun.split() else ""
    return last[1:].islower() and last.endswith("s") and not last.endswith(_NOT_PLURAL)
