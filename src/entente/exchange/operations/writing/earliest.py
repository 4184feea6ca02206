"""The first thing that each row tells of its people and companies: since when they are known."""

from collections.abc import Iterator
from datetime import datetime

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.rules.standing import standing_of

_STEERING = ("stage", "is_won", "is_closed")


def first_facts(*, run: Run, chunk: Chunk) -> dict[int, datetime]:
    """By row, the earliest of its touches, stages, and its deal's opening and close.

    Known since then, whichever file came first: the order of files must not show in a record.
    """
    found: dict[int, datetime] = {}
    for row, at in _facts(run, chunk):
        if row not in found or at < found[row]:
            found[row] = at
    return found


def _facts(run: Run, chunk: Chunk) -> Iterator[tuple[int, datetime]]:
    mapping, rows = run.plan.mapping, chunk.rows()
    paths = [f"touches[{number}].at" for number, _ in enumerate(mapping.touches)]
    paths += [f"stages[{number}].at" for number, _ in enumerate(mapping.stages)]
    if mapping.deal is not None:
        paths.append("deal.fields.opened_at")
    for path in paths:
        column = chunk.column(path)
        for row in rows:
            if column[row] is not None:
                yield row, column[row].at
    if mapping.deal is None:
        return
    closes = chunk.column("deal.fields.closes_at")
    steering = {name: chunk.column(f"deal.fields.{name}") for name in _STEERING}
    for row in rows:
        when = closes[row]
        if (
            when is not None
            and standing_of({name: of[row] for name, of in steering.items()}) != "open"
        ):
            yield row, when.at
