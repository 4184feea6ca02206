"""What is set aside says so and comes last; a late clock after hours is paused; time is worked time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.agreements import testing as agreements
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, pausing
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.people.testing import meet
from entente.qualification import accord
from entente.sla.rules.document import STANDARD
from entente.web.queue import pages
from entente.web.testing import signed_in, words
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris
OPENS = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday, nine o'clock in Paris
EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast():
    found = assemble(at=NOW - timedelta(days=30))
    early = NOW - timedelta(days=20)
    agreements.agree(kind="lead_definition", content=accord.BUSINESS, by=found.noor, at=early)
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=early)
    return found


def lead(name: str, at: datetime) -> Handover:
    return handed_over(contact=meet(name=name, at=at), at=at)


def aside(row: Handover, by, *, buyers_date: bool) -> None:
    until = datetime(2026, 12, 15, 8, 0, tzinfo=UTC)
    pausing.set_aside(handover_id=row.id, until=until, buyers_date=buyers_date, by=by, at=NOW)


@pytest.mark.parametrize(
    ("buyers_date", "in_the_row", "across"),
    [
        (True, "Paused until 15 Dec", "the clock is paused until then"),
        (False, "Due 14:30", "the clock runs on, due 14:30"),
    ],
)
def test_a_lead_that_is_set_aside_says_until_when_and_whether_its_clock_runs_on(
    cast, buyers_date, in_the_row, across
):
    row = lead("Ann A", NOW - timedelta(minutes=30))
    aside(row, cast.ada, buyers_date=buyers_date)

    page = words(signed_in(cast.ada).get("/queue/"))

    assert f"Set aside Ann A {in_the_row} No company yet Set aside until 15 Dec" in page
    assert f"Set aside until 15 December; {across}" in page


def test_who_is_set_aside_stands_below_those_who_wait_until_the_clock_that_runs_on_is_late(cast):
    rows = [
        lead(name, NOW - timedelta(minutes=minutes))
        for name, minutes in (("Ann A", 120), ("Bea B", 100), ("Cleo C", 30))
    ]
    ann, bea, cleo = (row.id for row in rows)
    aside(rows[0], cast.ada, buyers_date=False)
    aside(rows[1], cast.ada, buyers_date=True)

    soon = pages.waiting(viewer=cast.ada, at=NOW, whose="me")
    later = pages.waiting(viewer=cast.ada, at=NOW + timedelta(minutes=140), whose="me")
    with clock.frozen(NOW + timedelta(minutes=140)):
        page = words(signed_in(cast.ada).get(f"/queue/{ann}/"))

    assert (soon.order, [row.id for row in soon.aside]) == ((cleo, ann, bea), [ann, bea])
    assert (later.order, [row.id for row in later.aside]) == ((ann, cleo, bea), [bea])
    assert "Late by 20 min to make first contact" in page
    assert "counting working hours; set aside until 15 December." in page


def test_after_hours_the_clock_of_who_is_set_aside_is_due_on_a_day(cast):
    row = lead("Ann A", OPENS + timedelta(hours=7))
    with clock.frozen(EVENING):
        pausing.set_aside(
            handover_id=row.id, until=NOW + timedelta(days=6), buyers_date=False,
            by=cast.ada, at=EVENING,
        )  # fmt: skip

        page = words(signed_in(cast.ada).get("/queue/"))

    assert "Ann A Due Tue 12:00" in page
    assert "Set aside until 30 November; the clock runs on, due Tue 12:00" in page


def test_after_a_verdict_a_lead_comes_that_is_not_set_aside_while_one_waits(cast):
    rows = [
        lead(name, NOW - timedelta(minutes=minutes))
        for name, minutes in (("Ann A", 90), ("Bea B", 60), ("Cleo C", 30))
    ]
    first, second, third = rows
    aside(second, cast.ada, buyers_date=False)  # its clock runs on all the same
    client = signed_in(cast.ada)

    landed = [client.post(f"/queue/{row.id}/accept/")["Location"] for row in (first, third)]

    assert landed == [f"/queue/{third.id}/", f"/queue/{second.id}/"]


def test_a_late_clock_says_after_hours_beside_the_lead_that_it_is_paused_and_until_when(cast):
    row = lead("Ann A", OPENS + timedelta(hours=3))

    with clock.frozen(EVENING):
        page = words(signed_in(cast.ada).get(f"/queue/{row.id}/"))
    with clock.frozen(NOW):
        next_day = words(signed_in(cast.ada).get(f"/queue/{row.id}/"))

    assert page.count("Late by 1h") == 2  # in the row, and once across the top of the lead
    assert "counting working hours; paused until Tue 09:00, outside working hours." in page
    assert "Late by 3h" in next_day
    assert "counting working hours." in next_day


def test_done_today_counts_working_time_as_the_clocks_do(cast):
    row = lead("Ann A", OPENS + timedelta(hours=7))  # an hour before Monday's end
    deciding.accept(handover_id=row.id, by=cast.ada, at=NOW - timedelta(hours=1))

    page = words(signed_in(cast.ada).get("/queue/"))

    done = page.partition("Done today")[2]
    assert "Accepted Ann A verdict in 2h Undo" in done


def test_leads_done_today_cost_no_query_each(cast):
    client = signed_in(cast.ada)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/queue/").status_code == 200
        return len(found)

    client.get("/queue/")  # what is asked once for all pages is asked
    counts = []
    for number in (1, 2, 3):
        row = lead(f"N{number} Lind", NOW - timedelta(minutes=30))
        deciding.accept(handover_id=row.id, by=cast.ada, at=NOW)
        counts.append(asked())

    assert counts == [counts[0]] * 3


def test_after_accepting_a_call_is_logged_next_and_the_undo_is_quiet(cast):
    row = lead("Ann A", NOW - timedelta(minutes=30))
    deciding.accept(handover_id=row.id, by=cast.ada, at=NOW)

    page = signed_in(cast.ada).get(f"/queue/{row.id}/").text

    bar = page.partition('<div class="decide">')[2].partition("</article>")[0]
    call = f'<a class="btn btn--primary" href="/log/?contact={row.contact_id}" data-key="l">'
    assert bar.startswith(call)
    assert bar.index("Log a call") < bar.index("Open the contact") < bar.index("Undo the verdict")
    assert '<button class="btn btn--quiet" type="submit" data-key="z">' in bar


def test_the_reasons_that_ask_for_a_day_say_so_to_the_page(cast):
    row = lead("Ann A", NOW - timedelta(minutes=30))

    page = signed_in(cast.ada).get(f"/queue/{row.id}/").text

    assert 'value="no_need_now" required data-asks-day' in page
    assert 'value="wrong_person" required>' in page
    assert "What should marketing learn? <span" in page
    assert '<label class="field decide__day">' in page
