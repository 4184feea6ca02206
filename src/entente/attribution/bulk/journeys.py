"""From touches to journeys: the rules of `rules/touches.py` as one question."""

from dataclasses import dataclass
from datetime import timedelta

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.days import local_day
from entente.attribution.rules.touches import TouchRules

NONE = -1  # no channel: nothing before, nothing after
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Codes:
    """The names behind the numbers of these touches, and between which moments they lie."""

    channels: list[str]
    kinds: list[str]
    first: int
    last: int


def kept(
    *, touches: Table, deals: Table, rules: TouchRules, codes: Codes, memory: int = 1
) -> Table:
    """Keep the touches that count, each with its turn in the journey and its neighbours.

    One row per touch: row, deal_id, at, channel, turn (from 0), following (channel, −1 at the
    end), converted, and earlier_1 … for a memory of more than one channel. Two sorts of the
    whole: one to find repetitions, one for the journey. A direct touch is sorted behind all
    others of its journey, so that it is known in the same sort whether it stands alone.
    """
    once = _not_repeated(_eligible(touches, deals, rules, codes), rules, codes)
    order = [once.direct, once["at"], once.row]
    journey = ibis.window(group_by=once.deal_id, order_by=order)
    so_far = ibis.rows_window(group_by=once.deal_id, order_by=order, preceding=None, following=0)
    placed = once.mutate(
        turn=ibis.row_number().over(journey),
        only_direct=once.direct.min().over(so_far),
        next_channel=once.channel.lead().over(journey),
        next_direct=once.direct.lead().over(journey),
        **{
            f"earlier_{back}": once.channel.lag(back).over(journey).coalesce(NONE)
            for back in range(1, memory)
        },
    )
    stays = placed.filter(placed.direct == placed.only_direct)
    ends = stays.next_channel.isnull() | (stays.next_direct != stays.direct)
    return stays.select(
        "row",
        "deal_id",
        "at",
        "channel",
        "turn",
        "converted",
        following=ends.ifelse(NONE, stays.next_channel),
        **{f"earlier_{back}": stays[f"earlier_{back}"] for back in range(1, memory)},
    )


def kept_schema(*, memory: int) -> ibis.Schema:
    """The columns that `kept` gives."""
    plain = {"row": "int64", "deal_id": "int64", "at": "int64", "channel": "int32"}
    more = {"turn": "int64", "converted": "boolean", "following": "int32"}
    return ibis.schema({**plain, **more, **{f"earlier_{n}": "int32" for n in range(1, memory)}})


def _eligible(touches: Table, deals: Table, rules: TouchRules, codes: Codes) -> Table:
    joined = touches.join(deals.select("deal_id", "closed_at", "converted"), "deal_id")
    tests = [
        joined["at"] <= joined.closed_at,
        joined["at"] >= joined.closed_at - rules.look_back // MICROSECOND,
        ~joined.automatic,
    ]
    if rules.kinds is not None:
        tests.append(joined.kind.isin(_places(codes.kinds, rules.kinds)))
    if not rules.colleagues:
        tests.append(~joined.colleague)
    return joined.filter(tests)


def _not_repeated(eligible: Table, rules: TouchRules, codes: Codes) -> Table:
    day = local_day(at=eligible["at"], zone=rules.zone, first=codes.first, last=codes.last)
    direct = eligible.channel.isin(_places(codes.channels, rules.direct)).cast("int8")
    dated = eligible.mutate(day=day, direct=direct)
    same = ibis.window(
        group_by=[dated.deal_id, dated.contact_id, dated.kind, dated.channel, dated.day],
        order_by=[dated["at"], dated.row],
    )
    counted = dated.mutate(repetition=ibis.row_number().over(same))
    return counted.filter(counted.repetition == 0)


def _places(names: list[str], wanted: frozenset[str]) -> list[int]:
    """Give the codes of the wanted names; one that nothing has, if there are none."""
    return [code for code, name in enumerate(names) if name in wanted] or [NONE]
