"""What can be asked about: fields, behaviours, related records, clauses, by key and by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol, TypeVar

from entente.kit.criteria.operators import Type


class UnknownName(LookupError):
    """A key that the vocabulary does not hold; `check` finds these before anything is evaluated."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values of a choice, stage, member, list or means. `key` is what is stored.

    Stages of one `group` (a pipeline) are in order among themselves.
    """

    key: str
    label: str
    group: str = ""
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of the record. Members need no options: they take the vocabulary's.

    The value of one that `fades` is computed for the moment: it differs later with no news.
    `unsigned` says why it cannot stand in what is signed, and what to say instead.
    `of` is whose field it is where not the record's own, and begins the name: company. `said` is
    how sentences call it where the name is no noun: its day of closing.
    """

    key: str
    name: str
    type: Type
    options: tuple[Option, ...] = ()
    personal: bool = False
    retired_at: datetime | None = None
    fades: bool = False
    unsigned: str = ""
    of: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class PropertySpec:
    """A property of an entry. `said` reads before its value in a sentence: about “pricing”.

    Options of a text are how sentences call some of its values; it may hold others.
    """

    key: str
    name: str
    type: Type
    options: tuple[Option, ...] = ()
    said: str = ""


# Columns that every entry has; their keys start with @, which no property of a kind may.
TEAM = PropertySpec(
    "@team",
    "team",
    Type.CHOICE,
    (Option("marketing", "marketing"), Option("sales", "sales"), Option("shared", "shared")),
)
COLUMNS: tuple[PropertySpec, ...] = (
    TEAM,
    PropertySpec("@actor", "person", Type.MEMBER, said="by"),
    PropertySpec("@channel", "channel", Type.TEXT),
    PropertySpec("@campaign", "campaign", Type.TEXT),
    PropertySpec("@asset", "asset", Type.TEXT),
    PropertySpec("@value", "value", Type.MONEY),
)


@dataclass(frozen=True, slots=True)
class BehaviourSpec:
    """Entries of one kind, or of several kinds that people call by one phrase.

    `unsigned` as of a field.
    """

    key: str
    phrase: str
    properties: tuple[PropertySpec, ...] = ()
    kinds: frozenset[str] = frozenset()
    retired_at: datetime | None = None
    unsigned: str = ""

    def __post_init__(self) -> None:
        if not self.kinds:
            object.__setattr__(self, "kinds", frozenset({self.key}))
        if any(spec.key.startswith("@") for spec in self.properties):
            raise ValueError(f"a property of {self.key} starts with @, which columns do")

    def every_property(self) -> tuple[PropertySpec, ...]:
        """Its own properties, then the columns that it does not call by the same name."""
        own = {spec.name for spec in self.properties}
        return (*self.properties, *(spec for spec in COLUMNS if spec.name not in own))


def behaviour(
    *,
    kind: str,
    phrase: str,
    properties: Mapping[str, str | Type],
    called: Mapping[str, tuple[Option, ...]] | None = None,
    said: Mapping[str, str] | None = None,
    unsigned: str = "",
) -> BehaviourSpec:
    """A behaviour from a plain list of property names and types, as a kind of entry declares it.

    `called` are options of some of its properties, `said` what reads before the value of some.
    """
    return BehaviourSpec(
        kind,
        phrase,
        tuple(
            PropertySpec(
                name,
                name.replace("_", " "),
                Type(type_),
                (called or {}).get(name, ()),
                (said or {}).get(name, ""),
            )
            for name, type_ in properties.items()
        ),
        unsigned=unsigned,
    )


class _Named(Protocol):
    @property
    def key(self) -> str: ...


N = TypeVar("N", bound=_Named)


def distinct(named: Iterable[tuple[N, str]]) -> dict[str, N]:
    """Labels, spaces evened out, to what they name; a label taken already gets the key added."""
    labels: dict[str, N] = {}
    taken: set[str] = set()
    for thing, name in named:
        label = " ".join(name.replace("\x00", "").split()) or f"#{thing.key}"
        while label.casefold() in taken:
            label = f"{label} #{thing.key}"
        taken.add(label.casefold())
        labels[label] = thing
    return labels


class Labels:
    """The names of options, without doubles."""

    def __init__(self, options: Iterable[Option]) -> None:
        by_label = distinct((option, option.label) for option in options)
        self.by_key = {option.key: label for label, option in by_label.items()}
        self._keys = {label.casefold(): option.key for label, option in by_label.items()}

    def key(self, label: str) -> str | None:
        """The key of the option that is called so; case and spaces do not matter."""
        return self._keys.get(" ".join(label.split()).casefold())


@dataclass(frozen=True)
class Vocabulary:
    """All that may be asked about one sort of record. `subject` names it: "contact"."""

    subject: str
    fields: tuple[FieldSpec, ...] = ()
    behaviours: tuple[BehaviourSpec, ...] = ()
    related: tuple[RelatedSpec, ...] = ()
    clauses: tuple[Option, ...] = ()
    members: tuple[Option, ...] = ()
    currency: str = "EUR"

    @cached_property
    def _hash(self) -> int:
        return hash((self.subject, self.fields, self.behaviours, self.related, self.clauses))

    def __hash__(self) -> int:
        return self._hash  # asked for on every parse, of hundreds of entries

    @cached_property
    def _fields(self) -> dict[str, FieldSpec]:
        return {spec.key: spec for spec in self.fields}

    @cached_property
    def _behaviours(self) -> dict[str, BehaviourSpec]:
        return {spec.key: spec for spec in self.behaviours}

    @cached_property
    def _related(self) -> dict[str, RelatedSpec]:
        return {spec.key: spec for spec in self.related}

    @cached_property
    def _properties(self) -> dict[tuple[str, str], PropertySpec]:
        return {
            (spec.key, known.key): known
            for spec in self.behaviours
            for known in spec.every_property()
        }

    def field(self, key: str) -> FieldSpec:
        """The field of this key. Raises UnknownName."""
        return _known(self._fields, key)

    def behaviour(self, key: str) -> BehaviourSpec:
        """The behaviour of this key. Raises UnknownName."""
        return _known(self._behaviours, key)

    def property(self, behaviour: str, key: str) -> PropertySpec:
        """A property of a behaviour. Raises UnknownName."""
        return _known(self._properties, (behaviour, key))

    def record(self, key: str) -> RelatedSpec:
        """A sort of related records. Raises UnknownName."""
        return _known(self._related, key)

    @cached_property
    def clause_labels(self) -> Labels:
        """How the clauses are called."""
        return Labels(self.clauses)

    @cached_property
    def _labels(self) -> dict[int, Labels]:
        return {}

    def labels(self, spec: FieldSpec | PropertySpec) -> Labels:
        """How the options of a field or a property are called."""
        options = self.options(spec)
        # By identity: the tuple lives as long as the vocabulary, and may be long.
        if (found := self._labels.get(id(options))) is None:
            found = self._labels[id(options)] = Labels(options)
        return found

    def options(self, spec: FieldSpec | PropertySpec) -> tuple[Option, ...]:
        """The options of a field or a property; people of the workspace for members."""
        return spec.options or (self.members if spec.type is Type.MEMBER else ())


@dataclass(frozen=True, slots=True)
class RelatedSpec:
    """Records that belong to the subject, with what may be asked about each of them."""

    key: str
    name: str
    plural: str
    vocabulary: Vocabulary


K = TypeVar("K")
V = TypeVar("V")


def _known(table: Mapping[K, V], key: K) -> V:
    try:
        return table[key]
    except KeyError:
        raise UnknownName(key) from None
