"""What somebody answers on the page of a mapping, from the mapping or from a sent form, and back.

Everything typed is kept when the answers do not make a mapping yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from entente.exchange.rules import document, guess, uses
from entente.exchange.rules.uses import Use
from entente.web.imports.roles import COUNTED, DATED, type_of

TOUCH_PARTS: Final = ("at", "channel", "campaign", "asset")
READ_AS: Final = ("order", "sign", "type")


@dataclass(slots=True, kw_only=True)
class Column:
    """One column: what it is used for and how its cells are read.

    `order` and `sign` are None where nobody was asked yet.
    """

    roles: list[str] = field(default_factory=list)
    order: str | None = None
    sign: str | None = None
    type: str = ""
    blank: bool = False  # leave out cells that cannot be read, and keep the row
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Answers:
    """All answers. Touches and stages are given as what their form fields hold."""

    columns: dict[str, Column]
    touches: list[dict[str, str]]
    stages: list[dict[str, str]]
    matches: dict[str, list[str]]
    writes: dict[str, str]
    system: str = ""
    timezone: str = ""
    currency: str = ""
    overwrite: bool = True


def of_mapping(*, mapping: document.Document, columns: Sequence[str]) -> Answers:
    """The answers that a mapping gives."""
    found = {name: Column() for name in columns}
    for use in uses.uses(mapping):
        column = found.setdefault(use.column, Column())
        column.roles.append(use.role)
        for name in READ_AS:
            setattr(column, name, use.source.get(name, getattr(column, name) or ""))
        column.blank = column.blank or (
            use.source.get("bad") == "blank" and not use.role.startswith("no.")
        )
        column.values |= use.source.get("values", {})
    parts = {name: getattr(mapping, name) for name in ("contact", "company", "deal")}
    return Answers(
        columns=found,
        touches=[_touch_fields(touch) for touch in mapping.touches],
        stages=[_stage_fields(entry) for entry in mapping.stages],
        matches={name: list(part.match) for name, part in parts.items() if part},
        writes={name: part.writes for name, part in parts.items() if part},
        system=mapping.system,
        timezone=mapping.timezone,
        currency=mapping.currency,
        overwrite=mapping.overwrite,
    )


def _touch_fields(touch: document.Touch) -> dict[str, str]:
    given = {name: getattr(touch, name) for name in TOUCH_PARTS}
    found = {name: _said(source) for name, source in given.items()}
    return {"kind": touch.kind, "actor": touch.actor.key.column if touch.actor else "", **found}


def _stage_fields(entry: document.StageEntry) -> dict[str, str]:
    return {"stage": _said(entry.stage), "at": entry.at.column}


def _said(source: document.Source | None) -> str:
    """A column's name; a constant behind an equals sign."""
    if source is None:
        return ""
    return source.column or f"={source.value}"


def of_form(*, sent: QueryDict, columns: Sequence[str]) -> Answers:
    """The answers that a form was sent with."""
    return Answers(
        columns={name: _column(sent, place) for place, name in enumerate(columns)},
        touches=_rows(sent, "touch", ("kind", "actor", *TOUCH_PARTS)),
        stages=_rows(sent, "stage", ("stage", "at")),
        matches={name: sent.getlist(f"match-{name}") for name in ("contact", "company", "deal")},
        writes={name: sent.get(f"writes-{name}", "") for name in ("contact", "company", "deal")},
        system=sent.get("system", "").strip(),
        timezone=sent.get("timezone", "").strip(),
        currency=sent.get("currency", "").strip().upper(),
        overwrite=sent.get("overwrite") == "yes",
    )


def _column(sent: QueryDict, place: int) -> Column:
    before = sent.getlist(f"from-{place}")
    after = sent.getlist(f"to-{place}")
    return Column(
        roles=[role for role in sent.getlist(f"use-{place}") if role],
        order=_order(sent.get(f"order-{place}")),
        sign=sent.get(f"sign-{place}"),
        type=sent.get(f"type-{place}", ""),
        blank=sent.get(f"blank-{place}") == "yes",
        values={old: new.strip() for old, new in zip(before, after, strict=False) if new.strip()},
    )


def _order(said: str | None) -> str | None:
    return "" if said == "ymd" else said  # which is how dates are read anyway


def _rows(sent: QueryDict, name: str, parts: Sequence[str]) -> list[dict[str, str]]:
    """Numbered rows of fields; those without a date are left out."""
    found = []
    for number in range(20):
        if f"{name}-{number}-at" not in sent:
            break
        row = {part: sent.get(f"{name}-{number}-{part}", "").strip() for part in parts}
        if row["at"]:
            found.append(row)
    return found


def guess_formats(
    *, answers: Answers, mapping: document.Document, samples: Mapping[str, Sequence[str]]
) -> None:
    """Say of columns that nobody was asked about how their dates and numbers are written.

    A stage or touch that was read from a column before is still read like that.
    """
    before = {
        at.column: at.order
        for at in (one.at for one in (*mapping.stages, *mapping.touches))
        if at.column
    }
    days = {row["at"] for row in (*answers.touches, *answers.stages)}
    for name, column in answers.columns.items():
        filled = [cell for cell in samples.get(name, ()) if cell.strip()]
        types = {type_of(role, column.type or "text") for role in column.roles}
        if column.order is None and (types & DATED or name in days):
            column.order = before[name] if name in before else guess.order_of(filled)
        if column.sign is None and types & COUNTED:
            column.sign = guess.sign_of(filled)


def to_mapping(*, answers: Answers, mapping: document.Document) -> dict[str, Any]:
    """The mapping that the answers make, on top of the one before, for `document.check`."""
    known = {(use.column, use.role): use for use in uses.uses(mapping)}
    wanted = [
        _use(known.get((name, role)), name, role, column)
        for name, column in answers.columns.items()
        for role in column.roles
    ]
    given = uses.rebuilt(mapping=mapping, uses=wanted, matches=answers.matches)
    for name, writes in answers.writes.items():
        if name in given and writes:
            given[name]["writes"] = writes
    before = document.write(mapping)
    given["touches"] = _touches(answers, before.get("touches", []))
    given["stages"] = [
        {"stage": _source(row["stage"], answers), "at": _source(row["at"], answers)}
        for row in answers.stages
    ]
    return given | {
        "system": answers.system,
        "timezone": answers.timezone,
        "currency": answers.currency,
        "overwrite": answers.overwrite,
    }


def _use(before: Use | None, name: str, role: str, column: Column) -> Use:
    source = dict(before.source) if before else {}
    for part in READ_AS:
        value = getattr(column, part)
        source.pop(part, None)
        if value and (part != "type" or ".field" in role):
            source[part] = value
    source.pop("values", None)
    if column.values:
        source["values"] = column.values
    source["bad"] = "blank" if column.blank or role.startswith("no.") else "reject"
    return Use(column=name, role=role, source=source, about=before.about if before else {})


def _touches(answers: Answers, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Touches as answered; what the page does not ask for stays with the one in its place."""
    found = []
    for number, row in enumerate(answers.touches):
        kept = dict(before[number]) if number < len(before) else {}
        touch = {name: one for name, one in kept.items() if name in ("team", "properties")}
        touch["kind"] = row["kind"]
        for name in TOUCH_PARTS:
            if row[name]:
                touch[name] = _source(row[name], answers)
        if row["actor"]:
            actor = kept.get("actor") or {"team": "sales"}
            touch["actor"] = {**actor, "key": {"column": row["actor"]}}
        found.append(touch)
    return found


def _source(said: str, answers: Answers) -> dict[str, Any]:
    if said.startswith("="):
        return {"value": said[1:]}
    column = answers.columns.get(said)
    return {"column": said, **({"order": column.order} if column and column.order else {})}
