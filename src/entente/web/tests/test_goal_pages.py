"""The pages about the goal open for whoever may see them, before and after anything is agreed."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.agreements import testing as agreements
from entente.kit import clock
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations import contacts
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.plan.rules.document import STANDARD as PLAN
from entente.sla.rules.document import STANDARD as SLA
from entente.web.testing import signed_in
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PATHS = ("/room/", "/funnel/", "/funnel/?by=channel", "/sla/", "/attribution/", "/plan/")


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture(scope="module")
def cast(kept_rows):
    with clock.frozen(NOW):
        return assemble(at=NOW - timedelta(days=60))


def words(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/room/", "No goal is agreed for Q4 2026 yet."),
        ("/funnel/", "Nobody entered the funnel in this period."),
        ("/sla/", "Nothing is promised yet."),
        ("/attribution/", "No deal was won in this period."),
        ("/plan/", "No goal is agreed for Q4 2026 yet."),
        ("/ideal-lead/", "No ideal lead is agreed yet."),
    ],
)
def test_before_anything_is_agreed_a_page_says_so(cast, path, said):
    assert said in words(signed_in(cast.ada).get(path))


@pytest.mark.parametrize("path", [*PATHS[1:], "/funnel/csv/", "/sla/csv/", "/attribution/csv/"])
def test_eve_sees_none_of_it(cast, path):
    assert signed_in(cast.eve).get(path).status_code == 403


@pytest.fixture
def agreed(cast):
    early = NOW - timedelta(days=50)
    agreements.agree(kind="goal_plan", scope="2026-q4", content=PLAN, by=cast.noor, at=early)
    agreements.agree(kind="sla", content=SLA, by=cast.noor, at=early)
    sara = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=early)
    touch = NewEntry(
        kind="ad.clicked", occurred_at=early, contact=sara, channel="social", team="marketing"
    )
    ledger.record(entries=[touch], at=early)
    deal = sell(name="Dairy", contacts=[sara], at=early, amount="9000", currency="EUR")
    win_deal(deal_id=deal, by=cast.noor, at=NOW - timedelta(days=9))
    return deal


def test_with_a_goal_the_room_says_how_likely_it_is_and_what_each_stage_owes(cast, agreed):
    page = words(signed_in(cast.ada).get("/room/"))

    for said in ("likely", "to reach €300k by 31 December.", "€9k", "Worked backwards", "IQL"):
        assert said in page, said
    assert '<svg role="img"' in page
    assert "style=" not in page.split("<svg role")[0]


def test_the_plan_says_what_it_reckons_with(cast, agreed):
    page = words(signed_in(cast.milan).get("/plan/2026-q4/"))

    assert "assumed in the plan: no own case yet" in page
    assert "One point more at" in page


def test_attribution_and_the_journey_add_up(cast, agreed):
    client = signed_in(cast.noor)

    assert "€9,000" in words(client.get("/attribution/?by=team"))
    page = words(client.get(f"/attribution/deals/{agreed}/?model=linear"))
    assert "2 touches of both teams in 41 days." in page
    assert page.count("€4,500") == 2
    assert client.get("/attribution/deals/999999/").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/funnel/?entered=nonsense", 422),
        ("/attribution/?period=2026-q9", 422),
        ("/plan/banana/", 404),
        ("/plan/2026-11/", 404),
        ("/sla/2026-w99/", 404),
        ("/sla/2026-w47/", 200),
        ("/funnel/?entered=2026-q4&by=owner", 200),
        ("/attribution/?by=person&models=all", 200),
    ],
)
def test_an_address_that_makes_no_sense_is_answered(cast, agreed, path, status):
    assert signed_in(cast.noor).get(path).status_code == status
