"""By what name a page tells of a company or a person, and of whom it tells nothing."""

import pytest

from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.queries.contacts import contact
from entente.people.testing import found_company, meet
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.testing import sell
from entente.web.records import telling
from entente.web.testing import signed_in, words
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def test_a_company_of_which_only_a_key_is_known_is_called_the_same_everywhere(cast):
    firm = found_company(keys=[("olist", "2c43fb513632d29b3b58df74816f1b06")])
    who = meet(name="Sara Lind", company=firm)
    sold = sell(name="Filler", company=firm, contacts=[who])
    client = signed_in(cast.ada)

    for path in (
        f"/companies/{firm}/", "/companies/", "/contacts/", "/deals/", f"/contacts/{who}/",
        f"/deals/{sold}/",
    ):  # fmt: skip
        assert "Unnamed 2c43fb513632" in words(client.get(path)), path
    form = client.get(f"/contacts/{who}/fields/company/").text
    client.post(f"/contacts/{who}/fields/company/", {"value": "Unnamed 2c43fb513632"})

    assert 'value="Unnamed 2c43fb513632"' in form
    assert contact(viewer=cast.ada, contact_id=who).company_id == firm


def test_what_a_file_told_is_nobodys_but_a_touch_is_whose_it_says(cast):
    sara = meet(name="Sara Lind")
    for kind, actor in (("contact.created", cast.root), ("call.logged", cast.ada)):
        entry = NewEntry(
            kind=kind, occurred_at=MORNING, contact=sara, actor=actor.member_id, batch=7,
            team="sales",
        )  # fmt: skip
        ledger.record(entries=[entry], at=MORNING)

    lines = telling.tell(entries=facts.timeline(contact=sara).entries, at=MORNING)

    assert [(one.kind, one.by) for one in lines if one.position][:2] == [
        ("call.logged", "Ada Sells"),
        ("contact.created", ""),
    ]


def test_a_changed_amount_is_told_as_money(cast):
    sold = sell(name="Mill", owner=cast.ada.member_id)
    for amount, currency in (("22.9", "BRL"), ("1200", "EUR"), ("1300.5", "EUR"), (None, "")):
        change_deal(
            deal_id=sold, values={"amount": amount, "currency": currency}, by=cast.ada, at=MORNING
        )

    lines = telling.tell(entries=facts.timeline(deal=sold).entries, at=MORNING)

    assert [one.note for one in reversed(lines) if one.kind == "deal.changed"] == [
        "now R$22.90",
        "was R$22.90, now €1,200",
        "was 1,200, now 1,300.50",
        "was €1,300.50, now unknown",
    ]


def test_the_timeline_of_a_company_says_of_whom_each_line_is(cast):
    firm = found_company(name="Ostgård Dairy")
    sara, ida = (meet(name=name, company=firm) for name in ("Sara Lind", "Ida Berg"))
    for who in (sara, sara, sara, ida, sara):
        read(who, of=firm)
    sell(name="Mill", company=firm, contacts=[ida], owner=cast.milan.member_id)
    page = words(signed_in(cast.ada).get(f"/companies/{firm}/", follow=True))
    lines = page[page.index("What happened") :]

    assert "Opened Letter Sara Lind 10:00 Opened Letter Ida Berg" in lines
    assert "Opened 3 e-mails Sara Lind" in lines
    assert "Deal opened in New business 10:00" in lines  # of the deal, not of a person
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="contact", action="see",
                reach=Reach.OWN, by=cast.root)  # fmt: skip
    hidden = words(signed_in(cast.ada).get(f"/companies/{firm}/", follow=True))
    assert "Deal opened" in hidden and "Ida Berg" not in hidden and "Sara Lind" not in hidden


def read(who: int, *, of: int) -> None:
    """They opened a letter."""
    entry = NewEntry(
        kind="email.opened", occurred_at=MORNING, contact=who, company=of, asset="Letter"
    )
    ledger.record(entries=[entry], at=MORNING)
