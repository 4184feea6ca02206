"""The questions by name, over tables by name.

What changes from one asking to the next is in the tables where it can be, not in the question:
to compile one takes longer than to answer it when there are few touches.
"""

from collections.abc import Sequence
from datetime import timedelta

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk import chains, journeys, numbers, shapes, sums, weights
from entente.attribution.bulk.journeys import Codes
from entente.attribution.bulk.lines import Asked, credit_lines
from entente.attribution.rules.touches import TouchRules

ASPECTS = {
    "position": "int64",
    "contact_id": "int64",
    "team": "string",
    "channel": "string",
    "campaign": "string",
    "asset": "string",
    "person_id": "int64",
}

TOUCHES = ibis.table(
    {
        "row": "int64",
        "deal_id": "int64",
        "at": "int64",
        "kind": "int32",
        "automatic": "boolean",
        "colleague": "boolean",
        **ASPECTS,
        "channel": "int32",
    },
    name="touches",
)
DEALS = ibis.table(
    {
        "deal_id": "int64",
        "closed_at": "int64",
        "until": "int64",
        "converted": "boolean",
        "asked": "boolean",
        "lesson": "int32",
        "lead_at": "int64",
        "opened_at": "int64",
        "currency": "string",
        "cents": "int64",
        "booked": "boolean",
    },
    name="deals",
)
REFUNDS = ibis.table(
    {
        "deal_id": "int64",
        "position": "int64",
        "at": "int64",
        "cents": "int64",
        "booked": "boolean",
    },
    name="refunds",
)
SUMS = ibis.table(sums.SUMS, name="sums")
REPEATED = ibis.table({"row": "int64", "deal_id": "int64"}, name="repeated")
CHANNELS = ibis.table({"code": "int32", "name": "string"}, name="channels")
EFFECTS = {"model": "int32", "lesson": "int32", "code": "int32", "step": "int64"}
ASKED = Asked(
    models=ibis.table({"model": "int32"}, name="models"),
    shapes=ibis.table(shapes.SHAPES, name="shapes"),
    decays=ibis.table({"model": "int32"}, name="decays"),
    effects=ibis.table(EFFECTS, name="effects"),
)


def booked(*, refunds: bool) -> Table:
    """What was won, deal by deal, and what went back so far."""
    won = sums.wins(deals=DEALS)
    back = sums.refunded(refunds=REFUNDS, deals=DEALS)
    return won.union(back) if refunds else won


def walked(*, rules: TouchRules, codes: Codes, memory: int) -> Table:
    """All journeys with repetitions; a memory of none leaves out those that only teach."""
    deals = DEALS if memory else DEALS.filter(DEALS.converted & DEALS.asked)
    return journeys.walked(touches=TOUCHES, deals=deals, rules=rules, codes=codes, memory=memory)


def repeated(*, rules: TouchRules, codes: Codes, memory: int) -> Table:
    """The repetitions in them."""
    return journeys.repeated(walked=_walked("walked", memory), rules=rules, codes=codes)


def again(*, rules: TouchRules, codes: Codes, memory: int) -> Table:
    """The journeys that had repetitions, without them."""
    return journeys.again(
        walked=_walked("walked", memory),
        repeated=REPEATED,
        rules=rules,
        codes=codes,
        memory=memory,
    )


def kept(*, memory: int) -> Table:
    """The journeys of touches that count."""
    first, then = _walked("walked", memory), _walked("again", memory)
    return journeys.kept(walked=first, repeated=REPEATED, again=then, memory=memory)


def steps(*, channels: int, order: int) -> Table:
    """The steps between the states of a chain, lesson by lesson."""
    found = ibis.table(journeys.kept_schema(memory=order), name="kept")
    return chains.steps(kept=found, deals=DEALS, channels=channels, order=order)


def won(*, half_life: timedelta, aspects: Sequence[str], close: int) -> Table:
    """What the models look at, for each touch of a converted deal, and what else is known of it.

    The aspects are named by their place, so that one question serves many headings.
    """
    found = ibis.table(journeys.kept_schema(memory=0), name="kept")
    measured = weights.won(kept=found, deals=DEALS, half_life=half_life, close=close)
    places = {name: f"aspect_{place}" for place, name in enumerate(aspects)}
    if "channel" in places:
        measured = measured.join(CHANNELS, "code").rename({places.pop("channel"): "name"})
    if places:
        columns = {place: TOUCHES[name] for name, place in places.items()}
        measured = measured.join(TOUCHES.select("row", **columns), "row")
    return measured


def lines(*, refunds: bool, kinds: tuple[str, ...]) -> Table:
    """Credit line by line, each with the aspects of its touch, which are of these types."""
    return _lines(kinds, refunds=refunds)


def totals(*, refunds: bool, kinds: tuple[str, ...]) -> Table:
    """Credit added up under model and aspects; null cents only where none are known."""
    found = _lines(kinds, refunds=refunds)
    summed = {"share": found.share.sum(), "cents": numbers.total(of=found.cents)}
    by = (f"aspect_{place}" for place in range(len(kinds)))
    return found.group_by("model", *by, "currency").agg(**summed)


def _lines(kinds: tuple[str, ...], *, refunds: bool) -> Table:
    aspects = {f"aspect_{place}": kind for place, kind in enumerate(kinds)}
    won = ibis.table({**dict(weights.WON), **aspects}, name="won")
    return credit_lines(won=won, sums=SUMS, asked=ASKED, refunds=refunds)


def _walked(name: str, memory: int) -> Table:
    return ibis.table(journeys.walked_schema(memory=memory), name=name)
