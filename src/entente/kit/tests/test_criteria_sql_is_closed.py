"""No word that anybody wrote ever reaches the text of the SQL: only bound parameters do."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.sql.compile import compile_criterion
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.sql.vocabulary import FieldSql, SqlVocabulary
from entente.kit.criteria.testing import world
from entente.kit.criteria.testing.criteria import leaves
from entente.kit.criteria.tree import Behaviour, ClauseRef, Compare, Having, Related
from entente.kit.criteria.vocabulary import (
    BehaviourSpec,
    FieldSpec,
    PropertySpec,
    UnknownName,
    Vocabulary,
)

HOSTILE = "x') or 1=1; drop table people_contact; -- %s {} \" \\"
ASKED = Asked(datetime(2026, 3, 31, 10, tzinfo=UTC), ZoneInfo("Europe/Berlin"), 1)


def compiled(word: str) -> list[Fragment]:
    """Every operator on every type, where all that can be named is called by this word."""
    spoken = Vocabulary(
        "contact",
        tuple(replace(spec, key=f"{word}{spec.key}", name=word) for spec in world.FIELDS),
        (
            BehaviourSpec(
                word,
                word,
                tuple(PropertySpec(f"{word}{t}", word, t, world.OPTIONS.get(t, ())) for t in Type),
            ),
        ),
    )
    places = SqlVocabulary(
        Fragment("c.id"),
        "contact_id",
        {spec.key: FieldSql(lambda asked: Fragment("c.x"), _currency) for spec in spoken.fields},
    )
    trees = [named for tree in leaves(_Random(), world.WORLDS[0]) if (named := called(tree, word))]
    return [
        compile_criterion(tree, vocabulary=spoken, sql_vocabulary=places, asked=ASKED)
        for tree in trees
    ]


def _currency(asked: Asked) -> Fragment:
    return Fragment("c.currency")


class _Random:
    """Always the first choice, so that two vocabularies get the same criteria."""

    def choice(self, several):
        return several[0]

    def random(self):
        return 0.5

    def randrange(self, *ends):
        return 1


def called(tree, word):
    match tree:
        case Compare():
            value = word if tree.operator is Operator.CONTAINS else tree.value
            return replace(tree, field=f"{word}{tree.field}", value=value)
        case Behaviour():
            where = tuple(
                Having(f"{word}{one.property[2:]}", one.operator, one.value)
                for one in tree.where
                if one.property.startswith("p_")
            )
            return replace(tree, kind=word, where=where)
        case _:
            return None


def test_a_hostile_name_makes_the_same_text_as_a_harmless_one():
    harmless, hostile = compiled("name"), compiled(HOSTILE)

    assert [one.text for one in hostile] == [one.text for one in harmless]
    assert len(hostile) > 200
    assert all(one.text.count("%s") == len(one.params) for one in hostile)
    assert not any(re.search(r"drop|--|%(?!s)", one.text) for one in hostile)
    assert any(HOSTILE in str(param) for one in hostile for param in one.params)


def test_fragments_keep_their_parameters_in_order():
    whole = sql("{} between {} and {}", Fragment("c.x"), bound(1, "bigint"), bound(2, "bigint"))

    assert whole == Fragment("c.x between %s::bigint and %s::bigint", (1, 2))


@pytest.mark.parametrize("tree", [Compare("gone", Operator.KNOWN), Behaviour("gone"), Related("x")])
def test_what_the_vocabulary_does_not_hold_is_not_compiled(tree):
    places = SqlVocabulary(Fragment("c.id"), "contact_id")

    with pytest.raises(UnknownName):
        compile_criterion(
            tree, vocabulary=Vocabulary("contact"), sql_vocabulary=places, asked=ASKED
        )


def test_a_field_that_sql_does_not_know_and_a_clause_are_not_compiled():
    words = Vocabulary("contact", (FieldSpec("x", "x", Type.TEXT),))
    places = SqlVocabulary(Fragment("c.id"), "contact_id")

    with pytest.raises(UnknownName):
        compile_criterion(
            Compare("x", Operator.KNOWN), vocabulary=words, sql_vocabulary=places, asked=ASKED
        )
    with pytest.raises(ValueError, match="embedded before"):
        compile_criterion(ClauseRef("x"), vocabulary=words, sql_vocabulary=places, asked=ASKED)
