"""The last fifty entries of a contact, and an older page, in a large ledger.

The baseline is the bare index scan of the same fifty rows. `--size` is the number of
entries; the limit holds at ten million.
"""

import itertools

import _bench as bench
from django.db import connection

from entente.ledger.queries import timeline

ROUNDS = 200
EACH = 100  # entries of a contact
LIMITS = {"p95_ms": 40, "queries": 1}
KINDS = ["visit.made", "email.opened", "call.logged", "note.written", "form.submitted"]

_ENTRIES = """
insert into ledger_entry (source, message_id, kind, occurred_at, precision, recorded_at, team,
    contact_id, channel, campaign, asset, currency, properties)
select 'bench', i::text, (%(kinds)s::text[])[1 + i %% 5],
    %(now)s::timestamptz - i * interval '1 second', 'moment', %(now)s, 'sales',
    1 + i %% %(contacts)s, 'email', '', '', '',
    '{"page": "/pricing", "_key": {"page": "/pricing", "@channel": "email"}}'
from generate_series(1, %(size)s) i
"""
_PAYLOADS = """
insert into ledger_payload (position, contact_id, data)
select position, contact_id, '{"text": "Rang and left a word"}' from ledger_entry
where kind in ('call.logged', 'note.written')
"""
_BASELINE = """
select * from ledger_entry where contact_id = %s
order by occurred_at desc, position desc limit 50
"""


def main() -> None:
    size = bench.size(small=500_000, full=10_000_000)
    contacts = max(1, size // EACH)
    with bench.database():
        with bench.bare("ledger_entry"), connection.cursor() as cursor:
            given = {"size": size, "contacts": contacts, "kinds": KINDS, "now": bench.NOW}
            cursor.execute(_ENTRIES, given)
        with bench.bare("ledger_payload"), connection.cursor() as cursor:
            cursor.execute(_PAYLOADS)
        whose = itertools.cycle(range(1, contacts + 1, max(1, contacts // 97)))

        def newest() -> None:
            timeline(contact=next(whose))

        def older() -> None:
            of = next(whose)
            timeline(contact=of, before=timeline(contact=of).older)

        def calls() -> None:
            timeline(contact=next(whose), kinds=["call.logged"])

        works = [newest, older, calls]
        taken = bench.around(
            baseline=lambda: bench.run(_BASELINE, [next(whose)]), works=works, rounds=ROUNDS
        )
        found = bench.spread(taken.cpu)
        bench.tell(
            benchmark="timeline",
            size=size,
            runs=ROUNDS,
            baseline="the same fifty rows straight from the index",
            **taken.told(),
            medians={
                work.__name__: bench.spread(taken.cpu[place :: len(works)])["median"]
                for place, work in enumerate(works)
            },
            queries=bench.query_count(newest),
            limits=LIMITS,
            met=found["p95"] <= LIMITS["p95_ms"] and bench.query_count(newest) == 1,
        )


if __name__ == "__main__":
    main()
