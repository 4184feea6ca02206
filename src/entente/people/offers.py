"""What higher rooms answer when two records turn out to be one, or a person is erased.

Every answer runs inside the caller's transaction. An answer to a merge gives what it moved, as JSON
values; undoing the merge hands it back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from entente.people.rules.naming import WentBy


class Join(Protocol):
    def __call__(self, *, was: int, into: int, by_position: int) -> Any: ...


class Part(Protocol):
    def __call__(self, *, was: int, into: int, moved: Any) -> None: ...


class Erase(Protocol):
    def __call__(self, *, contact_ids: Sequence[int], at: datetime) -> None: ...


class EraseWords(Protocol):
    def __call__(self, *, gone: WentBy) -> None: ...


class Holds(Protocol):
    def __call__(self, *, batch: int) -> "Kept": ...


class Void(Protocol):
    def __call__(self, *, batch: int, kept: "Kept", at: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Records that stay when an import is undone, because people have worked on them since."""

    contacts: frozenset[int] = frozenset()
    companies: frozenset[int] = frozenset()
    deals: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        return len(self.contacts) + len(self.companies) + len(self.deals)

    def __or__(self, other: "Kept") -> "Kept":
        return Kept(
            contacts=self.contacts | other.contacts,
            companies=self.companies | other.companies,
            deals=self.deals | other.deals,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeAnswer:
    """How one room joins and parts again what it holds of two contacts (or companies)."""

    record: str
    room: str
    join: Join
    part: Part


_merges: dict[tuple[str, str], MergeAnswer] = {}
_erasures: dict[str, Erase] = {}
_words: dict[str, EraseWords] = {}
_voids: dict[str, tuple[Holds, Void]] = {}
_renames: dict[str, Callable[[Sequence[int]], None]] = {}


def on_merge(*, record: str, room: str, join: Join, part: Part) -> None:
    """Let a room move what belongs to a merged contact (or company), and give it back on undo."""
    _merges[record, room] = MergeAnswer(record=record, room=room, join=join, part=part)


def on_erase(*, room: str, erase: Erase) -> None:
    """Let a room empty what it holds of erased persons."""
    _erasures[room] = erase


def on_erase_words(*, room: str, erase: EraseWords) -> None:
    """Let a room take out what erased persons went by where no record tells whom it is about."""
    _words[room] = erase


def on_void(*, room: str, holds: Holds, void: Void) -> None:
    """Let a room say which records of an import stay, then take back the rest in it."""
    _voids[room] = (holds, void)


def on_rename(*, room: str, rename: Callable[[Sequence[int]], None]) -> None:
    """Let a room follow companies whose names have changed."""
    _renames[room] = rename


def merges(*, record: str) -> list[MergeAnswer]:
    return [answer for (of, _), answer in sorted(_merges.items()) if of == record]


def erasures() -> list[Erase]:
    return [_erasures[room] for room in sorted(_erasures)]


def word_erasures() -> list[EraseWords]:
    return [_words[room] for room in sorted(_words)]


def voids() -> list[tuple[Holds, Void]]:
    return [_voids[room] for room in sorted(_voids)]


def renames() -> list[Callable[[Sequence[int]], None]]:
    return [_renames[room] for room in sorted(_renames)]
