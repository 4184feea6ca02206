"""What a person may ask: only words that read what their seat sees. Deny by default.

An answer to what somebody may not see tells it: whom "has a deal where (deal amount is at least
16,150 EUR)" lists, and whom 16,151. What is signed, and what the system asks itself, reads all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, LiteralString

from entente.audiences.vocabulary import Spoken, Subject, spoken
from entente.kit.criteria.errors import CriterionError, Place, Problem
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.sql.fragment import Fragment, sql
from entente.kit.criteria.sql.vocabulary import RelatedSql, SqlVocabulary
from entente.kit.criteria.text import parse
from entente.kit.criteria.text.parse import Reading
from entente.kit.criteria.tree import Behaviour, Compare, Criterion, Occurrence, Related, parts
from entente.kit.criteria.vocabulary import BehaviourSpec, FieldSpec, RelatedSpec, Vocabulary
from entente.ledger import offers as ledger
from entente.people.access import visible
from entente.workspace.access import called
from entente.workspace.rules import Reach, Viewer

_OWNERS: Final[dict[str, LiteralString]] = {"deal": "pipeline_deal.owner_id"}
_ON_THE_CONTACT: Final = frozenset({"company.name"})  # which its own page and lists tell anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """`words` are those that are offered, read and run; `whole` are all, to say why one is not."""

    words: Spoken
    whole: Vocabulary
    viewer: Viewer


def askable(*, viewer: Viewer, at: datetime, subject: Subject = "contact") -> Askable:
    """What this person may ask about a sort of record. As many queries as `spoken`."""
    told = spoken(at=at, subject=subject)
    return Askable(words=_within(told, viewer), whole=told.vocabulary, viewer=viewer)


def read(*, text: str, of: Askable) -> Reading:
    """A criterion as a person says it.

    Raises CriterionError; where only their seat stands in the way, that says what lifts it.
    """
    try:
        return parse.read(text, vocabulary=of.words.vocabulary)
    except CriterionError:
        refused = _refused(text, of)
        if refused is None:
            raise
    raise CriterionError(refused)


def _within(told: Spoken, viewer: Viewer) -> Spoken:
    """The same words for whoever sees everything, else those that read what this person sees."""
    vocabulary = _offered(told.vocabulary, viewer)
    if vocabulary == told.vocabulary and all(
        _reach(viewer, spec.key) is Reach.ALL for spec in vocabulary.related
    ):
        return told
    places = told.places
    return Spoken(
        vocabulary=vocabulary,
        places=SqlVocabulary(
            subject=places.subject,
            entries=places.entries,
            fields={spec.key: places.fields[spec.key] for spec in vocabulary.fields},
            related={
                spec.key: _seen_of(places.related[spec.key], spec, viewer)
                for spec in vocabulary.related
            },
        ),
    )


def _offered(vocabulary: Vocabulary, viewer: Viewer) -> Vocabulary:
    return replace(
        vocabulary,
        fields=tuple(one for one in vocabulary.fields if not _hidden(one, vocabulary, viewer)),
        behaviours=tuple(
            one for one in vocabulary.behaviours if not _hidden(one, vocabulary, viewer)
        ),
        related=tuple(
            replace(one, vocabulary=_offered(one.vocabulary, viewer))
            for one in vocabulary.related
            if not _hidden(one, vocabulary, viewer)
        ),
    )


def _hidden(
    spec: FieldSpec | BehaviourSpec | RelatedSpec, vocabulary: Vocabulary, viewer: Viewer
) -> str:
    """The first sort of record that a word reads and this person does not see enough of, or ''.

    Of related records they are asked only about those that they see; all else has to be open to
    them whole, but for the record itself that is listed.
    """
    match spec:
        case FieldSpec():
            needs = {spec.of} - {""} if spec.key not in _ON_THE_CONTACT else set()
        case BehaviourSpec():
            needs = {one for kind in spec.kinds for one in ledger.kind(kind).tells_of}
        case RelatedSpec():
            return spec.key if _reach(viewer, spec.key) is Reach.NONE else ""
    hidden = (one for one in needs - {vocabulary.subject} if _reach(viewer, one) is not Reach.ALL)
    return min(hidden, default="")


def _reach(viewer: Viewer, record: str) -> Reach:
    return viewer.reach(record=record, action="see")


def _seen_of(place: RelatedSql, spec: RelatedSpec, viewer: Viewer) -> RelatedSql:
    """Only those of the related records that this person sees."""
    mine = visible(viewer=viewer, record=spec.key, owner=_OWNERS[spec.key])

    def rows(asked: Asked) -> Fragment:
        return sql("{} and {}", place.rows(asked), mine)

    return replace(place, rows=rows)


def _refused(text: str, of: Askable) -> Problem | None:
    """What their seat keeps them from asking here; None where the text cannot be read at all."""
    try:
        whole = parse.read(text, vocabulary=of.whole)
    except CriterionError:
        return None
    found = _out_of_reach(whole.tree, (), of.whole, whole.places, of.viewer)
    return next(found, None)


def _out_of_reach(
    tree: Criterion,
    path: tuple[int, ...],
    vocabulary: Vocabulary,
    places: Mapping[tuple[int, ...], Place],
    viewer: Viewer,
) -> Iterator[Problem]:
    spec = _spec(tree, vocabulary)
    if spec is not None and (record := _hidden(spec, vocabulary, viewer)):
        yield Problem("out_of_reach", _why(record, viewer), places.get(path))
    inner = spec.vocabulary if isinstance(spec, RelatedSpec) else vocabulary
    for index, part in enumerate(parts(tree)):
        yield from _out_of_reach(part, (*path, index), inner, places, viewer)


def _spec(
    tree: Criterion, vocabulary: Vocabulary
) -> FieldSpec | BehaviourSpec | RelatedSpec | None:
    match tree:
        case Compare():
            return vocabulary.field(tree.field)
        case Behaviour() | Occurrence():
            return vocabulary.behaviour(tree.kind)
        case Related():
            return vocabulary.record(tree.record)
        case _:
            return None


def _why(record: str, viewer: Viewer) -> str:
    many = called(record, several=True)
    sees = {
        Reach.NONE: f"does not see {many}, so a list cannot ask about them",
        Reach.OWN: f"sees only your own {many}, so a list cannot ask about all of them",
        Reach.TEAM: f"sees only your team's {many}, so a list cannot ask about all of them",
    }[_reach(viewer, record)]
    return f"Your seat {sees}. An administrator can change that under Settings, Access."
