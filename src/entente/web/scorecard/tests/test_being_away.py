"""Being away rests clocks that run; it does not take back the breach of this morning."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.handoff.models import Handover
from entente.kit import clock
from entente.ledger import queries as ledger
from entente.sla import operations, queries
from entente.sla.rules.clocks import State
from entente.web.scorecard.tests.cast import NINE, lead, part, read
from entente.web.testing import signed_in, told
from entente.workspace import queries as workspace

pytestmark = pytest.mark.django_db
BROKEN = (
    "First contact in 4 hours 0 of 1 lead Too few Lead With Due Done Excuse Bea B Ada Sells 23 "
    "November, 13:00 Not yet."
)
TODAY = {"first": "2026-11-23", "last": "2026-11-23", "reason": "Ill"}


def o_clock(hour: int, minute: int = 0) -> datetime:
    """That time of Monday, as the clocks of Paris show it."""
    return datetime(2026, 11, 23, hour - 1, minute, tzinfo=UTC)


def reads(row: int) -> tuple[State, datetime | None]:
    found = Handover.objects.select_related("contact", "owner").get(id=row)
    reading = queries.clocks(rows=[found], at=clock.now())[row].reading
    return reading.state, reading.due_at


def card(viewer) -> str:
    page = read(signed_in(viewer).get("/sla/2026-W48/"))
    return part(page, "First contact in 4 hours", " Late by")


def away(member: int) -> list[tuple[datetime, datetime]]:
    rows = workspace.absences(member_ids=[member], since=NINE - timedelta(days=9),
                              until=NINE + timedelta(days=9))  # fmt: skip
    return [(row.since, row.until) for row in rows]


def test_a_seller_who_goes_home_keeps_the_breach_of_this_morning(agreed):
    ada = agreed.ada
    with clock.frozen(o_clock(9)):
        row = lead("Bea B", by=ada)
    with clock.frozen(o_clock(14)):
        operations.watch_clocks(at=clock.now())
        before = (reads(row), card(ada))
    with clock.frozen(o_clock(14, 30)):
        noted = signed_in(ada).post("/absences/", {"member": ada.member_id, **TODAY}, follow=True)
        at_home, hours = (reads(row), card(ada)), away(ada.member_id)
    with clock.frozen(o_clock(14, 42)):
        [absence] = workspace.absences(member_ids=[ada.member_id], since=NINE,
                                       until=clock.now())  # fmt: skip
        signed_in(ada).post(f"/absences/{absence.id}/end/")
        back, in_the_end = (reads(row), card(ada)), away(ada.member_id)

    assert before == at_home == back == ((State.LATE, o_clock(13)), BROKEN)
    assert hours == [(o_clock(14, 30), o_clock(24))]
    assert in_the_end == [(o_clock(14, 30), o_clock(14, 42))]
    assert [one.occurred_at for one in _breaches(row)] == [o_clock(13)]
    assert (
        "Ada Sells 23 November, 14:30 23 Nov Ill Away now Back already : Ada Sells Note an absence"
        in told(noted)
    )
    assert "First day away Today counts from now on." in told(noted)


def test_a_clock_that_still_runs_rests_from_the_moment_that_one_leaves(agreed):
    ada = agreed.ada
    with clock.frozen(o_clock(9)):
        row = lead("Bea B", by=ada)
    with clock.frozen(o_clock(12)):
        signed_in(ada).post("/absences/", {"member": ada.member_id, **TODAY})
    with clock.frozen(o_clock(14)):
        at_home = reads(row)
    with clock.frozen(o_clock(15)):
        [absence] = workspace.absences(member_ids=[ada.member_id], since=NINE,
                                       until=clock.now())  # fmt: skip
        signed_in(ada).post(f"/absences/{absence.id}/end/")

        assert (at_home[0], reads(row)) == (State.PAUSED, (State.SOON, o_clock(16)))


def test_what_an_administrator_notes_of_a_day_that_is_over_is_told_with_their_name(agreed):
    ada, root = agreed.ada, agreed.root
    friday = {"member": ada.member_id, "first": "2026-11-20", "last": "2026-11-20"}
    with clock.frozen(o_clock(14, 30)):
        noted = signed_in(root).post("/absences/", friday, follow=True)
        own = signed_in(root).post("/absences/", {**friday, "member": root.member_id})

    with clock.frozen(o_clock(18)):
        seen = told(signed_in(ada).get("/absences/"))
    with clock.frozen(o_clock(18) + timedelta(days=91)):
        long_after = told(signed_in(ada).get("/absences/"))

    assert (
        "Ada Sells 20 Nov 20 Nov noted by Rita Runs, 23 November, 14:30 Over Note an absence"
        in seen
    )
    assert "Nobody has noted an absence." in long_after
    assert (
        "First day away Your own today counts from now on. For somebody else a day that is over "
        "counts too: clocks rest for its hours, and a breach may mend. The list tells who noted it."
    ) in told(noted)
    assert own.status_code == 422
    why = "An absence of your own from before today is noted by another administrator."
    assert why in told(own)


def _breaches(row: int):
    contact = Handover.objects.get(id=row).contact_id
    return [one for one in ledger.timeline(contact=contact).entries if one.kind == "sla.breached"]
