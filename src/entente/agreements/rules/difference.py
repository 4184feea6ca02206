"""What changed between two versions, in words: by the form's fields, rows kept by their key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from entente.agreements.rules.content import Content
from entente.agreements.rules.form import Field
from entente.agreements.rules.saying import said
from entente.kit import wording

TREE = "tree"  # what a closed document keeps beside the text of a criterion, for machines
LONG = 60  # characters beyond which a text is quoted on both sides of “now reads”
_REWRITTEN: Final = re.compile(r"(.*?) now reads “(.*)”; it read “(.*)”\.", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A long text that changed. Each of its `parts` is kept, added or removed."""

    label: str
    parts: tuple[tuple[str, str], ...]


def rewritten(*, sentence: str) -> Rewritten | None:
    """The words that make the difference, of a sentence that quotes a text before and after."""
    found = _REWRITTEN.fullmatch(sentence)
    if found is None:
        return None
    now, was = found[2].split(), found[3].split()
    parts = []
    for _, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if was[start:end] == now[first:last]:
            parts.append(("kept", " ".join(was[start:end])))
            continue
        removed, added = " ".join(was[start:end]), " ".join(now[first:last])
        parts += [one for one in (("removed", removed), ("added", added)) if one[1]]
    return Rewritten(label=found[1], parts=tuple(parts))


def briefly(*, sentence: str) -> str:
    """A sentence that quotes a long text before and after, with only what came in and went out."""
    found = rewritten(sentence=sentence)
    if found is None:
        return sentence
    came = [text for sort, text in found.parts if sort == "added"]
    went = [text for sort, text in found.parts if sort == "removed"]
    said = [f"now says “{' … '.join(came)}”"] if came else []
    said += [f"no longer says “{' … '.join(went)}”"] if went else []
    return f"{found.label} {' and '.join(said)}."


def in_words(
    *, old: Content, new: Content, fields: Iterable[Field], currency: str = ""
) -> list[str]:
    """One sentence per change, in the order of the form; empty when nothing changed.

    Names under which no field is described are compared too and called by their key.
    """
    return list(_changes(old, new, tuple(fields), "", currency))


def _changes(
    old: Content, new: Content, fields: Sequence[Field], where: str, currency: str
) -> Iterator[str]:
    described = {field.name: field for field in fields}
    told = [field for field in fields if field.sort != "key"]
    criteria = [field for field in fields if field.sort == "criterion"]
    rest = sorted({*old, *new} - described.keys() - ({TREE} if criteria else set()))
    for field in (*told, *(_guessed(name, old, new) for name in rest)):
        yield from _changed(field, old, new, where, currency)
    same = [field for field in criteria if old.get(field.name) == new.get(field.name)]
    if same == criteria and criteria and _known(old, new) and old[TREE] != new[TREE]:
        yield f"{_label(where, same[0])} reads as before; what it refers to has changed."


def _label(where: str, field: Field) -> str:
    """What a sentence calls a field. The criterion of a row is what the row says."""
    row = where.removesuffix(": ")
    return row if field.sort == "criterion" and row != where else f"{where}{field.label}"


def _known(old: Content, new: Content) -> bool:
    return bool(old.get(TREE) and new.get(TREE))


def _guessed(name: str, old: Content, new: Content) -> Field:
    """A field for what no form describes, from the shape of what it holds."""
    value = new.get(name) if name in new else old.get(name)
    label = name.replace("_", " ").capitalize()
    if isinstance(value, Mapping):
        return Field(name=name, label=label, sort="group")
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        key = next((key for key in ("key", "name", "title") if key in value[0]), "")
        return Field(name=name, label=label, sort="rows", key=key, row=label.lower())
    return Field(name=name, label=label)


def _changed(field: Field, old: Content, new: Content, where: str, currency: str) -> Iterator[str]:
    """What became of one field, as it is meant beside the other answers of either version."""
    before, after = field.among(old), field.among(new)
    was = old.get(field.name) if before else None
    now = new.get(field.name) if after else None
    label = _label(where, field)
    if was == now:
        return
    if field.sort == "group":
        yield from _changes(was or {}, now or {}, field.fields, f"{label}, ", currency)
    elif field.sort == "rows":
        yield from _rows(field, was or [], now or [], label, currency)
    elif isinstance(was, list) or isinstance(now, list):
        yield from _members(field, was or [], now or [], label, currency)
    elif (wrote := said(before or field, was, currency)) != (
        writes := said(after or field, now, currency)
    ):
        yield _sentence(label, wrote, writes)


def _sentence(label: str, was: str, now: str) -> str:
    if not was:
        return f"{label}: {now} is new."
    if not now:
        return f"{label}: {was} is gone."
    if max(len(was), len(now)) > LONG:
        return f"{label} now reads {now}; it read {was}."
    return f"{label}: {was} becomes {now}."


def _members(
    field: Field, was: list[Any], now: list[Any], label: str, currency: str
) -> Iterator[str]:
    gone = [said(field, one, currency) for one in was if one not in now]
    fresh = [said(field, one, currency) for one in now if one not in was]
    if fresh:
        yield f"{label}: {wording.listed(fresh)} added."
    if gone:
        yield f"{label}: {wording.listed(gone)} left out."
    if not gone and not fresh:
        order = wording.listed([said(field, one, currency) for one in now])
        yield f"{label}: the order changed to {order}."


def _rows(
    field: Field, was: list[Content], now: list[Content], label: str, currency: str
) -> Iterator[str]:
    before, after = _by_key(field, was), _by_key(field, now)
    for key, row in after.items():
        if key not in before:
            yield f"{_named(field, row, key, label, ': ')} added."
        elif before[key] != row:
            name = _named(field, row, key, label, ", ")
            yield from _changes(before[key], row, field.fields, f"{name}: ", currency)
    for key, row in before.items():
        if key not in after:
            yield f"{_named(field, row, key, label, ': ')} left out."
    kept_before = [key for key in before if key in after]
    kept_after = [key for key in after if key in before]
    if field.key and kept_before != kept_after:
        names = wording.listed([_called(field, after[key], key) for key in after])
        yield f"{label}: the order changed to {names}."


def _named(field: Field, row: Content, key: object, label: str, between: str) -> str:
    """A row where a sentence begins, without a label that says the same: “Clause “SQL””."""
    name = _called(field, row, key)
    if label.lower().startswith(f"{field.row}s"):
        return name[:1].upper() + name[1:]
    return f"{label}{between}{name}"


def _by_key(field: Field, rows: list[Content]) -> dict[object, Content]:
    if not field.key:
        return dict(enumerate(rows, start=1))
    found: dict[object, Content] = {}
    for place, row in enumerate(rows):
        key = row.get(field.key)
        found[(key, place) if key in found else key] = row
    return found


def _called(field: Field, row: Content, key: object) -> str:
    naming = field.naming
    if field.called and (name := field.called(row)):
        return f"{field.row} “{name}”"
    if naming and (words := said(naming, row.get(naming.name))):
        return f"{field.row} {words}"
    title = row.get("title") or row.get("name") or (row.get(field.key) if field.key else None)
    return f"{field.row} “{title}”" if title else f"{field.row} {key}"
