"""When the end of a quarter could be seen, and money that was paid back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from entente.agreements import testing as agreements
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.plan import operations, outlook, queries
from entente.plan.models import ForecastMade
from entente.plan.queries import QuarterPast
from entente.plan.revenue import Revenue, revenue, revenue_by_moment
from entente.plan.rules.document import STANDARD
from entente.plan.rules.hindsight import Seen, Thought, seen, week_of
from entente.workspace.testing import assemble

OPENING = datetime(2026, 6, 30, 22, tzinfo=UTC)  # midnight in Amsterdam
BEFORE = datetime(2026, 6, 1, tzinfo=UTC)


def thoughts(*chances: float) -> list[Thought]:
    return [Thought(OPENING + timedelta(weeks=n), chance) for n, chance in enumerate(chances, 1)]


@pytest.mark.parametrize(
    ("chances", "is_made", "week", "chance"),
    [
        ((0.7, 0.6, 0.5, 0.45, 0.3, 0.1), False, 5, 0.3),
        ((0.3, 0.5, 0.4, 0.1), False, 3, 0.4),  # the first week said so, the second did not
        ((0.1, 0.1), False, 1, 0.1),
        ((0.5, 0.59, 0.6, 0.9), True, 3, 0.6),
        ((0.1, 0.95), True, 2, 0.95),
    ],
)
def test_an_end_is_seen_once_every_later_forecast_says_the_same(chances, is_made, week, chance):
    found = seen(thoughts=thoughts(*chances), start=OPENING, is_made=is_made)

    assert found == Seen(OPENING + timedelta(weeks=week), chance, week)


@pytest.mark.parametrize(
    ("chances", "is_made"), [((), False), ((0.1, 0.5), False), ((0.9, 0.5), True)]
)
def test_an_end_that_the_last_forecast_did_not_tell_was_not_seen(chances, is_made):
    assert seen(thoughts=thoughts(*chances), start=OPENING, is_made=is_made) is None


@pytest.mark.parametrize(
    ("days", "week"), [(0, 1), (0.5, 1), (7, 1), (7.1, 2), (35, 5), (91.9, 14)]
)
def test_day_thirty_five_ends_the_fifth_week(days, week):
    assert week_of(at=OPENING + timedelta(days=days), start=OPENING) == week


@pytest.mark.django_db
class TestRefunds:
    """Ada wins 9,000 in August; 2,500 go back in October."""

    @pytest.fixture
    def cast(self):
        return assemble(at=BEFORE)

    @pytest.fixture
    def deal(self, cast):
        deal = sell(
            name="Dairy", at=BEFORE, amount="9000", currency="EUR", owner=cast.ada.member_id
        )
        win_deal(deal_id=deal, by=cast.ada, at=datetime(2026, 8, 10, 9, tzinfo=UTC))
        refund_deal(
            deal_id=deal, amount=Decimal(2500), reason="Two lines less", by=cast.ada,
            at=datetime(2026, 10, 20, 9, tzinfo=UTC),
        )  # fmt: skip
        return deal

    def test_a_refund_counts_on_its_own_day_and_the_closed_quarter_stays(self, cast, deal):
        summer = (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
        autumn = (datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

        assert [
            revenue(start=start, until=until, currency="EUR") for start, until in (summer, autumn)
        ] == [
            Revenue(won=Decimal("9000.00"), deals=1, unknown=0),
            Revenue(won=Decimal("-2500.00"), deals=0, unknown=0),
        ]
        assert revenue_by_moment(start=summer[0], until=autumn[1], currency="EUR") == [
            (datetime(2026, 8, 10, 9, tzinfo=UTC), Decimal("9000.00")),
            (datetime(2026, 10, 20, 9, tzinfo=UTC), Decimal("-2500.00")),
        ]

    def test_the_plan_of_the_quarter_of_the_refund_shows_it(self, cast, deal):
        agreements.agree(kind="goal_plan", scope="2026-q4", content=STANDARD, by=cast.noor,
                         at=datetime(2026, 10, 1, 9, tzinfo=UTC))  # fmt: skip

        found = outlook.today(quarter="2026-q4", at=datetime(2026, 11, 24, tzinfo=UTC))

        assert found.revenue.won == Decimal("-2500.00")


@pytest.mark.django_db
def test_quarters_that_are_over_say_what_became_of_them_and_when_it_could_be_seen():
    cast = assemble(at=BEFORE)
    agreements.agree(kind="goal_plan", scope="2026-q3", content=STANDARD, by=cast.noor,
                     at=OPENING + timedelta(hours=1))  # fmt: skip
    for thought in thoughts(0.7, 0.5, 0.3, 0.2):
        ForecastMade.objects.create(
            quarter="2026-q3", version=1, at=thought.at, chance=thought.chance, result={}
        )
    operations.make_forecast(
        today=outlook.today(quarter="2026-q3", at=OPENING + timedelta(weeks=5)),
        at=OPENING + timedelta(weeks=5), draws=200, with_levers=False,
    )  # fmt: skip

    assert queries.past(at=datetime(2026, 9, 30, tzinfo=UTC)) == []
    assert queries.past(at=datetime(2026, 10, 2, tzinfo=UTC)) == [
        QuarterPast(
            quarter="2026-q3",
            goal=Decimal(300_000),
            won=Decimal(0),
            seen=Seen(OPENING + timedelta(weeks=3), 0.3, 3),
        )
    ]
