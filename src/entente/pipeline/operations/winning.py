"""Winning, losing, reopening and refunding a deal."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.rules.changes import UnableToSave
from entente.pipeline import events
from entente.pipeline.models import Deal, DealStage, DealStay
from entente.pipeline.operations.moving import enter, named, stage_of_kind
from entente.pipeline.operations.saving import Doing, doubt, entry, locked, stage_of
from entente.pipeline.queries.won import last_won_position
from entente.pipeline.rules.closing import moment_after
from entente.pipeline.rules.fields import misfit
from entente.workspace import queries as workspace
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def win_deal(
    *,
    deal_id: int,
    by: Viewer,
    at: datetime,
    closed_at: datetime | None = None,
    closed_by: int | None = None,
    source: str = "app",
    batch: int | None = None,
) -> int:
    """Close an open deal as won; gives the position of the entry. The amount may stay unknown.

    It closed between its opening and now. `closed_by` is the member whose close earns credit as a
    touch; unless told, whoever does it. Raises UnableToSave, Refused, Gone.
    """
    with transaction.atomic():
        row = _open(deal_id, by)
        when = _since_opened(row, closed_at, at)
        doing = Doing(by=by, at=at, occurred_at=when, source=source, batch=batch)
        if problems := misfit(amount=row.amount, currency=row.currency):
            raise UnableToSave(problems)
        stage = stage_of_kind(row=row, kind="won")
        row.outcome, row.closed_at = "won", doing.occurred_at
        closer = closed_by or by.member_id
        entries = [_won(row, stage, doing)]
        if closer is not None:
            entries.append(
                entry(kind=events.CLOSE_MADE, row=row, doing=doing, actor=closer, team="sales")
            )
        position = ledger.record(entries=entries, at=at)[0]
        _close(row, stage, position, doing)
    return position


def _since_opened(row: Deal, closed_at: datetime | None, at: datetime) -> datetime:
    """When a deal closed. Raises UnableToSave."""
    when, wrong = moment_after(
        moment=closed_at or at,
        before=row.opened_at,
        was="It was opened",
        at=at,
        zone=workspace.current().timezone,
    )
    if wrong:
        raise UnableToSave({"closed_on": wrong})
    return when


def _open(deal_id: int, by: Viewer) -> Deal:
    row = locked(deal_id=deal_id)
    require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
    if row.outcome:
        raise UnableToSave({"": f"This deal is {row.outcome} already; reopen it first."})
    return row


def _won(row: Deal, stage: DealStage, doing: Doing, corrects: int | None = None) -> NewEntry:
    return entry(
        kind=events.DEAL_WON,
        row=row,
        doing=doing,
        occurred_at=row.closed_at,
        value=row.amount,
        currency=row.currency if row.amount is not None else "",
        corrects=corrects,
        properties={"pipeline": stage.pipeline.name},
    )


def _close(row: Deal, stage: DealStage, position: int, doing: Doing) -> None:
    enter(row=row, stage=stage, position=position, doing=doing)
    doubt(row=row, at=doing.at)
    row.save()


def correct_won(*, row: Deal, doing: Doing) -> None:
    """Tell the win again with the amount that the row has now; the earlier telling gives way."""
    stage = DealStage.objects.select_related("pipeline").get(id=row.stage_id)
    earlier = last_won_position(deal_id=row.id)
    ledger.record(entries=[_won(row, stage, doing, corrects=earlier)], at=doing.at)


def lose_deal(
    *,
    deal_id: int,
    reason: str,
    by: Viewer,
    at: datetime,
    closed_at: datetime | None = None,
    source: str = "app",
    batch: int | None = None,
) -> int:
    """Close an open deal as lost, for a reason; gives the position of the entry.

    It closed between its opening and now. Raises UnableToSave, Refused, Gone.
    """
    reason = reason.strip()
    if len(reason) > 200 or "\x00" in reason:
        raise UnableToSave({"reason": "Give the reason in at most 200 characters."})
    with transaction.atomic():
        row = _open(deal_id, by)
        if not reason and batch is None:
            raise UnableToSave({"reason": "Say why the deal was lost; the next ones learn of it."})
        when = _since_opened(row, closed_at, at)
        doing = Doing(by=by, at=at, occurred_at=when, source=source, batch=batch)
        before = DealStage.objects.get(id=row.stage_id)
        stage = stage_of_kind(row=row, kind="lost")
        row.outcome, row.closed_at = "lost", doing.occurred_at
        row.loss_reason, row.loss_reason_key = reason, reason.casefold()
        told = entry(
            kind=events.DEAL_LOST,
            row=row,
            doing=doing,
            properties={"reason": reason, "stage": before.name},
        )
        position = ledger.record(entries=[told], at=at)[0]
        _close(row, stage, position, doing)
    return position


def reopen_deal(*, deal_id: int, by: Viewer, at: datetime, stage_id: int | None = None) -> None:
    """Open a closed deal again, in the open stage that it was last in unless told.

    A deal with refunds stays closed. Raises UnableToSave, Refused, Gone.
    """
    doing = Doing(by=by, at=at, occurred_at=at)
    with transaction.atomic():
        row = locked(deal_id=deal_id)
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        if not row.outcome:
            raise UnableToSave({"": "This deal is open already."})
        if row.refunded:
            raise UnableToSave({"": "This deal has a refund; open another deal instead."})
        stage = stage_of(stage_id=stage_id) if stage_id else _last_open(row)
        if stage.kind != "open":
            raise UnableToSave({"stage": "Choose an open stage."})
        if row.outcome == "won":
            _take_back_win(row, doing)
        row.outcome, row.closed_at, row.loss_reason, row.loss_reason_key = "", None, "", ""
        told = entry(kind=events.DEAL_REOPENED, row=row, doing=doing, properties=named(stage))
        position = ledger.record(entries=[told], at=at)[0]
        enter(row=row, stage=stage, position=position, doing=doing)
        doubt(row=row, at=at)
        row.save()


def _last_open(row: Deal) -> DealStage:
    stays = DealStay.objects.filter(
        deal=row, stage__kind="open", stage__retired_at=None, stage__pipeline_id=row.pipeline_id
    )
    last = stays.order_by("-entered_at", "-id").values_list("stage_id", flat=True).first()
    return stage_of(stage_id=last) if last else stage_of_kind(row=row, kind="open")


def _take_back_win(row: Deal, doing: Doing) -> None:
    """The win and its close count no more: revenue and credit are the next win's."""
    for position in (
        last_won_position(deal_id=row.id),
        last_won_position(deal_id=row.id, close=True),
    ):
        if position is not None:
            ledger.retract(
                position=position, reason="deal reopened", actor=doing.by.member_id, at=doing.at
            )


def refund_deal(
    *,
    deal_id: int,
    amount: Decimal,
    reason: str,
    by: Viewer,
    at: datetime,
    occurred_at: datetime | None = None,
) -> int:
    """Pay a part or all of a won deal back: a reversal of its own; gives its position.

    `amount` above zero, in the deal's currency; it `occurred_at` the win at the earliest, and now
    at the latest. Raises UnableToSave, Refused, Gone.
    """
    with transaction.atomic():
        row = locked(deal_id=deal_id)
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        if row.outcome != "won" or row.amount is None:
            raise UnableToSave({"": "Only a won deal with a known amount can be refunded."})
        left = row.amount - row.refunded
        if not 0 < amount <= left:
            raise UnableToSave(
                {"amount": f"Enter an amount above zero, at most {left.normalize():f}."}
            )
        if problems := misfit(amount=amount, currency=row.currency):
            raise UnableToSave({"amount": " ".join(problems.values())})
        when = _since_win(row, occurred_at, at)
        row.refunded += amount
        row.save(update_fields=["refunded"])
        cause = last_won_position(deal_id=row.id)
        doing = Doing(by=by, at=at, occurred_at=when, cause=cause)
        told = entry(
            kind=events.DEAL_REFUNDED,
            row=row,
            doing=doing,
            value=-amount,
            currency=row.currency,
            properties={"reason": reason},
        )
        return ledger.record(entries=[told], at=at)[0]


def _since_win(row: Deal, refunded_at: datetime | None, at: datetime) -> datetime:
    """When a refund happened. Raises UnableToSave."""
    when, wrong = moment_after(
        moment=refunded_at or at,
        before=row.closed_at or row.opened_at,
        was="The deal was won",
        at=at,
        zone=workspace.current().timezone,
    )
    if wrong:
        raise UnableToSave({"on": wrong})
    return when
