"""An entry as a sentence: the kind's own words with what is known put in. Pure."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from entente.kit import wording
from entente.ledger.events import Kind

_FORMAT = string.Formatter()


def sentence(*, kind: Kind, values: Mapping[str, Any]) -> str:
    """The kind's sentence; its title where something that the sentence needs is unknown."""
    names = [name for _, name, _, _ in _FORMAT.parse(kind.sentence) if name]
    told = {name: values.get(name) for name in names}
    known = {name: _said(name, value) for name, value in told.items() if value not in (None, "")}
    if len(known) < len(names):
        return kind.title
    return kind.sentence.format(**known)


def _said(name: str, value: Any) -> str:
    return wording.channel_within(str(value)) if name == "channel" else str(value)
