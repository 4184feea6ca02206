"""A criterion as phrases in a bar: each part is one, and a link leaves it out."""

from dataclasses import dataclass

from entente.kit.criteria.operators import Operator
from entente.kit.criteria.text.sentence import sentence
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import All, Compare, Criterion, Everyone, all_of
from entente.web.lists.wanted import Wanted

_BEFORE_VALUE = sorted((operator.value for operator in Operator), key=len, reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """`start` in plain and `value` in bold read as one; `url` is the list without it."""

    start: str
    value: str
    url: str


def parts_of(tree: Criterion | None) -> tuple[Criterion, ...]:
    """The conditions that must all be met."""
    match tree:
        case None | Everyone():
            return ()
        case All(parts):
            return parts
        case _:
            return (tree,)


def phrases(wanted: Wanted) -> tuple[Phrase, ...]:
    """Each condition of the list in words, the words looked for included."""
    found = []
    if wanted.q:
        found.append(Phrase(start="Found by", value=f"“{wanted.q}”", url=wanted.url(q="")))
    if wanted.words is None:
        return tuple(found)
    parts = parts_of(wanted.tree)
    for number, part in enumerate(parts):
        others = [*parts[:number], *parts[number + 1 :]]
        left = show(all_of(others), vocabulary=wanted.words.vocabulary) if others else ""
        start, value = _told(part, wanted)
        found.append(Phrase(start=start, value=value, url=wanted.url(where=left)))
    return tuple(found)


def _told(part: Criterion, wanted: Wanted) -> tuple[str, str]:
    assert wanted.words is not None  # noqa: S101  phrases asks only where there are words
    words = sentence(part, vocabulary=wanted.words.vocabulary)
    if not isinstance(part, Compare):
        return words, ""
    for operator in (" is neither ", *(f" {one} " for one in _BEFORE_VALUE)):
        start, found, value = words.partition(operator)
        if found and "“" not in start:
            return f"{start}{operator}".strip(), value
    return words, ""
