"""Each story of the demo company is on a page that a visitor opens, as computed from its data."""

from datetime import UTC, datetime

import pytest

from entente.demo import fill
from entente.kit import clock
from entente.web.testing import cells, signed_in, told
from entente.workspace import queries as workspace

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def visitor(db):
    with clock.frozen(MORNING):
        signins = fill.fill(progress=lambda _: None, at=MORNING)
        email = next(one.email for one in signins if one.role == "Head of sales")
        member = workspace.member_by_email(email=email)
        assert member is not None
        yield signed_in(workspace.viewer(member_id=member, at=MORNING))


@pytest.mark.slow
def test_the_stories_are_found(visitor):
    funnel = told(visitor.get("/funnel/"))
    assert "Summer giveaway doubled the leads while sales accepted" in funnel
    assert "noes say “Company does not fit”: they met the clause SQL of version 1." in funnel
    assert "Version 2 came into force on" in funnel
    assert "company employees is at least 50" in funnel
    assert "Fewer move on from MQL to SQL, and only the mix has changed" in funnel
    assert "Within each channel the rate is as it was" in funnel

    credit = visitor.get("/attribution/")
    assert told(credit).startswith("First touch says social, last touch says demo")
    totals = cells(credit, section="credit-h")[-1]
    assert totals[0] == "Together"
    assert len(set(totals[1:])) == 1
    back = told(credit).split("Open a deal to its journey")[1]
    assert "Was sent back, came again and bought" in back

    card = told(visitor.get("/sla/"))
    assert "What looks like a slow person is a slow system: of the" in card
    assert "that a lead with Tom Adler waits" in card

    plan = visitor.get("/plan/")
    missed = [row for row in cells(plan, section="earlier-h") if "Missed" in row]
    assert [row[0] for row in missed] == ["Q3 2026"]
    assert missed[0][4].split(" week")[0] in ("Second", "Third", "Fourth", "Fifth")
    assert "week could tell" in told(visitor.get("/plan/2026-q3/"))

    room = told(visitor.get("/room/"))
    assert "% likely to reach €" in room
    assert "A week ago it was" in room
