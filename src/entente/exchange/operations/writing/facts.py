"""The dated facts that rows tell: touches, entries into stages of the funnel, and noes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2s
from typing import Any, TypeVar

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.operations.writing.members import members_at
from entente.exchange.operations.writing.reaching import may_log
from entente.exchange.queries.known import noes_said
from entente.exchange.rules.dates import When
from entente.exchange.rules.document import Touch
from entente.exchange.rules.outcomes import rejected
from entente.funnel import operations as funnel
from entente.ledger import operations as ledger
from entente.ledger import queries as ledger_queries
from entente.ledger.events import NewEntry
from entente.people.operations.bulk import refusals
from entente.people.queries.lookups import merged_into


def refuse_unknown_stages(*, run: Run, chunk: Chunk) -> None:
    """End the rows that enter a stage which the funnel does not have."""
    for number, _ in enumerate(run.plan.mapping.stages):
        stages, moments = _stage_columns(chunk, number)
        for row in chunk.rows():
            given = stages[row]
            if given and moments[row] and given.casefold() not in run.stages:
                known = ", ".join(sorted(set(run.stages.values())))
                why = f"Our funnel has no stage “{given}”; it has {known}."
                chunk.stop(row, rejected("The funnel has no such stage.", why))


def _stage_columns(chunk: Chunk, number: int) -> tuple[Sequence[Any], Sequence[Any]]:
    return chunk.column(f"stages[{number}].stage"), chunk.column(f"stages[{number}].at")


def write_noes(*, run: Run, chunk: Chunk) -> None:
    """Record what people said no to. A cell that says otherwise lifts nothing."""
    for number, opt_out in enumerate(run.plan.mapping.opt_outs):
        said = chunk.column(f"opt_outs[{number}].said")
        rows = {
            row: contact
            for row in chunk.rows()
            if said[row] and (contact := _told_of(chunk, row)) is not None
        }
        through = f"{opt_out.said.column or opt_out.means} in {run.filename}"[:200]
        known = noes_said(contacts=rows.values(), means=opt_out.means, batch=run.batch)
        news = {contact for contact in rows.values() if contact not in known}
        refusals.refuse(
            noes=[(contact, opt_out.means) for contact in sorted(news)],
            through=through,
            doing=run.doing,
        )
        refusals.repeat(
            noes=[(one, opt_out.means) for one, elsewhere in sorted(known.items()) if elsewhere],
            through=through,
            doing=run.doing,
        )
        first = _of_first_rows((contact, row) for row, contact in rows.items())
        chunk.changed |= {row for contact, row in first.items() if contact in news}


def _told_of(chunk: Chunk, row: int) -> int | None:
    left = chunk.noes.get(row)
    return left.id if left is not None else chunk.id_of("contact", row)


def write_facts(*, run: Run, chunk: Chunk) -> None:
    """Record touches and entries into stages, once each however often a file is imported."""
    _record(run, chunk, _of_first_rows(_touches(run, chunk)))
    _enter(run, chunk, _of_first_rows(_moves(run, chunk)))


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _of_first_rows(found: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
    """What several rows tell alike is news by the first of them; the others change nothing."""
    first: dict[_Key, _Value] = {}
    for key, told in found:
        first.setdefault(key, told)
    return first


_Told = TypeVar("_Told", NewEntry, funnel.Move)


def _news(
    chunk: Chunk, run: Run, found: Mapping[str, tuple[int, _Told]]
) -> list[tuple[int, _Told]]:
    rows = {message_id: row for message_id, (row, _) in found.items()}
    of = {
        message_id: told.contact
        for message_id, (_, told) in found.items()
        if told.contact is not None
    }
    fresh = _fresh(chunk, run, rows, of)
    return [told for message_id, told in found.items() if message_id in fresh]


def _fresh(chunk: Chunk, run: Run, rows: Mapping[str, int], of: Mapping[str, int]) -> set[str]:
    """Which message ids, with the row of each, the ledger does not know yet.

    `of` names their contacts: a fact that was told of somebody who was merged since is known too.
    """
    new_rows = {
        row for row, draft in chunk.of("contact").items() if draft.row >= 0 and draft.row == row
    }
    asked = {message_id: message_id for message_id, row in rows.items() if row not in new_rows}
    merged = merged_into(contacts=set(of.values()))
    for message_id, contact in of.items():
        kind, _, rest = message_id.split(":", 2)
        asked |= {f"{kind}:{was}:{rest}": message_id for was in merged.get(contact, ())}
    known = ledger_queries.known(source=run.source, message_ids=list(asked))
    return set(rows) - {asked[one] for one in known}


def _record(run: Run, chunk: Chunk, found: Mapping[str, tuple[int, NewEntry]]) -> None:
    news = _news(chunk, run, found)
    if news:
        ledger.record_bulk(entries=[entry for _, entry in news], at=run.at)
        chunk.changed |= {row for row, _ in news}


def _touches(run: Run, chunk: Chunk) -> Iterator[tuple[str, tuple[int, NewEntry]]]:
    for number, touch in enumerate(run.plan.mapping.touches if may_log(run) else ()):
        path = f"touches[{number}]"
        moments = chunk.column(f"{path}.at")
        actors = members_at(run=run, chunk=chunk, path=f"{path}.actor", person=touch.actor)
        for row in chunk.rows():
            when: When | None = moments[row]
            if _reach(chunk, row) == "none":
                continue
            contact = chunk.id_of("contact", row)
            deal = chunk.id_of("deal", row)
            if when is None or (contact is None and deal is None):
                continue
            told = {"actor": actors[row], **_told(run, chunk, path, touch, row)}
            message_id = _message_id(touch.kind, contact or f"d{deal}", when, told)
            yield (
                message_id,
                (
                    row,
                    NewEntry(
                        kind=touch.kind,
                        occurred_at=when.at,
                        precision="day" if when.whole_day else "moment",
                        source=run.source,
                        message_id=message_id,
                        contact=contact,
                        company=chunk.id_of("company", row),
                        deal=deal,
                        batch=run.batch,
                        **told,
                    ),
                ),
            )


def _reach(chunk: Chunk, row: int) -> str:
    """What the importer may do with the contact of a row."""
    draft = chunk.of("contact").get(row)
    return draft.reach if draft is not None else "change"


def _told(run: Run, chunk: Chunk, path: str, touch: Touch, row: int) -> dict[str, Any]:
    properties = {
        name: value
        for name in touch.properties
        if (value := chunk.column(f"{path}.properties.{name}")[row]) is not None
    }
    return {
        "team": touch.team or run.teams.get(touch.kind, ""),
        "channel": chunk.column(f"{path}.channel")[row] or "",
        "campaign": chunk.column(f"{path}.campaign")[row] or "",
        "asset": chunk.column(f"{path}.asset")[row] or "",
        "properties": properties,
    }


def _message_id(kind: str, whose: int | str, when: When, told: Mapping[str, Any]) -> str:
    """The same fact has the same id in every import: it counts once."""
    digest = blake2s(repr(sorted(told.items())).encode(), digest_size=8).hexdigest()
    return f"{kind}:{whose}:{when.at:%Y%m%dT%H%M%S}:{digest}"


def _moves(run: Run, chunk: Chunk) -> Iterator[tuple[str, tuple[int, funnel.Move]]]:
    for number, _ in enumerate(run.plan.mapping.stages):
        stages, moments = _stage_columns(chunk, number)
        for row in chunk.rows():
            when, contact = moments[row], chunk.id_of("contact", row)
            if not stages[row] or when is None or contact is None:
                continue
            if _reach(chunk, row) != "change":
                continue
            stage = run.stages[stages[row].casefold()]
            message_id = f"stage:{contact}:{stage}:{when.at:%Y%m%dT%H%M%S}"
            yield (
                message_id,
                (
                    row,
                    funnel.Move(
                        contact=contact,
                        stage=stage,
                        occurred_at=when.at,
                        via="import",
                        precision="day" if when.whole_day else "moment",
                        company=chunk.id_of("company", row),
                        deal=chunk.id_of("deal", row),
                        batch=run.batch,
                        message_id=message_id,
                        source=run.source,
                    ),
                ),
            )


def _enter(run: Run, chunk: Chunk, found: Mapping[str, tuple[int, funnel.Move]]) -> None:
    news = _news(chunk, run, found)
    if news:
        funnel.enter_stages_bulk(moves=[move for _, move in news], at=run.at)
        chunk.changed |= {row for row, _ in news}
