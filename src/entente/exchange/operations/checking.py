"""Looking a whole file through without writing: what each row would become, and every problem."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from entente.exchange.files.portions import some_rows
from entente.exchange.operations.running import CHUNK, Reader, decide, read_chunk
from entente.exchange.operations.writing.chunk import Chunk
from entente.exchange.operations.writing.deals import foresee_boards
from entente.exchange.rules.adds import Adds
from entente.exchange.rules.drafts import Identity

EXAMPLES: Final = 5  # rows named for each problem
TAKEN: Final = 3  # of the first chunk, for a preview of a file that begins with what is passed over


@dataclass(slots=True, kw_only=True)
class Check:
    """What a look through has found so far. Rows here already count as matched."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)  # (outcome, problem)
    examples: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)
    seen: set[int] = field(default_factory=set)  # hashes of what identified new records
    taken: list[int] = field(default_factory=list)  # lines of a few rows that will be taken
    adds: Adds = field(default_factory=Adds)
    rows: int = 0
    line: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "line": self.line,
            "counts": dict(self.counts),
            "warnings": dict(self.warnings),
            "taken": self.taken,
            "adds": self.adds.as_json(),
            "problems": [
                {
                    "outcome": outcome,
                    "problem": problem,
                    "rows": count,
                    "examples": [
                        {"line": line, "reason": reason}
                        for line, reason in self.examples[outcome, problem]
                    ],
                }
                for (outcome, problem), count in sorted(
                    self.problems.items(), key=lambda item: (item[0][0], -item[1], item[0][1])
                )
            ],
        }


def check_chunk(*, check: Check, reader: Reader, at: datetime, size: int = CHUNK) -> bool:
    """Look through the next rows; whether any were left. Nothing is written."""
    rows = some_rows(rows=reader.rows, most=size)
    if not rows:
        return False
    chunk = read_chunk(run=reader.run, rows=rows)
    decide(run=reader.run, chunk=chunk, at=at)
    foresee_boards(run=reader.run, chunk=chunk)
    check.adds = reader.run.adds
    if not check.rows:
        check.taken = [chunk.reading.lines[row] for row in chunk.rows()[:TAKEN]]
    check.rows += len(rows)
    check.line = rows[-1].line
    check.warnings += chunk.reading.warnings
    main = reader.run.plan.main
    for row in chunk.rows():
        check.counts[_would(check, chunk, main, row)] += 1
    _remember(check, chunk, main)
    for line, fate in chunk.reading.fates.items():
        named = (fate.outcome, fate.problem)
        check.counts[fate.outcome] += 1
        check.problems[named] += 1
        examples = check.examples.setdefault(named, [])
        if len(examples) < EXAMPLES:
            examples.append((line, fate.reason))
    return True


def _would(check: Check, chunk: Chunk, main: str, row: int) -> str:
    """What would become of a row that is taken; one that the file told before changes nothing."""
    if _is_new(check, chunk, main, row):
        return "created"
    changes = row in chunk.told and any(row in of.changed for of in chunk.drafts.values())
    return "told" if row in chunk.told and not changes else "matched"


def _is_new(check: Check, chunk: Chunk, main: str, row: int) -> bool:
    if main == "person":
        return row in chunk.made_people
    draft = chunk.of(main).get(row)
    if draft is None or draft.row != row:
        return False
    return not any(hash(one) in check.seen for one in _named_by(chunk, main, row))


def _named_by(chunk: Chunk, main: str, row: int) -> list[Identity]:
    draft = chunk.of(main)[row]
    return chunk.drafts[main].names.get(draft, [])


def _remember(check: Check, chunk: Chunk, main: str) -> None:
    """Later chunks meet the records that this one would have made."""
    if main in chunk.drafts:
        drafts = chunk.drafts[main]
        for draft in drafts.made:
            check.seen.update(hash(one) for one in drafts.names.get(draft, ()))
