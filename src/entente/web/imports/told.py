"""What a mapping does with each row, in one sentence; and where its columns' meaning comes from."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from entente.exchange.operations.foreseeing import Foreseen
from entente.exchange.rules.document import Document, RecordPart, Source
from entente.kit import wording
from entente.ledger import offers
from entente.web.imports import roles
from entente.web.imports.answers import Answers

SYSTEMS: Final = {"hubspot": "HubSpot", "salesforce": "Salesforce"}
VERBS: Final = {"create_and_update": "adds or updates", "create": "adds", "update": "updates"}
PARTS: Final = {
    "at": "day",
    "channel": "channel",
    "campaign": "campaign",
    "asset": "asset",
    "actor": "by",
}
MEANS: Final = {"mail": "mail", "phone": "calls", "tracking": "tracking"}


def origin(*, mapping: Document) -> str:
    """Why the columns mean what they are shown to mean: a file that we know, or its headings."""
    if mapping.name:
        kind = mapping.name.replace(": ", ", ", 1)
        return f"We know this file by its headings: {kind}."
    if mapping.system in SYSTEMS:
        return f"We read it as an export of {SYSTEMS[mapping.system]}."
    return ""


def does(*, mapping: Document, stages: Mapping[str, str]) -> str:
    """Each row adds or updates a contact (mql_id) and enters MQL on first_contact_date.

    `stages` are the names of the funnel's stages by key.
    """
    phrases = [*_records(mapping), *_happens(mapping, stages)]
    return f"Each row {wording.listed(phrases)}." if phrases else ""


def no_stage(*, mapping: Document, stages: Mapping[str, str]) -> str:
    """That the people of a file's deals enter no stage by it, and what to add; "" where they do."""
    deal = mapping.deal
    if deal is None or mapping.stages or not (mapping.contact or deal.contacts):
        return ""
    words = "The people of these deals enter no stage of the funnel by this file."
    closes = deal.fields["closes_at"].column if "closes_at" in deal.fields else ""
    last = stages.get("customer") or list(stages.values())[-1]
    example = f", as {last} on the day in “{closes}”" if closes else ""
    return f"{words} If they should, add a stage to the mapping{example}."


ASKED: Final = {
    "system": "The program that wrote the file",
    "timezone": "Times without a zone are in",
    "currency": "Amounts without a currency are in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """What stands against a mapping; `field` is the id of the answer that has to change, or ""."""

    words: str
    field: str


def against(words: str) -> Against:
    """A problem of a mapping as the page tells it, on top and beside what has to change."""
    path, _, _ = words.partition(": ")
    record, _, place = path.partition(".")
    matched = record in roles.RECORD_WORDS and place == "match"
    field = f"match-{record}" if matched else path if path in ASKED else ""
    return Against(words=problem(words), field=field)


def problem(words: str) -> str:
    """What stands against a mapping, without the names of places in its document."""
    path, _, why = words.partition(": ")
    if path in ASKED and why:
        return f"{ASKED[path]}: {why}"
    record, _, place = path.partition(".")
    if record not in roles.RECORD_WORDS or not why:
        return _PLACE.sub(lambda at: f"{_PLACES[at[1]]} {int(at[2]) + 1}: ", words)
    if place == "match" and why.startswith("say what finds"):
        return (
            f"Nothing finds a {record} that is here already: choose a column for its "
            f"{KEYS[record]}, or “Only add new ones” for it, and every row makes a new {record}."
        )
    name = place.removeprefix("fields.")
    called = roles.RECORD_WORDS[record] if place == "match" else roles.words_of(f"{record}.{name}")
    return f"{called}: {why}"


def undoing(*, found: Foreseen, shared: Sequence[str] = ()) -> list[str]:
    """8 companies it added are removed; 34 records it changed get their old values back. …

    `shared` is what the file added for everybody, which no undoing takes away.
    """
    lines = [f"{_removed(found.goes)}{_given_back(found.back)}."]
    if found.also is None:
        lines.append("What imports undone before have left only for its sake goes too.")
    elif found.also:
        verb = "goes" if found.also == 1 else "go"
        lines.append(f"{left_before(found.also)} for its sake {verb} too.")
    if found.stays:
        count = sum(found.stays.values())
        verb = "stays" if count == 1 else "stay"
        lines.append(f"{wording.counted(count, 'record')} {verb}: {why_kept(found.stays)}.")
    lines.extend(f"Stays for everybody: {one}." for one in shared)
    if not (found.back or found.stays or shared):
        lines.append("Nothing stays.")
    return lines


def _removed(goes: Mapping[str, int]) -> str:
    if not goes:
        return "No record it added is removed"
    going = wording.listed([wording.counted(n, record) for record, n in goes.items()])
    return f"{going} it added {'is' if sum(goes.values()) == 1 else 'are'} removed"


def _given_back(count: int) -> str:
    if not count:
        return ""
    one, its = wording.counted(count, "record"), "gets its" if count == 1 else "get their"
    return f"; {one} it changed {its} old values back"


def undone(*, filename: str, kept: int, also: int) -> str:
    """Undid the import of deals.csv; 1 record stays; 760 records that … had left went too"""
    parts = [f"Undid the import of {filename}"]
    if kept:
        parts.append(wording.counted(kept, "record stays", "records stay"))
    if also:
        parts.append(f"{left_before(also)} went too")
    return "; ".join(parts)


def left_before(count: int) -> str:
    return f"{wording.counted(count, 'record')} that imports undone before had left"


def why_kept(counts: Mapping[str, int]) -> str:
    """5 that somebody worked on since and 843 that another import tells of."""
    words = {
        "people": "that somebody worked on since",
        "files": "that another import tells of",
        "others": "to which something belongs that stays",
    }
    return wording.listed([f"{wording.number(n)} {words[one]}" for one, n in counts.items()])


KEYS: Final = {
    "contact": "key or e-mail",
    "company": "key, domain or name",
    "deal": "key",
}
_PLACES: Final = {"touches": "Touch", "stages": "Stage", "opt_outs": "No", "people": "Person"}
_PLACE: Final = re.compile(rf"^({'|'.join(_PLACES)})\[(\d+)\][a-z_.]*: ")


def by_column(*, answers: Answers) -> Mapping[str, list[str]]:
    """By column, what of touches and stages is read from it: “First contact: asset”, “a stage”."""
    found: dict[str, list[str]] = defaultdict(list)
    for touch in answers.touches:
        known = touch["kind"] in offers.touch_kinds()
        title = offers.kind(touch["kind"]).title if known else "Touch"
        for part, words in PARTS.items():
            if touch.get(part):
                found[touch[part]].append(f"{title}: {words}")
    for stage in answers.stages:
        found[stage["at"]].append("the day of a stage")
        found[stage["stage"]].append("a stage of the funnel")
    return found


def _records(mapping: Document) -> Iterator[str]:
    by_verb: dict[str, list[str]] = {}
    for record in ("contact", "company", "deal"):
        part: RecordPart | None = getattr(mapping, record)
        if part is not None:
            by_verb.setdefault(VERBS[part.writes], []).append(f"a {record} {_by(part)}".strip())
    for verb, records in by_verb.items():
        yield f"{verb} {wording.listed(records)}"
    if mapping.people:
        keys = [person.key.column for person in mapping.people if person.key.column]
        yield f"names one of our people ({wording.listed(keys, last='or')})"


def _by(part: RecordPart) -> str:
    found = [part.fields[name].column for name in part.match if name in part.fields]
    named = [column for column in found if column]
    return f"({wording.listed(named, last='or')})" if named else ""


def _happens(mapping: Document, stages: Mapping[str, str]) -> Iterator[str]:
    for entry in mapping.stages:
        value = entry.stage.value
        name = stages.get(value.casefold(), value) or f"the stage in {entry.stage.column}"
        yield f"enters {name} on {_said(entry.at)}"
    for touch in mapping.touches:
        yield f"tells of “{offers.kind(touch.kind).title}” on {_said(touch.at)}"
    if mapping.deal is not None and mapping.deal.closed_by is not None:
        yield f"counts the close as a touch by {_said(mapping.deal.closed_by.key)}"
    for one in mapping.opt_outs:
        yield f"keeps a no to {MEANS[one.means]} where {_said(one.said)} says so"


def _said(source: Source) -> str:
    return source.column or f"“{source.value}”"
