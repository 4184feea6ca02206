"""The companies of the demo's market: told apart by name, and called by what they make."""

from entente.demo import names, story
from entente.demo.market import COMPANIES, firms
from entente.demo.waiting import LEADS

WAITING = {one.firm for one in LEADS}


def test_no_two_companies_bear_one_name_nor_that_of_one_who_waits():
    found = [one.name for one in firms(dice=story.dice(10), besides=WAITING)]

    assert len(WAITING) == len(LEADS)
    assert len(set(found) | WAITING) == COMPANIES + len(WAITING)


def test_a_name_that_is_taken_moves_nothing_but_the_name():
    def rest(besides):
        return [
            (one.industry, one.employees, one.country, one.city)
            for one in firms(dice=story.dice(10), besides=besides)
        ]

    assert rest(WAITING) == rest(())


def test_the_name_of_a_company_says_its_trade():
    found = firms(dice=story.dice(10), besides=WAITING)
    of = {trade: industry for industry, trades in names.TRADES.items() for trade in trades}

    assert sum(map(len, names.TRADES.values())) == len(of)
    assert {one.industry for one in found} == set(names.TRADES)
    assert [one for one in found if of[one.name.split()[1]] != one.industry] == []
