"""Criteria that time alone can change: planning when to look again, and the daily look.

Planned is a criterion that counts in hours; the daily looks are those at the clauses of the
business definition, whose score fades. The baseline is one pass over the contacts and their
entries. `--size` is the number of contacts, each with ten entries of the last hundred days.
"""

import resource
import statistics
from datetime import timedelta

import _bench as bench
import _people
from django.db import connection, transaction

from entente.agreements.testing import agree
from entente.audiences import operations as audiences
from entente.audiences import queries
from entente.audiences.models import Due, Membership, Watch
from entente.audiences.vocabulary import spoken
from entente.qualification import operations as qualification
from entente.qualification.accord import BUSINESS
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.rules import Role, SeatHeld, Team

PLANNED = 6_000
EACH = 10
LIMITS = {"planned_ms_per_contact": 1.0}
KINDS = ["form.submitted", "asset.downloaded", "email.clicked", "visit.made", "visit.made"]
HOURLY = (
    'visited at least 2 times in the last 720 hours and not (country is "Spain") '
    "and company employees is at least 50"
)
_ENTRIES = """
insert into ledger_entry (source, message_id, kind, occurred_at, precision, recorded_at, team,
    contact_id, channel, campaign, asset, currency, properties)
select 'bench', i::text, (%(kinds)s::text[])[1 + abs(hashint4(i)) %% 5],
    %(now)s::timestamptz - abs(hashint4(i + 1)) %% 8640000 * interval '1 second', 'moment',
    %(now)s, 'marketing', c.low + i %% %(contacts)s, 'email', '', '', '',
    '{"page": "/pricing", "_key": {"page": "/pricing", "@channel": "email"}}'
from generate_series(1, %(size)s) i, (select min(id) as low from people_contact) c
"""
_BASELINE = """
select count(*) from people_contact p
where exists (select 1 from ledger_entry e where e.contact_id = p.id and e.kind = 'visit.made')
"""


def fill(contacts: int) -> None:
    bench.set_up()
    _people.fill_people(contacts=contacts)
    given = {"size": contacts * EACH, "contacts": contacts, "kinds": KINDS, "now": bench.NOW}
    with bench.bare("ledger_entry"), connection.cursor() as cursor:
        cursor.execute(_ENTRIES, given)
    noor = workspace.add_member(
        name="Noor Leads",
        email="noor@example.com",
        password="correct horse battery staple",
        seats=[
            SeatHeld(team=Team.SALES, role=Role.HEAD),
            SeatHeld(team=Team.MARKETING, role=Role.HEAD),
            SeatHeld(team=Team.SHARED, role=Role.SPONSOR),
        ],
        at=bench.NOW,
    )
    by = members.viewer(member_id=noor, at=bench.NOW)
    agree(kind="lead_definition", content=BUSINESS, by=by, at=bench.NOW)


def planned() -> dict[str, float]:
    """Milliseconds a contact of judging and planning a criterion that counts in hours."""
    tree = queries.understood(text=HOURLY, at=bench.NOW).tree
    audiences.watch(name="hourly", tree=tree, at=bench.NOW)
    row = Watch.objects.get(name="hourly")
    some = [
        one for (one,) in bench.run(f"select id from people_contact order by id limit {PLANNED}")
    ]

    def work() -> None:
        with transaction.atomic():
            audiences._judge(row, spoken(at=bench.NOW), dict.fromkeys(some), bench.NOW, again=None)  # noqa: SLF001  no door measures this alone

    cpu, wall = bench.cpu_milliseconds(), bench.milliseconds(work)
    cpu = bench.cpu_milliseconds() - cpu
    return {
        "contacts": len(some),
        "due": Due.objects.count(),
        "ms_per_contact": round(wall / len(some), 3),
        "cpu_ms_per_contact": round(cpu / len(some), 3),
    }


def daily() -> dict[str, float]:
    """Seconds of beginning to watch the clauses, and of each look at everybody a day later."""
    bench.run("set max_parallel_workers_per_gather = 0")
    begun = bench.milliseconds(lambda: qualification.keep_watching(at=bench.NOW)) / 1000
    looks = {}
    for row in Watch.objects.filter(name__startswith=qualification.PREFIX, pace__gt=0):
        at = bench.NOW + timedelta(days=1)
        Watch.objects.update(sweep_at=at + timedelta(days=1))
        Watch.objects.filter(id=row.id).update(sweep_at=at)
        looks[row.name.rpartition("/")[2]] = round(
            bench.milliseconds(lambda at=at: audiences.tick(at)) / 1000, 2
        )
    return {"begun": round(begun, 2), "members": Membership.objects.count(), **looks}


def main() -> None:
    size = bench.size(small=10_000, full=100_000)
    with bench.database():
        fill(size)
        baseline = statistics.median(
            bench.milliseconds(lambda: bench.run(_BASELINE)) for _ in "123"
        )
        hours = planned()
        looks = daily()
        bench.tell(
            benchmark="watched",
            size=size,
            baseline="one pass over contacts and entries",
            baseline_seconds=round(baseline / 1000, 2),
            planned=hours,
            daily_seconds=looks,
            memory_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            limits=LIMITS,
            met=hours["ms_per_contact"] <= LIMITS["planned_ms_per_contact"],
        )


if __name__ == "__main__":
    main()
