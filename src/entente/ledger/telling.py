"""An entry as a sentence: the kind's own words with what is known put in. Pure."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from entente.ledger.events import Kind

_FORMAT = string.Formatter()


def sentence(*, kind: Kind, values: Mapping[str, Any]) -> str:
    """The kind's sentence; its title where something that the sentence needs is unknown."""
    names = [name for _, name, _, _ in _FORMAT.parse(kind.sentence) if name]
    known = {name: str(values[name]) for name in names if values.get(name) not in (None, "")}
    if len(known) < len(names):
        return kind.title
    return kind.sentence.format(**known)
