"""A mapping guessed from headings and sample cells, to be shown and corrected. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from entente.exchange.rules import cells, dates, document, numbers, targets, vocabulary
from entente.exchange.rules.problems import BadCell
from entente.exchange.rules.vocabulary import MEANINGS, Meaning, fold

AMBIGUOUS: Final = (
    "Is 3/4 the third of April or the fourth of March? Choose how these dates are meant."
)
ROLES: Final = frozenset(
    {"owner", "deleted", "no_mail", "no_phone", "no_tracking", "other_key", "contacts", "mobile"}
)
_MEANS: Final = {"no_mail": "mail", "no_phone": "phone", "no_tracking": "tracking"}
_HALVES: Final = frozenset({"first_name", "last_name"})
_EMAIL: Final = Meaning("contact", "email")
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something about a column that somebody should look at before it runs."""

    column: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    mapping: document.Document
    about: targets.Record
    left_out: tuple[str, ...]
    doubts: tuple[Doubt, ...]


@dataclass(slots=True)
class _Work:
    columns: Sequence[str]
    samples: Mapping[str, Sequence[str]]
    about: targets.Record
    system: str
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)


def guess(
    *, columns: Sequence[str], samples: Mapping[str, Sequence[str]], system: str = ""
) -> Guess:
    """What each column probably means. `samples` are some cells of each column.

    Raises nothing: where nothing is understood, the mapping knows a contact by its first column.
    """
    folded = [fold(column) for column in columns]
    about = _about(folded)
    known_system = system or vocabulary.system_of(list(columns)) or "file"
    work = _Work(columns=columns, samples=samples, about=about, system=known_system)
    of_person = any(MEANINGS.get(heading) == _EMAIL for heading in folded)
    for column, heading in zip(columns, folded, strict=True):
        meaning = _meaning(heading, about, of_person=of_person)
        if meaning is not None:
            _take(work, column, meaning)
        elif heading in vocabulary.STAGE_DATES:
            _take_stage(work, column, vocabulary.STAGE_DATES[heading])
    _settle(work)
    mapping = document.check(given=_assembled(work))
    return Guess(
        mapping=mapping,
        about=about,
        left_out=tuple(column for column in columns if column not in work.used),
        doubts=tuple(work.doubts),
    )


def _about(folded: Sequence[str]) -> targets.Record:
    if vocabulary.is_of_deals(folded):
        return "deal"
    for record in ("deal", "contact", "company"):
        if vocabulary.SIGNS[record] & set(folded):
            return record
    return "contact"


def _meaning(heading: str, about: targets.Record, *, of_person: bool) -> Meaning | None:
    """`of_person` says that the rows have a person's address: then a deal's phone is theirs."""
    found = MEANINGS.get(heading)
    if found is None:
        return None
    record = found.record or about
    name = "opened_at" if record == "deal" and found.target == "since" else found.target
    if record == "deal" and about != "deal":
        return None
    if not found.record and about == "deal" and name in ("phone", "country", "region", "city"):
        return Meaning("contact", name) if of_person else None
    return Meaning(record, name)


def _take(work: _Work, column: str, meaning: Meaning) -> None:
    record, name = meaning
    part = work.parts.setdefault(record, {"fields": {}})
    filled = [cell for cell in work.samples.get(column, ()) if cell.strip()]
    if name == "mobile":
        if "phone" in part["fields"]:
            return
        name = "phone"
    if name in ROLES:
        if not _take_role(work, column, record, name, part):
            return
    elif name in part["fields"]:
        return
    else:
        part["fields"][name] = _source(work, column, targets.TARGETS[record][name], filled)  # type: ignore[index]  # a record of ours
    work.used.add(column)


def _take_role(work: _Work, column: str, record: str, name: str, part: dict[str, Any]) -> bool:
    if name == "deleted":
        skip = {"column": column, "holds": sorted(cells.YES), "reason": "It is deleted there."}
        work.extra.setdefault("skip", []).append(skip)
    elif name in _MEANS:
        said = {"column": column, "bad": "blank"}
        work.extra.setdefault("opt_outs", []).append({"means": _MEANS[name], "said": said})
    elif name == "owner":
        if "owner" in part:
            return False
        part["owner"] = {"key": {"column": column}, "team": "sales" if record == "deal" else ""}
    elif name == "other_key":
        part.setdefault("other_keys", []).append({"key": {"column": column}})
    else:
        part.setdefault("contacts", []).append({"key": {"column": column, "split": ";"}})
    return True


def _take_stage(work: _Work, column: str, stage: str) -> None:
    at = _dated(work, column, [c for c in work.samples.get(column, ()) if c.strip()])
    work.extra.setdefault("stages", []).append({"stage": {"value": stage}, "at": at})
    work.used.add(column)


def _source(
    work: _Work, column: str, target: targets.Target, filled: Sequence[str]
) -> dict[str, Any]:
    if target.type in ("moment", "fact", "day"):
        return _dated(work, column, filled)
    source: dict[str, Any] = {"column": column}
    if target.type in ("number", "amount"):
        sign = sign_of(filled)
        source |= {"sign": sign} if sign else {}
        source |= {"bad": "blank"} if target.type == "number" else {}
    if target.name == "key" and fold(column).startswith("associated"):
        source["split"] = ";"
    unread = _unreadable(target, source, filled) if target.type == "email" else 0
    if filled and unread * 5 > len(filled) * 4:
        source["bad"] = "blank"
        work.doubts.append(
            Doubt(
                column=column,
                words=f"{unread} of {len(filled)} cells looked at are no {target.label.lower()}; "
                "such cells are left out.",
            )
        )
    return source


def _dated(work: _Work, column: str, filled: Sequence[str]) -> dict[str, Any]:
    order = order_of(filled)
    if is_ambiguous(filled):
        work.doubts.append(Doubt(column=column, words=AMBIGUOUS))
    return {"column": column, **({"order": order} if order else {})}


def order_of(filled: Sequence[str]) -> str:
    """How the dates of a column are written, as a mapping says it: "" is year, month, day."""
    found = dates.guess_order(filled).order
    return "" if found == "ymd" else found


def sign_of(filled: Sequence[str]) -> str:
    """What parts units from fractions in a column, as a mapping says it: "" is a point."""
    found = numbers.guess_sign(filled)
    return "" if found == "." else found


def is_ambiguous(filled: Sequence[str]) -> bool:
    """Whether day and month of a column could be swapped."""
    return dates.guess_order(filled).ambiguous


def _unreadable(target: targets.Target, source: Mapping[str, Any], filled: Sequence[str]) -> int:
    read = cells.reader(
        cells.Reading(
            type=target.type,
            length=target.length,
            whole=target.whole,
            sign=source.get("sign", "."),
            zone=_UTC,
        )
    )
    count = 0
    for cell in filled:
        try:
            read(cell.strip())
        except BadCell:
            count += 1
    return count


def _settle(work: _Work) -> None:
    """Give every record what finds it; let go of records that nothing could find again."""
    for record in list(work.parts):
        part = work.parts[record]
        found = [name for name in targets.MATCHES[record] if name in part["fields"]]  # type: ignore[index]  # a record of ours
        if record == "contact":
            _settle_name(work, part["fields"])
        if found:
            part["match"] = found
        elif record == work.about and work.columns:
            _take_as_key(work, record, part)
        else:
            _drop(work, record)
    if work.about not in work.parts:
        work.parts[work.about] = {"match": ["key"], "fields": {"key": {"column": work.columns[0]}}}
        work.used.add(work.columns[0])
    if "contact" not in work.parts:
        work.extra.pop("opt_outs", None)
        work.extra.pop("stages", None)


def _settle_name(work: _Work, fields: dict[str, Any]) -> None:
    """Beside half a name, “Nome” or “Nom” is the other half; beside a surname all else goes."""
    if "name" not in fields:
        return
    heading = {name: fold(source["column"]) for name, source in fields.items()}
    halves = (heading["name"], heading.get("first_name", ""))
    if heading["name"] in vocabulary.GIVEN_NAMES and fields.keys() & _HALVES == {"last_name"}:
        fields["first_name"] = fields.pop("name")
    elif halves in vocabulary.SURNAMES and "last_name" not in fields:
        fields["last_name"] = fields.pop("name")
    elif "last_name" in fields:
        _leave(work, fields.pop("name")["column"])


def _take_as_key(work: _Work, record: str, part: dict[str, Any]) -> None:
    """A deal goes by its name rather than by whatever stands first."""
    named = part["fields"].get("name", {}) if record == "deal" else {}
    column = named.get("column", work.columns[0])
    part["match"] = ["key"]
    part["fields"]["key"] = {"column": column}
    work.used.add(column)
    words = (
        f"Nothing here names a {record} for certain; this column is taken as its key. Choose "
        "another if it repeats."
    )
    work.doubts.append(Doubt(column=column, words=words))


def _drop(work: _Work, record: str) -> None:
    part = work.parts.pop(record)
    for source in part["fields"].values():
        _leave(work, source["column"])
    for keyed in [*part.get("other_keys", ()), *([part["owner"]] if "owner" in part else ())]:
        _leave(work, keyed["key"]["column"])


def _leave(work: _Work, column: str) -> None:
    work.used.discard(column)
    work.doubts[:] = [doubt for doubt in work.doubts if doubt.column != column]


def _assembled(work: _Work) -> dict[str, Any]:
    return {
        "version": document.VERSION,
        "system": work.system,
        **work.parts,
        **work.extra,
    }
