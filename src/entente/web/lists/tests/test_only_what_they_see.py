"""A list answers nothing about records that whoever asks may not see, in whatever way they ask."""

from urllib.parse import urlencode

import pytest

from entente.audiences import operations as audiences
from entente.audiences.models import SavedView
from entente.people.models import Contact
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.web.testing import signed_in, words
from entente.workspace import operations, queries
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, SeatHeld, Team
from entente.workspace.testing import MORNING, PASSWORD

pytestmark = pytest.mark.django_db
LIFTED = "An administrator can change that under Settings, Access."
NO_DEALS = f"Your seat does not see deals, so a list cannot ask about them. {LIFTED}"
BIG = "has a deal where (deal amount is at least 16150 EUR)"
ASKED = {
    BIG: NO_DEALS,
    'name is "Erik Olsen" and has no deal': NO_DEALS,
    'has a deal where (deal owner is "Ada Sells")': NO_DEALS,
    "had a deal won": NO_DEALS,
    "not (had a call logged in the last 30 days)": NO_DEALS.replace("deals", "activities"),
    "was rejected by sales": NO_DEALS.replace("deals", "hand-overs"),
    "waited longer than was promised": NO_DEALS.replace("deals", "hand-overs"),
    "company employees is more than 100": NO_DEALS.replace("deals", "companies"),
}


def reach(cast, team, record, reach):
    grant_reach(team=team, role=Role.MEMBER, record=record, action="see", reach=reach,
                by=cast.root)  # fmt: skip


def asked(path, **query):
    return f"{path}?{urlencode(query)}"


def listed(answer):
    return [part.split("<", 1)[0] for part in answer.text.split("data-roving-item>")[1:]]


@pytest.fixture
def erik(cast):
    """Milan's contact at a large firm, with a deal of Noor's; Milan sees contacts alone."""
    works = found_company(name="Ostgård Dairy", employees=310)
    erik = meet(name="Erik Olsen", company=works, owner=cast.milan.member_id)
    sell(contacts=[erik], name="Mill", amount=16150, currency="EUR", owner=cast.noor.member_id)
    for record in ("company", "deal", "activity", "handoff"):
        reach(cast, Team.MARKETING, record, Reach.NONE)
    reach(cast, Team.MARKETING, "contact", Reach.OWN)
    return erik


@pytest.mark.parametrize(("where", "why"), ASKED.items())
def test_what_the_seat_does_not_see_is_refused_in_words(erik, cast, where, why):
    client = signed_in(cast.milan)

    for path in ("/contacts/", "/contacts/export/", "/contacts/filter/"):
        answer = client.get(asked(path, where=where))
        assert (why in words(answer), listed(answer)) == (True, []), path
    assert client.get(asked("/contacts/", where=where)).status_code == 422


def test_what_the_seat_does_not_see_is_not_offered(erik, cast):
    mine = words(signed_in(cast.milan).get("/contacts/filter/"))
    noors = words(signed_in(cast.noor).get("/contacts/filter/"))

    offered = ("Has a deal", "Had a call logged", "Was rejected by sales", "Company employees",
               "Waited longer than was promised", "Had a deal won")  # fmt: skip
    assert [one for one in offered if one not in noors] == []
    assert [one for one in offered if one in mine] == []
    assert "Entered a stage" in mine
    assert "Company name" in mine


def test_a_word_that_is_misspelt_is_not_helped_with_what_the_seat_does_not_see(erik, cast):
    answer = signed_in(cast.milan).get(asked("/contacts/", where="had a call lodged"))

    assert answer.status_code == 422
    assert "had a call logged" not in words(answer)


def test_a_deed_on_all_that_a_list_finds_is_refused_alike(erik, cast):
    post = {"everything": "1", "query": urlencode({"where": BIG}), "owner": "nobody"}

    answer = signed_in(cast.milan).post("/contacts/owner/", post)

    assert answer.status_code == 422
    assert Contact.objects.get(id=erik).owner_id == cast.milan.member_id


def test_a_view_that_somebody_shares_is_opened_no_wider(erik, cast):
    query = urlencode({"where": BIG})
    view = audiences.save_view(name="Big ones", subject="contact", query=query, shared="all",
                               by=cast.noor, at=MORNING)  # fmt: skip
    url = asked("/contacts/", where=BIG, saved=view)

    assert listed(signed_in(cast.noor).get(url)) == ["Erik Olsen"]
    answer = signed_in(cast.milan).get(url)
    assert (answer.status_code, listed(answer)) == (422, [])
    assert NO_DEALS in words(answer)


def test_who_sees_their_own_deals_asks_about_those_alone(erik, cast):
    ola = meet(name="Ola Berg")
    sell(contacts=[ola], name="Dairy", amount=20000, currency="EUR", owner=cast.ada.member_id)
    client = signed_in(cast.ada)
    question = asked("/contacts/", where=BIG)
    none = asked("/contacts/", where=BIG.replace("has a", "has no"))

    assert listed(client.get(question)) == ["Ola Berg", "Erik Olsen"]
    reach(cast, Team.SALES, "deal", Reach.OWN)
    assert listed(client.get(question)) == ["Ola Berg"]
    assert listed(client.get(none)) == ["Erik Olsen"]
    won = words(client.get(asked("/contacts/", where="had a deal won")))
    assert f"sees only your own deals, so a list cannot ask about all of them. {LIFTED}" in won


def test_who_only_looks_on_keeps_views_to_themselves(cast):
    vera = operations.add_member(
        name="Vera Views", email="vera@example.com", password=PASSWORD,
        seats=[SeatHeld(team=Team.SALES, role=Role.VIEWER)], at=MORNING,
    )  # fmt: skip
    client = signed_in(queries.viewer(member_id=vera, at=MORNING))
    asked = {"name": "Known", "query": "where=name+is+known"}

    for shared in ("team", "all"):
        refused = client.post("/contacts/views/", {**asked, "shared": shared})
        assert refused.status_code == 403
        assert "Your seat looks on, so save the view for yourself alone." in words(refused)
    assert list(SavedView.objects.all()) == []
    client.post("/contacts/views/", {**asked, "shared": "own"})
    assert [(one.name, one.shared) for one in SavedView.objects.all()] == [("Known", "own")]
    offered = client.get("/contacts/?where=city+is+known").text
    assert 'value="own"' in offered and 'value="all"' not in offered
    assert 'value="all"' in signed_in(cast.ada).get("/contacts/?where=city+is+known").text


def test_a_view_is_deleted_by_whoever_saved_it(cast):
    kept = {"subject": "contact", "query": "where=name+is+known", "by": cast.noor, "at": MORNING}
    private = audiences.save_view(name="Mine", shared="own", **kept)
    public = audiences.save_view(name="Ours", shared="all", **kept)

    def answer(who, view):
        post = {"subject": "contact"}
        return signed_in(who).post(f"/views/{view}/removal/", post).status_code

    assert (answer(cast.ada, private), answer(cast.ada, 424242)) == (404, 404)
    assert answer(cast.ada, public) == 403
    assert SavedView.objects.count() == 2
    assert (answer(cast.noor, private), answer(cast.root, public)) == (303, 303)
    assert SavedView.objects.count() == 0
