"""What is owed when time or people have gone: old facts, long periods, who left, who was deleted."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.agreements import testing as agreements
from entente.handoff.models import Handover
from entente.handoff.operations import deciding
from entente.handoff.testing import handed_over
from entente.inbox.models import Notice
from entente.kit import periods
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.testing import meet
from entente.sla import operations, queries
from entente.sla.rules.document import STANDARD
from entente.workspace import operations as workspace
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # nine o'clock in Paris


def clock(hours: float = 0, days: float = 0) -> datetime:
    return TUESDAY + timedelta(hours=hours, days=days)


@pytest.fixture
def cast():
    found = assemble(at=clock(days=-30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=clock(days=-20))
    return found


def lead() -> Handover:
    return handed_over(contact=meet(name="Sara", at=clock()), at=clock())


def card(cast, at: datetime, day: datetime) -> dict[str, tuple[int, int, int]]:
    week = periods.around(day=day.date(), kind="week")
    found = queries.card(viewer=cast.noor, at=at, period=week)
    return {
        one.line.term.key: (one.line.met, one.line.of, len(one.line.broken)) for one in found.lines
    }


def test_a_lead_of_seven_months_ago_that_is_rejected_today_counts_today(cast):
    row, today = lead(), clock(days=210)

    deciding.reject(handover_id=row.id, reason="wrong_person", by=cast.ada, at=today)

    found = card(cast, today + timedelta(hours=1), today)
    assert (found["accepted"], found["reasons"]) == ((0, 1, 1), (1, 1, 0))


def test_an_absence_rests_the_clocks_of_its_week_also_two_years_later(cast):
    row = lead()
    workspace.note_absence(
        member_id=cast.ada.member_id, since=clock(1), until=clock(days=3), reason="", by=cast.ada,
        at=clock(1),
    )  # fmt: skip
    deciding.reject(handover_id=row.id, reason="wrong_person", by=cast.ada, at=clock(1, days=3))

    then = card(cast, clock(2, days=3), TUESDAY)

    assert then["first_contact"] == (0, 0, 0)  # the no came while three of four hours were left
    assert card(cast, clock(days=730), TUESDAY) == then


def test_the_lead_of_who_left_reminds_the_heads(cast):
    lead()
    workspace.deactivate_member(member_id=cast.ada.member_id, by=cast.root, at=clock(1))
    Notice.objects.all().delete()

    done = [operations.watch_clocks(at=clock(hours)) for hours in (3.5, 3.6, 4.5)]

    assert done == [1, 0, 1]
    assert list(Notice.objects.order_by("id").values_list("member_id", "title")) == [
        (cast.noor.member_id, "Sara: the first contact is due soon; Ada Sells sells no more"),
        (
            cast.noor.member_id,
            "Sara waits for a first contact longer than we promised; Ada Sells has the lead",
        ),
    ]


@pytest.mark.parametrize(
    ("period", "owed"),
    [
        ("2026-11-26", 2),  # a fifth of a week
        ("2026-11-29", 0),  # a Sunday
        ("2026-w48", 10),
        ("2026-11-16..2026-11-29", 20),
        ("2026-12", 46),  # 23 of its days are working days
        ("2026-q4", 84),  # from the signature on Wednesday the 4th of November at nine
    ],
)
def test_leads_owed_each_week_are_owed_for_each_week_of_a_period(cast, period, owed):
    found = queries.card(viewer=cast.noor, at=clock(), period=periods.parse(text=period), back=1)

    [line] = [one.line for one in found.lines if one.line.term.key == "handed_over"]
    assert (line.term.target if line.pace is not None else 0) == owed


def test_nothing_more_is_owed_for_a_contact_once_it_was_deleted_and_again_once_it_is_back(cast):
    row = lead()
    at = clock(5)

    def owed() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        found = card(cast, at, TUESDAY)
        return (found["first_contact"], found["handed_over"])

    delete_contact(contact_id=row.contact_id, by=SYSTEM, at=clock(3))
    deleted = owed()
    restore_contact(contact_id=row.contact_id, by=SYSTEM, at=at)
    restored = owed()
    delete_contact(contact_id=row.contact_id, by=SYSTEM, at=clock(5.5))

    assert (deleted, restored) == (((0, 0, 0), (1, 0, 0)), ((0, 1, 1), (1, 0, 0)))
    assert owed() == restored  # what was late by then stays late
