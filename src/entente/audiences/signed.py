"""Reading the criteria of a document that both teams sign."""

from collections.abc import Callable, Mapping, Sequence

from entente.agreements.rules.content import ContentInvalid, Path, Problem
from entente.audiences.vocabulary import Spoken
from entente.kit.criteria.check import check
from entente.kit.criteria.errors import CriterionError, said
from entente.kit.criteria.text.parse import read
from entente.kit.criteria.tree import Criterion

Objects = Callable[[Path, Criterion], Sequence[str]]


def nothing_more(path: Path, tree: Criterion) -> Sequence[str]:
    """For a document that asks nothing of its criteria besides that they can be signed."""
    return ()


def understood(
    *, texts: Mapping[Path, str], words: Spoken, objects: Objects = nothing_more
) -> dict[Path, Criterion]:
    """The trees of these texts, by their places. Raises ContentInvalid with all that is wrong.

    `objects` says what else stands against a criterion that reads well, in whole sentences.
    """
    trees, wrong = looked_through(texts=texts, words=words, objects=objects)
    if wrong:
        raise ContentInvalid(wrong)
    return trees


def looked_through(
    *, texts: Mapping[Path, str], words: Spoken, objects: Objects = nothing_more
) -> tuple[dict[Path, Criterion], list[Problem]]:
    """The trees of the texts that read, and all that is wrong with any of them."""
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
