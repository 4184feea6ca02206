"""The two meanings of a criterion are one: the same verdict for every record, moment and zone."""

from collections import defaultdict

import pytest
from django.db import connection

from entente.kit.criteria.operators import TAKES, Operator
from entente.kit.criteria.testing.criteria import COLUMNS, OPERATIONS
from entente.kit.criteria.testing.world import CONTACTS, WORLDS
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import Behaviour, Compare, Not
from tests.criteria.cases import cases, every_case, expected
from tests.criteria.tables import load, selected, verdicts

TWO_VALUED = {Operator.KNOWN, Operator.UNKNOWN}  # whether something is known is always known


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(WORLDS)), ids=lambda n: str(WORLDS[n].asked.at))
def test_python_and_sql_give_the_same_verdict(number: int) -> None:
    given = cases(number)
    differences: list[str] = []

    with connection.cursor() as cursor:
        load(cursor, given.records)
        for place, tree in enumerate(given.trees):
            found = verdicts(cursor, tree, given.world.asked)
            for record, verdict in expected(number, place).items():
                if found[record] is not verdict:
                    text = show(tree, vocabulary=CONTACTS)
                    differences.append(
                        f"{record}: {verdict} in Python, {found[record]} in SQL: {text}"
                    )

    assert differences[:3] == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(WORLDS)), ids=lambda n: str(WORLDS[n].asked.at))
def test_the_filter_selects_exactly_those_who_meet_it(number: int) -> None:
    given = cases(number)
    differences: list[str] = []

    with connection.cursor() as cursor:
        load(cursor, given.records)
        for place, tree in enumerate(given.trees):
            for asked in (tree, Not(tree)):
                found = selected(cursor, asked, given.world.asked)
                verdicts_of_all = expected(given.number, place).items()
                met = {one for one, verdict in verdicts_of_all if verdict is (asked is tree)}
                if found != met:
                    differences.append(f"{found ^ met}: {show(asked, vocabulary=CONTACTS)}")

    assert differences[:3] == []


@pytest.mark.slow
def test_the_cases_are_many_and_give_every_answer_for_every_operator_on_every_type() -> None:
    compared = 0
    answers = defaultdict(set)
    of_behaviours = defaultdict(set)

    for given, place in every_case():
        verdicts_of_all = expected(given.number, place)
        compared += len(verdicts_of_all)
        tree = given.trees[place]
        if isinstance(tree, Compare):
            answers[tree.field, tree.operator] |= set(verdicts_of_all.values())
        if isinstance(tree, Behaviour) and len(tree.where) == 1 and tree.when is None:
            of_behaviours[tree.where[0].property, tree.where[0].operator] |= set(
                verdicts_of_all.values()
            )

    assert compared > 100_000
    assert answers == {
        (f"f_{type_}", operator): {True, False} | (set() if operator in TWO_VALUED else {None})
        for type_, operator in OPERATIONS
    }
    of_properties = {(f"p_{type_}", operator) for type_, operator in OPERATIONS}
    of_columns = {(key, operator) for key, type_ in COLUMNS.items() for operator in TAKES[type_]}
    assert of_behaviours == {
        (key, operator): {True, False} | (set() if operator in TWO_VALUED else {None})
        for key, operator in of_properties | of_columns | {("@team", Operator.IS)}
    }
