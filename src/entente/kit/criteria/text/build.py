"""What each rule of the grammar means: from tokens to a tree that knows where its parts stand."""

from __future__ import annotations

from typing import Any

from lark import Token, Transformer, v_args

from entente.kit.criteria.operators import Operator
from entente.kit.criteria.text.built import (
    Built,
    Had,
    Named,
    Said,
    Where,
    about_records,
    condition_on,
    joined,
    measured,
    over,
)
from entente.kit.criteria.text.literal import (
    Condition,
    Literal,
    number,
    option,
    place_of,
    place_over,
    whole,
    written,
)
from entente.kit.criteria.text.words import OPERATORS
from entente.kit.criteria.tree import (
    NEVER,
    ONCE,
    All,
    Amount,
    AnyOf,
    Behaviour,
    ClauseRef,
    Compare,
    Count,
    Everyone,
    Not,
    Occurrence,
    Span,
    Turn,
    Unit,
    When,
)


@v_args(inline=True)
class Build(Transformer[Token, Built]):
    """One method for each rule or alias of the grammar."""

    def start(self, built: Built) -> Built:
        return built

    def any_of(self, *found: Token | Built) -> Built:
        return joined(AnyOf, found)

    def all_of(self, *found: Token | Built) -> Built:
        return joined(All, found)

    def negate(self, token: Token, part: Built) -> Built:
        return over(Not(part.tree), place_over(place_of(token), part.place), (part,))

    def group(self, inner: Built) -> Built:
        return inner

    def everyone(self, token: Token) -> Built:
        return Built(Everyone(), place_of(token))

    def clause(self, meets: Token, text: Token) -> Built:
        labels = meets.value.vocabulary.clause_labels
        key = option(written(text), "The definition", labels)
        return Built(ClauseRef(key), place_over(place_of(meets), place_of(text)))

    def compare(self, token: Token, condition: Condition) -> Built:
        named: Named = token.value
        operator, value = condition.on(named.spec, named.vocabulary)
        tree = Compare(named.spec.key, operator, value)
        return Built(tree, place_over(place_of(token), condition.place))

    # Conditions

    def bare(self, token: Token) -> Token:
        return token

    one = several = measure = bare

    def condition(self, token: Token, *rest: Token | Literal) -> Condition:
        values = tuple(value for value in rest if isinstance(value, Literal))
        last = values[-1].place if values else place_of(token)
        place = place_over(place_of(token), last)
        return Condition(OPERATORS[token.type], values, place)

    def condition_ago(self, token: Token, span: Literal, _ago: Token) -> Condition:
        return Condition(Operator.AGO, (span,), place_over(place_of(token), span.place))

    def single(self, token: Token) -> Literal:
        return written(token)

    def number(self, token: Token) -> Literal:
        return Literal(number(token), place_of(token))

    def money(self, token: Token, currency: Token) -> Literal:
        place = place_over(place_of(token), place_of(currency))
        return Literal(Amount(number(token), str(currency)), place)

    def span(self, token: Token, unit: Token) -> Literal:
        place = place_over(place_of(token), place_of(unit))
        return Literal(Span(whole(token), Unit(unit.casefold().rstrip("s"))), place)

    # Behaviours

    def having(self, token: Token, condition: Condition) -> tuple[Token, Condition]:
        return token, condition

    def having_short(self, token: Token, value: Literal) -> tuple[Token, Condition]:
        return token, Condition(Operator.IS, (value,), value.place)

    def where(self, *found: Any) -> Where:
        return Where(tuple(condition_on(*pair) for pair in found if isinstance(pair, tuple)))

    def had(self, *found: Any) -> Had:
        return Had(tuple(condition_on(*pair) for pair in found if isinstance(pair, tuple)))

    def count(self, measure: Token, token: Token, _times: Token) -> Count:
        return Count(measured(measure), whole(token))

    def count_word(self, measure: Token, word: Token) -> Count:
        return Count(measured(measure), 1 if word.type == "ONCE" else 2)

    def when(self, _in_the_last: Token, span: Literal) -> When:
        return When(Operator.IN_LAST, span.value)

    def when_between(self, _b: Token, first: Token, _and: Token, last: Token) -> When:
        pair = (written(first).value, written(last).value)
        return When(Operator.BETWEEN, pair)  # type: ignore[arg-type]  # dates, says the grammar

    def when_day(self, token: Token, day: Token) -> When:
        return When(OPERATORS[token.type], written(day).value)

    def when_ago(self, _more: Token, span: Literal, _ago: Token) -> When:
        return When(Operator.AGO, span.value)

    def happened(self, built: Built) -> Built:
        return built

    def behaviour(self, token: Token, *rest: Any) -> Built:
        said = Said.of(rest)
        tree = Behaviour(token.value.spec.key, said.where, said.count, said.when)
        return Built(tree, place_of(token))

    def never(self, first: Token, token: Token, *rest: Any) -> Built:
        said = Said.of(rest)
        tree = Behaviour(token.value.spec.key, said.where, NEVER, said.when)
        return Built(tree, place_over(place_of(first), place_of(token)))

    def first(self, first: Token, token: Token, *rest: Any) -> Built:
        said = Said.of(rest)
        turn = Turn(first.casefold())
        tree = Occurrence(turn, token.value.spec.key, said.where, said.had, said.when)
        return Built(tree, place_over(place_of(first), place_of(token)))

    last = first

    # Related records

    def that(self, _where: Token, inner: Built) -> Built:
        return inner

    def some(self, has: Token, record: Token, that: Built | None = None) -> Built:
        return about_records(has, record, ONCE, that)

    def none(self, has: Token, record: Token, that: Built | None = None) -> Built:
        return about_records(has, record, NEVER, that)

    def counted(
        self, has: Token, measure: Token, token: Token, record: Token, that: Built | None = None
    ) -> Built:
        return about_records(has, record, Count(measured(measure), whole(token)), that)

    def related(self, built: Built) -> Built:
        return built
