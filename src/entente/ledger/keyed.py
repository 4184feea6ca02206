"""The casefolded copy of an entry's text properties, for comparisons that agree with Python's."""

from collections.abc import Mapping
from typing import Any

KEY = "_key"


def keyed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties plus, under `_key`, a casefolded copy of each text among them.

    The database's lower() and Python's casefold() differ on 298 code points, so the copy is
    Python's. NUL is refused: PostgreSQL holds none.
    """
    folded = {
        name: value.casefold() for name, value in properties.items() if isinstance(value, str)
    }
    if any("\x00" in text for text in folded.values()):
        raise ValueError("a text holds the character NUL, which nothing can store")
    return {**properties, KEY: folded} if folded else dict(properties)
