"""Leads that wait follow the contact: joined with another, parted, erased, gone with an import."""

from datetime import timedelta

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.audiences import operations as audiences
from entente.audiences import queries as asked
from entente.audiences.models import Membership
from entente.funnel.operations import Move, apply, enter_stage
from entente.funnel.queries import standings
from entente.handoff import queries, reactions
from entente.handoff.models import Handover, Offer
from entente.handoff.operations import deciding, pausing
from entente.inbox.models import Notice
from entente.ledger import queries as ledger
from entente.outbox.models import Mail
from entente.people.operations.bulk.contacts import NewContact, create_contacts
from entente.people.operations.erasing import erase_contact
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.saving import Doing
from entente.people.operations.undoing import undo_batch
from entente.people.testing import meet
from entente.sla import operations as sla
from entente.sla.rules.document import STANDARD
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble
from tests.stories.test_erasing import SECRET, everything_stored

pytestmark = pytest.mark.django_db
BATCH = 78


def after(**span) -> object:
    return MORNING + timedelta(**span)


@pytest.fixture
def cast():
    return assemble()


def hand_over(contact: int, at=MORNING) -> int:
    move = Move(contact=contact, stage="sql", occurred_at=at, via="hand")
    position = enter_stage(move=move, at=at)
    reactions.hand_over([ledger.entry(position=position)], at)
    return Handover.objects.get(cause=position).id


def call(contact: int, cast, at, outcome="voicemail") -> None:
    log_call(about=About(contact_id=contact), outcome=outcome, by=cast.ada, at=at)
    entries = ledger.timeline(contact=contact).entries
    newest = next(entry for entry in entries if entry.kind == "call.logged")
    reactions.note([newest], at)


def leads() -> list[tuple[int, int, str]]:
    rows = Handover.objects.order_by("id")
    return list(rows.values_list("id", "contact_id", "status"))


def told(contact: int) -> list[str]:
    entries = ledger.timeline(contact=contact).entries
    return [entry.kind for entry in entries if entry.kind.startswith("lead.")]


def test_a_waiting_lead_goes_over_to_the_survivor_and_back(cast):
    ida, berg = meet(name="Ida Berg"), meet(name="I. Berg")
    lead = hand_over(berg)

    merge = merge_contacts(was=berg, into=ida, by=cast.ada, at=after(hours=1))

    assert leads() == [(lead, ida, "new")]
    assert [row.contact.name for row in queries.waiting(viewer=cast.ada)] == ["Ida Berg"]
    call(ida, cast, after(hours=2))
    assert leads() == [(lead, ida, "attempting")]

    unmerge_contacts(merge_id=merge, by=cast.ada, at=after(hours=3))

    assert leads() == [(lead, berg, "attempting")]


def test_of_two_waiting_leads_of_one_person_the_one_further_along_goes_on(cast):
    ida, berg = meet(name="Ida Berg"), meet(name="I. Berg")
    mine, theirs = hand_over(ida), hand_over(berg, after(minutes=5))
    call(berg, cast, after(minutes=30))

    merge = merge_contacts(was=berg, into=ida, by=cast.ada, at=after(hours=1))

    assert leads() == [(mine, ida, "ended"), (theirs, ida, "attempting")]
    assert list(Offer.objects.filter(ended_at=None).values_list("handover_id", flat=True)) == [
        theirs
    ]
    assert told(ida)[0] == "lead.ended"
    assert [row.id for row in queries.waiting(viewer=cast.ada)] == [theirs]
    call(ida, cast, after(hours=2), "connected")
    assert leads() == [(mine, ida, "ended"), (theirs, ida, "connected")]

    unmerge_contacts(merge_id=merge, by=cast.ada, at=after(hours=3))

    assert leads() == [(mine, ida, "new"), (theirs, berg, "connected")]
    assert Offer.objects.filter(ended_at=None).count() == 2


def test_a_decided_lead_of_the_other_record_ends_nothing(cast):
    ida, berg = meet(name="Ida Berg"), meet(name="I. Berg")
    mine, theirs = hand_over(ida), hand_over(berg)
    deciding.reject(handover_id=theirs, reason="wrong_person", by=cast.ada, at=after(minutes=9))

    merge_contacts(was=berg, into=ida, by=cast.ada, at=after(hours=1))

    assert leads() == [(mine, ida, "new"), (theirs, ida, "rejected")]


def test_how_far_somebody_got_is_the_furthest_of_both(cast):
    ida, berg = meet(name="Ida Berg"), meet(name="I. Berg")
    hand_over(berg)
    enter_stage(move=Move(contact=ida, stage="iql", occurred_at=MORNING, via="hand"), at=MORNING)

    def follow(kind):
        [entry] = [one for one in ledger.timeline(contact=ida).entries if one.kind == kind]
        apply([entry], after(hours=1))
        return {one: row.stage for one, row in standings(contacts=[ida, berg]).items()}

    merge = merge_contacts(was=berg, into=ida, by=cast.ada, at=after(hours=1))
    assert follow("contact.merged") == {ida: "sql"}
    unmerge_contacts(merge_id=merge, by=cast.ada, at=after(hours=1))
    assert follow("contact.unmerged") == {ida: "iql", berg: "sql"}


def test_the_survivor_meets_what_either_met(cast):
    ida, berg = meet(name="Ida", city="Oslo"), meet(name="Berg", city="Bergen")
    tree = asked.understood(text='city is "Bergen"', at=MORNING).tree
    audiences.watch(name="test/city", tree=tree, at=MORNING)
    met = Membership.objects.order_by("contact_id")
    assert list(met.values_list("contact_id", flat=True)) == [berg]

    merge = merge_contacts(was=berg, into=ida, by=cast.ada, at=after(hours=1))
    assert list(met.values_list("contact_id", flat=True)) == [ida]
    [entry] = [e for e in ledger.timeline(contact=ida).entries if e.kind == "contact.merged"]
    audiences.evaluate([entry], after(hours=1))
    assert list(met.values_list("contact_id", flat=True)) == []  # Oslo stays, as the survivor's

    unmerge_contacts(merge_id=merge, by=cast.ada, at=after(hours=2))
    [entry] = [e for e in ledger.timeline(contact=berg).entries if e.kind == "contact.unmerged"]
    audiences.evaluate([entry], after(hours=2))
    assert list(met.values_list("contact_id", flat=True)) == [berg]


def test_nothing_that_was_said_of_an_erased_lead_is_left(cast):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=after(days=-9))
    ida = meet(name=f"{SECRET} Berg", email=f"{SECRET}@example.com")
    lead = hand_over(ida)
    pausing.ask_marketing(
        handover_id=lead, text=f"Where does {SECRET} sit?", by=cast.ada, at=MORNING
    )
    [question] = queries.words_of(handover_id=lead)
    pausing.answer(
        handover_id=lead, question_id=question.id, text=f"{SECRET} is in Oslo", by=cast.milan,
        at=MORNING,
    )  # fmt: skip
    sla.watch_clocks(at=after(days=2))
    sla.give_excuse(
        handover_id=lead, term="first_contact", reason="System was down", note=f"{SECRET} said so",
        by=cast.ada, at=after(days=2),
    )  # fmt: skip
    no = deciding.reject(
        handover_id=lead, reason="wrong_person", note=f"{SECRET} left", by=cast.ada,
        at=after(days=2),
    )  # fmt: skip
    deciding.undo(verdict_id=no.verdict_id, by=cast.ada, at=after(days=2))
    assert Notice.objects.filter(title__contains=SECRET).count() > 2
    assert Mail.objects.filter(text__contains=SECRET).count() > 2

    erase_contact(contact_id=ida, request="by letter", by=cast.noor, at=after(days=3))

    holding = {
        table for table, text in everything_stored().items() if SECRET.casefold() in text.casefold()
    }
    assert holding == set()
    assert leads() == [(lead, ida, "ended")]
    assert list(queries.waiting(viewer=cast.ada)) == []
    assert set(Notice.objects.values_list("title", flat=True)) == {
        "About a person who was erased",
        "Ada Sells asks you to let an excuse count: System was down",
    }


def test_undoing_an_import_takes_its_leads_out_of_the_queue_but_for_those_worked_on(cast):
    doing = Doing(by=SYSTEM, at=MORNING, source="import", batch=BATCH)
    idle, called = create_contacts(
        new=[NewContact(values={"name": name}, since=MORNING) for name in ("Idle", "Called")],
        doing=doing,
    )
    tree = asked.understood(text="name is known", at=MORNING).tree
    audiences.watch(name="test/name", tree=tree, at=MORNING)
    gone, stays = hand_over(idle), hand_over(called)
    call(called, cast, after(hours=1))

    undo_batch(batch=BATCH, by=SYSTEM, at=after(hours=2))

    assert leads() == [(gone, idle, "ended"), (stays, called, "attempting")]
    assert [row.id for row in queries.waiting(viewer=cast.ada)] == [stays]
    assert list(Membership.objects.values_list("contact_id", flat=True)) == [called]
    assert sla.watch_clocks(at=after(days=9)) == 0  # nothing was agreed, and nobody waits for Idle
