"""The first rows of a file as they will become, in the words of the pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entente.exchange.queries import preview
from entente.exchange.queries.imports import ImportInfo
from entente.exchange.rules.document import Document
from entente.ledger import offers
from entente.web.imports import roles


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRow:
    """One of the first rows: its cells under the heads, or why it is not taken."""

    line: int
    cells: tuple[str, ...]
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRows:
    heads: tuple[str, ...]
    rows: tuple[FirstRow, ...]


NONE: Final = FirstRows(heads=(), rows=())
PARTS: Final = {"at": "on", "actor": "by", "said": "when it says yes"}
MEANS: Final = {"mail": "Wants no mail", "phone": "Wants no calls", "tracking": "Wants no tracking"}


def build(*, about: ImportInfo, at: datetime) -> FirstRows:
    """Every value that the first rows give, with a column for each place of the mapping."""
    found = preview.first_rows(about=about, at=at)
    paths = tuple(dict.fromkeys(path for row in found for path in row.values))
    stages = roles.stages(at=at)

    def shown(path: str, value: str) -> str:
        is_stage = path.startswith("stages[") and path.endswith(".stage")
        return stages.get(value.casefold(), value) if is_stage else value

    return FirstRows(
        heads=tuple(_titled(path, about.mapping) for path in paths),
        rows=tuple(
            FirstRow(
                line=row.line,
                cells=tuple(shown(path, row.values.get(path, "")) for path in paths),
                outcome=row.outcome,
                reason=row.reason,
            )
            for row in found
        ),
    )


def _titled(path: str, mapping: Document) -> str:
    """contact.fields.email → Contact: e-mail; touches[0].at → First contact: on."""
    head, _, rest = path.partition(".")
    rest = rest.removeprefix("fields.").removesuffix(".key")
    if head in roles.RECORD_WORDS:
        field, _, part = rest.partition(".")
        return roles.words_of(f"{head}.{field}") + (f": {part}" if part else "")
    name, _, number = head.partition("[")
    place = int(number.rstrip("]")) if number else 0
    part = PARTS.get(rest, rest.removeprefix("properties.").replace("_", " "))
    match name:
        case "touches":
            return f"{offers.kind(mapping.touches[place].kind).title}: {part}"
        case "opt_outs":
            return MEANS[mapping.opt_outs[place].means]
        case "people":
            return f"One of our people: {part}"
        case _:
            return "Stage" if rest == "stage" else "Stage: on"
