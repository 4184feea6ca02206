"""What waits for whom, reviews that fall due, who has read it, and who sees nothing."""

from datetime import date, timedelta

import pytest

from entente.agreements import beginnings, offers, queries, standing
from entente.agreements.offers import DocumentKind
from entente.agreements.operations import drafting, keeping
from entente.agreements.testing import HOUSE, agree
from entente.agreements.tests.stories import SOUP, STEW, TOMORROW, propose, sign, three_heads, told
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
PLAN = DocumentKind(
    name="plan",
    title="Goal plan",
    about="What we want.",
    validate=HOUSE.validate,
    prose=HOUSE.prose,
    fields=HOUSE.fields,
    starters=HOUSE.starters,
    scope="quarter",
)


@pytest.fixture
def cast():
    return assemble()


def test_a_proposal_waits_for_the_seats_that_have_not_signed(cast):
    mia, sam, sue = three_heads()
    proposed = propose(SOUP, by=mia)
    sign(proposed, "marketing", by=mia)

    waiting = [
        [(one.title, one.number, one.seats) for one in queries.waiting_for(viewer=viewer)]
        for viewer in (mia, sam, sue, cast.noor, cast.ada, cast.eve)
    ]

    title = "House rules"
    assert waiting == [
        [],
        [(title, 1, ("sales",))],
        [(title, 1, ("sponsor",))],
        [(title, 1, ("sales", "sponsor"))],
        [],
        [],
    ]


def test_a_review_falls_due_every_quarter_until_it_is_held(cast):
    held = agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    spring = MORNING + timedelta(days=92)

    before = queries.reviews_due(at=spring - ONE_DAY)
    due = queries.reviews_due(at=spring)
    keeping.hold_review(
        version_id=held.version_id,
        due_on=due[0].due_on,
        outcome="Kept as it is",
        by=cast.noor,
        at=spring,
    )
    after = queries.reviews_due(at=spring)
    next_time = queries.reviews_due(at=spring + timedelta(days=95))

    assert (before, after) == ([], [])
    assert [(one.name, one.due_on, one.key) for one in due] == [
        (
            "House rules, version 1",
            date(2027, 2, 24),
            "house_rules::1:2027-02-24",
        )
    ]
    assert [one.due_on for one in next_time] == [date(2027, 5, 24)]
    assert told()[-1] == (
        "reviewed",
        cast.noor.member_id,
        "",
        {"version": 1, "due": "2027-02-24", "outcome": "Kept as it is"},
    )


def test_a_review_is_held_once(cast):
    held = agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)

    with pytest.raises(keeping.UnableToReview) as refused:
        keeping.hold_review(
            version_id=held.version_id,
            due_on=TOMORROW,
            outcome="Kept",
            by=cast.noor,
            at=MORNING,
        )

    assert str(refused.value) == (
        "This review was held already, its quarter is over, or a newer version replaced it."
    )


def test_members_confirm_that_they_have_read_what_is_in_force(cast):
    held = agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)

    before = [one.number for one in queries.unread(viewer=cast.ada, at=MORNING)]
    keeping.confirm_read(version_id=held.version_id, by=cast.ada, at=MORNING)
    keeping.confirm_read(version_id=held.version_id, by=cast.ada, at=MORNING + ONE_DAY)

    assert (before, queries.unread(viewer=cast.ada, at=MORNING)) == ([1], [])
    assert queries.unread(viewer=cast.noor, at=MORNING) == []  # who signs has read it
    assert standing.readers(version_id=held.version_id) == {cast.ada.member_id: MORNING}
    assert told()[-1] == ("read", cast.ada.member_id, "", {"version": 1})


def test_who_has_no_seat_sees_and_does_nothing(cast):
    held = agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)

    deeds = [
        lambda: standing.documents(viewer=cast.eve, at=MORNING),
        lambda: standing.document(kind="house_rules", viewer=cast.eve, at=MORNING),
        lambda: propose(STEW, by=cast.eve),
        lambda: propose(STEW, by=cast.ada),
        lambda: drafting.propose(kind="house_rules", by=cast.milan, at=MORNING),
        lambda: drafting.discard_draft(kind="house_rules", by=cast.milan),
        lambda: keeping.confirm_read(version_id=held.version_id, by=cast.eve, at=MORNING),
    ]

    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert queries.unread(viewer=cast.eve, at=MORNING) == []


def test_a_plan_has_one_version_in_force_per_quarter(cast):
    with offers.only(HOUSE, PLAN):
        agree(kind="plan", scope="2026-q4", content=SOUP, by=cast.noor, at=MORNING)
        agree(kind="plan", scope="2027-q1", content=STEW, by=cast.noor, at=MORNING)

        held = queries.in_force(kind="plan", scope="2026-q4", at=MORNING)
        assert (held.name, held.content["hours"]) == ("Goal plan for Q4 2026, version 1", 8)
        assert queries.scopes(kind="plan") == ["2026-q4", "2027-q1"]
        for scope in ("", "2026", "2026-Q4", "soon"):
            with pytest.raises(beginnings.UnableToBegin, match="Choose a quarter like 2026-q4"):
                agree(kind="plan", scope=scope, content=SOUP, by=cast.noor, at=MORNING)
        with pytest.raises(beginnings.UnableToBegin, match="it has no scope"):
            agree(kind="house_rules", scope="2026-q4", content=SOUP, by=cast.noor, at=MORNING)


def test_three_versions_are_asked_with_as_many_queries_as_one(cast, django_assert_num_queries):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    with django_assert_num_queries(5):
        standing.documents(viewer=cast.ada, at=MORNING)

    agree(kind="house_rules", content=STEW, by=cast.noor, at=MORNING, from_day=TOMORROW)
    propose({**SOUP, "hours": 3}, by=cast.noor)

    with django_assert_num_queries(5):
        document = standing.documents(viewer=cast.ada, at=MORNING)[0]
    assert [one.number for one in document.versions] == [3, 2, 1]
    with django_assert_num_queries(2):
        queries.history(kind="house_rules")


def test_a_quarter_that_is_over_needs_neither_reading_nor_review(cast):
    with offers.only(HOUSE, PLAN):
        agree(
            kind="plan",
            scope="2026-q4",
            content=SOUP,
            review="monthly",
            by=cast.noor,
            at=MORNING,
        )
        last_day, first_after = (
            MORNING.replace(month=12, day=31),
            MORNING.replace(year=2027, month=1, day=1),
        )

        assert [
            (
                [one.due_on for one in queries.reviews_due(at=at)],
                [one.scope for one in queries.unread(viewer=cast.ada, at=at)],
            )
            for at in (last_day, first_after)
        ] == [([date(2026, 12, 24)], ["2026-q4"]), ([], [])]
