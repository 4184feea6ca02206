"""What a filled form of one condition means, as a criterion."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from entente.kit.amounts import pointed
from entente.kit.criteria.operators import Operand, Operator, Type, operand
from entente.kit.criteria.tree import (
    ME,
    NEVER,
    Amount,
    Behaviour,
    Compare,
    Count,
    Criterion,
    Having,
    Measure,
    Related,
    Span,
    Unit,
    Value,
    When,
)
from entente.kit.criteria.vocabulary import BehaviourSpec, FieldSpec, RelatedSpec
from entente.web.lists.asking import ConditionForm

MOST_DIGITS = 40  # before or after the point; no criterion has longer numbers


def meant(*, form: ConditionForm) -> Criterion:
    """The criterion of a valid form about something."""
    given = form.cleaned_data
    match form.spec:
        case FieldSpec() as spec:
            operator = Operator(given["how"])
            return Compare(spec.key, operator, _value(spec, operator, given))
        case BehaviourSpec() as spec:
            where = ()
            if given.get("property"):
                where = (Having(given["property"], Operator.CONTAINS, given["holds"]),)
            return Behaviour(spec.key, where, _count(given), _when(given))
        case RelatedSpec() as spec:
            return Related(spec.key, count=_count(given))
        case _:
            raise ValueError("nothing was asked about")


def _value(spec: FieldSpec, operator: Operator, given: dict[str, Any]) -> Value:
    match operand(operator):
        case Operand.NOTHING:
            return None
        case Operand.SPAN:
            return Span(given["number"], Unit(given["unit"]))
        case Operand.SEVERAL:
            values = given["values"]
            lines = values.splitlines() if isinstance(values, str) else values
            typed = (_typed(spec, line.strip(), given) for line in lines if line.strip())
            return tuple(one for one in typed if one is not None)
        case Operand.PAIR:
            return (_typed(spec, given["low"], given), _typed(spec, given["high"], given))
        case _:
            return _typed(spec, given["value"], given)


def _typed(spec: FieldSpec, value: Any, given: dict[str, Any]) -> Any:
    """As criteria hold a value of this type."""
    match spec.type:
        case Type.MEMBER if value == "me":
            return ME
        case Type.MONEY:
            return Amount(_exact(value), given["currency"].upper())
        case Type.NUMBER:
            return _exact(value)
        case Type.YESNO:
            return value == "yes"
        case _:
            return value


def _exact(value: Any) -> Decimal:
    number = Decimal(pointed(text=value, fine=True)) if isinstance(value, str) else value
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise InvalidOperation
    return Decimal(f"{number.normalize():f}")


def _count(given: dict[str, Any]) -> Count:
    if given["times"] == "never":
        return NEVER
    number = given.get("count")
    return Count(Measure(given["times"]), 1 if number is None else number)


def _when(given: dict[str, Any]) -> When | None:
    operator = given.get("when")
    if not operator:
        return None
    chosen = Operator(operator)
    if chosen is Operator.BETWEEN:
        days: tuple[date, date] = (given["low"], given["high"])
        return When(chosen, days)
    if operand(chosen) is Operand.SPAN:
        return When(chosen, Span(given["number"], Unit(given["unit"])))
    return When(chosen, given["day"])
