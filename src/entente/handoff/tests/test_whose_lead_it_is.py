"""Who may do something about a lead: also when its owner has left or moved, or it has none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import access, queries, reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, offering, pausing
from entente.inbox.models import Notice
from entente.ledger import queries as ledger
from entente.people.operations.deleting import delete_contact
from entente.people.operations.merging import merge_contacts
from entente.people.testing import meet
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM, Reach, Role, SeatHeld, Team, Viewer
from entente.workspace.testing import MORNING, PASSWORD, assemble

LATER = MORNING + timedelta(hours=2)


@pytest.fixture
def cast(db):
    return assemble()


def join(name: str, team: Team, role: Role) -> int:
    return workspace.add_member(
        name=name, email=f"{name.split(maxsplit=1)[0].lower()}@example.com", password=PASSWORD,
        seats=[SeatHeld(team=team, role=role)], at=MORNING,
    )  # fmt: skip


def at_work(member_id: int) -> Viewer:
    return members.viewer(member_id=member_id, at=LATER)


def lead(name: str = "Sara Lind", at=MORNING) -> Handover:
    move = Move(contact=meet(name=name, at=at), stage="sql", occurred_at=at, via="hand")
    position = funnel.enter_stage(move=move, at=at)
    reactions.hand_over([ledger.entry(position=position)], at)
    return Handover.objects.get(cause=position)


def leaves(cast) -> None:
    workspace.deactivate_member(member_id=cast.ada.member_id, by=cast.root, at=MORNING)


def goes_to_marketing(cast) -> None:
    to, was = (SeatHeld(team=team, role=Role.MEMBER) for team in (Team.MARKETING, Team.SALES))
    workspace.seat_member(member_id=cast.ada.member_id, seat=to, at=MORNING)
    workspace.unseat_member(member_id=cast.ada.member_id, seat=was, by=cast.root, at=MORNING)


@pytest.mark.parametrize("parts", [leaves, goes_to_marketing])
def test_the_head_of_sales_gives_on_the_lead_of_who_sells_no_more(cast, parts):
    ben = join("Ben Sells", Team.SALES, Role.MEMBER)
    hanna = join("Hanna Heads", Team.SALES, Role.HEAD)
    mia = join("Mia Markets", Team.MARKETING, Role.HEAD)
    row = lead()
    parts(cast)

    for stranger in (mia, ben):
        with pytest.raises(Refused):
            offering.reassign(handover_id=row.id, to=ben, why="", by=at_work(stranger), at=LATER)
    offering.reassign(handover_id=row.id, to=ben, why="", by=at_work(hanna), at=LATER)

    row.refresh_from_db()
    assert (row.owner_id, row.first_offered_at) == (ben, MORNING)


def test_who_has_a_lead_does_not_pass_it_on_by_a_forged_form(cast):
    ben = join("Ben Sells", Team.SALES, Role.MEMBER)
    row = lead()

    with pytest.raises(Refused, match="A head gives a lead to somebody else; ask yours"):
        offering.reassign(handover_id=row.id, to=ben, why="", by=cast.ada, at=LATER)

    row.refresh_from_db()
    assert row.owner_id == cast.ada.member_id


def test_only_sales_decides_also_where_the_reach_of_others_is_wider(cast):
    sam = at_work(join("Sam Sponsors", Team.SHARED, Role.SPONSOR))
    row = lead()

    for decide in (
        lambda: deciding.accept(handover_id=row.id, by=sam, at=LATER),
        lambda: deciding.reject(handover_id=row.id, reason="wrong_person", by=sam, at=LATER),
    ):
        with pytest.raises(Refused, match="Only a person of sales"):
            decide()

    assert not access.may_decide(viewer=sam, owner_id=row.owner_id, at=LATER)


def test_a_lead_that_nobody_has_is_for_sales_to_take_not_for_the_head_of_marketing(cast):
    mia = at_work(join("Mia Markets", Team.MARKETING, Role.HEAD))
    row = lead()
    Handover.objects.filter(id=row.id).update(owner=None)

    with pytest.raises(Refused, match="Only a person of sales"):
        pausing.ask_marketing(handover_id=row.id, text="Who is she?", by=mia, at=LATER)

    assert [access.may_change(viewer=one, owner_id=None, at=LATER) for one in (mia, cast.ada)] == [
        False, True,
    ]  # fmt: skip


def test_leads_whose_contact_was_deleted_take_no_room_from_new_ones(cast):
    delete_contact(contact_id=lead().contact_id, by=SYSTEM, at=LATER)
    lead("Emma Whit")

    assert [one.open_leads for one in queries.candidates(at=LATER)] == [1]


def test_the_answer_of_marketing_reaches_who_asked_and_who_has_the_lead_by_now(cast):
    ben = join("Ben Sells", Team.SALES, Role.MEMBER)
    row = lead()
    question = pausing.ask_marketing(handover_id=row.id, text="Phone?", by=cast.ada, at=MORNING)
    offering.reassign(handover_id=row.id, to=ben, why="", by=at_work(cast.noor.member_id), at=LATER)

    pausing.answer(handover_id=row.id, question_id=question, text="+46 31", by=cast.milan, at=LATER)

    told = Notice.objects.filter(kind="lead.answered").values_list("member_id", flat=True)
    assert sorted(told) == sorted([cast.ada.member_id, ben])


def test_of_two_leads_that_become_one_nobody_need_look_at_the_one_that_ended(cast):
    older, newer = lead("Ida Berg"), lead("I. Berg", LATER)

    merge_contacts(was=newer.contact_id, into=older.contact_id, by=cast.noor, at=LATER)

    unread = Notice.objects.filter(read_at=None).values_list("url", flat=True)
    assert list(unread) == [f"/queue/{older.id}/"]


def test_who_had_a_lead_that_was_given_away_learns_who_has_it_now(cast):
    ben = join("Ben Sells", Team.SALES, Role.MEMBER)
    row = lead()
    offering.reassign(handover_id=row.id, to=ben, why="", by=at_work(cast.noor.member_id), at=LATER)
    about = {"handover_id": row.id, "by": cast.ada, "at": LATER}

    for deed in (
        lambda: deciding.accept(**about),
        lambda: deciding.reject(reason="wrong_person", **about),
        lambda: pausing.ask_marketing(text="Who is she?", **about),
        lambda: pausing.set_aside(until=LATER + timedelta(9), buyers_date=True, **about),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.why == (
            "This lead was given to Ben Sells meanwhile by Noor Leads: 24 November, 12:00."
        )


def test_who_never_had_a_lead_or_may_not_see_it_is_not_told_whose_it_is(cast):
    ben = join("Ben Sells", Team.SALES, Role.MEMBER)
    carla = at_work(join("Carla Sells", Team.SALES, Role.MEMBER))
    row = lead()
    offering.reassign(handover_id=row.id, to=ben, why="", by=at_work(cast.noor.member_id), at=LATER)
    sales = (Team.SALES, Role.MEMBER, "handoff", "see")
    ada = replace(cast.ada, overrides={sales: Reach.OWN})
    words = (
        "You may change a hand-over that you own. An administrator can change that under Settings, "
        "Access."
    )

    for stranger in (carla, ada):
        with pytest.raises(Refused) as refused:
            deciding.accept(handover_id=row.id, by=stranger, at=LATER)
        assert refused.value.why == words


def test_a_head_who_takes_a_lead_is_not_told_to_have_given_it_to_themselves(cast):
    row = lead()
    noor = at_work(cast.noor.member_id)
    offering.reassign(handover_id=row.id, to=cast.noor.member_id, why="", by=noor, at=LATER)

    with pytest.raises(Refused, match="given to Noor Leads meanwhile: 24 November, 12:00"):
        deciding.accept(handover_id=row.id, by=cast.ada, at=LATER)
