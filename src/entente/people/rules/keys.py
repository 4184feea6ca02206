"""By what other systems know a record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyGiven:
    """`system` names the other system (hubspot, olist), `key` the record in it as it writes it."""

    system: str
    key: str
