"""The key by which the machine knows a stage, a promise or a reason: made of what it is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

LONGEST: Final = 40


def made(*, text: str, taken: Collection[str], otherwise: str) -> str:
    """Small letters, digits and _ that begin with a letter, and that nobody else has.

    “Ready for sales” becomes ready_for_sales; a name without any Latin letter becomes `otherwise`.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.sub("[^a-z0-9]+", "_", plain).lstrip("_0123456789").rstrip("_")
    stem = words[:LONGEST].rstrip("_") or otherwise
    found, number = stem, 1
    while found in taken:
        number += 1
        tail = f"_{number}"
        found = f"{stem[: LONGEST - len(tail)]}{tail}"
    return found
