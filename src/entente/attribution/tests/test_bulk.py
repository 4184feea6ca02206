"""The bulk form agrees with the plain one, to the cent, for every model and heading."""

import pytest

from entente.attribution.bulk import credit as bulk
from entente.attribution.rules.credit import credit
from entente.attribution.rules.models import Model
from entente.attribution.testing import RULES, as_tables, generated

JOURNEYS, REFUNDS = generated(seed=11, count=700)


def plain_lines(models, rules=RULES):
    found = credit(journeys=JOURNEYS, rules=rules, models=models, refunds=REFUNDS)
    return sorted(
        (
            (
                line.model.value,
                line.deal,
                line.refund or 0,
                line.touch.position if line.touch else 0,
                line.touch.contact if line.touch else None,
                line.touch.team if line.touch else None,
                line.touch.channel if line.touch else None,
                line.touch.campaign if line.touch else None,
                line.touch.asset if line.touch else None,
                line.touch.person if line.touch else None,
                line.currency,
                line.booked_at,
                round(float(line.share), 9),
                None if line.amount is None else int(line.amount * 100),
            )
            for line in found
        ),
        key=lambda line: line[:4],
    )


def bulk_lines(models, rules=RULES):
    found = bulk.credit(**as_tables(journeys=JOURNEYS, refunds=REFUNDS), rules=rules, models=models)
    return sorted(
        (
            (
                row["model"],
                row["deal_id"],
                row["refund"] or 0,
                row["position"] or 0,
                row["contact_id"],
                row["team"],
                row["channel"],
                row["campaign"],
                row["asset"],
                row["person_id"],
                row["currency"],
                row["booked_at"],
                round(row["share"], 9),
                row["cents"],
            )
            for row in found.to_pylist()
        ),
        key=lambda line: line[:4],
    )


@pytest.mark.parametrize("model", Model)
def test_both_forms_give_the_same_lines(model):
    assert bulk_lines([model]) == plain_lines([model])
