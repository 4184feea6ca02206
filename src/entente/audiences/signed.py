"""Reading the criteria of a document that both teams sign."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from entente.agreements.rules.content import Path, Problem
from entente.audiences.vocabulary import Spoken
from entente.kit.criteria.check import check
from entente.kit.criteria.errors import CriterionError, said
from entente.kit.criteria.text.clause import clause as as_said
from entente.kit.criteria.text.parse import read
from entente.kit.criteria.text.phrases import deed
from entente.kit.criteria.tree import Behaviour, Criterion

Objects = Callable[[Path, Criterion], Sequence[str]]


def nothing_more(path: Path, tree: Criterion) -> Sequence[str]:
    """For a document that asks nothing of its criteria besides that they can be signed."""
    return ()


def looked_through(
    *, texts: Mapping[Path, str], words: Spoken, objects: Objects = nothing_more
) -> tuple[dict[Path, Criterion], list[Problem]]:
    """The trees of the texts that read, by their places, and all that is wrong with any of them.

    `objects` says what else stands against a criterion that reads well, in whole sentences.
    """
    wrong: list[Problem] = []
    trees: dict[Path, Criterion] = {}
    for path, text in texts.items():
        try:
            reading = read(text, vocabulary=words.vocabulary)
        except CriterionError as error:
            wrong.append(Problem(path=path, message=said(error.problem, text=text)))
            continue
        trees[path] = reading.tree
        found = check(reading.tree, vocabulary=words.vocabulary, places=reading.places, signed=True)
        against = [said(one, text=text) for one in found] or objects(path, reading.tree)
        wrong += [Problem(path=path, message=one) for one in against]
    return trees, wrong


def fields_asked(content: Any) -> frozenset[str]:  # closed content: plain JSON of any kind
    """The keys of the fields that the criteria of a closed document ask for."""
    return frozenset(_fields_in(content))


def _fields_in(part: Any) -> Iterator[str]:  # a part of that JSON
    inner = part if isinstance(part, list | tuple) else ()
    if isinstance(part, Mapping):
        if part.get("is") == "compare" and isinstance(part.get("field"), str):
            yield part["field"]
        inner = tuple(part.values())
    for one in inner:
        yield from _fields_in(one)


# As people read it


def told(text: str, *, of: Spoken) -> tuple[str, str]:
    """A text as it goes on after “when”, and the exact one where that says it in other words.

    Of a text that does not read, and of one that says the same, there is nothing more exact: "".
    """
    try:
        tree = read(text, vocabulary=of.vocabulary).tree
    except CriterionError:
        return text, ""
    return _beside(text, as_said(tree, vocabulary=of.vocabulary))


def told_of_deed(text: str, *, of: Spoken) -> tuple[str, str]:
    """The same of a text that names one behaviour, as it goes on after “each time”."""
    try:
        tree = read(text, vocabulary=of.vocabulary).tree
    except CriterionError:
        return text, ""
    if not isinstance(tree, Behaviour):
        return _beside(text, as_said(tree, vocabulary=of.vocabulary))
    return _beside(text, f"they {deed(tree, of.vocabulary)}")


def _beside(text: str, words: str) -> tuple[str, str]:
    return words, "" if _bare(words) == _bare(text) else text


def _bare(text: str) -> list[str]:
    """The words without signs, and without those that only give a sentence its subject."""
    words = text.translate(_SIGNS).replace("’s ", " ").split()
    return [word for word in words if word not in _SUBJECTS]


_SUBJECTS = ("it", "they", "their")
_SIGNS = str.maketrans("", "", ',"“”')
