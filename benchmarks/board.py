"""The board of a pipeline: sums and counts of every stage, twenty cards each, days in stage.

The baseline is the count of open deals, the least that any board must read. `--size` is the number
of open deals; the limit holds at a hundred thousand.
"""

import _bench as bench
import _deals
import _people

from entente.pipeline.queries.board import board
from entente.workspace.rules import SYSTEM

ROUNDS = 15
LIMITS = {"p95_ms": 80, "queries": 5}


def main() -> None:
    size = bench.size(small=20_000, full=100_000)
    with bench.database():
        bench.set_up()
        _people.fill_people(contacts=max(100, size // 10))
        _deals.fill_deals(deals=size)
        (owner,) = bench.run("select min(id) from workspace_member")[0]
        works = {
            "everybody's": lambda: board(viewer=SYSTEM, at=bench.NOW),
            "one owner's": lambda: board(viewer=SYSTEM, at=bench.NOW, owner_id=owner),
        }
        for work in works.values():
            work()
        taken = bench.around(
            baseline=lambda: bench.run(
                "select count(*) from pipeline_deal where deleted_at is null and outcome = ''"
            ),
            works=list(works.values()),
            rounds=ROUNDS,
        )
        found = bench.spread(taken.cpu)
        queries = max(bench.query_count(work) for work in works.values())
        bench.tell(
            benchmark="board",
            size=size,
            runs=ROUNDS,
            baseline="count of the open deals",
            **taken.told(),
            medians={
                name: bench.spread(taken.cpu[place :: len(works)])["median"]
                for place, name in enumerate(works)
            },
            queries=queries,
            limits=LIMITS,
            met=found["p95"] <= LIMITS["p95_ms"] and queries <= LIMITS["queries"],
        )


if __name__ == "__main__":
    main()
