"""An entry before and after it is written, and what kinds of entry there are. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

Precision = Literal["moment", "day", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of entry, declared once by the room that writes it.

    `title` names it in lists ("Call"), `phrase` in a criterion ("logged a call"), `sentence` tells
    one entry on a timeline with {placeholders} of its properties and columns. `properties` gives
    each property's type for criteria: text, number, money, date, moment, yesno. `said` names those
    that hold somebody's own words: erasing a person empties them too, or, of a deal's life, takes
    out of them what that person went by. `tells_of` are the sorts of record whose readers it is
    for: whoever does not see them is neither told nor may ask.
    """

    name: str
    title: str
    phrase: str
    sentence: str
    properties: Mapping[str, str] = field(default_factory=dict, hash=False)
    said: frozenset[str] = frozenset()
    group: str = "other"  # marketing, sales, stage, deal, handoff, accord, record, other
    touch: bool = False  # may it earn credit?
    automatic: bool = False  # made by a machine: never a touch, never an attempt
    of_deal: bool = False  # tells of its deal's life, not of the contact that it names
    tells_of: frozenset[str] = frozenset({"contact"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A fact that is about to be written.

    `source` and `message_id` name it for ever: the same pair never counts twice. `personal` lies
    apart, where erasure can empty it; `properties` must hold nothing personal.
    """

    kind: str
    occurred_at: datetime
    source: str = "app"
    message_id: str | None = None
    precision: Precision = "moment"
    team: str = ""
    actor: int | None = None
    contact: int | None = None
    company: int | None = None
    deal: int | None = None
    channel: str = ""
    campaign: str = ""
    asset: str = ""
    value: Decimal | None = None
    currency: str = ""
    cause: int | None = None
    corrects: int | None = None
    batch: int | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact as it stands in the ledger."""

    position: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    source: str
    message_id: str
    precision: Precision
    team: str
    actor: int | None
    contact: int | None
    company: int | None
    deal: int | None
    channel: str
    campaign: str
    asset: str
    value: Decimal | None
    currency: str
    cause: int | None
    corrects: int | None
    batch: int | None
    properties: Mapping[str, Any]
    personal: Mapping[str, Any] = field(default_factory=dict)


Handle = Callable[[list[Entry], datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """A named reader of the ledger that applies each entry exactly once.

    A projection is a pure function of the ledger: `reset` empties it and it may be replayed from
    zero. A reaction acts once, starts at the present, sees no imported history, is never replayed.
    `reads` are the kinds that it is given; empty means all.
    """

    name: str
    sort: Literal["projection", "reaction"]
    handle: Handle
    reads: frozenset[str] = frozenset()
    reset: Callable[[], None] | None = None


BATCH_VOIDED = Kind(
    name="batch.voided",
    title="Import undone",
    phrase="had an import undone",
    sentence="An import was undone",
    group="record",
)
ENTRY_RETRACTED = Kind(
    name="entry.retracted",
    title="Entry taken back",
    phrase="had an entry taken back",
    sentence="An earlier entry was taken back: {reason}",
    properties={"reason": "text"},
    said=frozenset({"reason"}),
    group="record",
    tells_of=frozenset({"activity", "deal", "handoff"}),  # whichever was taken back
)
KINDS = (BATCH_VOIDED, ENTRY_RETRACTED)
