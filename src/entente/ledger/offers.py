"""What higher rooms declare to the ledger: their kinds of entry."""

from collections.abc import Iterable

from entente.ledger.events import Kind

_kinds: dict[str, Kind] = {}


class UnknownKind(Exception):
    """No room declared this kind of entry."""


def declare_kinds(kinds: Iterable[Kind]) -> None:
    """Let these kinds be written and told. Declaring the same kind again changes nothing.

    Criteria name a kind by its phrase, so no two have the same.
    """
    for kind in kinds:
        same = [one for one in _kinds.values() if one.phrase == kind.phrase]
        if any(one.name != kind.name for one in same):
            raise ValueError(f"{kind.name} has the phrase of {same[0].name}: {kind.phrase}")
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"{kind.name} is declared twice, differently")


def kind(name: str) -> Kind:
    """The declared kind of that name. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def kinds() -> tuple[Kind, ...]:
    """All declared kinds, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def touch_kinds() -> frozenset[str]:
    """Names of the kinds that may earn credit: done by people or buyers, never by a machine."""
    return frozenset(kind.name for kind in _kinds.values() if kind.touch and not kind.automatic)
