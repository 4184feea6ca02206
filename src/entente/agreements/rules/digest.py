"""What a signature is bound to: SHA-256 over a canonical form of content, text and grammar."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any


class NotCanonical(ValueError):
    """The content holds a value that does not come back from the database as it went in."""


def normal(value: Any) -> Any:
    """The same content in JSON's own types, equal before and after a stay in the database.

    Decimals and days become text; a float without a fraction becomes a whole number. Raises
    NotCanonical for what JSON or PostgreSQL cannot hold.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        return {_key(key): normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [normal(item) for item in value]
    raise NotCanonical(f"a document cannot hold {type(value).__name__}")


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise NotCanonical("a document cannot hold an infinite number")
    return int(value) if value.is_integer() else value


def _text(value: str) -> str:
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NotCanonical("a text holds a character that nothing can store")
    return value


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"a document's names are texts, not {key!r}")
    return _text(key)


def canonical(tree: Any) -> str:
    """One text for one meaning: keys sorted, no spaces, nothing escaped that need not be."""
    return json.dumps(
        normal(tree), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(*, kind: str, scope: str, content: Mapping[str, Any], text: str, grammar: str) -> str:
    """What all three sign, as 64 hexadecimal digits."""
    tree = {"content": content, "grammar": grammar, "kind": kind, "scope": scope, "text": text}
    return hashlib.sha256(canonical(tree).encode()).hexdigest()
