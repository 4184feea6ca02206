"""The page of a mapping: each column with samples and what it becomes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entente.exchange.queries.again import is_all_told, is_same_word
from entente.exchange.queries.files import samples
from entente.exchange.queries.imports import ImportInfo, stored_name, twin
from entente.exchange.queries.retired import left_out
from entente.exchange.rules import guess, targets
from entente.exchange.rules.dates import ORDERS
from entente.kit import wording
from entente.ledger import offers
from entente.web.imports import roles, told
from entente.web.imports.answers import Answers, Column
from entente.workspace import queries as workspace

SHOWN: Final = 3  # sample cells beside a column
VALUES: Final = 12  # distinct values that can be renamed one by one
WRITES: Final = (
    ("create_and_update", "Add new ones and update those here"),
    ("create", "Only add new ones"),
    ("update", "Only update those here"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAsked:
    """One column of the file as the page asks about it."""

    place: int
    name: str
    samples: tuple[str, ...]
    uses: tuple[str, ...]  # selected roles; the last is "" to add one
    asks_order: bool
    asks_sign: bool
    asks_type: bool
    answer: Column
    values: tuple[tuple[str, str], ...]  # value in the file, and what it becomes
    doubt: str
    told: str  # the touches and stages that are read from it

    @property
    def used(self) -> bool:
        return bool(any(self.uses) or self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAsked:
    """How one record is found and whether it is made, changed or both."""

    name: str
    title: str
    match: tuple[tuple[str, str, bool], ...]  # field, words, chosen
    writes: str
    keys: str  # what could find one
    problem: str  # what stands against how it is found, "" for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingPage:
    about: ImportInfo
    answers: Answers
    columns: tuple[ColumnAsked, ...]
    left_out: tuple[ColumnAsked, ...]
    records: tuple[RecordAsked, ...]
    groups: tuple[roles.Group, ...]
    names: tuple[str, ...]
    touches: tuple[dict[str, str], ...]
    stages: tuple[dict[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    funnel: tuple[tuple[str, str], ...]
    orders: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    writes: tuple[tuple[str, str], ...]
    problems: tuple[told.Against, ...]
    beside: dict[str, str]  # by the id of the answer
    same_file: datetime | None  # when this very file was imported before
    same_word: str  # what importing it again does then
    origin: str  # why the columns mean what they are shown to mean
    does: str  # what each row does, in a sentence
    no_stage: str  # that people of deals enter none
    zone: str  # ours, where the mapping names none
    currency: str


def build(
    *, about: ImportInfo, answers: Answers, at: datetime, problems: Sequence[str] = ()
) -> MappingPage:
    """Everything that the page asks, with the answers so far."""
    cells = samples(name=stored_name(import_id=about.id), layout=about.layout)
    doubts = _doubts(about, cells)
    happens = told.by_column(answers=answers)
    asked = [
        _asked(
            place, name, answers.columns.get(name) or Column(), cells[name], doubts, happens[name]
        )
        for place, name in enumerate(about.layout.columns)
    ]
    gone = left_out(mapping=about.mapping, columns=about.layout.columns)
    asked = [one if one.used else replace(one, doubt=gone.get(one.name, "")) for one in asked]
    used = [role for column in asked for role in column.uses if role]
    before = twin(import_id=about.id)
    stages = roles.stages(at=at)
    ours = workspace.current()
    found = tuple(told.against(one) for one in problems)
    beside = {one.field: one.words for one in found if one.field}
    return MappingPage(
        about=about,
        answers=answers,
        columns=tuple(column for column in asked if column.used),
        left_out=tuple(column for column in asked if not column.used),
        records=tuple(_records(answers, used, beside)),
        groups=roles.groups(also=used),
        names=about.layout.columns,
        touches=(*answers.touches, {"kind": ""}),
        stages=(*answers.stages, {"stage": ""}),
        kinds=tuple((name, offers.kind(name).title) for name in sorted(offers.touch_kinds())),
        funnel=tuple(stages.items()),
        orders=tuple(ORDERS.items()),
        types=targets.CUSTOM_TYPES,
        writes=WRITES,
        problems=found,
        beside=beside,
        same_file=before.ended_at if before else None,
        same_word=_same_word(about, before) if before else "",
        origin=told.origin(mapping=about.mapping),
        does=told.does(mapping=about.mapping, stages=stages),
        no_stage=told.no_stage(mapping=about.mapping, stages=stages),
        zone=ours.timezone.key,
        currency=ours.currency,
    )


def _same_word(about: ImportInfo, before: ImportInfo) -> str:
    """What is true of the mapping as it was saved; the look through counts the rows."""
    if not is_same_word(import_id=about.id):
        return "It was read in another way or by another mapping then: what this one says is new."
    if is_all_told(import_id=before.id):
        return "With this mapping, importing it again changes nothing."
    return (
        "With this mapping, importing it again changes nothing of what came in then, but for "
        "records that other files changed since."
    )


def _doubts(about: ImportInfo, cells: dict[str, list[str]]) -> dict[str, str]:
    found = guess.guess(columns=about.layout.columns, samples=cells)
    return {doubt.column: doubt.words for doubt in found.doubts}


def _asked(
    place: int,
    name: str,
    answer: Column,
    cells: Sequence[str],
    doubts: dict[str, str],
    happens: Sequence[str],
) -> ColumnAsked:
    types = {roles.type_of(role, answer.type or "text") for role in answer.roles}
    filled = Counter(cell.strip() for cell in cells if cell.strip())
    few = 0 < len(filled) <= VALUES and "text" in types
    return ColumnAsked(
        place=place,
        name=name,
        samples=tuple(list(filled)[:SHOWN]),
        uses=(*answer.roles, ""),
        asks_order=bool(types & roles.DATED),
        asks_sign=bool(types & roles.COUNTED),
        asks_type=any("field" in role for role in answer.roles),
        answer=answer,
        values=tuple((cell, answer.values.get(cell, "")) for cell in sorted(filled)) if few else (),
        doubt=_doubt(name, types, filled, doubts) if answer.roles else "",
        told=wording.listed(list(happens)),
    )


def _doubt(name: str, types: set[str], filled: Counter[str], doubts: dict[str, str]) -> str:
    swapped = types & roles.DATED and guess.is_ambiguous(list(filled))
    return doubts.get(name, guess.AMBIGUOUS if swapped else "")


def _records(answers: Answers, used: Sequence[str], beside: Mapping[str, str]) -> list[RecordAsked]:
    found = []
    for record, title in roles.RECORD_WORDS.items():
        fields = [role.partition(".")[2] for role in used if role.startswith(f"{record}.")]
        if not fields:
            continue
        known = targets.TARGETS[record]  # type: ignore[index]  the three are records
        chosen = answers.matches.get(record, [])
        offered = [name for name in targets.MATCHES[record] if name in fields]  # type: ignore[index]  the same
        found.append(
            RecordAsked(
                name=record,
                title=title,
                match=tuple((name, known[name].label, name in chosen) for name in offered),
                writes=answers.writes.get(record, "create_and_update"),
                keys=told.KEYS[record],
                problem=beside.get(f"match-{record}", ""),
            )
        )
    return found
