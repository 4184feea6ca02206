"""A file that the demo company brought in: who exhibits at the fair, as its organiser lists them.

Most of them are in the market already, and get a website. None of their people comes along, so
nobody enters the funnel and no figure moves.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from entente.demo import names, story
from entente.demo.market import Firm, letters
from entente.demo.writing import Written
from entente.exchange import csvout
from entente.exchange.jobs import Importer
from entente.exchange.operations import asking, intake

DAYS_AGO: Final = 9
KNOWN: Final = 34
NEW: Final = ("Cider", "Chocolate", "Tea", "Jam")
HEADINGS: Final = ("Company", "Website", "Industry", "Employees", "Country", "City", "Stand")


def bring_in(*, written: Written, market: Sequence[Firm]) -> None:
    """The organiser's list, through the import that everybody uses; one of its rows is no use."""
    at, by = written.at_work(story.DAYS - DAYS_AGO), written.cast.marketing
    blocks = csvout.blocks(headings=HEADINGS, rows=_rows(story.dice(12), market))
    import_id = intake.take_file(
        blocks=[block.encode() for block in blocks],
        filename="FoodTec fair exhibitors.csv",
        by=by,
        at=at,
    )
    asking.ask_to_run(import_id=import_id, by=by)
    _work_off(import_id, at)


def _work_off(import_id: int, at: datetime) -> None:
    importer = Importer()
    while importer.step(at=at, import_id=import_id):
        pass


def _rows(dice: random.Random, market: Sequence[Firm]) -> Iterator[tuple[object, ...]]:
    exhibitors = [*dice.sample(market, KNOWN), *_strangers(dice)]
    for stand, firm in enumerate(sorted(exhibitors, key=lambda one: one.name), 101):
        website = f"https://www.{firm.domain}/"
        yield (firm.name, website, firm.industry, firm.employees, firm.country, firm.city, stand)
    yield ("", "", "", "", "", "", "to be let")


def _strangers(dice: random.Random) -> Iterator[Firm]:
    """Companies that nobody here had heard of."""
    for place, trade in zip(dice.sample(names.PLACES, 2 * len(NEW)), NEW * 2, strict=True):
        country, city = dice.choice(names.COUNTRIES)
        yield Firm(
            name=f"{place} {trade}",
            domain=f"{letters(place + trade)}.example",
            industry="Drinks" if trade in ("Cider", "Tea") else "Other",
            employees=dice.randrange(20, 400),
            country=country,
            city=city,
        )
