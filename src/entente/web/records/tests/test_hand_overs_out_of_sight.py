"""A seat without hand-overs or activities is told nothing of them, wherever they stand."""

import csv
from io import StringIO

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.operations.taking_back import take_back
from entente.activities.rules import About
from entente.handoff.operations.deciding import accept
from entente.handoff.testing import handed_over
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.testing import meet
from entente.web.testing import signed_in, told, words
from entente.workspace.operations import grant_reach
from entente.workspace.queries import viewer
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def reach(cast, record, reach):
    grant_reach(team=Team.MARKETING, role=Role.MEMBER, record=record, action="see", reach=reach,
                by=cast.root)  # fmt: skip


@pytest.fixture
def sara(cast):
    """Handed over to Ada, who said yes; her promise was broken and an excuse was given."""
    sara = meet(name="Sara Lind", owner=cast.milan.member_id)
    row = handed_over(contact=sara, at=MORNING)
    holder = viewer(member_id=row.owner_id, at=MORNING)
    accept(handover_id=row.id, by=holder, at=MORNING)
    ledger.record(
        entries=[
            NewEntry(kind=kind, occurred_at=MORNING, contact=sara,
                     properties={"handover": row.id, "what": "First contact", "reason": "Fair"})
            for kind in ("sla.breached", "sla.excused")
        ],
        at=MORNING,
    )  # fmt: skip
    return sara


def test_the_head_of_a_contact_keeps_a_hand_over_to_those_who_see_it(cast, sara):
    client = signed_in(cast.milan)
    page = f"/contacts/{sara}/"

    assert "Hand-over Accepted Ada Sells" in told(client.get(page, follow=True))
    for hidden in (Reach.NONE, Reach.OWN):
        reach(cast, "handoff", hidden)
        seen = told(client.get(page, follow=True))
        assert "Hand-over None that your seat sees Score" in seen
    nobody = meet(name="Kim Berg", owner=cast.milan.member_id)
    assert "Hand-over None that your seat sees" in told(
        client.get(f"/contacts/{nobody}/", follow=True)
    )


def test_a_list_and_its_file_keep_hand_overs_to_those_who_see_them(cast, sara):
    client = signed_in(cast.milan)

    def shown():
        page = client.get("/contacts/?columns=status,owner")
        file = client.get("/contacts/export/?columns=status")
        rows = list(csv.reader(StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
        return "Accepted" in words(page), rows

    grant_reach(team=Team.MARKETING, role=Role.MEMBER, record="contact", action="export",
                reach=Reach.ALL, by=cast.root)  # fmt: skip
    assert shown() == (True, [["id", "Contact", "Hand-over"], [str(sara), "Sara Lind", "Accepted"]])
    reach(cast, "handoff", Reach.OWN)
    assert shown() == (False, [["id", "Contact", "Hand-over"], [str(sara), "Sara Lind", ""]])
    reach(cast, "handoff", Reach.NONE)
    seen, rows = shown()
    assert (seen, "Hand-over" in rows[0]) == (False, False)
    page = client.get("/contacts/").text
    assert '<th scope="col"' in page
    assert "Hand-over" not in page


def test_a_broken_promise_and_its_excuse_are_told_to_those_who_see_the_hand_over(cast, sara):
    client = signed_in(cast.milan)
    entries = [one for one in facts.timeline(contact=sara).entries if one.kind.startswith("sla.")]
    pages = [f"/entries/{one.position}/" for one in entries]

    assert [client.get(page).status_code for page in pages] == [200, 200]
    reach(cast, "handoff", Reach.NONE)
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert "First contact was due" not in words(client.get(f"/contacts/{sara}/", follow=True))


def test_why_an_activity_was_taken_back_is_told_to_those_who_see_activities(cast, sara):
    log_call(about=About(contact_id=sara), outcome="connected", by=cast.ada, at=MORNING)
    (call,) = [one for one in facts.timeline(contact=sara).entries if one.kind == "call.logged"]
    take_back(position=call.position, reason="It was her sister", by=cast.ada, at=MORNING)
    (back,) = [one for one in facts.timeline(contact=sara).entries if one.kind == "entry.retracted"]
    pages = [f"/contacts/{sara}/", f"/entries/{back.position}/"]

    def telling(who):
        client = signed_in(who)
        return [page for page in pages if "her sister" in client.get(page, follow=True).text]

    assert telling(cast.milan) == pages
    reach(cast, "activity", Reach.OWN)
    assert (telling(cast.milan), telling(cast.ada)) == ([], pages)
