"""How far seats reach, and what a person can see."""

import re

import pytest

from entente.web.testing import signed_in
from entente.workspace.operations import grant_reach
from entente.workspace.queries import viewer
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def test_what_a_person_can_see_is_told_in_sentences(cast):
    page = signed_in(cast.root).get(f"/settings/access/?member={cast.ada.member_id}").text

    assert "What Ada Sells can see and do" in page
    assert "Ada sees all of: contacts, companies, deals" in page
    assert "Ada changes what the team or nobody owns of: deals." in page
    assert "Ada sees none of: settings." in page
    eve = signed_in(cast.root).get(f"/settings/access/?member={cast.eve.member_id}").text
    assert "Through no seat" in eve
    assert "Eve sees none of: contacts" in eve


def test_a_right_is_changed_for_a_seat_and_holds_at_once(cast):
    root = signed_in(cast.root)
    form = root.get("/settings/access/sales-member/").text
    assert "usually" not in form

    root.post("/settings/access/sales-member/", {"deal-see": "own", "deal-change": "own"})

    ada = viewer(member_id=cast.ada.member_id, at=MORNING)
    assert ada.reach(record="deal", action="see") is Reach.OWN
    assert "usually all" in root.get("/settings/access/sales-member/").text
    assert "2 rights changed" in root.get("/settings/access/").text


def test_nobody_gives_more_than_they_have_and_only_administrators_come_here(cast):
    root = signed_in(cast.root)

    refused = root.post("/settings/access/sales-member/", {"handoff-change": "all"})

    assert refused.status_code == 422
    assert "Change hand-overs: You cannot give a reach that is wider than your own." in refused.text
    assert signed_in(cast.noor).get("/settings/access/").status_code == 403
    assert root.get("/settings/access/sales-king/").status_code == 404
    assert root.get("/settings/access/sales-sponsor/").status_code == 404


def test_administrators_keep_the_right_to_administer(cast):
    root = signed_in(cast.root)

    refused = root.post("/settings/access/shared-administrator/", {"workspace-change": "none"})

    assert refused.status_code == 422
    assert "Somebody must administer this instance" in refused.text
    asked = viewer(member_id=cast.root.member_id, at=MORNING)
    assert asked.reach(record="workspace", action="change") is Reach.ALL


def test_what_may_not_be_given_keeps_all_the_rest_from_changing_and_what_was_chosen(cast):
    grant_reach(team=Team.SHARED, role=Role.ADMINISTRATOR, record="deal", action="export",
                reach=Reach.OWN, by=cast.root)  # fmt: skip
    asked = {"contact-see": "own", "deal-export": "all", "deal-see": "team"}

    refused = signed_in(cast.root).post("/settings/access/sales-member/", asked)

    assert refused.status_code == 422
    assert "Export deals: You cannot give a reach that is wider than your own." in refused.text
    chosen = re.findall(r'<select[^>]*name="([a-z-]+)"[^>]*>(?:(?!</select>).)*?value="(\w+)" selected',
                        refused.text, flags=re.S)  # fmt: skip
    assert asked.items() <= dict(chosen).items()
    ada = viewer(member_id=cast.ada.member_id, at=MORNING)
    assert {ada.reach(record=one, action="see") for one in ("contact", "deal")} == {Reach.ALL}
