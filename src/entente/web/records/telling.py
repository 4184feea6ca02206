"""Ledger entries as people read them: a sentence, who, and what was said."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from entente.kit import wording
from entente.ledger import offers
from entente.ledger.events import Entry, Kind
from entente.web.records import changes, undone
from entente.web.records.changes import Reading
from entente.workspace import queries as workspace

LINKING: Final = r"(?:[,:]? (?:due|as|through|until|by|to|in))?[,:]? ?\(?\{%s\}\)?"
RUNS: Final = {
    "email.opened": "Opened {} e-mails",
    "email.clicked": "Clicked in {} e-mails",
    "visit.made": "Visited {} pages",
    "ad.clicked": "Clicked {} advertisements",
}
A_RUN: Final = 3
OWNED: Final = ".owner_changed"
AS_CHANNEL: Final = {("meeting.held", "demo"): "Demo ({place})"}
"""Sentences of what is called by its channel, of a kind with that channel."""
OURS: Final = {"no_answer": "no answer", "wrong_number": "wrong number", "offline": "in person"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of a timeline. `run` holds the lines that it stands for, where it is several.

    `whose` is the contact that it is about, by id and name, where the timeline is of more than one.
    """

    position: int
    kind: str
    at: datetime | date
    words: str
    by: str = ""
    team: str = ""
    note: str = ""
    deal: int | None = None
    whose: tuple[int, str] | None = None
    run: tuple["Told", ...] = ()


def tell(
    *, entries: Sequence[Entry], at: datetime, whose: Mapping[int, tuple[int, str]] | None = None
) -> tuple[Told, ...]:
    """The lines of these entries, newest first as they come; `whose` they are, by position.

    One query for the names in them; where records were changed a few for what their fields hold.
    """
    reading = changes.reading(entries=entries)
    names = workspace.names(ids=sorted(_members(entries) | reading.members))
    lines = [
        replace(
            line_of(entry=entry, names=names, reading=reading, at=at),
            whose=(whose or {}).get(entry.position),
        )
        for entry in entries
    ]
    return tuple(runs(_with_what_followed(entries, _folded(entries, lines))))


def _members(entries: Iterable[Entry]) -> set[int]:
    found = {entry.actor for entry in entries if entry.actor}
    for entry in entries:
        kind = known_kind(entry.kind)
        for name, type_ in kind.properties.items() if kind else ():
            value = entry.properties.get(name)
            if type_ == "member" and isinstance(value, int):
                found.add(value)
    return found


def known_kind(name: str) -> Kind | None:
    """The kind as its room declared it; None of one that no room declares any more."""
    try:
        return offers.kind(name)
    except offers.UnknownKind:
        return None


def line_of(*, entry: Entry, names: Mapping[int, str], reading: Reading, at: datetime) -> Told:
    """One entry as a line."""
    kind = known_kind(entry.kind)
    words = sentence(entry=entry, kind=kind, names=names, at=at) if kind else entry.kind
    moment = timezone.localtime(entry.occurred_at)
    return Told(
        position=entry.position,
        kind=entry.kind,
        at=moment if entry.precision == "moment" else moment.date(),
        words=words,
        by=_by(entry, kind, names),
        team=entry.team,
        note=note(entry=entry, names=names, reading=reading, at=at),
        deal=entry.deal,
    )


def _by(entry: Entry, kind: Kind | None, names: Mapping[int, str]) -> str:
    """Who did it; nobody where a file told it and names no one.

    The actor of such an entry brought the file, and did not win the deal that it tells of. A
    touch names whom the file names.
    """
    is_told = entry.batch is not None and not (kind is not None and kind.touch)
    return "" if is_told else names.get(entry.actor or 0, "")


def sentence(*, entry: Entry, kind: Kind, names: Mapping[int, str], at: datetime) -> str:
    """The kind's sentence with what this entry says; what it does not say is left out."""
    if entry.kind.endswith(OWNED):
        owner = names.get(entry.properties.get("to") or 0, "")
        what = entry.kind.removesuffix(OWNED)
        return f"{owner} owns the {what}" if owner else f"Nobody owns the {what} any more"
    spoken = AS_CHANNEL.get((entry.kind, entry.channel), kind.sentence)
    channel = wording.channel_within(entry.channel)
    columns = {"channel": channel, "campaign": entry.campaign, "asset": entry.asset}
    values = {**columns, **entry.properties}
    shown = {
        name: _shown(values.get(name), kind.properties.get(name, "text"), names, at)
        for name in re.findall(r"\{(\w+)\}", spoken)
    }
    text = spoken
    for name in (name for name, value in shown.items() if not value):
        text = re.sub(LINKING % name, "", text)
    text = re.sub(r"\{(\w+)\}", lambda found: shown[found[1]], text)
    if entry.value is not None:
        text = f"{text}, {wording.money(entry.value, entry.currency)}"
    return text.strip() or kind.title


def _shown(value: Any, type_: str, names: Mapping[int, str], at: datetime) -> str:
    if value in (None, ""):
        return ""
    if type_ == "member":
        return names.get(value, "") if isinstance(value, int) else ""
    if type_ in ("date", "moment"):
        return day_told(str(value), at)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return wording.number(value)
    return OURS.get(str(value), str(value))


def day_told(value: str, at: datetime) -> str:
    """A day or a moment that an entry holds, as a sentence has it."""
    try:
        return changes.day_said(datetime.fromisoformat(value), at=at)
    except ValueError:
        return value


def note(*, entry: Entry, names: Mapping[int, str], reading: Reading, at: datetime) -> str:
    """What was said or written, the reason that was given, or what was changed from and to."""
    texts = (str(entry.personal.get(name) or "") for name in ("text", "note", "proof"))
    if text := next(filter(None, texts), ""):
        return text
    if entry.kind.endswith(OWNED):
        given = [names.get(entry.properties.get(way) or 0, "nobody") for way in ("from", "to")]
        return f"From {given[0]} to {given[1]}"
    told_changes = changes.changes_of(entry=entry, reading=reading, names=names, at=at)
    if told_changes:
        return "; ".join(told_changes)
    reason = entry.properties.get("reason", "")
    kind = known_kind(entry.kind)
    told = kind is not None and "{reason}" in kind.sentence
    return "" if told or entry.kind.startswith("lead.") else str(reason or "")


def _folded(entries: Sequence[Entry], lines: Sequence[Told]) -> list[Told]:
    """The lines, with a verdict that was taken back at once told as one."""
    kept: list[Told] = []
    start = 0
    for first, undoing, verdict, end in undone.taken_back(entries=entries):
        told, back = lines[verdict], lines[undoing].by
        words = f"{told.words}, taken back{f' by {back}' if back != told.by else ''}"
        kept += [*lines[start:first], replace(told, words=words, run=tuple(lines[first:end]))]
        start = end
    return [*kept, *lines[start:]]


def _with_what_followed(entries: Sequence[Entry], lines: Sequence[Told]) -> list[Told]:
    """The lines, with what a deal's reopening took back behind its own line."""
    plain = {one.position for one in lines if not one.run}
    deed_of = {
        one: deed for one, deed in undone.followed(entries=entries).items() if {one, deed} <= plain
    }
    behind: dict[int, list[Told]] = {deed: [] for deed in deed_of.values()}
    for line in lines:
        behind.get(deed_of.get(line.position, line.position), []).append(line)
    return [
        replace(line, run=tuple(behind[line.position])) if line.position in behind else line
        for line in lines
        if line.position not in deed_of
    ]


def runs(lines: Sequence[Told]) -> Iterable[Told]:
    """The lines, with three or more of the same event of one contact in a row told as one."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and _alike(lines[start], lines[end]):
            end += 1
        same = tuple(lines[start:end])
        if len(same) >= A_RUN and same[0].kind in RUNS:
            yield replace(same[0], words=RUNS[same[0].kind].format(len(same)), run=same)
        else:
            yield from same
        start = end


def _alike(one: Told, other: Told) -> bool:
    return (one.kind, one.whose) == (other.kind, other.whose)
