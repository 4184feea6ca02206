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
from entente.exchange.rules.standing import (
    amount_problem,
    currency_of,
    on_board,
    says_standing,
    standing_of,
    stands,
)
from entente.kit import periods
from entente.ledger.events import Precision
from entente.pipeline.operations import keys as deal_keys
from entente.pipeline.operations.bulk.corrections import Correction, correct_deals
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
    run.boards = run.boards or Boards(at=run.at, adds=run.adds)
    return run.boards  # type: ignore[no-any-return]  nothing else is kept there


def foresee_boards(*, run: Run, chunk: Chunk) -> None:
    """Note the pipelines and stages that writing the deals would add."""
    drafts = chunk.drafts.get("deal")
    for draft in drafts.made if drafts is not None else ():
        _boards(run).foresee(values=draft.values)
    for draft in drafts.met.values() if drafts is not None else ():
        if _moves(draft):
            _boards(run).foresee(values=on_board(values=draft.values, held=draft.held))


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
    _correct(run, drafts, doing)
    _move(run, chunk, boards, drafts, doing)
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
    closes = _closes(run, draft)
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
        values["currency"] = currency_of(
            amount=amount,
            column=values.get("currency") or "",
            file=run.plan.mapping.currency,
            held=draft.held.get("currency") or "",
            house=run.plan.currency,
        )
    closes: When | None = draft.values.get("closes_at")
    if closes is not None and is_open:
        values["expected_close"] = dates.day_of(
            when=closes, zone=run.plan.zone, house=run.plan.house
        )
    return values


def _change(run: Run, drafts: Drafts, doing: Doing) -> None:
    wanted = {
        id_: _values(run, draft, is_open=stands(values=draft.values, held=draft.held) == "open")
        for id_, draft in drafts.met.items()
    }
    changes = update_deals(given={id_: one for id_, one in wanted.items() if one}, doing=doing)
    drafts.took(changes=changes)
    for id_, draft in drafts.met.items():
        deal_keys.add_keys(deal_id=id_, keys=keys_of(draft), batch=doing.batch)


def _correct(run: Run, drafts: Drafts, doing: Doing) -> None:
    """Deals that were here may have opened and closed at other moments than was known."""
    found = [_correction(run, id_, draft) for id_, draft in drafts.met.items()]
    corrections = [one for one in found if one is not None]
    changes = correct_deals(corrections=corrections, doing=doing) if corrections else {}
    drafts.took(
        changes={id_: [_GIVEN_AS[name] for name in names] for id_, names in changes.items()}
    )


_GIVEN_AS: Final = {"opened": "since", "closed": "closes_at", "loss_reason": "loss_reason"}


def _correction(run: Run, id_: int, draft: Draft) -> Correction | None:
    if not run.plan.mapping.overwrite:
        return None
    opened = When(draft.since, draft.whole_day) if draft.since is not None else None
    if opened is not None and _is_said(run, opened, draft.held["opened_at"]):
        opened = None
    closed, reason = None, ""
    if draft.held["outcome"] == stands(values=draft.values, held=draft.held):
        closed, reason = _closes(run, draft), draft.values.get("loss_reason", "")
        if closed is not None and _is_said(run, closed, draft.held["closed_at"]):
            closed = None
    if opened is None and closed is None and not reason:
        return None
    return Correction(
        deal_id=id_,
        opened_at=opened.at if opened else None,
        closed_at=closed.at if closed else None,
        loss_reason=reason,
        opened_precision=_precision(opened),
        closed_precision=_precision(closed),
    )


def _closes(run: Run, draft: Draft) -> When | None:
    """When a deal closes; on the day on which it opened no earlier than that."""
    closes: When | None = draft.values.get("closes_at")
    opened = draft.since or draft.held.get("opened_at")
    if closes is None or opened is None or not closes.whole_day or closes.at >= opened:
        return closes
    return When(opened, whole_day=True) if _is_said(run, closes, opened) else closes


def _is_said(run: Run, when: When, held: datetime) -> bool:
    """Whether a moment that is known says all that the file does: of a day, no more than it."""
    if not when.whole_day:
        return when.at == held
    day = dates.day_of(when=when, zone=run.plan.zone, house=run.plan.house)
    return periods.day_of(at=held, zone=run.plan.house) == day


def _precision(when: When | None) -> Precision:
    return "day" if when is not None and when.whole_day else "moment"


def _move(run: Run, chunk: Chunk, boards: Boards, drafts: Drafts, doing: Doing) -> None:
    moves = []
    for id_, draft in drafts.met.items():
        if not _moves(draft):
            continue
        state = standing_of(draft.values)
        closes = _closes(run, draft) if state != "open" else None
        moves.append(
            Move(
                deal_id=id_,
                stage_id=boards.stage(values=on_board(values=draft.values, held=draft.held)),
                entered_at=closes.at if closes is not None else run.at,
                loss_reason=draft.values.get("loss_reason", "") if state == "lost" else "",
                closed_by=draft.values.get("closed_by"),
                precision=_precision(closes),
            )
        )
    moved = set(move_deals(moves=moves, doing=doing)) if moves else set()
    _note(chunk, moved)


def _moves(draft: Draft) -> bool:
    """Whether the rows say where a deal stands, unless it is closed so on the board they mean."""
    if not says_standing(draft.values):
        return False
    board = draft.held["pipeline"] or ""
    said = draft.values.get("pipeline") or board
    is_there = draft.held["outcome"] == standing_of(draft.values) != "open"
    return not (is_there and said.casefold() == board.casefold())


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
