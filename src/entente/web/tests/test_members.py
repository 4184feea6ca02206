"""Administrators invite, seat and close; nobody else does."""

import re

import pytest
from django.test import Client

from entente.handoff import queries as handoff
from entente.kit import clock
from entente.outbox import queries as outbox
from entente.web.members import pages
from entente.web.testing import signed_in
from entente.workspace import operations, queries, testing
from entente.workspace.models import Member, Seat
from entente.workspace.rules import Role, SeatHeld, Team

pytestmark = pytest.mark.django_db
SEAT = {"name": "Ines Moreau", "email": "ines@example.com", "seat": "sales-member"}


def link_in_last_mail(cast) -> str:
    (mail,) = outbox.mails(viewer=cast.root, limit=1)
    return re.search(r"http://127\.0\.0\.1:8400(/join/\S+)", mail.text).group(1)


def test_an_invited_person_joins_by_the_link_in_the_mail_and_is_signed_in(cast):
    assert signed_in(cast.root).post("/settings/members/invite/", SEAT).status_code == 303
    link, client = link_in_last_mail(cast), Client()

    assert "Join Fennwick" in client.get(link).text
    response = client.post(link, {"name": "Ines Moreau", "password": testing.PASSWORD})

    assert (response.status_code, response["Location"]) == (303, "/")
    assert "Ines Moreau" in client.get("/me/").text
    assert client.get("/me/").text.count("Sales, member") == 1
    assert Client().get(link).status_code == 404


def test_a_second_invitation_to_an_address_is_refused_and_the_first_link_lives(cast):
    root = signed_in(cast.root)
    with clock.frozen(testing.MORNING):
        root.post("/settings/members/invite/", SEAT)
        link = link_in_last_mail(cast)
        again = root.post("/settings/members/invite/", {**SEAT, "email": "INES@example.com"})
        assert Client().get(link).status_code == 200

    said = (
        f"{cast.root.name} invited Ines Moreau at this address on 24 November. "
        "That invitation can be withdrawn or sent again under Members."
    )
    shown = re.search(r'<p class="field__error".*?</p>', again.text)[0]
    assert (again.status_code, said in shown) == (422, True)
    assert len(outbox.mails(viewer=cast.root)) == 1


def test_an_invitation_can_be_sent_again_or_withdrawn_and_made_anew(cast):
    root = signed_in(cast.root)
    root.post("/settings/members/invite/", SEAT)
    first = link_in_last_mail(cast)
    again = re.search(
        r"/settings/members/invitations/(\d+)/again/", root.get("/settings/members/").text
    )

    root.post(again[0])
    second = link_in_last_mail(cast)
    newest = re.search(
        r"/settings/members/invitations/(\d+)/end/", root.get("/settings/members/").text
    )
    root.post(newest[0])

    assert first != second
    assert root.post("/settings/members/invite/", SEAT).status_code == 303
    codes = [Client().get(one).status_code for one in (first, second, link_in_last_mail(cast))]
    assert codes == [404, 404, 200]


def test_an_invitation_gives_nobody_the_account_of_a_member(cast):
    signed_in(cast.root).post("/settings/members/invite/", SEAT)
    link = link_in_last_mail(cast)
    operations.add_member(
        name="Ines", email=SEAT["email"], password=testing.PASSWORD, at=testing.MORNING
    )

    refused = Client().post(link, {"name": "Ines", "password": "another long pass phrase"})

    assert refused.status_code == 422
    assert f"{SEAT['email']} is a member already; sign in instead." in refused.text
    entering = {"login": SEAT["email"], "password": testing.PASSWORD}
    assert Client().post("/sign-in/", entering).status_code == 303


@pytest.mark.parametrize("end", ["\r\n", "\u2028"])
def test_a_name_over_two_lines_is_kept_in_one(cast, end):
    name = f"Ines{end}Bcc: eve@example.com"
    signed_in(cast.root).post("/settings/members/invite/", {**SEAT, "name": name})
    link, client = link_in_last_mail(cast), Client()

    assert client.post(link, {"name": name, "password": testing.PASSWORD}).status_code == 303

    joined = [one.name for one in queries.members(at=testing.MORNING) if "Ines" in one.name]
    assert joined == ["Ines Bcc: eve@example.com"]


def test_who_can_sign_in_stands_before_the_owners_that_only_an_import_knows(cast):
    seats = [SeatHeld(team=Team.SALES, role=Role.MEMBER)]
    operations.add_member(name="0d4f imported", seats=seats, at=testing.MORNING)

    found = pages.members(at=testing.MORNING)

    names = [one.name for one in found.members]
    assert names[-1] == "0d4f imported"
    assert names[:-1] == sorted(names[:-1])


def test_an_address_that_mail_reads_as_two_is_refused_beside_it(cast):
    asked = {**SEAT, "email": '"ines,eve"@example.com'}

    refused = signed_in(cast.root).post("/settings/members/invite/", asked)

    assert refused.status_code == 422
    assert "is not an e-mail address; enter one like ada@example.com." in refused.text


def test_a_refused_invitation_keeps_what_was_typed(cast):
    response = signed_in(cast.root).post(
        "/settings/members/invite/", {**SEAT, "email": "ada@example.com"}
    )

    assert response.status_code == 422
    assert (
        response.text.count("ada@example.com is a member already; change their seats instead.") == 2
    )
    assert 'value="Ines Moreau"' in response.text
    assert outbox.mails(viewer=cast.root) == []


def test_a_new_link_ends_the_old_one_and_a_withdrawn_one_opens_nothing(cast):
    root = signed_in(cast.root)
    root.post("/settings/members/invite/", SEAT)
    first = link_in_last_mail(cast)
    (asked,) = queries.open_invitations(at=testing.MORNING)

    root.post(f"/settings/members/invitations/{asked.id}/again/")
    second = link_in_last_mail(cast)

    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    (asked,) = queries.open_invitations(at=testing.MORNING)
    root.post(f"/settings/members/invitations/{asked.id}/end/")
    assert Client().get(second).status_code == 404


def test_closing_an_account_ends_sessions_at_once_and_is_asked_first(cast):
    root, ada = signed_in(cast.root), signed_in(cast.ada)
    assert ada.get("/me/").status_code == 200

    question = root.get(f"/settings/members/{cast.ada.member_id}/close/")
    root.post(f"/settings/members/{cast.ada.member_id}/close/")

    assert "Close the account of Ada Sells?" in question.text
    assert ada.get("/me/").status_code == 303
    assert "Closed accounts" in root.get("/settings/members/").text


def test_seats_are_given_and_ended_and_the_last_administrator_stays(cast):
    root, at = signed_in(cast.root), f"/settings/members/{cast.ada.member_id}/"

    root.post(f"{at}seats/", {"seat": "sales-head"})
    assert "Sales, head" in root.get(at).text
    root.post(f"{at}seats/end/", {"seat": "sales-head"})
    assert "<span>Sales, head</span>" not in root.get(at).text

    nobody = Member.objects.create(name="An owner in a file", joined_at=clock.now())
    root.post(f"/settings/members/{nobody.id}/seats/", {"seat": "shared-administrator"})
    assert Seat.objects.filter(member=nobody, until=None).count() == 1
    own = f"/settings/members/{cast.root.member_id}/seats/end/"
    response = root.post(own, {"seat": "shared-administrator"})
    assert response.status_code == 403
    assert "Somebody must administer this instance; seat another one first." in response.text


def test_how_many_leads_a_person_takes_on_is_set_and_routing_keeps_to_it(cast):
    root, at = signed_in(cast.root), f"/settings/members/{cast.ada.member_id}/"

    assert 'value="25"' in root.get(at).text
    root.post(f"{at}capacity/", {"open_leads": "0"})
    assert 'name="open_leads" value="0"' in root.get(at).text
    ada = {one.member_id: one for one in handoff.candidates(at=testing.MORNING)}[cast.ada.member_id]
    assert ada.capacity == 0

    refused = root.post(f"{at}capacity/", {"open_leads": "-3"})
    assert refused.status_code == 422
    assert 'id="errors"' in refused.text
    assert 'value="-3"' in refused.text
    other = f"/settings/members/{cast.milan.member_id}/"
    assert "Open leads at once" not in root.get(other).text
    assert root.post(f"{other}capacity/", {"open_leads": "3"}).status_code == 404


@pytest.mark.parametrize("who", ["ada", "milan", "noor", "eve"])
@pytest.mark.parametrize(
    "path", ["/settings/", "/settings/members/", "/settings/members/invite/", "/mail/"]
)
def test_only_administrators_open_the_settings(cast, who, path):
    assert signed_in(getattr(cast, who)).get(path).status_code == 403


def test_a_forged_seat_is_not_found(cast):
    root = signed_in(cast.root)
    at = f"/settings/members/{cast.ada.member_id}/seats/"

    assert root.post(at, {"seat": "sales-sponsor"}).status_code == 422
    assert root.post(f"{at}end/", {"seat": "kings-king"}).status_code == 404
    assert root.get("/settings/members/999999/").status_code == 404


def test_who_comes_back_joins_under_the_name_that_they_enter(cast):
    operations.deactivate_member(member_id=cast.ada.member_id, by=cast.root, at=testing.MORNING)
    seat = {"name": "Ada Sells", "email": "ADA@example.com", "seat": "sales-member"}
    signed_in(cast.root).post("/settings/members/invite/", seat)

    joined = Client().post(
        link_in_last_mail(cast), {"name": "Ada Berg", "password": "another long pass phrase"}
    )

    assert joined.status_code == 303
    assert queries.names(ids=[cast.ada.member_id]) == {cast.ada.member_id: "Ada Berg"}


def test_a_closed_account_gets_no_seat(cast):
    operations.deactivate_member(member_id=cast.ada.member_id, by=cast.root, at=testing.MORNING)
    path = f"/settings/members/{cast.ada.member_id}/seats/"

    refused = signed_in(cast.root).post(path, {"seat": "sales-head"})

    assert refused.status_code == 404
    (ada,) = queries.members(at=testing.MORNING, ids=[cast.ada.member_id], active=False)
    assert ada.seats == ()


def test_who_is_invited_at_an_address_with_capitals_joins_and_signs_in_by_any_spelling(cast):
    capitals = {**SEAT, "email": "Ines.Moreau@Example.com"}
    signed_in(cast.root).post("/settings/members/invite/", capitals)
    client = Client()

    response = client.post(
        link_in_last_mail(cast), {"name": "Ines Moreau", "password": testing.PASSWORD}
    )

    assert (response.status_code, response["Location"]) == (303, "/")
    assert "Ines.Moreau@Example.com" in client.get("/me/").text
    for login in ("Ines.Moreau@Example.com", "ines.moreau@example.com", "INES.MOREAU@EXAMPLE.COM"):
        entering = {"login": login, "password": testing.PASSWORD}
        assert Client().post("/sign-in/", entering)["Location"] == "/"
