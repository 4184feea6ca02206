"""Attribution: all heuristic models and Markov 1 over touches, against plain hand-written SQL.

Prints one JSON line. The baseline is the same question without the accord's rules and in floats:
window, journeys, five heuristic models and the transitions in DuckDB's own SQL, one inverse in
numpy, on the same Arrow tables. Ours drops repetitions, weighs direct visits, knows eight
heuristic models and is exact to the cent. It learns order 1 month by month, as the report
does, and order 2, which no page shows, at once. Both run in turn in one process; the ratio is that
of their medians, in seconds on the wall and of CPU. `--size` is a number of touches, small or full.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from entente.attribution.bulk.totals import totals
from entente.attribution.rules.models import SHAPES, Model
from entente.attribution.rules.touches import TouchRules

SIZES = {"small": 300_000, "full": 10_000_000}
RUNS = 5
LIMITS = {"markov": 6.0, "markov_2": 9.0}
CHANNELS = 60
DAY = 86_400_000_000
HEURISTIC = (*SHAPES, Model.TIME_DECAY)
RULES = TouchRules(
    zone=ZoneInfo("Europe/Paris"),
    look_back=timedelta(days=90),
    direct=frozenset({"channel 00"}),
)

JOURNEYS = f"""
create or replace temporary table j as
select t.deal_id, t.channel ch, epoch_us(d.closed_at) - epoch_us(t."at") age,
    case when d.converted then d.value::double end v,
    row_number() over w rn, count(*) over (partition by t.deal_id) n, lead(t.channel) over w nx
from touches t join deals d on d.deal_id = t.deal_id
where t."at" <= d.closed_at and epoch_us(t."at") >= epoch_us(d.closed_at) - {90 * DAY}
window w as (partition by t.deal_id order by t."at")
"""
HEURISTICS = f"""
with x as (
    select ch, v, rn, n, pow(2.0, -age / {7 * DAY}.0) d,
        sum(pow(2.0, -age / {7 * DAY}.0)) over (partition by deal_id) ds
    from j where v is not null
)
select ch, sum(v) filter (where rn = 1) first, sum(v) filter (where rn = n) last,
    sum(v / n) linear, sum(v * d / ds) decay,
    sum(case when n = 1 then v when n = 2 then v * .5
        when rn = 1 or rn = n then v * .4 else v * .2 / (n - 2) end) position
from x group by 1 order by 1
"""
TRANSITIONS = """
select '' f, ch t, count(*) c from j where rn = 1 group by all
union all
select ch, coalesce(nx, case when v is not null then '+' else '-' end), count(*) from j group by all
"""


def made_up(size: int) -> tuple[pa.Table, pa.Table]:
    """Touches in the ledger's order, seven to a journey, and deals of which a tenth is won."""
    dice = np.random.default_rng(1)
    count = max(size // 7, 1)
    moment = pa.timestamp("us", "UTC")
    ends = 1_700_000_000_000_000 + dice.integers(0, 450 * DAY, count)
    deal = dice.integers(0, count, size)
    odds = 1 / np.arange(1, CHANNELS + 1) ** 0.7
    channel = dice.choice(CHANNELS, size, p=odds / odds.sum()).astype(np.int32)
    kind = dice.integers(0, 8, size, dtype=np.int32)
    names = pa.array([f"channel {number:02}" for number in range(CHANNELS)])
    touches = {
        "deal_id": deal,
        "contact_id": deal * 2 + (dice.random(size) < 0.1),
        "position": np.arange(size),
        "at": pa.array(ends[deal] - dice.exponential(25 * DAY, size).astype(np.int64)).cast(moment),
        "team": pa.array(["marketing", "sales"]).take(pa.array(channel // 40)),
        "channel": names.take(pa.array(channel)),
        "kind": pa.array([f"kind.{number}" for number in range(8)]).take(pa.array(kind)),
        "campaign": names.take(pa.array(kind)),
        "person_id": kind.astype(np.int64),
    }
    cents = pa.array(dice.integers(1_000, 100_000_000, count)).cast(pa.decimal128(21, 0))
    deals = {
        "deal_id": np.arange(count),
        "value": pc.multiply(cents, pa.scalar(Decimal("0.01"))),
        "currency": pa.repeat("EUR", count),
        "closed_at": pa.array(ends).cast(moment),
        "converted": dice.random(count) < 0.1,
        "lesson": ends // (30 * DAY),
    }
    return pa.table(touches), pa.table(deals)


def plain_sql(touches: pa.Table, deals: pa.Table) -> float:
    """Answer in hand-written SQL and one inverse; give the sum of the removal effects."""
    with duckdb.connect() as engine:
        engine.register("touches", touches)
        engine.register("deals", deals)
        engine.execute(JOURNEYS)
        engine.execute(HEURISTICS).fetchall()
        rows = engine.execute(TRANSITIONS).fetchall()
    names = sorted({row[0] for row in rows})
    place = {name: index for index, name in enumerate(names)}
    moves, ending = np.zeros((len(names), len(names))), np.zeros(len(names))
    for source, target, count in rows:
        if target in place:
            moves[place[source], place[target]] += count
        elif target == "+":
            ending[place[source]] += count
    whole = moves.sum(1) + ending
    whole += [sum(c for f, t, c in rows if f == name and t == "-") for name in names]
    visits = np.linalg.inv(np.eye(len(names)) - moves / whole[:, None])
    chances = visits @ (ending / whole)
    return float((visits[0] / np.diag(visits) * chances / chances[0])[1:].sum())


def ours(touches: pa.Table, deals: pa.Table, markov: Model) -> pa.Table:
    """Answer as a report does: every model by channel."""
    known = deals if markov is Model.MARKOV else deals.drop_columns("lesson")
    return totals(
        touches=touches, deals=known, rules=RULES, models=(*HEURISTIC, markov), by=["channel"]
    )


def measured(work: dict[str, Callable[[], object]]) -> dict[str, tuple[float, float]]:
    """The median seconds on the wall and of CPU; all take turns, the baseline before and after."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for _ in range(RUNS):
        for name in (*work, "baseline"):
            wall, cpu = time.perf_counter(), time.process_time()
            work[name]()
            taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: (statistics.median(w for w, _ in pairs), statistics.median(c for _, c in pairs))
        for name, pairs in taken.items()
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default=os.environ.get("ENTENTE_BENCH_SIZE", "small"))
    wanted = parser.parse_args().size
    size = SIZES.get(wanted) or int(wanted)
    tables = made_up(size)
    median = measured(
        {
            "baseline": lambda: plain_sql(*tables),
            "markov": lambda: ours(*tables, Model.MARKOV),
            "markov_2": lambda: ours(*tables, Model.MARKOV_2),
        }
    )
    wall, cpu = ({name: round(pair[n], 2) for name, pair in median.items()} for n in (0, 1))
    result = {
        "benchmark": "attribution",
        "size": size,
        "runs": RUNS,
        "ratio": round(wall["markov"] / wall["baseline"], 2),
        "ratio_cpu": round(cpu["markov"] / cpu["baseline"], 2),
        "baseline": "plain DuckDB SQL: journeys, five heuristic models, Markov 1, in floats",
        "seconds": wall,
        "cpu_seconds": cpu,
        "models": len(HEURISTIC) + 1,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "limits": LIMITS if size == SIZES["full"] else {},
        "met": size != SIZES["full"] or all(wall[n] <= most for n, most in LIMITS.items()),
        "versions": {
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
            "ibis": ibis.__version__,
            "pyarrow": pa.__version__,
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
