"""Reading the texts of a lead definition, and what a closed one runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from entente.agreements.rules.content import (
    Content,
    Path,
    Problem,
    by_model,
    doubled,
    rows_of,
)
from entente.audiences.signed import looked_through
from entente.audiences.vocabulary import Spoken, spoken
from entente.kit.criteria import canonical
from entente.kit.criteria.clauses import embed
from entente.kit.criteria.errors import CriterionError
from entente.kit.criteria.tree import ONCE, Behaviour, ClauseRef, Compare, Criterion, walk
from entente.kit.criteria.vocabulary import Option
from entente.qualification import circles
from entente.qualification.rules.definition import (
    CLAUSE_ARTICLES,
    CLAUSE_NAMES,
    CLAUSES,
    LeadDefinition,
)

# Texts are read with the newest funnel that is agreed on, from whichever day.
LATEST = datetime(2199, 12, 31, tzinfo=UTC)
PARTS = ("clauses", "fit", "interest")


def words() -> Spoken:
    """What a lead definition may ask about: contacts, and its own clauses by name."""
    return spoken(at=LATEST, clauses=tuple(Option(key, CLAUSE_NAMES[key]) for key in CLAUSES))


def validate(content: Content) -> dict[str, Any]:
    """The content in full with every text understood. Raises ContentInvalid with line and column.

    Closed content stays closed, but its trees are read from its texts anew: nobody slips in a tree
    that says something else than the text that is signed.
    """
    lines = [line for part in PARTS for line in content.get(part) or []]
    if any(isinstance(line, dict) and line.get("tree") is not None for line in lines):
        return resolve(content)
    return _plain(content, words())


def resolve(content: Content) -> dict[str, Any]:
    """The content closed: each text's canonical tree beside it, clauses embedded to the last."""
    said = words()
    plain = _plain(content, said)
    trees, _ = _read(plain, said)
    named = {clause["name"]: trees["clauses", n] for n, clause in enumerate(plain["clauses"])}
    closed = {**plain}
    for part in PARTS:
        closed[part] = [
            {**line, "tree": canonical.to_json(_closed(line, trees[part, n], named))}
            for n, line in enumerate(plain[part])
        ]
    return closed


def _closed(line: Mapping[str, Any], tree: Criterion, named: Mapping[str, Criterion]) -> Criterion:
    return embed(tree, clauses=named, name=line.get("name"))


def _plain(content: Content, said: Spoken) -> dict[str, Any]:
    """Without trees, and in full. Raises ContentInvalid with all that is wrong at once."""
    return by_model(LeadDefinition, also=partial(_wrong, said))(_without_trees(content))


def _without_trees(content: Content) -> dict[str, Any]:
    def bare(lines: Sequence[Any]) -> list[Any]:
        return [
            {key: value for key, value in line.items() if key != "tree"}
            if isinstance(line, dict)
            else line
            for line in lines
        ]

    return {**content, **{part: bare(content.get(part) or []) for part in PARTS}}


def _wrong(said: Spoken, content: Content) -> list[Problem]:
    """What is wrong with the texts, alone and together, and which names stand there twice."""
    trees, unread = _read(content, said)
    clauses = [((*at, "name"), row.get("name")) for at, row in rows_of(content, "clauses")]
    lines = [
        ((*at, "label"), row.get("label"))
        for part in ("fit", "interest")
        for at, row in rows_of(content, part)
    ]
    twice = [*doubled(clauses, words=_clause_twice), *doubled(lines, words=_line_twice)]
    return [*twice, *unread] or _circles(content, trees, said)


def _clause_twice(name: str) -> str:
    return (
        f"Another clause says who is {CLAUSE_ARTICLES.get(name, name)}; choose what this one says"
    )


def _line_twice(name: str) -> str:
    return f"Another line is called {name}; give this one a name of its own"


def _read(content: Content, said: Spoken) -> tuple[dict[tuple[str, int], Criterion], list[Problem]]:
    """The trees of the texts that read, by part and place, and what is wrong with any text."""
    texts: dict[Path, str] = {
        (*at, "text"): row["text"]
        for part in PARTS
        for at, row in rows_of(content, part)
        if isinstance(row.get("text"), str) and row["text"].strip()
    }
    trees, wrong = looked_through(texts=texts, words=said, objects=_objections)
    return {(str(part), int(n)): tree for (part, n, _), tree in trees.items()}, wrong


def _objections(path: Path, tree: Criterion) -> list[str]:
    said = []
    if path[0] != "clauses" and any(_asks_score(node) for node in walk(tree)):
        said.append("The points card makes the score; a line of it cannot ask for the score.")
    if path[0] == "interest" and not (isinstance(tree, Behaviour) and tree.count == ONCE):
        said.append("Name one behaviour, like: downloaded any asset with topic “pricing”.")
    return said


def _asks_score(node: Criterion) -> bool:
    return isinstance(node, ClauseRef) or (
        isinstance(node, Compare) and node.field in circles.SCORES
    )


def _circles(
    content: Content, trees: Mapping[tuple[str, int], Criterion], said: Spoken
) -> list[Problem]:
    """Clauses that come back to themselves, or name one that is not there."""
    rows = [
        ((*at, "text"), row.get("name"), trees["clauses", int(at[1])])
        for at, row in rows_of(content, "clauses")
        if ("clauses", int(at[1])) in trees
    ]
    named = {name: tree for _, name, tree in rows if isinstance(name, str)}
    wrong = []
    whole: dict[str, tuple[Path, Criterion]] = {}
    for path, name, tree in rows:
        try:
            closed = embed(tree, clauses=named, name=name if isinstance(name, str) else None)
        except CriterionError as error:
            wrong.append(Problem(path=path, message=str(error)))
        else:
            whole |= {name: (path, closed)} if isinstance(name, str) else {}
    lines: dict[Path, Criterion] = {
        (part, n, "text"): tree for (part, n), tree in trees.items() if part != "clauses"
    }
    return wrong or circles.circles(
        clauses=whole, lines=lines, vocabulary=said.vocabulary, at=LATEST
    )
