"""Every operator on every type, met, missed and unknown, case by case."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from entente.kit.criteria.meaning.compare import Condition, compare
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.meaning.verdict import MET, MISSED, UNKNOWN
from entente.kit.criteria.operators import TAKES, Operator, Type
from entente.kit.criteria.tree import ME, Amount, Span, Unit
from entente.kit.criteria.vocabulary import Option

NOON = Asked(datetime(2026, 3, 31, 10, tzinfo=UTC), ZoneInfo("Europe/Berlin"), me=1)
STAGES = (Option("mql", "MQL"), Option("sql", "SQL"), Option("won", "Won"))
DAYS_3, MONTH, HOURS_2 = Span(3, Unit.DAY), Span(1, Unit.MONTH), Span(2, Unit.HOUR)
D, Op, T = Decimal, Operator, Type


def eur(amount: str) -> Amount:
    return Amount(Decimal(amount), "EUR")


def march(day: int, hour: int = 0, month: int = 3) -> datetime:
    """An hour of a day in Berlin."""
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Europe/Berlin"))


# For each: what is asked, then values that meet it, then values that miss it. None is unknown.
CASES = {
    (T.TEXT, Op.IS): ("straße", ["STRASSE", "Straße"], ["Strase", "straße "]),
    (T.TEXT, Op.IS_NOT): ("head", ["heads"], ["HEAD"]),
    (T.TEXT, Op.ONE_OF): (("a", "B"), ["A", "b"], ["ab"]),
    (T.TEXT, Op.NONE_OF): (("a", "B"), ["ab"], ["A", "b"]),
    (T.TEXT, Op.CONTAINS): ("50%", ["plus 50% off"], ["500 off"]),
    (T.TEXT, Op.LACKS): ("a_b", ["axb"], ["xA_By"]),
    (T.TEXT, Op.STARTS): ("Head", ["head of sales"], ["the head"]),
    (T.TEXT, Op.ENDS): ("Sales", ["head of SALES"], ["sales lead"]),
    (T.NUMBER, Op.IS): (D("2.50"), [D("2.5")], [D("2.51")]),
    (T.NUMBER, Op.IS_NOT): (D(2), [D(3)], [D("2.0")]),
    (T.NUMBER, Op.ONE_OF): ((D(1), D(2)), [D(1), D(2)], [D("1.5")]),
    (T.NUMBER, Op.NONE_OF): ((D(1), D(2)), [D("1.5")], [D(1), D(2)]),
    (T.NUMBER, Op.LESS): (D(2), [D(1), D(-9)], [D(2)]),
    (T.NUMBER, Op.AT_MOST): (D(2), [D(2)], [D("2.01")]),
    (T.NUMBER, Op.MORE): (D(2), [D("2.01")], [D(2)]),
    (T.NUMBER, Op.AT_LEAST): (D(2), [D(2)], [D("1.99")]),
    (T.NUMBER, Op.BETWEEN): ((D(1), D(2)), [D(1), D(2)], [D("0.9"), D("2.1")]),
    (T.MONEY, Op.IS): (eur("5"), [eur("5.00")], [eur("6")]),
    (T.MONEY, Op.IS_NOT): (eur("5"), [eur("6")], [eur("5.00")]),
    (T.MONEY, Op.LESS): (eur("5"), [eur("4")], [eur("5")]),
    (T.MONEY, Op.AT_MOST): (eur("5"), [eur("5")], [eur("5.01")]),
    (T.MONEY, Op.MORE): (eur("5"), [eur("5.01")], [eur("5")]),
    (T.MONEY, Op.AT_LEAST): (eur("5"), [eur("5")], [eur("4.99")]),
    (T.MONEY, Op.BETWEEN): ((eur("1"), eur("2")), [eur("1"), eur("2")], [eur("3")]),
    (T.DATE, Op.ON): (date(2026, 3, 1), [date(2026, 3, 1)], [date(2026, 3, 2)]),
    (T.DATE, Op.BEFORE): (date(2026, 3, 1), [date(2026, 2, 28)], [date(2026, 3, 1)]),
    (T.DATE, Op.AFTER): (date(2026, 3, 1), [date(2026, 3, 2)], [date(2026, 3, 1)]),
    (T.DATE, Op.BETWEEN): (
        (date(2026, 3, 1), date(2026, 3, 9)),
        [date(2026, 3, 1), date(2026, 3, 9)],
        [date(2026, 2, 28), date(2026, 3, 10)],
    ),
    (T.DATE, Op.IN_LAST): (
        MONTH,
        [date(2026, 2, 28), date(2026, 3, 31)],
        [date(2026, 2, 27), date(2026, 4, 1)],
    ),
    (T.DATE, Op.IN_NEXT): (
        DAYS_3,
        [date(2026, 3, 31), date(2026, 4, 3)],
        [date(2026, 3, 30), date(2026, 4, 4)],
    ),
    (T.DATE, Op.AGO): (DAYS_3, [date(2026, 3, 27)], [date(2026, 3, 28)]),
    (T.MOMENT, Op.ON): (date(2026, 3, 29), [march(29), march(29, 23)], [march(28, 23), march(30)]),
    (T.MOMENT, Op.BEFORE): (date(2026, 3, 29), [march(28, 23)], [march(29)]),
    (T.MOMENT, Op.AFTER): (date(2026, 3, 29), [march(30)], [march(29, 23)]),
    (T.MOMENT, Op.BETWEEN): (
        (date(2026, 3, 1), date(2026, 3, 2)),
        [march(1), march(2, 23)],
        [march(3)],
    ),
    (T.MOMENT, Op.IN_LAST): (DAYS_3, [march(28), march(31, 12)], [march(27, 23), march(31, 13)]),
    (T.MOMENT, Op.IN_NEXT): (
        DAYS_3,
        [march(31, 12), march(3, 23, month=4)],
        [march(31, 11), march(4, month=4)],
    ),
    (T.MOMENT, Op.AGO): (HOURS_2, [march(31, 9)], [march(31, 10)]),
    (T.YESNO, Op.IS): (True, [True], [False]),
    (T.CHOICE, Op.IS): ("red", ["red"], ["Red"]),
    (T.CHOICE, Op.IS_NOT): ("red", ["blue"], ["red"]),
    (T.CHOICE, Op.ONE_OF): (("red", "blue"), ["blue"], ["green"]),
    (T.CHOICE, Op.NONE_OF): (("red", "blue"), ["green"], ["blue"]),
    (T.MEMBER, Op.IS): (ME, [1], [2]),
    (T.MEMBER, Op.IS_NOT): ("2", [1], [2]),
    (T.MEMBER, Op.ONE_OF): (("2", ME), [1, 2], [3]),
    (T.MEMBER, Op.NONE_OF): (("2", ME), [3], [1, 2]),
    (T.STAGE, Op.IS): ("sql", ["sql"], ["mql"]),
    (T.STAGE, Op.IS_NOT): ("sql", ["mql", "gone"], ["sql"]),
    (T.STAGE, Op.ONE_OF): (("mql", "won"), ["won"], ["sql"]),
    (T.STAGE, Op.NONE_OF): (("mql", "won"), ["sql"], ["won"]),
    (T.STAGE, Op.REACHED): ("sql", ["sql", "won"], ["mql"]),
    (T.STAGE, Op.BEFORE): ("sql", ["mql"], ["sql", "won"]),
    (T.LISTS, Op.INCLUDES): ("9", [frozenset({"9", "8"})], [frozenset()]),
    (T.LISTS, Op.EXCLUDES): ("9", [frozenset()], [frozenset({"9", "8"})]),
    (T.REFUSALS, Op.REFUSED): ("mail", [frozenset({"mail"})], [frozenset({"phone"})]),
    (T.REFUSALS, Op.ALLOWED): ("mail", [frozenset()], [frozenset({"mail"})]),
}
SOMETHING = {
    T.TEXT: "x", T.NUMBER: D(0), T.MONEY: eur("0"), T.DATE: date(2026, 1, 1), T.MOMENT: march(1),
    T.YESNO: False, T.CHOICE: "red", T.MEMBER: 1, T.STAGE: "gone", T.LISTS: frozenset(),
    T.REFUSALS: frozenset(),
}  # fmt: skip


def verdict(type_, operator, value, seen, asked=NOON):
    return compare(seen, Condition(type_, operator, value, STAGES), asked)


def test_no_operator_on_any_type_is_missing_here():
    every = {(type_, operator) for type_, operators in TAKES.items() for operator in operators}

    assert every - {(t, o) for t in Type for o in (Op.KNOWN, Op.UNKNOWN)} == set(CASES)
    assert {operator for _, operator in every} == set(Operator)


@pytest.mark.parametrize(("type_", "operator"), CASES)
def test_an_operator_is_met_missed_or_unknown(type_, operator):
    value, meet, miss = CASES[type_, operator]

    assert {repr(seen): verdict(type_, operator, value, seen) for seen in meet + miss} == {
        **{repr(seen): MET for seen in meet},
        **{repr(seen): MISSED for seen in miss},
    }
    assert verdict(type_, operator, value, None) is UNKNOWN


@pytest.mark.parametrize("type_", Type)
def test_whether_something_is_known_is_always_known(type_):
    assert verdict(type_, Op.KNOWN, None, SOMETHING[type_]) is MET
    assert verdict(type_, Op.KNOWN, None, None) is MISSED
    assert verdict(type_, Op.UNKNOWN, None, SOMETHING[type_]) is MISSED
    assert verdict(type_, Op.UNKNOWN, None, None) is MET


def test_amounts_of_two_currencies_cannot_be_compared():
    real = Amount(D(5), "BRL")

    assert verdict(T.MONEY, Op.MORE, eur("1"), real) is UNKNOWN
    assert verdict(T.MONEY, Op.IS_NOT, eur("5"), real) is UNKNOWN
    assert verdict(T.MONEY, Op.BETWEEN, (eur("1"), real), eur("3")) is UNKNOWN


def test_me_is_unknown_where_nobody_asks():
    nobody = Asked(NOON.at, NOON.zone)

    assert verdict(T.MEMBER, Op.IS, ME, 1, nobody) is UNKNOWN
    assert verdict(T.MEMBER, Op.ONE_OF, ("2", ME), 2, nobody) is MET
    assert verdict(T.MEMBER, Op.ONE_OF, ("2", ME), 3, nobody) is UNKNOWN
    assert verdict(T.MEMBER, Op.NONE_OF, ("2", ME), 2, nobody) is MISSED
    assert verdict(T.MEMBER, Op.NONE_OF, ("2", ME), 3, nobody) is UNKNOWN


def test_a_stage_that_is_gone_stands_in_no_order():
    assert verdict(T.STAGE, Op.REACHED, "sql", "gone") is UNKNOWN
    assert verdict(T.STAGE, Op.BEFORE, "sql", "gone") is UNKNOWN


def test_stages_are_in_order_only_within_their_pipeline():
    two = (Option("a", "A", "x"), Option("b", "B", "x"), Option("c", "C", "y"))

    def reached(seen):
        return compare(seen, Condition(T.STAGE, Op.REACHED, "a", two), NOON)

    assert [reached(seen) for seen in "abc"] == [MET, MET, MISSED]
