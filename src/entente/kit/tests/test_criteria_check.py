"""What reads well may still be unsound: said before anybody signs it or waits for it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from entente.kit.criteria.check import check
from entente.kit.criteria.clauses import embed, refers_to
from entente.kit.criteria.errors import CriterionError, Place
from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.text.parse import parse, read
from entente.kit.criteria.tree import (
    ME,
    All,
    Amount,
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
    any_of,
)
from entente.kit.criteria.vocabulary import FieldSpec, Option, Vocabulary
from entente.kit.tests.criteria_cast import CONTACTS, DOWNLOADED

LAST_MAY = datetime(2025, 5, 4, 12, tzinfo=UTC)


def said(tree, **more):
    return [(one.code, one.words) for one in check(tree, vocabulary=CONTACTS, **more)]


def test_a_sound_criterion_has_no_problems():
    text = 'job title contains "head" and has a deal where (amount > 5 and visit at least 2 times)'

    assert check(parse(text, vocabulary=CONTACTS), vocabulary=CONTACTS) == ()


def test_a_retired_field_is_named_with_its_day_and_its_place():
    (old, *others) = CONTACTS.fields
    retired = replace(CONTACTS, fields=(replace(old, retired_at=LAST_MAY), *others))
    reading = read("owner is me and\njob title is known", vocabulary=retired)

    (problem,) = check(reading.tree, vocabulary=retired, places=reading.places)

    assert problem.words == "“job title” was retired on 4 May 2025."
    assert problem.place == Place(line=2, column=1, start=16, end=34)


UNSOUND = {
    "deleted field": (
        Compare("cf_9", Operator.KNOWN), ("unknown_field", "There is no field “cf_9”; it was deleted.")
    ),
    "deleted behaviour": (
        Behaviour("survey.answered"), ("unknown_behaviour", "There is no behaviour “survey.answered”.")
    ),
    "deleted property": (
        Behaviour("visit.made", (Having("page", Operator.KNOWN),)),
        ("unknown_property", "“visit” has no property “page”."),
    ),
    "deleted option": (
        Compare("stage", Operator.IS, "sal"), ("unknown_option", "“stage” has no “sal” any more.")
    ),
    "no such records": (
        Related("task"), ("unknown_record", "A contact has no records “task”.")
    ),
    "no such definition": (ClauseRef("hot"), ("unknown_clause", "There is no definition “hot”.")),
    "a deal's field deleted": (
        Related("deal", Compare("margin", Operator.KNOWN)),
        ("unknown_field", "There is no field “margin”; it was deleted."),
    ),
    "wrong operator": (
        Compare("job_title", Operator.LESS, "b"),
        ("wrong_operator", "“job title” is a text, which “is less than” does not take."),
    ),
    "wrong value": (
        Compare("employees", Operator.IS, "5"),
        ("wrong_value", "“company employees” is a number and cannot be compared with this."),
    ),
    "no value": (
        Compare("employees", Operator.IS),
        ("wrong_value", "“company employees” is a number and cannot be compared with this."),
    ),
    "hours of a date": (
        Compare("cf_7", Operator.IN_LAST, Span(2, Unit.HOUR)),
        ("wrong_value", "“is \"partner\" since” is a date and cannot be compared with this."),
    ),
    "a member by name": (
        Compare("owner", Operator.IS, "Ada"),
        ("wrong_value", "“owner” is a person of the workspace and cannot be compared with this."),
    ),
    "absurd number": (
        Compare("employees", Operator.MORE, Decimal(10) ** 15),
        ("absurd_number", "“company employees” is compared with an absurd number."),
    ),
    "absurd year": (
        Compare("cf_7", Operator.BEFORE, date(9999, 1, 1)),
        ("absurd_date", "The year 9999 is out of the question."),
    ),
    "absurd span": (
        Behaviour("visit.made", when=When(Operator.IN_LAST, Span(99_999, Unit.MONTH))),
        ("absurd_span", "99999 months are out of the question."),
    ),
    "absurd count": (
        Behaviour("visit.made", count=Count(Measure.AT_MOST, 1_000_000)),
        ("absurd_number", "1000000 times are out of the question."),
    ),
    "at least nothing": (
        Behaviour("visit.made", count=Count(Measure.AT_LEAST, 0)),
        ("says_nothing", "At least 0 times says nothing: everyone did."),
    ),
    "a last one without more": (
        Occurrence(Turn.LAST, "visit.made"),
        ("says_nothing", "Say when the last one was, or what it had."),
    ),
    "empty text": (
        Compare("job_title", Operator.CONTAINS, ""),
        ("empty_text", "An empty text says nothing about “job title”; use is unknown."),
    ),
    "NUL": (
        Compare("job_title", Operator.IS, "a\x00"),
        ("bad_text", "A text holds a character that nothing can store."),
    ),
    "backwards": (
        Compare("employees", Operator.BETWEEN, (Decimal(5), Decimal(1))),
        ("backwards", "A range begins with its lower end."),
    ),
    "a period that is to come": (
        Behaviour("visit.made", when=When(Operator.IN_NEXT, Span(1, Unit.DAY))),
        ("wrong_period", "This is not a period of time."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_unsound_is_said_in_words(name):
    tree, problem = UNSOUND[name]

    assert said(tree) == [problem]
    assert said(All((Not(tree), Compare("owner", Operator.KNOWN)))) == [problem]


def test_two_currencies_make_no_range():
    ends = (Amount(Decimal(1), "EUR"), Amount(Decimal(2), "BRL"))

    assert said(Related("deal", Compare("amount", Operator.BETWEEN, ends))) == [
        ("two_currencies", "Both ends of a range have one currency.")
    ]
    assert said(Related("deal", Compare("amount", Operator.IS, Amount(Decimal(1), "euro")))) == [
        ("no_currency", "“euro” is not a currency like EUR.")
    ]


def test_a_retired_option_is_named():
    stage = FieldSpec("stage", "stage", Type.STAGE, (Option("x", "SAL", retired_at=LAST_MAY),))
    words = Vocabulary("contact", (stage,))

    assert [one.words for one in check(Compare("stage", Operator.IS, "x"), vocabulary=words)] == [
        "“SAL” of “stage” was retired on 4 May 2025."
    ]


def test_a_signed_definition_has_no_me():
    tree = Compare("owner", Operator.ONE_OF, (ME, "1"))

    assert said(tree) == []
    assert said(tree, signed=True) == [("no_me", "“me” means nobody here; name the person.")]


def test_a_signed_definition_asks_for_nothing_that_changes_unsigned():
    words = Vocabulary(
        "contact", CONTACTS.fields, (replace(DOWNLOADED, unsigned="Nor what is read."),)
    )
    tree = parse('list includes "Guests" or never downloaded any asset', vocabulary=words)

    assert check(tree, vocabulary=words) == ()
    assert [one.words for one in check(tree, vocabulary=words, signed=True)] == [
        "Lists change.",
        "Nor what is read.",
    ]


def test_a_definition_that_refers_to_itself_is_refused():
    mql, sql = parse('meets "sales-ready"', vocabulary=CONTACTS), ClauseRef("mql")

    assert said(mql, clauses={"sql": sql, "mql": mql}, name="mql") == [
        (
            "self_reference",
            "The definition “MQL” refers to itself: MQL → sales-ready → MQL.",
        )
    ]
    assert said(ClauseRef("mql"), clauses={"mql": mql, "sql": mql}, name="mql")[0][0] == (
        "self_reference"
    )


def test_clauses_are_put_in_the_place_of_what_refers_to_them():
    head = Compare("job_title", Operator.CONTAINS, "head")
    clauses = {"mql": head, "sql": All((ClauseRef("mql"), Behaviour("visit.made")))}
    tree = any_of([Not(ClauseRef("sql")), Related("deal", ClauseRef("mql"))])

    assert refers_to(tree) == {"sql", "mql"}
    assert embed(tree, clauses=clauses) == any_of(
        [Not(All((head, Behaviour("visit.made")))), Related("deal", head)]
    )
    with pytest.raises(CriterionError, match="There is no definition “hot”"):
        embed(ClauseRef("hot"), clauses=clauses)


def test_definitions_that_double_with_every_step_are_refused_at_once():
    clauses = {f"c{n}": All((ClauseRef(f"c{n + 1}"),) * 30) for n in range(9)}
    clauses["c9"] = Behaviour("visit.made")

    with pytest.raises(CriterionError, match="too many or too long"):
        embed(ClauseRef("c0"), clauses=clauses)
