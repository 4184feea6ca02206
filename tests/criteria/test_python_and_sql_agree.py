"""The two meanings of a criterion are one: the same verdict for every record, moment and zone."""

from random import Random

import pytest
from django.db import connection

from entente.kit.criteria.meaning.evaluate import evaluate
from entente.kit.criteria.meaning.verdict import truth
from entente.kit.criteria.operators import Operator
from entente.kit.criteria.testing.criteria import criteria
from entente.kit.criteria.testing.records import record
from entente.kit.criteria.testing.world import CONTACTS, WORLDS, World
from entente.kit.criteria.text.show import show
from tests.criteria.tables import load, verdicts

RECORDS = 120
MIXTURES = 60
TWO_VALUED = {Operator.KNOWN, Operator.UNKNOWN}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: str(world.asked.at.date()))
def test_python_and_sql_give_the_same_verdict(world: World) -> None:
    random = Random(f"criteria {world.asked.at}")
    records = [record(random, world, number) for number in range(1, RECORDS + 1)]
    trees = criteria(random, world, mixtures=MIXTURES)
    differences: list[str] = []

    with connection.cursor() as cursor:
        load(cursor, records)
        for tree in trees:
            in_sql = verdicts(cursor, tree, world.asked)
            for facts in records:
                outcome = evaluate(tree, facts=facts, vocabulary=CONTACTS, asked=world.asked)
                if outcome.verdict is not truth(of=in_sql[facts.record]):
                    differences.append(
                        f"{show(tree, vocabulary=CONTACTS)}: {outcome.verdict} in Python, "
                        f"{in_sql[facts.record]} in SQL\n{outcome.evidence}"
                    )

    assert differences[:3] == []
