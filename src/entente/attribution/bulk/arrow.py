"""Arrow in: touches, deals and refunds as read, made into the tables that the questions read."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entente.attribution.bulk import shapes
from entente.attribution.bulk.columns import (
    MICROSECOND,
    Bounds,
    Coded,
    coded,
    filled,
    micros,
    units,
    within,
)
from entente.attribution.bulk.days import DAY
from entente.attribution.rules.models import SHAPES, Model
from entente.attribution.rules.touches import Milestone, tie

IDS = ("deal_id", "contact_id", "position", "person_id")
TEXTS = ("channel", "kind")
NO = pa.scalar(value=False)
PLACES = pa.schema([("model", pa.int32())])
EFFECTS = pa.schema(
    [("model", pa.int32()), ("lesson", pa.int32()), ("code", pa.int32()), ("step", pa.int64())]
)
REFUNDS = pa.schema(
    [
        ("deal_id", pa.int64()),
        ("position", pa.int64()),
        ("at", pa.int64()),
        ("cents", pa.int64()),
        ("booked", pa.bool_()),
    ]
)
STONES = ("lead_at", "opened_at")
YEAR = 365 * DAY


def touch_table(*, touches: pa.Table) -> tuple[pa.Table, list[str], list[str]]:
    """Number the touches' rows, moments, channels and kinds; add what may be left out.

    Rows are numbered so that the number settles ties as `rules.touches.tie` and the position do.
    `automatic` and `colleague` are false, `asset` and `campaign` empty where the columns are not
    given. Beside it the names of the channels and of the kinds, each in its number's place.
    """
    position = touches["position"].to_numpy()
    if (position[1:] < position[:-1]).any():
        touches = touches.sort_by("position")
    with ThreadPoolExecutor(2) as pool:
        channel, kind = pool.map(lambda name: coded(texts=touches[name]), TEXTS)
    columns = {
        "row": _numbered(kind),
        **{name: touches[name].cast(pa.int64()) for name in IDS},
        "at": micros(moments=touches["at"]),
        "channel": channel.codes,
        "kind": kind.codes,
        **{name: _flag(touches, name) for name in ("automatic", "colleague")},
        **{name: _text(touches, name) for name in ("team", "campaign", "asset")},
    }
    return pa.table(columns), channel.names, kind.names


def _numbered(kind: Coded) -> pa.Array:
    """Numbers in order of kinds, and within a kind in the ledger's."""
    order = sorted(range(len(kind.names)), key=lambda code: tie(kind=kind.names[code]))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    codes = kind.codes.to_numpy()
    return pa.array(np.arange(len(codes)) + len(codes) * rank[codes])


def span(*, touches: pa.Table, deals: pa.Table, look_back: timedelta) -> tuple[int, int]:
    """Find between which moments the touches lie that may count, in tables as read above.

    In steps of about a year, so that a question once compiled serves until the next one.
    """
    seen, first = pc.min_max(touches["at"]).as_py(), pc.min(deals["closed_at"]).as_py()
    if seen["min"] is None or first is None:
        return 0, 0
    earliest = max(seen["min"], first - look_back // MICROSECOND)
    latest = max(earliest, min(seen["max"], pc.max(deals["until"]).as_py()))
    return earliest - earliest % YEAR, latest + -latest % YEAR


def deal_table(*, deals: pa.Table, bounds: Bounds) -> pa.Table:
    """Read deals: moments and cents; `lead_at` and `opened_at` unknown where not given.

    `until` is the moment of the close where not given; every deal is `asked` about and of the same
    `lesson` where nothing else is said.
    """
    closed_at = micros(moments=deals["closed_at"])
    unknown = pa.chunked_array([pa.nulls(len(deals), pa.timestamp("us", "UTC"))])
    stones = {name: deals[name] if name in deals.column_names else unknown for name in STONES}
    return pa.table(
        {
            "deal_id": deals["deal_id"].cast(pa.int64()),
            "currency": deals["currency"],
            "cents": units(amounts=deals["value"], currencies=deals["currency"]),
            "closed_at": closed_at,
            "until": _until(deals),
            "booked": within(moments=closed_at, bounds=bounds),
            "converted": deals["converted"],
            "asked": _given(deals, "asked", pa.scalar(value=True)),
            "lesson": _given(deals, "lesson", pa.scalar(0, pa.int32())),
            **{name: micros(moments=moments) for name, moments in stones.items()},
        }
    )


def _given(deals: pa.Table, name: str, otherwise: pa.Scalar) -> pa.Array | pa.ChunkedArray:
    if name in deals.column_names:
        return deals[name].cast(otherwise.type)
    return pa.repeat(otherwise, len(deals))


def _until(deals: pa.Table) -> pa.Array | pa.ChunkedArray:
    closed_at = deals["closed_at"]
    given = deals["until"] if "until" in deals.column_names else closed_at
    return micros(moments=pc.coalesce(given, closed_at))


def refund_table(*, refunds: pa.Table | None, deals: pa.Table, bounds: Bounds) -> pa.Table:
    """Read refunds, of which there may be none; their currency is the deal's."""
    if refunds is None or not len(refunds):
        return REFUNDS.empty_table()
    found = refunds.join(deals.select(["deal_id", "currency"]), "deal_id", join_type="inner")
    at = micros(moments=found["at"])
    columns = [
        found["deal_id"].cast(pa.int64()),
        found["position"].cast(pa.int64()),
        at,
        units(amounts=found["amount"], currencies=found["currency"]),
        within(moments=at, bounds=bounds),
    ]
    return pa.table(columns, schema=REFUNDS)


def name_table(*, names: Sequence[str]) -> pa.Table:
    """Write names beside their numbers."""
    return pa.table({"code": pa.array(range(len(names)), pa.int32()), "name": names})


def model_tables(
    *, models: Sequence[Model], steps: Mapping[tuple[Model, int], Sequence[int]]
) -> dict[str, pa.Table]:
    """Write models as tables by kind, each by its place: all, shapes, decays, and channels.

    `steps` has each channel's part by model and lesson.
    """
    places = {model: place for place, model in enumerate(models)}
    found = [
        {
            "model": places[model],
            **{stone.value: stone in SHAPES[model].stones for stone in Milestone},
            "each": SHAPES[model].each,
            "spread": SHAPES[model].between,
        }
        for model in models
        if model in SHAPES
    ]
    effects = [
        {"model": places[model], "lesson": lesson, "code": code, "step": step}
        for (model, lesson), of_channels in steps.items()
        for code, step in enumerate(of_channels)
    ]
    decays = [{"model": places[model]} for model in models if model is Model.TIME_DECAY]
    return {
        "models": pa.Table.from_pylist([{"model": place} for place in places.values()], PLACES),
        "shapes": pa.Table.from_pylist(found, shapes.SHAPES.to_pyarrow()),
        "decays": pa.Table.from_pylist(decays, PLACES),
        "effects": pa.Table.from_pylist(effects, EFFECTS),
    }


def _flag(touches: pa.Table, name: str) -> pa.Array | pa.ChunkedArray:
    if name in touches.column_names:
        return pc.fill_null(touches[name].cast(pa.bool_()), NO)
    return pa.repeat(NO, len(touches))


def _text(touches: pa.Table, name: str) -> pa.Array | pa.ChunkedArray:
    if name not in touches.column_names:
        return pa.repeat("", len(touches))
    return filled(texts=touches[name])
