"""Builders for tests: touches and journeys that need only what the story is about."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa

from entente.attribution.rules.shares import Refund
from entente.attribution.rules.touches import Journey, Touch, TouchRules

CLOSE = datetime(2026, 6, 30, 12, tzinfo=UTC)
MOMENT = pa.timestamp("us", "UTC")
MONEY = pa.decimal128(18, 3)
PARIS = ZoneInfo("Europe/Paris")
RULES = TouchRules(zone=PARIS)
STRICT = TouchRules(
    zone=PARIS,
    look_back=timedelta(days=45),
    kinds=frozenset({"visit.made", "call.logged"}),
    direct=frozenset({"direct", "search"}),
    colleagues=False,
    half_life=timedelta(days=3),
)


def touch(position: int, *, days: float = 1.0, **facts: object) -> Touch:
    """One touch, `days` before the close; an email click of Milan's team unless said otherwise."""
    plain: dict[str, object] = {
        "at": CLOSE - timedelta(days=days),
        "contact": 1,
        "team": "marketing",
        "channel": "email",
        "kind": "email.clicked",
    }
    return Touch(position=position, **{**plain, **facts})  # type: ignore[arg-type]  # as given


def journey(*touches: Touch, value: str | None = "1000.00", **facts: object) -> Journey:
    """One won deal of these touches."""
    plain: dict[str, object] = {
        "deal": 1,
        "value": None if value is None else Decimal(value),
        "currency": "EUR",
        "closed_at": CLOSE,
    }
    return Journey(touches=touches, **{**plain, **facts})  # type: ignore[arg-type]  # as given


def walk(channels: Sequence[str], **facts: object) -> Journey:
    """One won deal with a touch a day on these channels, the last one at the close."""
    last = len(channels) - 1
    return journey(
        *(touch(i + 1, days=last - i, channel=channel) for i, channel in enumerate(channels)),
        **facts,  # type: ignore[arg-type]  # as given
    )


def generated(*, seed: int, count: int) -> tuple[list[Journey], dict[int, list[Refund]]]:
    """Journeys with everything that is awkward: ties, repetitions, gaps, odd sums, refunds."""
    dice = random.Random(seed)  # noqa: S311  made-up journeys, no secrets
    journeys = [_generated_journey(dice, deal) for deal in range(1, count + 1)]
    refunds = {
        journey.deal: _generated_refunds(dice, journey)
        for journey in journeys
        if journey.converted and journey.asked and journey.value and dice.random() < 0.5
    }
    return journeys, refunds


def _generated_journey(dice: random.Random, deal: int) -> Journey:
    closed_at = CLOSE - timedelta(days=dice.randrange(300), seconds=dice.randrange(86_400))
    length = dice.choice([0, 1, 1, 2, 2, 3, 4, 5, 7, 12, 30])
    until = closed_at + timedelta(hours=12) if dice.random() < 0.2 else None
    moments = [closed_at - _generated_age(dice) for _ in range(length)]
    moments += [closed_at + timedelta(hours=dice.randrange(15)) for _ in range(length // 5)]
    moments += [dice.choice(moments) for _ in range(length // 4)]
    stones = [*moments, closed_at - timedelta(days=20), None]
    return Journey(
        deal=deal,
        value=dice.choice([None, Decimal(0), _odd_sum(dice), _odd_sum(dice), -_odd_sum(dice)]),
        currency=dice.choice(["EUR", "EUR", "USD"]),
        closed_at=closed_at,
        touches=tuple(_generated_touch(dice, deal * 1000 + i, at) for i, at in enumerate(moments)),
        converted=dice.random() < 0.6,
        lead_at=dice.choice(stones),
        opened_at=dice.choice(stones),
        until=until,
        lesson=closed_at.year * 12 + closed_at.month,
        asked=dice.random() < 0.9,
    )


def _generated_age(dice: random.Random) -> timedelta:
    whole_days = timedelta(days=dice.randrange(-3, 200))
    return dice.choice(
        [
            whole_days,
            timedelta(0),
            timedelta(days=180),
            timedelta(seconds=dice.randrange(20 * 86_400)),
            whole_days + timedelta(microseconds=dice.randrange(86_400_000_000)),
        ]
    )


def _generated_touch(dice: random.Random, position: int, at: datetime) -> Touch:
    team, kind, channels = dice.choice(
        [
            ("marketing", "visit.made", ["direct", "search", "social"]),
            ("marketing", "email.clicked", ["email"]),
            ("sales", "call.logged", ["phone"]),
            ("sales", "meeting.held", ["meeting", ""]),
            ("sales", "close.made", ["close"]),
        ]
    )
    return Touch(
        position=position,
        at=at,
        contact=dice.choice([1, 1, 2, None]),
        team=team,
        channel=dice.choice(channels),
        kind=kind,
        campaign=dice.choice(["", "spring", "autumn"]),
        asset=dice.choice(["", "guide", "pricing"]),
        person=dice.choice([None, 7, 8]),
        automatic=dice.random() < 0.1,
        colleague=dice.random() < 0.2,
    )


def _generated_refunds(dice: random.Random, journey: Journey) -> list[Refund]:
    value = journey.value or Decimal(0)
    first = (value * Decimal(dice.choice(["0.1", "0.333", "1"]))).quantize(Decimal("0.01"))
    amounts = [first, value - first] if dice.random() < 0.5 else [first]
    return [
        Refund(
            position=journey.deal * 1000 + 900 + i,
            at=journey.closed_at + timedelta(days=30 * i),
            amount=amount,
        )
        for i, amount in enumerate(amounts)
        if amount
    ]


def _odd_sum(dice: random.Random) -> Decimal:
    cents = dice.choice(
        [1, 2, 3, 7, 99, 100, 101, 333, dice.randrange(10**6), dice.randrange(10**11)]
    )
    return Decimal(cents) / 100


def as_tables(
    *, journeys: Sequence[Journey], refunds: Mapping[int, Sequence[Refund]]
) -> dict[str, pa.Table]:
    """The same journeys as the Arrow tables that the bulk form reads: touches, deals, refunds."""
    back = [(deal, refund) for deal, lines in refunds.items() for refund in lines]
    return {
        "touches": _touch_table(journeys),
        "deals": _deal_table(journeys),
        "refunds": pa.table(
            {
                "deal_id": pa.array([deal for deal, _ in back], pa.int64()),
                "position": pa.array([refund.position for _, refund in back], pa.int64()),
                "at": pa.array([refund.at for _, refund in back], MOMENT),
                "amount": pa.array([refund.amount for _, refund in back], MONEY),
            }
        ),
    }


def _touch_table(journeys: Sequence[Journey]) -> pa.Table:
    touches = [(journey.deal, touch) for journey in journeys for touch in journey.touches]
    texts = ("team", "channel", "kind", "campaign", "asset")
    columns = {
        "deal_id": pa.array([deal for deal, _ in touches], pa.int64()),
        "contact_id": pa.array([touch.contact for _, touch in touches], pa.int64()),
        "person_id": pa.array([touch.person for _, touch in touches], pa.int64()),
        "position": pa.array([touch.position for _, touch in touches], pa.int64()),
        "at": pa.array([touch.at for _, touch in touches], MOMENT),
        "automatic": pa.array([touch.automatic for _, touch in touches], pa.bool_()),
        "colleague": pa.array([touch.colleague for _, touch in touches], pa.bool_()),
    }
    for name in texts:
        columns[name] = pa.array([getattr(touch, name) for _, touch in touches], pa.string())
    return pa.table(columns)


def _deal_table(journeys: Sequence[Journey]) -> pa.Table:
    columns = {
        "deal_id": pa.array([journey.deal for journey in journeys], pa.int64()),
        "value": pa.array([journey.value for journey in journeys], MONEY),
        "currency": pa.array([journey.currency for journey in journeys], pa.string()),
        "converted": pa.array([journey.converted for journey in journeys], pa.bool_()),
        "lesson": pa.array([journey.lesson for journey in journeys], pa.int32()),
        "asked": pa.array([journey.asked for journey in journeys], pa.bool_()),
    }
    for name in ("closed_at", "until", "lead_at", "opened_at"):
        columns[name] = pa.array([getattr(journey, name) for journey in journeys], MOMENT)
    return pa.table(columns)
