"""A lead goes to the owner of its open deal, where that is somebody who can answer."""

from datetime import timedelta

import pytest

from entente.handoff.models import Handover, Offer
from entente.handoff.operations import offering
from entente.handoff.operations.offering import Cause
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.workspace import operations as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import Role, SeatHeld, Team
from entente.workspace.testing import MORNING, PASSWORD, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=1)


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def ben(cast) -> int:
    """A colleague of Ada's, whose turn is after hers."""
    return workspace.add_member(
        name="Ben Sells",
        email="ben@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)],
        at=MORNING,
    )


def only_known_to_an_import() -> int:
    return workspace.owners_for_keys(
        system="hubspot", named={"77": "Old Rep"}, team=Team.SALES, at=MORNING
    )["77"]


def offered(contact: int) -> tuple[str, str]:
    row_id = offering.begin(
        cause=Cause(contact=contact, position=7, at=LATER, clause="sql"), at=LATER
    )
    offer = Offer.objects.select_related("member").get(handover_id=row_id)
    return (offer.member.name, offer.why)


def test_the_owner_of_an_open_deal_gets_the_lead_out_of_turn(cast, ben):
    sara = meet(name="Sara Lind")
    sell(contacts=[sara], owner=ben)

    assert offered(sara) == ("Ben Sells", "owns the open deal")


def test_an_owner_who_has_left_gets_no_leads(cast, ben):
    sara = meet(name="Sara Lind")
    sell(contacts=[sara], owner=ben)
    workspace.deactivate_member(member_id=ben, by=cast.root, at=MORNING)

    assert offered(sara) == ("Ada Sells", "their turn")


def test_an_owner_whom_only_an_import_knows_gets_no_leads(cast):
    sara = meet(name="Sara Lind")
    sell(contacts=[sara], owner=only_known_to_an_import())

    assert offered(sara) == ("Ada Sells", "their turn")


def test_an_owner_without_a_seat_of_sales_gets_no_leads(cast):
    sara = meet(name="Sara Lind")
    sell(contacts=[sara], owner=cast.milan.member_id)

    assert offered(sara) == ("Ada Sells", "their turn")


def test_where_the_owner_of_the_newest_deal_is_gone_the_next_one_counts(cast, ben):
    firm = found_company(name="Ostgård Dairy")
    sara = meet(name="Sara Lind", company=firm)
    sell(company=firm, owner=ben)
    sell(contacts=[sara], owner=only_known_to_an_import(), at=LATER)

    assert offered(sara) == ("Ben Sells", "owns the open deal")


def test_nor_does_a_head_give_a_lead_to_somebody_who_cannot_sign_in(cast):
    offered(meet(name="Sara Lind"))
    row = Handover.objects.get()

    with pytest.raises(Refused, match="Only a person of sales can take a lead on."):
        offering.reassign(
            handover_id=row.id, to=only_known_to_an_import(), why="", by=cast.noor, at=LATER
        )
