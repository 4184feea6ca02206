"""What is known of one record: values with their history, entries, related records. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from entente.kit.criteria.tree import Amount

# None is unknown; the type for each type of field stands beside `operators.Type`.
Seen: TypeAlias = str | int | Decimal | Amount | date | datetime | bool | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Change:
    """At this moment the value ceased to be `old`; `position` is that of the entry that says so.

    It is 0 where no entry says so.
    """

    at: datetime
    old: Seen
    position: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """A value and its changes, in any order."""

    now: Seen = None
    changes: tuple[Change, ...] = ()

    def as_of(self, at: datetime) -> Seen:
        """The value at a moment: the old one of the earliest change after it, else the current."""
        later = [change for change in self.changes if change.at > at]
        return min(later, key=_order).old if later else self.now

    def before(self, at: datetime) -> Seen:
        """The value just before a moment, whatever changed at it."""
        later = [change for change in self.changes if change.at >= at]
        return min(later, key=_order).old if later else self.now

    def set_by(self, at: datetime) -> int | None:
        """The position of the entry that gave the value of a moment its place; None at first."""
        earlier = [change for change in self.changes if change.at <= at]
        return max(earlier, key=_order).position or None if earlier else None


def _order(change: Change) -> tuple[datetime, int]:
    return change.at, change.position


@dataclass(frozen=True, slots=True)
class Stay:
    """That a set held a key from one moment until another, half-open; None is still."""

    key: str
    since: datetime
    until: datetime | None = None
    position: int = 0  # of the entry that put it there


def kept(stays: Iterable[Stay]) -> History:
    """A set of keys (lists, refusals) as keys came and went, in any order; empty before."""
    known = list(stays)
    moments = {moment for one in known for moment in (one.since, one.until) if moment}
    now: frozenset[str] = frozenset()
    changes = []
    for moment in sorted(moments):
        position = max((one.position for one in known if one.since == moment), default=0)
        changes.append(Change(at=moment, old=now, position=position))
        now = frozenset(
            one.key
            for one in known
            if one.since <= moment and (one.until is None or one.until > moment)
        )
    return History(now=now, changes=tuple(changes))


def through(link: History, ends: Mapping[int, History]) -> History:
    """A value of the record that a link led to, as both the link and that record changed."""
    changes: list[Change] = []
    start: datetime | None = None
    for left in sorted(link.changes, key=_order):
        end = _end(ends, left.old)
        changes += [one for one in end.changes if _within(one.at, start, left.at)]
        changes.append(Change(at=left.at, old=end.before(left.at), position=left.position))
        start = left.at
    end = _end(ends, link.now)
    changes += [one for one in end.changes if _within(one.at, start, None)]
    return History(now=end.now, changes=tuple(changes))


def _end(ends: Mapping[int, History], key: Seen) -> History:
    return ends.get(key, History()) if isinstance(key, int) else History()


def _within(at: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or start < at) and (end is None or at < end)


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of the ledger, as far as criteria read it. Voided ones are left out before."""

    position: int
    kind: str
    occurred_at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)  # as JSON reads
    team: str = ""
    actor: int | None = None
    channel: str = ""
    campaign: str = ""
    asset: str = ""
    value: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one record. A field that is missing is unknown.

    `since` and `until` say when a related record belongs to its subject, half-open.
    """

    record: int = 0
    fields: Mapping[str, History] = field(default_factory=dict)
    deeds: tuple[Deed, ...] = ()
    related: Mapping[str, tuple[Facts, ...]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None

    def value(self, key: str, at: datetime) -> Seen:
        """The value of a field at a moment; "" is unknown."""
        history = self.fields.get(key)
        seen = history.as_of(at) if history else None
        return None if seen == "" else seen

    def belongs(self, at: datetime) -> bool:
        """Does this related record belong to its subject at a moment?"""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Asked:
    """When, in which zone, and by whom a criterion is asked. Nothing after `at` is seen.

    `present` promises that `at` is the present, so that SQL may read current values alone.
    """

    at: datetime
    zone: ZoneInfo
    me: int | None = None
    present: bool = False
