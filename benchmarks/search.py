"""One box over people, companies and deals: rare terms, common ones, short ones, none.

The baseline is one bare lookup by primary key. `--size` is the number of contacts, with a tenth as
many companies and as many deals; the limit holds at a million.
"""

import _bench as bench
import _deals
import _people

from entente.pipeline.queries.search import search
from entente.workspace.rules import SYSTEM

ROUNDS = 7
LIMITS = {"p95_ms": 50, "queries": 6}
TERMS = {
    "common": ("ada", "example", "berg", "person", "head of sales", "336"),
    "middling": ("hugo bermager", "stentiquist", "marlosen ag", "person12", "zoë"),
    "rare": ("person77@example77.com", "firm 123", "deal 4711", "+33600000815", "person 4321"),
    "short": ("a", "zo", "be", "pe"),
    "none": ("xylophone quartz", "qqqq", "no one here", "zzz"),
}


def main() -> None:
    size = bench.size(small=50_000, full=1_000_000)
    with bench.database():
        bench.set_up()
        _people.fill_people(contacts=size)
        _deals.fill_deals(deals=max(100, size // 10))
        terms = [(sort, term) for sort, given in TERMS.items() for term in given]
        works = [lambda term=term: search(text=term, viewer=SYSTEM) for _, term in terms]
        for work in works:
            work()
        taken = bench.around(
            baseline=lambda: bench.run("select * from people_contact order by id limit 1"),
            works=works,
            rounds=ROUNDS,
        )
        found = bench.spread(taken.cpu)
        by_sort = {
            sort: bench.spread(
                [
                    time
                    for place, time in enumerate(taken.cpu)
                    if terms[place % len(terms)][0] == sort
                ]
            )
            for sort in TERMS
        }
        medians = {
            term: bench.spread(taken.cpu[place :: len(terms)])["median"]
            for place, (_, term) in enumerate(terms)
        }
        queries = max(bench.query_count(work) for work in works)
        bench.tell(
            benchmark="search",
            size=size,
            runs=ROUNDS,
            baseline="one row by primary key",
            **taken.told(),
            by_sort=by_sort,
            slowest=dict(sorted(medians.items(), key=lambda item: -item[1])[:4]),
            queries=queries,
            limits=LIMITS,
            met=found["p95"] <= LIMITS["p95_ms"] and queries <= LIMITS["queries"],
        )


if __name__ == "__main__":
    main()
