"""What people write is what is kept: text and tree are two forms of one criterion."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.kit.criteria.operators import Operator
from entente.kit.criteria.testing import world
from entente.kit.criteria.testing.criteria import criteria
from entente.kit.criteria.text.parse import parse, read
from entente.kit.criteria.text.sentence import sentence
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import (
    ME,
    NEVER,
    All,
    Amount,
    AnyOf,
    Behaviour,
    ClauseRef,
    Compare,
    Count,
    Having,
    Measure,
    Not,
    Occurrence,
    Related,
    Span,
    Turn,
    Unit,
    When,
    all_of,
)
from entente.kit.tests.criteria_cast import CONTACTS

HEAD = Compare("job_title", Operator.CONTAINS, "head")
PRICING = Having("topic", Operator.IS, "pricing")
LAST_MONTH = When(Operator.IN_LAST, Span(30, Unit.DAY))
BIG = Compare("amount", Operator.MORE, Amount(Decimal(5000), "EUR"))

WRITTEN = {
    'job title contains "head" and downloaded any asset with topic "pricing" at least 2 times in the last 30 days': All(
        (
            HEAD,
            Behaviour("asset.downloaded", (PRICING,), Count(Measure.AT_LEAST, 2), LAST_MONTH),
        )
    ),
    "never downloaded any asset": Behaviour("asset.downloaded", count=NEVER),
    "first downloaded any asset more than 10 days ago": Occurrence(
        Turn.FIRST, "asset.downloaded", when=When(Operator.AGO, Span(10, Unit.DAY))
    ),
    'last visit had channel "paid search"': Occurrence(
        Turn.LAST, "visit.made", had=(Having("@channel", Operator.IS, "paid search"),)
    ),
    "visit exactly 1 time between 2026-01-01 and 2026-03-31": Behaviour(
        "visit.made",
        count=Count(Measure.EXACTLY, 1),
        when=When(Operator.BETWEEN, (date(2026, 1, 1), date(2026, 3, 31))),
    ),
    "has a deal where (amount is more than 5000 EUR)": Related("deal", BIG),
    'has no deal where (outcome is "won" or amount is unknown)': Related(
        "deal",
        AnyOf((Compare("outcome", Operator.IS, "won"), Compare("amount", Operator.UNKNOWN))),
        NEVER,
    ),
    "has at least 2 deals": Related("deal", count=Count(Measure.AT_LEAST, 2)),
    'owner is one of (me, "Ada Berg")': Compare("owner", Operator.ONE_OF, (ME, "1")),
    'stage is at or beyond "MQL"': Compare("stage", Operator.REACHED, "mql"),
    'first name is not "Ada"': Compare("first_name", Operator.IS_NOT, "Ada"),
    '[is "partner" since] is in the next 2 weeks': Compare(
        "cf_7", Operator.IN_NEXT, Span(2, Unit.WEEK)
    ),
    'list includes "Guests"': Compare("lists", Operator.INCLUDES, "9"),
    'contact has not refused "mail"': Compare("consent", Operator.ALLOWED, "mail"),
    'meets "sales-ready"': ClauseRef("sql"),
    'not (job title contains "head" or company employees is known)': Not(
        AnyOf((HEAD, Compare("employees", Operator.KNOWN)))
    ),
    'job title is "a \\"quoted\\" \\\\ word\\nbelow"': Compare(
        "job_title", Operator.IS, 'a "quoted" \\ word\nbelow'
    ),
    "everyone": all_of(()),
}


@pytest.mark.parametrize(("text", "tree"), WRITTEN.items(), ids=list(WRITTEN))
def test_a_text_and_its_tree_say_the_same(text, tree):
    assert parse(text, vocabulary=CONTACTS) == tree
    assert show(tree, vocabulary=CONTACTS) == text


@pytest.mark.parametrize(
    ("loose", "canonical"),
    [
        ('JOB  Title CONTAINS "head"', 'job title contains "head"'),
        ("company employees >= 50.00", "company employees is at least 50"),
        ("company employees is greater than 050", "company employees is more than 50"),
        ("job title is “head”", 'job title is "head"'),
        ("job title is 'head'", 'job title is "head"'),
        ('owner is "ada berg"', 'owner is "Ada Berg"'),
        ("visit at least once in the last 1 days", "visit in the last 1 day"),
        ("visit exactly 0 times", "never visit"),
        ("((everyone))", "everyone"),
        (
            "everyone or visit and not visit",
            "everyone or (visit and not visit)",
        ),
        ("has a deal where (amount < 5.50)", "has a deal where (amount is less than 5.5 EUR)"),
        ("has an deal", "has a deal"),
        ('visit with channel is "mail"', 'visit with channel "mail"'),
        ("[job title] is known", "job title is known"),
    ],
)
def test_what_is_written_loosely_is_kept_in_one_way(loose, canonical):
    tree = parse(loose, vocabulary=CONTACTS)

    assert show(tree, vocabulary=CONTACTS) == canonical
    assert parse(canonical, vocabulary=CONTACTS) == tree


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(world.WORLDS))
def test_printing_and_parsing_undo_each_other(random, given_world):
    for tree in Random(random.random()).sample(
        criteria(Random(random.random()), given_world, mixtures=20), 30
    ):
        text = show(tree, vocabulary=world.CONTACTS)

        assert parse(text, vocabulary=world.CONTACTS) == tree
        assert show(parse(text, vocabulary=world.CONTACTS), vocabulary=world.CONTACTS) == text


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.text().filter(lambda text: "\x00" not in text and text.isprintable() | text.isascii()),
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14
    ),
    st.dates(),
)
def test_a_value_may_be_anything(text, number, day):
    tree = All(
        (
            Compare("job_title", Operator.IS, text),
            Compare("employees", Operator.IS, number),
            Compare("cf_7", Operator.ON, day),
        )
    )

    assert parse(show(tree, vocabulary=CONTACTS), vocabulary=CONTACTS) == tree


def test_what_was_deleted_is_shown_by_its_key():
    assert show(Compare("cf_99", Operator.IS, "x"), vocabulary=CONTACTS) == '[#cf_99] is "x"'
    assert show(Behaviour("gone"), vocabulary=CONTACTS) == "[#gone]"
    assert show(Compare("stage", Operator.IS, "gone"), vocabulary=CONTACTS) == 'stage is "#gone"'


def test_the_parts_of_a_tree_know_where_they_stand():
    reading = read('job title is "x"\n  and not stage is known', vocabulary=CONTACTS)

    assert {path: (at.line, at.column) for path, at in reading.places.items()} == {
        (): (1, 1),
        (0,): (1, 1),
        (1,): (2, 7),
        (1, 0): (2, 11),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'job title contains "head" and downloaded any asset with topic "pricing" at least 2 times in the last 30 days',
            "Job title contains “head”, and downloaded any asset about “pricing” at least twice in the last 30 days",
        ),
        (
            "(owner is me or stage is unknown) and company employees is between 10 and 2500",
            "Either owner is me or stage is unknown, and company employees is between 10 and 2,500",
        ),
        (
            'has no deal where (amount >= 5000.5 and outcome is none of ("won", "open"))',
            "Has no deal where both amount is at least €5,000.50 and outcome is neither won nor open",
        ),
        (
            'last visit with team "sales" had channel "mail" after 2026-01-31',
            "Last visit with team sales (one with channel “mail”) after 31 January 2026",
        ),
        ('not meets "MQL"', "It is not so that meets the definition “MQL”"),
    ],
)
def test_a_sentence_reads_well(text, told):
    assert sentence(parse(text, vocabulary=CONTACTS), vocabulary=CONTACTS) == told
