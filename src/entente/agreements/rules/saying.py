"""The value of a field as people write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from entente.agreements.rules.form import Field
from entente.kit import wording


def said(field: Field, value: Any, currency: str = "") -> str:
    """A field's value for a sentence: 70%, €5,000, 1 December 2026, “a text”; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    match field.sort:
        case "choice" | "choices":
            said = f"“{dict(field.offered).get(value, value)}”"
        case "date":
            said = wording.day(date.fromisoformat(str(value)), today=date.min)
        case "number" | "money" | "percentage":
            said = _figure(field, value, currency)
        case "text" if isinstance(value, list | tuple):
            said = "–".join(str(one) for one in value)  # from and until
        case _:
            said = str(value) if isinstance(value, int | float) else f"“{value}”"
    return said


def _figure(field: Field, value: Any, currency: str) -> str:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return f"“{value}”"
    if field.sort == "percentage":
        return wording.percent(exact)
    if field.sort == "money":
        return wording.money(exact, currency)
    places = max(0, -int(exact.normalize().as_tuple().exponent))
    unit = f" {field.unit}" if field.unit else ""
    return wording.number(exact, places=places) + unit
