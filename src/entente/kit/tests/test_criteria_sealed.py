"""What is signed is closed: one JSON and one hash for a tree, and values stored as they compare."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.kit.criteria.canonical import digest, from_json, to_json
from entente.kit.criteria.errors import CriterionError
from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.stored import keyed, typed
from entente.kit.criteria.testing import world
from entente.kit.criteria.testing.criteria import criteria
from entente.kit.criteria.text.parse import parse
from entente.kit.criteria.tree import All, Amount, AnyOf, Behaviour, Compare, all_of
from entente.kit.tests.criteria_cast import CONTACTS

TEXT = 'job title contains "head" and downloaded any asset at least 2 times in the last 30 days'


def test_the_hash_of_a_definition_is_for_ever():
    tree = parse(TEXT, vocabulary=CONTACTS)

    assert digest(tree) == "418503fbb4f538d2c794eb099a3a639b1aecef4e54f6eae571bbb791c97c2f56"
    assert digest(tree, text=TEXT) != digest(tree)
    assert digest(parse(TEXT.replace("30", "31"), vocabulary=CONTACTS)) != digest(tree)


def test_equal_trees_have_equal_hashes_however_their_numbers_were_written():
    loose = Compare("employees", Operator.IS, Decimal("5E+2"))

    assert digest(loose) == digest(Compare("employees", Operator.IS, Decimal("500.00")))
    assert digest(Compare("x", Operator.IS, "5")) != digest(Compare("x", Operator.IS, Decimal(5)))


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(world.WORLDS))
def test_json_holds_the_whole_tree(random, given_world):
    for tree in criteria(Random(random.random()), given_world, mixtures=20):
        stored = json.loads(json.dumps(to_json(tree)))

        assert from_json(stored) == tree
        assert hash(from_json(stored)) == hash(tree)


@pytest.mark.parametrize(
    "stored",
    [
        None, 5, "everyone", [], {}, {"is": "maybe"}, {"is": "all", "parts": []}, {"is": "not"},
        {"is": "compare", "field": 5, "operator": "is", "value": None},
        {"is": "compare", "field": "x", "operator": "is; drop", "value": None},
        {"is": "compare", "field": "x", "operator": "is", "value": {"number": "many"}},
        {"is": "compare", "field": "x", "operator": "is", "value": {"eval": "1"}},
        {"is": "behaviour", "kind": "x", "where": [], "when": None, "measure": "often", "number": 1},
    ],
)  # fmt: skip
def test_what_is_no_criterion_is_refused(stored):
    with pytest.raises(CriterionError, match="This is not a criterion"):
        from_json(stored)


def test_a_tree_that_is_too_deep_is_refused():
    stored = {"is": "everyone"}
    for _ in range(2000):
        stored = {"is": "not", "part": stored}

    with pytest.raises(CriterionError, match="inside each other"):
        from_json(stored)


def test_a_group_has_two_parts_at_least():
    for group in (All, AnyOf):
        with pytest.raises(ValueError, match="at least two"):
            group((Behaviour("visit.made"),))
    assert all_of([Behaviour("visit.made")]) == Behaviour("visit.made")


def test_properties_are_stored_with_casefolded_copies_of_their_texts():
    assert keyed(
        {"topic": "Straße", "pages": Decimal("12.50"), "on": date(2026, 3, 1), "none": None},
        channel="Paid Search",
    ) == {
        "topic": "Straße",
        "pages": "12.50",
        "on": "2026-03-01",
        "none": None,
        "_key": {
            "topic": "strasse",
            "on": "2026-03-01",
            "pages": "12.50",
            "@channel": "paid search",
        },
    }
    assert keyed({}) == {}


@pytest.mark.parametrize(
    "value", ["a\x00", {"b": "\x00"}, ["\ud800"], {"\x00": 1}, float("nan"), Decimal("Infinity")]
)
def test_what_cannot_be_stored_is_refused(value):
    with pytest.raises(ValueError, match="store|finite"):
        keyed({"x": value})


AMOUNT = {"amount": "12.5", "currency": "EUR"}
READ = {
    Type.TEXT: [("Head", "Head"), ("", None), (5, None)],
    Type.NUMBER: [(5, Decimal(5)), (0.1, Decimal("0.1")), ("5.50", Decimal("5.5")), ("5 days", None),
                  ("1e5", None), ("NaN", None), (True, None), ("٣", None)],
    Type.MONEY: [(AMOUNT, Amount(Decimal("12.5"), "EUR")), ({"amount": "5"}, None), (5, None)],
    Type.DATE: [("2026-03-01", date(2026, 3, 1)), ("2026-02-31", None), ("1.3.2026", None)],
    Type.MOMENT: [("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
                  ("2026-03-01T12:00:00", None), ("2026-03-01", None), ("now", None)],
    Type.YESNO: [(True, True), ("yes", None), (1, None)],
    Type.CHOICE: [("red", "red"), (1, None)],
    Type.MEMBER: [(7, 7), ("7", None), (7.5, None), (10**16, None)],
    Type.STAGE: [("sql", "sql"), (None, None)],
    Type.LISTS: [(["1", 2], frozenset({"1"})), ("1", None)],
    Type.REFUSALS: [([], frozenset()), ({"mail": True}, None)],
}  # fmt: skip


@pytest.mark.parametrize("type_", Type)
def test_what_is_nothing_of_the_kind_is_unknown(type_):
    assert [typed(value, type_) for value, _ in READ[type_]] == [known for _, known in READ[type_]]
