"""Eight thousand real leads that nobody here wrote, and the known answers about them."""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from entente.funnel.rules import breakdown, cases, doubts, figures, finding, passages
from entente.funnel.rules.document import DEFAULT
from entente.funnel.rules.doubts import About
from entente.funnel.rules.finding import Says
from entente.funnel.rules.shape import Shape, Stage, of_document
from entente.kit.statistics.proportions import Rate

ROOT = Path(__file__).resolve().parents[4]
FOLDER = Path(os.environ.get("ENTENTE_SHARED_DATA") or ROOT.parent / "shared/data") / "olist_funnel"
SHAPE = Shape((Stage("mql", "MQL", "marketing"), Stage("won", "Won", "sales")))
LOOK = datetime(2018, 12, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the Olist funnel is not at hand")


def read(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"olist_{name}_dataset.csv").open(newline="", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def leads_and_rows() -> tuple[dict[int, str], list[passages.Row]]:
    numbers: dict[str, int] = {}
    origins, rows = {}, []
    for row in read("marketing_qualified_leads"):
        number = numbers.setdefault(row["mql_id"], len(numbers))
        origins[number] = row["origin"]
        day = datetime.fromisoformat(row["first_contact_date"]).replace(tzinfo=UTC)
        rows.append((number, "mql", day, True))
    for row in read("closed_deals"):
        won = datetime.fromisoformat(row["won_date"]).replace(tzinfo=UTC)
        rows.append((numbers[row["mql_id"]], "won", won, False))
    return origins, rows


def test_eight_thousand_leads_and_eight_hundred_and_forty_two_wins():
    origins, rows = leads_and_rows()
    known = passages.from_rows(rows=rows, shape=SHAPE)
    found = cases.stage_cases(passages=known, at=LOOK)

    mql, won = figures.funnel_figures(
        shape=SHAPE, cases=found, start=datetime(2017, 1, 1, tzinfo=UTC), until=LOOK
    )
    contacts, groups, labels = breakdown.labelled(of=origins)
    rows_by_origin = breakdown.breakdown(
        cases=found[0],
        groups=breakdown.groups_of(cases=found[0], contacts=contacts, groups=groups),
        labels=labels,
    )

    assert (mql.moved, won.entered) == (Rate(842, 8000), 842)
    assert f"{mql.moved.share:.3%}" == "10.525%"
    assert finding.finding(figures=[mql, won]).says is Says.NO_PLAN
    doubt = doubts.doubts(
        passages=known, cases=found, start=datetime(2017, 1, 1, tzinfo=UTC), until=LOOK
    )
    assert [(one.about, one.stage, one.count) for one in doubt] == [
        (About.LATER_STAGE_FIRST, "mql", 1)
    ]
    assert {row.label: row.moved for row in rows_by_origin} == {
        "organic_search": Rate(271, 2296),
        "paid_search": Rate(195, 1586),
        "social": Rate(75, 1350),
        "unknown": Rate(179, 1099),
        "direct_traffic": Rate(56, 499),
        "email": Rate(15, 493),
        "referral": Rate(24, 284),
        "other": Rate(4, 150),
        "display": Rate(6, 118),
        "other_publicities": Rate(3, 65),
        None: Rate(14, 60),
    }
    assert sum(row.moved.met for row in rows_by_origin) == 842
    assert sum(row.moved.of for row in rows_by_origin) == 8000


def test_three_times_the_wins_that_the_standard_funnel_assumes_are_no_loss():
    _, rows = leads_and_rows()
    shape = of_document(document=DEFAULT)
    known = passages.from_rows(
        rows=[(who, "customer" if stage == "won" else stage, *rest) for who, stage, *rest in rows],
        shape=shape,
    )
    start = datetime(2017, 1, 1, tzinfo=UTC)
    won = shape.index(key="customer")

    found = figures.funnel_figures(
        shape=shape,
        cases=cases.stage_cases(passages=known, at=LOOK),
        start=start,
        until=LOOK,
        won=won,
    )

    said, mql = finding.finding(figures=found), found[shape.index(key="mql")]
    assert (said.says, said.worst, said.below) == (Says.WENT_FURTHER, mql, ())
    assert (mql.moved, mql.further) == (Rate(842, 8000), 842)
    assert f"{mql.enough:.3%}" == "3.281%"
