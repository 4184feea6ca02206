"""A timeline tells as much as its reader may see, also where it speaks of other records."""

import pytest

from entente.activities.operations.logging import write_note
from entente.activities.rules import About
from entente.handoff.operations.pausing import ask_marketing
from entente.handoff.testing import handed_over
from entente.ledger import queries as facts
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.web.testing import signed_in
from entente.workspace.operations import grant_reach
from entente.workspace.queries import viewer
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def test_what_a_deal_is_worth_is_told_only_to_those_who_see_it(cast):
    firm = found_company(name="Ostgård Dairy")
    sara = meet(name="Sara Lind", company=firm)
    sell(name="Theirs", company=firm, contacts=[sara], amount="28400",
         owner=cast.milan.member_id)  # fmt: skip
    entries = [
        entry.position for entry in facts.timeline(company=firm).entries if entry.deal is not None
    ]
    pages = [f"/contacts/{sara}/", f"/companies/{firm}/", *(f"/entries/{one}/" for one in entries)]
    client = signed_in(cast.ada)

    def telling():
        return [page for page in pages if "28,400" in client.get(page, follow=True).text]

    assert telling()
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="deal", action="see", reach=Reach.TEAM,
                by=cast.root)  # fmt: skip
    assert telling() == []


def test_what_colleagues_did_is_told_only_to_those_who_see_activities(cast):
    sara = meet(name="Sara Lind")
    about = About(contact_id=sara)
    notes = {who.name: write_note(about=about, text=f"Note of {who.name}", by=who, at=MORNING)
             for who in (cast.ada, cast.milan)}  # fmt: skip
    entries = [one for one in facts.timeline(contact=sara).entries if one.kind == "note.written"]
    pages = [f"/contacts/{sara}/", *(f"/entries/{one.position}/" for one in entries)]
    client = signed_in(cast.ada)

    def told():
        texts = [client.get(page, follow=True).text for page in pages]
        return sorted(name for name in notes if any(f"Note of {name}" in text for text in texts))

    assert told() == sorted(notes)
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="activity", action="see",
                reach=Reach.OWN, by=cast.root)  # fmt: skip
    assert told() == [cast.ada.name]


def test_what_is_noted_of_a_person_is_told_only_to_those_who_see_the_person(cast):
    firm = found_company(name="Ostgård Dairy", owner=cast.ada.member_id)
    sara = meet(name="Sara Lind", company=firm, owner=cast.milan.member_id)
    deal = sell(name="Mill", company=firm, contacts=[sara], owner=cast.ada.member_id)
    write_note(about=About(contact_id=sara), text="She likes chess", by=cast.milan, at=MORNING)
    write_note(about=About(company_id=firm), text="They like cows", by=cast.milan, at=MORNING)
    (noted,) = [e for e in facts.timeline(contact=sara).entries if e.kind == "note.written"]
    company, pages = f"/companies/{firm}/", [f"/contacts/{sara}/", f"/entries/{noted.position}/"]
    client = signed_in(cast.ada)

    def told(words):
        texts = {page: client.get(page, follow=True).text for page in [company, *pages]}
        return [page for page in texts if words in texts[page]]

    assert told("She likes chess") == [company, *pages]
    assert "Sara Lind" in client.get(f"/deals/{deal}/", follow=True).text
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="contact", action="see",
                reach=Reach.OWN, by=cast.root)  # fmt: skip
    assert (told("She likes chess"), told("They like cows")) == ([], [company])
    page = client.get(f"/deals/{deal}/", follow=True).text
    assert "Sara Lind" not in page
    assert "Deal opened" in page


def test_what_was_asked_about_a_lead_is_told_only_to_those_who_see_the_hand_over(cast):
    firm = found_company(name="Ostgård Dairy")
    sara = meet(name="Sara Lind", company=firm)
    row = handed_over(contact=sara, at=MORNING)
    holder = viewer(member_id=row.owner_id, at=MORNING)
    ask_marketing(handover_id=row.id, text="Did she ask for a price?", by=holder, at=MORNING)
    (asked,) = [one for one in facts.timeline(contact=sara).entries if one.kind == "lead.asked"]
    pages = [f"/contacts/{sara}/", f"/companies/{firm}/", f"/entries/{asked.position}/"]

    def telling(who):
        client = signed_in(who)
        return [page for page in pages if "ask for a price" in client.get(page, follow=True).text]

    assert (holder.member_id, telling(holder), telling(cast.milan)) == (
        cast.ada.member_id, pages, pages,
    )  # fmt: skip
    for team in (Team.SALES, Team.MARKETING):
        grant_reach(team=team, role=Role.MEMBER, record="handoff", action="see",
                    reach=Reach.OWN, by=cast.root)  # fmt: skip
    assert (telling(holder), telling(cast.milan)) == (pages, [])
    page = signed_in(cast.milan).get(f"/contacts/{sara}/").text
    assert "Offered to" not in page and "Sales asked marketing" not in page
