"""A page of the contact list with its capped count, with and without filters.

The baseline is the bare table: its first fifty rows by primary key. `--size` is the number of
contacts; the limit holds at a million.
"""

import _bench as bench
import _people

from entente.audiences.queries import asking, filtering, understood
from entente.people.queries.contacts import contacts, count_contacts
from entente.workspace.rules import SYSTEM

ROUNDS = 7
LIMITS = {"p95_ms": 60, "queries": 8}
FILTERS = (
    "",
    'country is "France"',
    'first channel is "social" and country is "Norway"',
    "owner is known",
    'country is "Nowhere"',
    "known since is in the last 3 days",
    'job title contains "head"',
    'name contains "bermager"',
    'e-mail is "person7@example7.com"',
)


def page(text: str, sort: str, descending: bool):
    """What the list page asks: a page and how many there are."""
    criterion = None
    if text:
        asked = asking(at=bench.NOW, present=True)
        criterion = filtering(criterion=understood(text=text, at=bench.NOW), asked=asked)

    def work() -> None:
        counted = count_contacts(viewer=SYSTEM, criterion=criterion)
        contacts(
            viewer=SYSTEM, criterion=criterion, sort=sort, descending=descending, counted=counted
        )

    return work


def main() -> None:
    size = bench.size(small=50_000, full=1_000_000)
    with bench.database():
        bench.set_up()
        _people.fill_people(contacts=size)
        works = {
            (text, sort): page(text, sort, descending)
            for text in FILTERS
            for sort, descending in (("since", True), ("name", False), ("company", False))
        }
        for work in works.values():
            work()
        taken = bench.around(
            baseline=lambda: bench.run("select * from people_contact order by id limit 50"),
            works=list(works.values()),
            rounds=ROUNDS,
        )
        found = bench.spread(taken.cpu)
        slowest = {
            f"{text or 'all'} by {sort}": bench.spread(taken.cpu[place :: len(works)])["median"]
            for place, (text, sort) in enumerate(works)
        }
        queries = max(bench.query_count(work) for work in works.values())
        bench.tell(
            benchmark="contact_list",
            size=size,
            runs=ROUNDS,
            baseline="first fifty rows by primary key",
            **taken.told(),
            queries=queries,
            medians=dict(sorted(slowest.items(), key=lambda item: -item[1])[:6]),
            limits=LIMITS,
            met=found["p95"] <= LIMITS["p95_ms"] and queries <= LIMITS["queries"],
        )


if __name__ == "__main__":
    main()
