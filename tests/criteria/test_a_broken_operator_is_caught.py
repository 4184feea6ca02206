"""The generated cases are worth something: each way to break the SQL changes a verdict."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from entente.kit.criteria.meaning.compare import Condition
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.sql import compare
from entente.kit.criteria.sql.compile import compile_criterion
from entente.kit.criteria.sql.fragment import Fragment
from entente.kit.criteria.sql.stored import Left
from entente.kit.criteria.testing.criteria import COLUMNS
from entente.kit.criteria.testing.world import CONTACTS, WORLDS
from entente.kit.criteria.tree import Behaviour, Compare, Criterion, Occurrence
from tests.criteria.cases import Cases, cases, every_case, expected
from tests.criteria.tables import PLACES, load, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Break = Callable[[Fragment], Fragment]


def swapped(before: str, after: str) -> Break:
    return lambda whole: Fragment(whole.text.replace(before, after), whole.params)


def around(before: str, after: str) -> Break:
    return lambda whole: Fragment(before + whole.text + after, whole.params)


def param(place: int, change: Callable[[Any], Any]) -> Break:
    def broken(whole: Fragment) -> Fragment:
        params = list(whole.params)
        params[place] = change(params[place])
        return Fragment(whole.text, tuple(params))

    return broken


NEGATED = around("(not ", ")")
UNKNOWN_IS_NO = around("coalesce(", ", false)")
UNKNOWN_IS_YES = around("coalesce(", ", true)")
CLOSED_DAYS = swapped("::date))", "::date, '[]'))")
CLOSED_MOMENTS = swapped("::timestamptz))", "::timestamptz, '[]'))")
OPEN_DAYS = swapped("::date))", "::date, '()'))")
OPEN_MOMENTS = swapped("::timestamptz))", "::timestamptz, '()'))")
ENDING = (CLOSED_DAYS, CLOSED_MOMENTS)
BEGINNING = (OPEN_DAYS, OPEN_MOMENTS)

Op = Operator
# How each operator may be written wrongly, besides negated and with unknown mistaken.
WRONG: dict[Operator, tuple[Break, ...]] = {
    Op.IS: (swapped(" = %s::", " is not distinct from %s::"),),
    Op.IS_NOT: (swapped(" <> %s::", " is distinct from %s::"),),
    Op.ONE_OF: (param(-1, lambda values: values[:1]),),
    Op.NONE_OF: (swapped(" <> all(", " <> any("),),
    Op.CONTAINS: (param(0, lambda text: text[1:]), param(0, lambda text: text[:-1])),
    Op.LACKS: (param(0, lambda text: text[1:]), param(0, lambda text: text[:-1])),
    Op.STARTS: (param(0, lambda text: f"%{text}"), param(0, lambda text: text[:-1])),
    Op.ENDS: (param(0, lambda text: f"{text}%"), param(0, lambda text: text[1:])),
    Op.KNOWN: (),
    Op.UNKNOWN: (),
    Op.LESS: (swapped(" < ", " <= "), swapped(" < ", " > ")),
    Op.AT_MOST: (swapped(" <= ", " < "), swapped(" <= ", " >= ")),
    Op.MORE: (swapped(" > ", " >= "), swapped(" > ", " < ")),
    Op.AT_LEAST: (swapped(" >= ", " > "), swapped(" >= ", " <= ")),
    Op.BETWEEN: (swapped(" between ", " between symmetric "), *ENDING, *BEGINNING),
    Op.ON: (*ENDING, *BEGINNING),
    Op.BEFORE: ENDING,
    Op.AFTER: BEGINNING,
    Op.IN_LAST: (*ENDING, *BEGINNING),
    Op.IN_NEXT: (*ENDING, *BEGINNING),
    Op.AGO: ENDING,
    Op.REACHED: (param(-1, lambda places: places[:1] + places[2:]),),
    Op.INCLUDES: (),
    Op.EXCLUDES: (),
    Op.REFUSED: (),
    Op.ALLOWED: (),
}
STAGE_BEFORE = (param(-1, lambda places: [*places, len(places)]),)
OTHER_CURRENCY = swapped("case when C = ", "case when C is not null or C = ")


def ways(type_: Type, operator: Operator) -> Iterator[Break]:
    yield NEGATED
    if operator not in {Op.KNOWN, Op.UNKNOWN}:
        yield UNKNOWN_IS_NO
        yield UNKNOWN_IS_YES
    yield from STAGE_BEFORE if (type_, operator) == (Type.STAGE, Op.BEFORE) else WRONG[operator]
    if type_ is Type.MONEY and operator not in {Op.KNOWN, Op.UNKNOWN}:
        yield OTHER_CURRENCY


def broken_meaning(right: compare.Meaning, how: Break) -> compare.Meaning:
    """The same condition, broken before its left side is put in."""

    def meaning(left: Left, condition: Condition, asked: Asked) -> Fragment:
        hollow = Left(Fragment("L"), Fragment("C") if left.currency else None)
        return filled(how(right(hollow, condition, asked)), left)

    return meaning


def filled(hollow: Fragment, left: Left) -> Fragment:
    """Put the left side where L stands and its currency where C stands, parameters in order."""
    given = iter(hollow.params)
    text, params = "", []
    rest = hollow.text
    while rest:
        for mark, part in (("L", left.value), ("C", left.currency), ("%s", None)):
            if rest.startswith(mark):
                text += part.text if part else mark
                params += part.params if part else [next(given)]
                rest = rest[len(mark) :]
                break
        else:
            text, rest = text + rest[0], rest[1:]
    return Fragment(text, tuple(params))


@pytest.fixture
def cursor() -> Iterator[Any]:
    with connection.cursor() as cursor:
        load(cursor, [one for number in range(len(WORLDS)) for one in cases(number).records])
        yield cursor


def differs(cursor: Any, given: Cases, place: int, fragment: Fragment) -> bool:
    wanted = expected(given.number, place)
    found = run(cursor, fragment, min(wanted), max(wanted))
    return any(found[record] is not verdict for record, verdict in wanted.items())


def compiled(given: Cases, place: int) -> Fragment:
    asked = given.world.asked
    tree = given.trees[place]
    return compile_criterion(tree, vocabulary=CONTACTS, sql_vocabulary=PLACES, asked=asked)


def uses(tree: Criterion, type_: Type, operator: Operator) -> bool:
    match tree:
        case Compare():
            return (tree.field, tree.operator) == (f"f_{type_}", operator)
        case Behaviour() | Occurrence():
            conditions = (*tree.where, *(tree.had if isinstance(tree, Occurrence) else ()))
            keys = {f"p_{type_}", *(key for key, of in COLUMNS.items() if of is type_)}
            return any(one.property in keys and one.operator is operator for one in conditions)
        case _:
            return False


def test_every_operator_on_every_type_broken_in_turn_is_caught(
    cursor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    escaped = []

    for (type_, operator), right in compare.MEANING.items():
        relevant = [
            (given, place)
            for given, place in every_case()
            if uses(given.trees[place], type_, operator)
        ]
        for number, how in enumerate(ways(type_, operator)):
            with monkeypatch.context() as broken:
                broken.setitem(compare.MEANING, (type_, operator), broken_meaning(right, how))
                texts = [(given, place, compiled(given, place)) for given, place in relevant]
            if all(text == compiled(given, place) for given, place, text in texts):
                continue  # this way does not apply to this type
            if not any(differs(cursor, *one) for one in texts):
                escaped.append((type_, operator, number))

    assert escaped == []


# How the rest may be written wrongly: before, after.
STRUCTURE = (
    (" filter (where fit.fits) >= ", " filter (where fit.fits) > "),
    (" filter (where fit.fits) >= ", " >= "),
    ("when count(*) < ", "when count(*) <= "),
    ("when count(*) <= ", "when count(*) < "),
    (" filter (where fit.fits) > ", " filter (where fit.fits) >= "),
    (" filter (where fit.fits) > ", " > "),
    (" not between count(*) filter", " between count(*) filter"),
    ("when count(*) = count(*) filter (where fit.fits) then true", "when true then true"),
    ("fit where fit.fits is not false)", "fit where fit.fits)"),
    ("(exists (select 1", "(not exists (select 1"),
    ("(not exists (select 1", "(exists (select 1"),
    ("fact.occurred_at >= ", "fact.occurred_at > "),
    (" and fact.occurred_at < ", " and fact.occurred_at <= "),
    ("fact.occurred_at <= ", "fact.occurred_at < "),
    ("fit.occurred_at, fit.position", "fit.occurred_at desc, fit.position"),
    ("fit.occurred_at desc, fit.position desc", "fit.occurred_at, fit.position desc"),
    ("fit.occurred_at, fit.position", "fit.occurred_at, fit.position desc"),
    ("past where past.settled is not true", "past"),
    ("bool_or(past.fits)", "true"),
    ("(past.verdict is false) is not false", "(past.verdict is false)"),
    ("bool_and(past.verdict is true)", "bool_or(past.verdict is true)"),
    ("change.at > ", "change.at >= "),
    ("order by change.at, change.position", "order by change.at desc, change.position"),
    ("order by change.at, change.position", "order by change.at, change.position desc"),
    ("fact.kind = any(%s::text[]) and", "%s::text[] is not null and"),
    ("fact.contact_id = c.id", "fact.contact_id >= c.id"),
    (" and ", " or "),
    ("(not ", "("),
)


@pytest.mark.parametrize(("before", "after"), STRUCTURE)
def test_a_break_anywhere_else_is_caught(cursor: Any, before: str, after: str) -> None:
    def breaks() -> Iterator[tuple[Cases, int, Fragment]]:
        for given, place in every_case():
            whole = compiled(given, place)
            if before in whole.text:
                yield given, place, Fragment(whole.text.replace(before, after), whole.params)

    assert any(differs(cursor, *one) for one in breaks())
