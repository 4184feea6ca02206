"""A tree as canonical JSON and back, and the hash that a signature covers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, cast

from entente.kit.criteria.errors import CriterionError, Problem
from entente.kit.criteria.operators import Operator
from entente.kit.criteria.tree import (
    GRAMMAR_VERSION,
    MAX_DEPTH,
    ME,
    NEVER,
    ONCE,
    All,
    Amount,
    AnyOf,
    Behaviour,
    ClauseRef,
    Compare,
    Count,
    Criterion,
    Everyone,
    Having,
    Measure,
    Not,
    Occurrence,
    Related,
    Single,
    Span,
    Turn,
    Unit,
    Value,
    When,
)

Json: TypeAlias = dict[str, Any]


def digest(tree: Criterion, *, text: str = "") -> str:
    """SHA-256 in hexadecimal of the grammar's version, the tree and the text that was signed."""
    sealed = {"grammar": GRAMMAR_VERSION, "tree": to_json(tree), "text": text}
    written = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def to_json(tree: Criterion) -> Json:  # noqa: PLR0911  one return for each sort
    """The tree as plain JSON; equal trees give equal JSON."""
    match tree:
        case Everyone():
            return {"is": "everyone"}
        case All(inner):
            return {"is": "all", "parts": [to_json(part) for part in inner]}
        case AnyOf(inner):
            return {"is": "any", "parts": [to_json(part) for part in inner]}
        case Not(part):
            return {"is": "not", "part": to_json(part)}
        case ClauseRef(clause):
            return {"is": "clause", "clause": clause}
        case Compare():
            return {"is": "compare", "field": tree.field, **_condition(tree)}
        case Related():
            where = to_json(tree.where)
            return {"is": "related", "record": tree.record, "where": where, **_count(tree.count)}
        case Behaviour():
            return {"is": "behaviour", **_about(tree), **_count(tree.count)}
        case Occurrence():
            had = [_having(one) for one in tree.had]
            return {"is": "occurrence", "turn": tree.turn.value, **_about(tree), "had": had}


def _about(tree: Behaviour | Occurrence) -> Json:
    when = None
    if tree.when:
        when = {"operator": tree.when.operator.value, "value": _value(tree.when.value)}
    return {"kind": tree.kind, "where": [_having(one) for one in tree.where], "when": when}


def _having(tree: Having) -> Json:
    return {"property": tree.property, **_condition(tree)}


def _condition(tree: Compare | Having) -> Json:
    return {"operator": tree.operator.value, "value": _value(tree.value)}


def _count(count: Count) -> Json:
    return {"measure": count.measure.value, "number": count.number}


def _value(value: Value) -> Any:  # noqa: PLR0911  one return for each sort
    """Tagged, so that a number, a date and a text of the same letters stay apart."""
    match value:
        case None:
            return None
        case bool():
            return {"yesno": value}
        case str():
            return {"text": value}
        case Decimal():
            return {"number": plain(value)}
        case Amount(amount, currency):
            return {"money": [plain(amount), currency]}
        case Span(number, unit):
            return {"span": [number, unit.value]}
        case date():
            return {"date": value.isoformat()}
        case tuple():
            return [_value(one) for one in value]
        case _:
            return {"me": True}


def plain(amount: Decimal) -> str:
    """A number without exponent and needless zeros."""
    text = format(amount, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def from_json(stored: object) -> Criterion:
    """The tree again. Raises CriterionError where it is none, whatever was stored or posted."""
    try:
        return _tree(cast(Json, stored), MAX_DEPTH)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        if isinstance(error, CriterionError):
            raise
        raise CriterionError(Problem("not_a_criterion", "This is not a criterion.")) from error


def _tree(stored: Json, left: int) -> Criterion:
    if left == 0:
        words = f"More than {MAX_DEPTH} conditions inside each other."
        raise CriterionError(Problem("too_deep", words))
    match stored["is"]:
        case "everyone":
            return Everyone()
        case "all":
            return All(tuple(_tree(part, left - 1) for part in stored["parts"]))
        case "any":
            return AnyOf(tuple(_tree(part, left - 1) for part in stored["parts"]))
        case "not":
            return Not(_tree(stored["part"], left - 1))
        case "related":
            return Related(
                _text(stored["record"]), _tree(stored["where"], left - 1), _counted(stored)
            )
        case leaf:
            return _LEAVES[leaf](stored)


def _text(stored: Any) -> str:
    if not isinstance(stored, str):
        raise TypeError(stored)
    return stored


def _compare(stored: Json) -> Compare:
    return Compare(_text(stored["field"]), Operator(stored["operator"]), _read(stored["value"]))


def _behaviour(stored: Json) -> Behaviour:
    kind, where = _text(stored["kind"]), _havings(stored["where"])
    return Behaviour(kind, where, _counted(stored), _when(stored["when"]))


def _occurrence(stored: Json) -> Occurrence:
    kind, where, had = _text(stored["kind"]), _havings(stored["where"]), _havings(stored["had"])
    return Occurrence(Turn(stored["turn"]), kind, where, had, _when(stored["when"]))


_LEAVES: dict[str, Callable[[Json], Criterion]] = {
    "clause": lambda stored: ClauseRef(_text(stored["clause"])),
    "compare": _compare,
    "behaviour": _behaviour,
    "occurrence": _occurrence,
}


def _counted(stored: Json) -> Count:
    count = Count(Measure(stored["measure"]), int(stored["number"]))
    return next((known for known in (ONCE, NEVER) if known == count), count)


def _havings(stored: list[Json]) -> tuple[Having, ...]:
    return tuple(
        Having(_text(one["property"]), Operator(one["operator"]), _read(one["value"]))
        for one in stored
    )


def _when(stored: Json | None) -> When | None:
    return When(Operator(stored["operator"]), _read(stored["value"])) if stored else None


def _read(stored: Any) -> Value:
    if stored is None:
        return None
    if isinstance(stored, list):
        return tuple(cast(Single, _read(one)) for one in stored)
    ((tag, inner),) = stored.items()
    return _READ[tag](inner)


_READ: dict[str, Callable[[Any], Value]] = {
    "yesno": bool,
    "text": _text,
    "number": Decimal,
    "money": lambda inner: Amount(Decimal(inner[0]), _text(inner[1])),
    "span": lambda inner: Span(int(inner[0]), Unit(inner[1])),
    "date": date.fromisoformat,
    "me": lambda _: ME,
}
