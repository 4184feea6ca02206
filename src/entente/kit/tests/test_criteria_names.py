"""Fields, behaviours and options may be called anything: spaces, quotes, keywords, any letters."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.testing import world
from entente.kit.criteria.text.parse import parse
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import NEVER, Behaviour, Compare, Not, all_of
from entente.kit.criteria.vocabulary import BehaviourSpec, FieldSpec, Option, Vocabulary
from entente.kit.tests.criteria_cast import CONTACTS

HEAD = Compare("job_title", Operator.CONTAINS, "head")

NAMES = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(
            ["a", "not", "is", "known", "first", "last", "has", "no", "everyone", "and", "deal"]
            + ["at", "least", '"x"', "]", "[", "#", "stage", "3rd", "ß", "SS", "it's", "o’clock"]
        ),
        max_size=4,
    ).map(" ".join),
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES, min_size=2, max_size=8), st.data())
def test_a_name_may_be_anything(names, data):
    half = len(names) // 2
    vocabulary = Vocabulary(
        "contact",
        tuple(FieldSpec(f"f{n}", name, Type.NUMBER) for n, name in enumerate(names[:half])),
        tuple(BehaviourSpec(f"b{n}", name) for n, name in enumerate(names[half:])),
    )
    leaves = [
        *(Compare(spec.key, Operator.MORE, Decimal(3)) for spec in vocabulary.fields),
        *(Behaviour(spec.key) for spec in vocabulary.behaviours),
        *(Behaviour(spec.key, count=NEVER) for spec in vocabulary.behaviours),
    ]
    tree = all_of(data.draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=3)))
    tree = Not(tree) if data.draw(st.booleans()) else tree

    assert parse(show(tree, vocabulary=vocabulary), vocabulary=vocabulary) == tree


def test_a_renamed_field_changes_the_text_and_not_the_tree():
    renamed = replace(
        CONTACTS, fields=(replace(CONTACTS.fields[0], name="position"), *CONTACTS.fields[1:])
    )

    assert show(HEAD, vocabulary=renamed) == 'position contains "head"'
    assert parse('position contains "head"', vocabulary=renamed) == HEAD


def test_two_of_one_name_are_told_apart_by_their_key_and_the_retired_one_gives_way():
    old, new = FieldSpec("cf_1", "budget", Type.NUMBER), FieldSpec("cf_2", "Budget", Type.NUMBER)
    both = Vocabulary("contact", (replace(old, retired_at=world.WORLDS[0].asked.at), new))

    assert show(Compare("cf_2", Operator.KNOWN), vocabulary=both) == "Budget is known"
    assert show(Compare("cf_1", Operator.KNOWN), vocabulary=both) == "budget #cf_1 is known"
    assert parse("budget #cf_1 is known", vocabulary=both) == Compare("cf_1", Operator.KNOWN)


def test_hundreds_of_names_are_read_at_once():
    many = Vocabulary(
        "contact",
        tuple(FieldSpec(f"cf_{n}", f"question {n} of the form", Type.TEXT) for n in range(800)),
    )
    text = " and ".join(f'question {n} of the form is "yes"' for n in range(400))

    assert show(parse(text, vocabulary=many), vocabulary=many) == text


def test_options_that_share_a_name_stay_apart():
    stages = (Option("1", "Proposal", "new"), Option("2", "Proposal", "renewal"))
    both = Vocabulary("deal", (FieldSpec("stage", "stage", Type.STAGE, stages),))

    assert show(Compare("stage", Operator.IS, "2"), vocabulary=both) == 'stage is "Proposal #2"'
    assert parse('stage is "proposal #2"', vocabulary=both) == Compare("stage", Operator.IS, "2")
