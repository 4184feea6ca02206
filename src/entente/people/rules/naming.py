"""What erased persons went by, and striking it out of what was written about something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

ERASED: Final = "[erased]"
_AROUND: Final = ".,;:()\"'“”"


@dataclass(frozen=True, kw_only=True)
class WentBy:
    """Who was erased and where they worked; their names, addresses and outside keys, former too."""

    contacts: tuple[int, ...]
    companies: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()

    @property
    def words(self) -> list[str]:
        return sorted(self.names | self.addresses | self.keys)

    def struck(self, text: str) -> str:
        """The text without their addresses and names, whole or any part of a name.

        Only for what was written where they took part: elsewhere a part of a name may be anybody's.
        """
        if self._pattern is None:
            return text
        return self._pattern.sub(_struck, text)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = {*self.names, *self.addresses}.union(*map(_parts, self.names))
        known = sorted((one for one in words if len(one) > 1), key=lambda one: (-len(one), one))
        if not known:
            return None
        any_of = "|".join(map(re.escape, known))
        return re.compile(rf"(?:{any_of})(?:\s+(?:{any_of}))*s?", re.IGNORECASE)


def _parts(name: str) -> Iterator[str]:
    """The words of a name; of "Jan van der Berg" not the small ones."""
    words = [word.strip(_AROUND) for word in name.split()]
    yield from [word for word in words if not word.islower()] or words


def _struck(found: re.Match[str]) -> str:
    """Not inside a longer word; letters that know no case, as Chinese, stand without a space."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return found[0] if _goes_on(before) or _goes_on(after) else ERASED


def _goes_on(letter: str) -> bool:
    return letter.isdigit() or letter.isupper() or letter.islower()
