"""What a criterion reads, and when time alone next changes its verdict."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.kit.criteria.meaning.due import first_edge, next_due
from entente.kit.criteria.meaning.evaluate import evaluate
from entente.kit.criteria.meaning.facts import Asked, Change, Deed, Facts, History
from entente.kit.criteria.meaning.windows import TICK, day_of, shift, start_of
from entente.kit.criteria.operators import Type
from entente.kit.criteria.reads import Pace, Reads, reads
from entente.kit.criteria.testing import world as worlds
from entente.kit.criteria.testing.criteria import criteria
from entente.kit.criteria.testing.records import record
from entente.kit.criteria.text.parse import parse
from entente.kit.criteria.tree import Span, Unit
from entente.kit.criteria.vocabulary import FieldSpec
from entente.kit.tests.criteria_cast import CONTACTS

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 31, 10, tzinfo=UTC)


def told(text):
    return reads(parse(text, vocabulary=CONTACTS), vocabulary=CONTACTS)


def test_what_a_criterion_reads():
    assert told(
        'owner is me and list includes "Guests" and '
        "has a deal where (amount is known and visit in the last 3 days)"
    ) == Reads(
        fields=frozenset({("contact", "owner"), ("contact", "lists"), ("deal", "amount")}),
        kinds=frozenset({("deal", "visit.made")}),
        lists=frozenset({"9"}),
        records=frozenset({"deal"}),
        pace=Pace.DAILY,
        asker=True,
        fades=False,
    )


@pytest.mark.parametrize(
    ("text", "pace"),
    [
        ("visit at least 2 times", Pace.NEVER),
        ("visit between 2026-01-01 and 2026-02-01", Pace.NEVER),
        ("visit in the last 30 days", Pace.DAILY),
        ("first visit more than 2 months ago", Pace.DAILY),
        ("visit in the last 4 hours", Pace.ANY),
        ('[is "partner" since] is in the next 7 days', Pace.DAILY),
        ('[is "partner" since] is after 2026-02-01', Pace.NEVER),
    ],
)
def test_how_finely_time_alone_matters(text, pace):
    assert told(text).pace is pace
    assert told(text).on_time is (pace is not Pace.NEVER)


def test_a_score_that_fades_is_looked_at_every_day():
    score = FieldSpec("score", "score", Type.NUMBER, fades=True)
    words = replace(CONTACTS, fields=(*CONTACTS.fields, score))

    def pace(text):
        found = reads(parse(text, vocabulary=words), vocabulary=words)
        return found.pace, found.fades

    assert pace("score is at least 18") == (Pace.DAILY, True)
    assert pace('job title contains "head" and not (score is less than 5)') == (Pace.DAILY, True)
    assert pace("score is known and visit in the last 4 hours") == (Pace.ANY, True)
    assert pace("company employees is at least 18") == (Pace.NEVER, False)


def due(text, facts, at=NOON):
    return next_due(
        parse(text, vocabulary=CONTACTS),
        facts=facts,
        vocabulary=CONTACTS,
        asked=Asked(at, BERLIN),
    )


def berlin(month, day, hour=0):
    return datetime(2026, month, day, hour, tzinfo=BERLIN).astimezone(UTC)


def test_a_visit_leaves_the_last_ten_days_when_the_eleventh_day_after_it_begins():
    visited = Facts(deeds=(Deed(1, "visit.made", berlin(3, 25, 15)),))

    assert due("visit in the last 10 days", visited) == berlin(4, 5)
    assert due("visit in the last 240 hours", visited) == berlin(4, 4, 16) + TICK  # summer time
    assert due("first visit more than 1 month ago", visited) == berlin(4, 26)
    assert due("visit", visited) is None
    assert due("visit in the last 3 days", visited) is None


def test_what_lies_in_the_future_comes_true_on_its_way():
    coming = Facts(
        fields={
            "cf_7": History(date(2026, 4, 10)),
            "stage": History("sql", (Change(berlin(4, 2, 9), "mql"),)),
        },
        deeds=(Deed(1, "visit.made", berlin(4, 1, 9)),),
    )

    assert due('[is "partner" since] is in the next 7 days', coming) == berlin(4, 3)
    assert due('[is "partner" since] is in the next 7 days', coming, berlin(4, 3)) == berlin(4, 11)
    assert due('stage is "SQL"', coming) == berlin(4, 2, 9)
    assert due("never visit", coming) == berlin(4, 1, 9)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(worlds.WORLDS))
def test_no_change_comes_before_it_is_due(random, world):
    seeded = Random(random.random())
    tree = seeded.choice(criteria(seeded, world, mixtures=60))
    facts = record(seeded, world, 1)
    asked = replace(world.asked, at=seeded.choice(world.moments))

    def verdict(at):
        then = replace(asked, at=at)
        return evaluate(tree, facts=facts, vocabulary=worlds.CONTACTS, asked=then).verdict

    until = next_due(tree, facts=facts, vocabulary=worlds.CONTACTS, asked=asked)
    edges = {moment + by for moment in world.moments for by in (-TICK, 0 * TICK, TICK)}
    midnights = {start_of(world.today + timedelta(n), asked.zone) for n in range(-40, 60)}
    hours = {asked.at + timedelta(hours=n) for n in range(120)}
    before_due = {
        moment
        for moment in edges | midnights | hours
        if moment > asked.at and (until is None or moment < until)
    }

    assert {verdict(moment) for moment in before_due} <= {verdict(asked.at)}
    assert until is None or verdict(until) is not verdict(asked.at)
    first = first_edge(tree, facts=facts, vocabulary=worlds.CONTACTS, asked=asked)
    assert until is None or (first is not None and asked.at < first <= until)


@settings(max_examples=300, deadline=None)
@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["America/St_Johns", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_days_follow_each_other_without_gap_or_overlap(moment, name):
    zone = ZoneInfo(name)
    day = day_of(moment, zone)

    assert start_of(day, zone) <= moment < start_of(day + timedelta(1), zone)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 40), st.sampled_from(Unit))
def test_shifting_days_never_goes_backwards(day, number, unit):
    if unit is not Unit.HOUR:
        span = Span(number, unit)

        assert shift(day, span, -1) <= shift(day + timedelta(1), span, -1)
        assert shift(day, span, 1) <= shift(day + timedelta(1), span, 1)


def test_months_end_where_the_month_ends():
    assert shift(date(2026, 3, 31), Span(1, Unit.MONTH), -1) == date(2026, 2, 28)
    assert shift(date(2024, 2, 29), Span(1, Unit.YEAR), 1) == date(2025, 2, 28)
    assert shift(date(2026, 3, 31), Span(2, Unit.WEEK), -1) == date(2026, 3, 17)
    assert shift(date(9000, 1, 1), Span(9000, Unit.YEAR), 1) == date(9998, 12, 31)
