"""Deals of a chunk: opened, changed, moved and closed as their drafts say, with who is in them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from entente.exchange.operations.writing.boards import Boards
from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.operations.writing.records import give_ids, keys_of, settled
from entente.exchange.rules import dates
from entente.exchange.rules.dates import When
from entente.exchange.rules.drafts import Draft, Drafts
from entente.exchange.rules.numbers import Amount
from entente.exchange.rules.outcomes import rejected
from entente.exchange.rules.standing import amount_problem, standing_of
from entente.pipeline.operations import keys as deal_keys
from entente.pipeline.operations.bulk.deals import NewDeal, create_deals, update_deals
from entente.pipeline.operations.bulk.standing import Move, move_deals, put_contacts_in
from entente.pipeline.operations.saving import Doing
from entente.pipeline.operations.taking_part import ContactInDeal

STEERING: Final = frozenset(
    {"pipeline", "stage", "is_won", "is_closed", "closes_at", "loss_reason", "closed_by"}
)


def refuse_odd_deals(*, run: Run, chunk: Chunk) -> None:
    """End the rows whose amounts nobody can mean and whose deals were won in the future."""
    if run.plan.mapping.deal is None:
        return
    names = ("amount", "closes_at", "stage", "is_won", "is_closed", "pipeline")
    column = {name: chunk.column(f"deal.fields.{name}") for name in names}
    for row in chunk.rows():
        problem = _problem(run, {name: values[row] for name, values in column.items()})
        if problem:
            chunk.stop(row, rejected(problem))


def _problem(run: Run, values: Mapping[str, Any]) -> str:
    amount, closes = values["amount"], values["closes_at"]
    problem = amount_problem(amount.number) if amount is not None else ""
    if problem:
        return problem
    state = standing_of(values)
    if state != "open" and closes is not None and closes.at > run.at:
        return f"The deal is {state} in the future."
    deal = run.plan.mapping.deal
    if deal is not None and deal.new_stages == "reject" and not _boards(run).knows(values=values):
        return f"The pipeline has no stage “{values['stage'][:80]}”."
    return ""


def _boards(run: Run) -> Boards:
    run.boards = run.boards or Boards(at=run.at)
    return run.boards  # type: ignore[no-any-return]  nothing else is kept there


def write_deals(*, run: Run, chunk: Chunk) -> None:
    """Make and change the deals that the rows speak of; companies and contacts come first."""
    drafts = chunk.drafts.get("deal")
    if drafts is None:
        return
    doing = Doing(
        by=run.doing.by,
        at=run.at,
        occurred_at=run.at,
        source=run.doing.source,
        batch=run.batch,
    )
    boards = _boards(run)
    people = _people_in(chunk)
    new = [_new(run, boards, draft, people) for draft in drafts.made]
    give_ids(drafts, create_deals(new=new, doing=doing))
    _change(run, drafts, doing)
    _move(chunk, boards, drafts, doing, run.at)
    _join(chunk, drafts, people, doing)
    chunk.changed |= drafts.changed


def _people_in(chunk: Chunk) -> dict[Draft, list[int]]:
    """By deal, the ids of the contacts that its rows name, in order."""
    found: dict[Draft, list[int]] = {}
    for row in chunk.rows():
        deal = chunk.of("deal").get(row)
        if deal is None:
            continue
        named = [chunk.of("contact").get(row), *chunk.others.get(row, ())]
        ids = found.setdefault(deal, [])
        ids += [one.id for one in named if one is not None and one.id not in ids]  # type: ignore[misc]  written contacts have ids
    return found


def _new(run: Run, boards: Boards, draft: Draft, people: Mapping[Draft, Sequence[int]]) -> NewDeal:
    state = standing_of(draft.values)
    closes: When | None = draft.values.get("closes_at")
    closed_at = closes.at if closes is not None and state != "open" else None
    return NewDeal(
        values=_values(run, draft, is_open=state == "open"),
        stage_id=boards.stage(values=draft.values),
        opened_at=draft.since or closed_at or run.at,
        closed_at=closed_at,
        loss_reason=draft.values.get("loss_reason", "") if state == "lost" else "",
        closed_by=draft.values.get("closed_by"),
        precision="day" if draft.whole_day or (closes and closes.whole_day) else "moment",
        keys=keys_of(draft),
        contacts=tuple(ContactInDeal(contact_id=one) for one in people.get(draft, ())),
    )


def _values(run: Run, draft: Draft, *, is_open: bool) -> dict[str, Any]:
    """The draft's values as fields of a deal."""
    values = {name: one for name, one in settled(draft).items() if name not in STEERING}
    amount: Amount | None = values.get("amount")
    if amount is not None:
        values["amount"] = amount.number
        values["currency"] = amount.currency or values.get("currency") or run.plan.currency
    closes: When | None = draft.values.get("closes_at")
    if closes is not None and is_open:
        values["expected_close"] = dates.day_of(
            when=closes, zone=run.plan.zone, house=run.plan.house
        )
    return values


def _change(run: Run, drafts: Drafts, doing: Doing) -> None:
    wanted = {
        id_: _values(run, draft, is_open=standing_of(draft.values) == "open")
        for id_, draft in drafts.met.items()
    }
    changes = update_deals(given={id_: one for id_, one in wanted.items() if one}, doing=doing)
    drafts.took(changes=changes)
    for id_, draft in drafts.met.items():
        deal_keys.add_keys(deal_id=id_, keys=keys_of(draft), batch=doing.batch)


def _move(chunk: Chunk, boards: Boards, drafts: Drafts, doing: Doing, at: datetime) -> None:
    moves = []
    for id_, draft in drafts.met.items():
        if not {"stage", "is_won", "is_closed"} & draft.values.keys():
            continue
        closes: When | None = draft.values.get("closes_at")
        state = standing_of(draft.values)
        moves.append(
            Move(
                deal_id=id_,
                stage_id=boards.stage(values=draft.values),
                entered_at=closes.at if closes is not None and state != "open" else at,
                loss_reason=draft.values.get("loss_reason", "") if state == "lost" else "",
                closed_by=draft.values.get("closed_by"),
            )
        )
    moved = set(move_deals(moves=moves, doing=doing)) if moves else set()
    _note(chunk, moved)


def _join(
    chunk: Chunk, drafts: Drafts, people: Mapping[Draft, Sequence[int]], doing: Doing
) -> None:
    parts = list(_parts(drafts, people))
    news = put_contacts_in(parts=parts, doing=doing) if parts else []
    _note(chunk, {deal_id for deal_id, _ in news})


def _parts(
    drafts: Drafts, people: Mapping[Draft, Sequence[int]]
) -> Iterator[tuple[int, ContactInDeal]]:
    for id_, draft in drafts.met.items():
        for contact_id in people.get(draft, ()):
            yield (id_, ContactInDeal(contact_id=contact_id))


def _note(chunk: Chunk, ids: set[int]) -> None:
    """The first row of each of these deals changed it."""
    for row, draft in chunk.of("deal").items():
        if draft.id in ids:
            chunk.changed.add(row)
            ids.discard(draft.id)
