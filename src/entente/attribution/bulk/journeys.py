"""From touches to journeys: the rules of `rules/touches.py` as one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import ibis
from ibis.expr.types import IntegerValue, Table

from entente.attribution.bulk.days import local_day
from entente.attribution.rules.touches import CLOSE, TouchRules

NONE = -1  # no channel: nothing before, nothing after
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Codes:
    """The names behind the numbers of these touches, and between which moments they lie."""

    channels: tuple[str, ...]
    kinds: tuple[str, ...]
    first: int
    last: int

    @property
    def close(self) -> int:
        """The number of the kind that is the close itself."""
        return self.kinds.index(CLOSE) if CLOSE in self.kinds else NONE


def walked(
    *, touches: Table, deals: Table, rules: TouchRules, codes: Codes, memory: int = 1
) -> Table:
    """Lay out all touches that may count, repetitions too, each with its turn and neighbours.

    One row per touch: row, deal_id, at, channel, turn (from 0), converted, following (channel,
    −1 at the end), earlier_1 … for a memory of more than one channel, and what repetitions are
    known by; `busy` when the touch before or after it is of the same day.
    """
    eligible = _eligible(touches, deals, rules, codes)
    direct = eligible.channel.isin(_places(codes.channels, rules.direct)).cast("int8")
    return _placed(eligible.mutate(direct=direct), rules, codes, memory)


def repeated(*, walked: Table, rules: TouchRules, codes: Codes) -> Table:
    """Find the touches that only repeat an earlier one of their day: row, deal_id.

    Looks at busy days alone, which is why the journeys are laid out first: a sort of all touches
    by what they have in common costs as much as the one that lays them out.
    """
    busy = walked.filter(walked.busy)
    dated = busy.mutate(day=_day(busy, rules, codes))
    same = ibis.window(
        group_by=[dated.deal_id, dated.contact_id, dated.kind, dated.channel, dated.day],
        order_by=[dated["at"], dated.row],
    )
    found = dated.mutate(repetition=ibis.row_number().over(same))
    return found.filter(found.repetition > 0).select("row", "deal_id")


def again(*, walked: Table, repeated: Table, rules: TouchRules, codes: Codes, memory: int) -> Table:
    """Lay out once more the journeys that had repetitions, without them."""
    once = walked.semi_join(repeated, "deal_id").anti_join(repeated, "row")
    bare = once.drop("turn", "following", "busy", *(f"earlier_{n}" for n in range(1, memory)))
    return _placed(bare, rules, codes, memory)


def kept(*, walked: Table, repeated: Table, again: Table, memory: int) -> Table:
    """The touches that count: journeys as first laid out, and those laid out again."""
    columns = kept_schema(memory=memory).names
    sound = walked.anti_join(repeated, "deal_id")
    return sound.select(*columns).union(again.select(*columns))


def kept_schema(*, memory: int) -> ibis.Schema:
    """The columns that `kept` gives."""
    plain = {"row": "int64", "deal_id": "int64", "at": "int64", "channel": "int32", "kind": "int32"}
    more = {"turn": "int64", "converted": "boolean", "following": "int32"}
    return ibis.schema({**plain, **more, **{f"earlier_{n}": "int32" for n in range(1, memory)}})


def walked_schema(*, memory: int) -> ibis.Schema:
    """The columns that `walked` and `again` give."""
    known_by = {"contact_id": "int64", "direct": "int8", "busy": "boolean"}
    return ibis.schema({**dict(kept_schema(memory=memory)), **known_by})


def _placed(touches: Table, rules: TouchRules, codes: Codes, memory: int) -> Table:
    """Give each touch its turn and neighbours.

    A direct touch is sorted behind all others of its journey, so that the same sort tells
    whether it stands alone; if not, it is left out.
    """
    dated = touches.mutate(day=_day(touches, rules, codes))
    order = [dated.direct, dated["at"], dated.row]
    journey = ibis.window(group_by=dated.deal_id, order_by=order)
    so_far = ibis.rows_window(group_by=dated.deal_id, order_by=order, following=0)
    earlier = {
        f"earlier_{back}": dated.channel.lag(back).over(journey) for back in range(1, memory)
    }
    placed = dated.mutate(
        turn=ibis.row_number().over(journey),
        only_direct=dated.direct.min().over(so_far),
        following=dated.channel.lead().over(journey),
        next_day=dated.day.lead().over(journey),
        last_day=dated.day.lag().over(journey),
        **earlier,
    )
    stays = placed.filter(placed.direct == placed.only_direct)
    left_out = (stays.direct == 0) & stays.following.isin(_places(codes.channels, rules.direct))
    busy = (stays.next_day == stays.day) | (stays.last_day == stays.day)
    found = stays.mutate(
        following=left_out.ifelse(NONE, stays.following.coalesce(NONE)),
        busy=busy.coalesce(ibis.literal(value=False)),
        **{name: stays[name].coalesce(NONE) for name in earlier},
    )
    return found.select(*walked_schema(memory=memory).names)


def _eligible(touches: Table, deals: Table, rules: TouchRules, codes: Codes) -> Table:
    joined = touches.join(deals.select("deal_id", "closed_at", "until", "converted"), "deal_id")
    tests = [
        joined["at"] <= joined.until,
        joined["at"] >= joined.closed_at - rules.look_back // MICROSECOND,
        ~joined.automatic,
    ]
    if rules.kinds is not None:
        tests.append(joined.kind.isin(_places(codes.kinds, rules.kinds)))
    if not rules.colleagues:
        tests.append(~joined.colleague)
    return joined.filter(tests)


def _day(touches: Table, rules: TouchRules, codes: Codes) -> IntegerValue:
    return local_day(at=touches["at"], zone=rules.zone, first=codes.first, last=codes.last)


def _places(names: Sequence[str], wanted: frozenset[str]) -> list[int]:
    """Give the codes of the wanted names; one that nothing has, if there are none."""
    return [code for code, name in enumerate(names) if name in wanted] or [NONE]
