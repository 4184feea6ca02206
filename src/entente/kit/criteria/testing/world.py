"""A made-up vocabulary with one field and one property of every type, and its awkward values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from entente.kit.criteria.meaning.facts import Asked, Seen
from entente.kit.criteria.meaning.windows import TICK, day_of, shift, start_of
from entente.kit.criteria.operators import Type
from entente.kit.criteria.tree import Amount, Span, Unit
from entente.kit.criteria.vocabulary import (
    BehaviourSpec,
    FieldSpec,
    Option,
    PropertySpec,
    RelatedSpec,
    Vocabulary,
)

MEMBERS = (Option("1", "Ada"), Option("2", "Milan"), Option("3", "Noor"))
OPTIONS = {
    Type.CHOICE: (
        Option("red", "Red"),
        Option("blue", "Blue"),
        Option("dark blue", 'Blue, "dark"'),
    ),
    Type.STAGE: (
        Option("s1", "select * from", "new"),
        Option("s2", "MQL", "new"),
        Option("s3", "SQL", "new"),
        Option("r1", "MQL", "renewal"),
        Option("r2", "Won", "renewal"),
    ),
    Type.LISTS: (Option("l1", "Customers"), Option("l2", "Guests’ “list”")),
    Type.REFUSALS: (
        Option("mail", "mail"),
        Option("phone", "phone"),
        Option("tracking", "tracking"),
    ),
}
FIELD_NAMES = {
    Type.TEXT: "job title",
    Type.NUMBER: "company employees",
    Type.MONEY: "deal amount",
    Type.DATE: "contract ends",
    Type.MOMENT: "first seen",
    Type.YESNO: 'is "partner" [yes]',
    Type.CHOICE: "first colour",
    Type.MEMBER: "owner",
    Type.STAGE: "stage",
    Type.LISTS: "list",
    Type.REFUSALS: "not contactable by",
}
SPANS = (
    Span(0, Unit.DAY),
    Span(3, Unit.DAY),
    Span(2, Unit.WEEK),
    Span(1, Unit.MONTH),
    Span(1, Unit.YEAR),
)
HOURS = (Span(5, Unit.HOUR), Span(30, Unit.HOUR))
PROPERTIES = tuple(
    PropertySpec(f"p_{type_}", f"its {type_}", type_, OPTIONS.get(type_, ()), said="about")
    for type_ in Type
)
DOWNLOADED = BehaviourSpec("asset.downloaded", "downloaded any asset", PROPERTIES)
CALLED = BehaviourSpec("call.logged", "was called", PROPERTIES[:2])
ANYTHING = BehaviourSpec(
    "any", "did anything", PROPERTIES, frozenset({"asset.downloaded", "call.logged"})
)
FIELDS = tuple(
    FieldSpec(f"f_{type_}", FIELD_NAMES[type_], type_, OPTIONS.get(type_, ())) for type_ in Type
)
DEALS = Vocabulary("deal", FIELDS, (DOWNLOADED,), members=MEMBERS)
CONTACTS = Vocabulary(
    "contact",
    FIELDS,
    (DOWNLOADED, CALLED, ANYTHING),
    (RelatedSpec("deal", "deal", "deals", DEALS),),
    (Option("mql", "Marketing’s “MQL”"), Option("sql", "SQL")),
    MEMBERS,
)

TEXTS = (
    "",
    "Head of Sales",
    "HEAD of sales",
    "Straße",
    "STRASSE",
    "İstanbul",
    '50%_"off"\\',
    "ﬃ\n",
)
NUMBERS = tuple(Decimal(text) for text in ("-1", "0", "0.1", "2", "2.5", "1000000000000"))
JUNK: tuple[Any, ...] = (
    None,
    "",
    "12",
    "-0.50",
    "1e5",
    "٣",
    True,
    12,
    1.5,
    1e300,
    "2026-02-31",
    "infinity",
    "2026-01-01T24:00:00Z",
    "2026-01-01T12:00:00",
    "epoch",
    {"amount": "NaN", "currency": "EUR"},
    {"amount": "5", "currency": ""},
    {"amount": 5, "currency": "EUR"},
    [1, "l1", None],
    {"l1": 1},
    ["l1"],
)


@dataclass(frozen=True)
class World:
    """A moment in a zone with the values that lie on, just before and just after every edge."""

    asked: Asked

    @cached_property
    def today(self) -> date:
        return day_of(self.asked.at, self.asked.zone)

    @cached_property
    def days(self) -> tuple[date, ...]:
        edges = {shift(self.today, span, sign) for span in SPANS for sign in (-1, 1)}
        return tuple(sorted({edge + timedelta(by) for edge in edges for by in (-1, 0, 1)}))

    @cached_property
    def moments(self) -> tuple[datetime, ...]:
        at, zone = self.asked.at, self.asked.zone
        edges = {at, *(start_of(day, zone) for day in self.days)}
        edges |= {at + sign * timedelta(hours=span.number) for span in HOURS for sign in (-1, 1)}
        return tuple(sorted({edge + by for edge in edges for by in (-TICK, TICK * 0, TICK)}))

    def pool(self, type_: Type) -> tuple[Seen, ...]:  # noqa: PLR0911  one return for each sort
        """Values of a type that the generated facts hold."""
        match type_:
            case Type.TEXT:
                return TEXTS
            case Type.NUMBER:
                return NUMBERS
            case Type.MONEY:
                return tuple(Amount(n, code) for n in NUMBERS for code in ("EUR", "EUR", "BRL"))
            case Type.DATE:
                return self.days
            case Type.MOMENT:
                return self.moments
            case Type.YESNO:
                return (True, False)
            case Type.MEMBER:
                return (1, 2, 3, 4)
            case Type.LISTS | Type.REFUSALS:
                keys = [option.key for option in OPTIONS[type_]]
                return (frozenset(), frozenset(keys[:1]), frozenset(keys[1:]), frozenset(keys))
            case _:
                return (*(option.key for option in OPTIONS[type_]), "gone")


def _world(text: str, zone: str, me: int | None) -> World:
    return World(Asked(datetime.fromisoformat(text).astimezone(UTC), ZoneInfo(zone), me))


# Month ends, leap days, and zones whose clocks change at or near midnight.
WORLDS = (
    _world("2026-03-31T09:30:00+00:00", "Europe/Berlin", 1),
    _world("2024-02-29T23:59:59.999999+00:00", "Asia/Kathmandu", None),
    _world("2018-11-04T02:30:00+00:00", "America/Sao_Paulo", 2),
    _world("2010-11-07T02:40:00+00:00", "America/St_Johns", 3),
    _world("2025-10-26T00:30:00+00:00", "Europe/Berlin", 1),
    _world("2026-01-01T00:00:00+00:00", "UTC", None),
)
