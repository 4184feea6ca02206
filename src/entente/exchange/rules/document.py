"""A mapping: what each column of a file means. Kept as JSON; read and checked here. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    field_validator,
    model_validator,
)

from entente.exchange.rules import targets
from entente.exchange.rules.problems import BadMapping

VERSION: Final = 1
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_CURRENCY: Final = re.compile(r"([A-Z]{3})?")


def _slug(word: str) -> str:
    if not _SLUG.fullmatch(word):
        raise ValueError(
            "use one word of at most 60 small letters and digits, like hubspot or my-shop"
        )
    return word


def _code(word: str) -> str:
    if not _CURRENCY.fullmatch(word):
        raise ValueError("use a code of three capital letters, like EUR")
    return word


Slug = Annotated[str, AfterValidator(_slug)]
Writes = Literal["create_and_update", "create", "update"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Where a value comes from: a column, or the same constant for every row.

    `bad` says what becomes of a row whose cell cannot be read: rejected, or kept without the cell.
    """

    column: str = ""
    value: str = ""
    order: Literal["", "ymd", "dmy", "mdy", "seconds", "milliseconds", "workbook"] = ""
    sign: Literal["", ".", ","] = ""
    values: dict[str, str] = {}
    type: Literal["text", "number", "date", "moment", "yesno"] = "text"  # of a field of our own
    split: str = ""
    bad: Literal["reject", "blank"] = "reject"

    @model_validator(mode="after")
    def _one_source(self) -> Source:
        if bool(self.column) == bool(self.value):
            raise ValueError("say either a column or a value")
        return self


def _short(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


From = Annotated[Source, BeforeValidator(_short)]


class Person(_Part):
    """One of our people, found by key in `system` or made without sign-in."""

    key: From
    name: From | None = None
    team: Literal["", "marketing", "sales"] = ""
    system: Slug | None = None


class Key(_Part):
    """Another outside key of the same record."""

    key: From
    system: Slug | None = None


class RecordPart(_Part):
    """What a row makes of one record. `match` lists what finds an existing one, first hit wins.

    It may be empty where only new ones are made: then every row makes one.
    """

    match: list[str]
    writes: Writes = "create_and_update"
    fields: dict[str, From] = {}
    other_keys: list[Key] = []
    owner: Person | None = None


class DealPart(RecordPart):
    """`closed_by` is the person whose close of a deal won is a touch; without one none is made."""

    contacts: list[Key] = []  # people of the deal known by key, besides the row's own contact
    closed_by: Person | None = None
    new_stages: Literal["add", "reject"] = "add"


class Touch(_Part):
    kind: str
    at: From
    team: Literal["", "marketing", "sales"] = ""
    channel: From | None = None
    campaign: From | None = None
    asset: From | None = None
    actor: Person | None = None
    properties: dict[str, From] = {}


class StageEntry(_Part):
    stage: From
    at: From


class OptOut(_Part):
    """A column whose yes means no: to mail, phone or tracking."""

    means: Literal["mail", "phone", "tracking"]
    said: From
    at: From | None = None


class Skip(_Part):
    """Rows to leave out: those whose column holds one of these texts (in any case)."""

    column: str
    holds: list[str]
    reason: str


class FilePart(_Part):
    encoding: str = ""
    delimiter: str = ""
    header: int | None = None
    sheet: str = ""


class Document(_Part):
    """The whole document."""

    version: Literal[1]
    name: str = ""
    system: Slug = "file"
    file: FilePart = FilePart()
    timezone: str = ""  # "" is the workspace's
    currency: Annotated[str, AfterValidator(_code)] = ""  # "" is the workspace's
    overwrite: bool = True
    skip: list[Skip] = []
    contact: RecordPart | None = None
    company: RecordPart | None = None
    deal: DealPart | None = None
    people: list[Person] = []
    touches: list[Touch] = []
    stages: list[StageEntry] = []
    opt_outs: list[OptOut] = []

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name:
            try:
                ZoneInfo(name)
            except (LookupError, ValueError, OSError):
                raise ValueError(f"{name} is not a time zone; use one like Europe/Paris") from None
        return name


_PATH: Final = re.compile(r"\.(\d+)")


def read(*, text: str) -> Document:
    """A mapping from JSON. Raises BadMapping with every problem and its path."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadMapping(
            [f"The mapping is no JSON: {error.msg} in line {error.lineno}, column {error.colno}."]
        ) from None
    return check(given=given)


def check(*, given: Any) -> Document:
    """A mapping from plain values. Raises BadMapping with every problem and its path."""
    try:
        document = Document.model_validate(given)
    except ValidationError as error:
        raise BadMapping([_told(problem) for problem in error.errors()]) from None
    problems = list(_contradictions(document))
    if problems:
        raise BadMapping(problems)
    return document


def write(document: Document) -> dict[str, Any]:
    """The mapping as plain values, without what says nothing."""
    return document.model_dump(mode="json", exclude_defaults=True) | {"version": VERSION}


def _told(problem: Mapping[str, Any]) -> str:
    path = _PATH.sub(r"[\1]", ".".join(str(step) for step in problem["loc"]))
    what = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        what = "there is nothing of that name in a mapping"
    elif problem["type"] == "missing":
        what = "this is missing"
    return f"{path or 'The mapping'}: {what}."


def _contradictions(document: Document) -> Iterator[str]:
    if not (document.contact or document.company or document.deal or document.people):
        yield "A mapping makes a contact, a company, a deal or people of ours; this one makes none."
    for record in targets.RECORDS:
        part: RecordPart | None = getattr(document, record)
        if part is not None:
            yield from _of_record(record, part)
    if not document.contact:
        for name in ("touches", "stages", "opt_outs"):
            if getattr(document, name) and not (name == "touches" and document.deal):
                yield f"{name}: these belong to a contact; say how to find it under contact."


def _of_record(record: targets.Record, part: RecordPart) -> Iterator[str]:
    known = targets.TARGETS[record]
    for name in part.fields:
        if name not in known and not name.startswith(targets.FIELD_OF_OUR_OWN):
            offered = ", ".join(known)
            yield (
                f"{record}.fields.{name}: a {record} has no such field; use one of {offered}, "
                f"or {targets.FIELD_OF_OUR_OWN}<label> for a field of your own."
            )
        elif len(name) > 80 + len(targets.FIELD_OF_OUR_OWN):
            yield f"{record}.fields.{name[:60]}…: a label has at most 80 characters."
    if not part.match and part.writes != "create":
        yield (
            f"{record}.match: say what finds an existing {record}, or let every row make a new one "
            "(writes: create)."
        )
    for name in part.match:
        if name not in targets.MATCHES[record]:
            offered = ", ".join(targets.MATCHES[record])
            yield f"{record}.match: {name} does not find a {record}; use one of {offered}."
        elif name not in part.fields:
            yield f"{record}.match: {name} has no column under {record}.fields."


def columns(document: Document) -> set[str]:
    """All columns that the mapping reads."""
    found: set[str] = {skip.column for skip in document.skip}

    def walk(value: Any) -> None:
        if isinstance(value, Source):
            found.add(value.column)
        elif isinstance(value, BaseModel):
            for name in type(value).model_fields:
                walk(getattr(value, name))
        elif isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document)
    return found - {""}
