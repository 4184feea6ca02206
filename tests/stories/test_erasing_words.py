"""Whatever people typed about somebody, or about a deal or the company of theirs, names them no
more once they are erased; words about the deal stay, without the name.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.activities.models import Activity
from entente.activities.operations.correcting import correct_activity, delete_activity
from entente.activities.operations.logging import log_call, log_email, log_meeting, write_note
from entente.activities.operations.taking_back import take_back
from entente.activities.operations.tasks import set_task
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.funnel.operations import Move, enter_stage, move_by_hand
from entente.handoff import queries, reactions
from entente.handoff.models import Handover, Offer
from entente.handoff.operations import deciding, offering, pausing
from entente.ledger import operations as facts
from entente.ledger import queries as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import define_field
from entente.people.operations.erasing import erase_contact
from entente.people.operations.merging import merge_contacts
from entente.people.operations.refusals import opt_in, opt_out
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal, DealChange, DealContact
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.operations.taking_part import add_contact, remove_contact
from entente.pipeline.operations.winning import lose_deal, refund_deal, reopen_deal, win_deal
from entente.pipeline.testing import sell
from entente.sla import operations as sla
from entente.sla.rules.document import STANDARD
from entente.workspace import queries as workspace
from entente.workspace.testing import MORNING, assemble
from tests.stories.test_erasing import SECRET, everything_stored

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=2)


def holding(word: str = SECRET) -> set[str]:
    """The tables in which a word stands."""
    found = everything_stored().items()
    return {table for table, text in found if word.casefold() in text.casefold()}


@pytest.fixture
def cast():
    found = assemble(at=MORNING - timedelta(days=9))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=MORNING - timedelta(days=8))
    return found


@pytest.fixture
def ida(cast) -> int:
    return meet(
        name=f"{SECRET} Berg", email=f"{SECRET}@example.com", company=found_company(name="Nordwind")
    )


def told(**of: int) -> dict[str, dict[str, object]]:
    """By kind, what the entries of a contact or deal say."""
    return {one.kind: dict(one.properties) for one in ledger.timeline(**of).entries}


def logs(cast, about: About) -> None:
    """Everything that can be logged, one of each corrected and one taken back with a reason."""
    said = {"about": about, "by": cast.ada, "at": MORNING}
    log_call(outcome="connected", text=f"{SECRET} rang", **said)
    log_email(text=f"Subject: dear {SECRET}", **said)
    log_meeting(text=f"Met {SECRET}", **said)
    note = write_note(text=f"{SECRET} likes tea", **said)
    correct_activity(
        activity_id=note, values={"text": f"{SECRET} hates tea"}, by=cast.ada, at=MORNING
    )
    task = set_task(subject=f"Ring {SECRET}", **said)
    correct_activity(
        activity_id=task, values={"subject": f"Ring Ms {SECRET}"}, by=cast.ada, at=MORNING
    )
    wrong = log_call(outcome="connected", text="Nobody", **said)
    position = Activity.objects.get(id=wrong).position
    take_back(position=position, reason=f"{SECRET} was not there", by=cast.ada, at=MORNING)
    delete_activity(
        activity_id=log_email(text="", **said), reason=f"to {SECRET}", by=cast.ada, at=MORNING
    )


def lead(cast, contact: int) -> None:
    """A hand-over with every word that may be said in one."""
    move = Move(contact=contact, stage="sql", occurred_at=MORNING, via="hand", reason=SECRET)
    reactions.hand_over([ledger.entry(position=enter_stage(move=move, at=MORNING))], MORNING)
    row = Handover.objects.get()
    given = {"handover_id": row.id, "by": cast.ada, "at": MORNING}
    pausing.ask_marketing(text=f"Where does {SECRET} sit?", **given)
    [question] = queries.words_of(handover_id=row.id)
    pausing.answer(
        handover_id=row.id,
        question_id=question.id,
        text=f"{SECRET} is in Oslo",
        by=cast.milan,
        at=MORNING,
    )
    pausing.set_aside(until=LATER, buyers_date=True, **given)
    pausing.take_up(**given)
    [seller] = {cast.ada.member_id, *workspace.heads(team="sales", at=MORNING)} - {row.owner_id}
    offering.reassign(
        handover_id=row.id, to=seller, why=f"knows {SECRET}", by=cast.noor, at=MORNING
    )
    offering.reassign(
        handover_id=row.id, to=row.owner_id, why=f"{SECRET} wishes", by=cast.noor, at=MORNING
    )
    sla.watch_clocks(at=LATER)
    sla.give_excuse(
        handover_id=row.id,
        term="first_contact",
        reason="System was down",
        note=f"{SECRET} said so",
        by=cast.ada,
        at=LATER,
    )
    no = deciding.reject(
        handover_id=row.id, reason="wrong_person", note=f"{SECRET} left", by=cast.ada, at=LATER
    )
    deciding.undo(verdict_id=no.verdict_id, by=cast.ada, at=LATER)


def test_every_word_about_a_contact_goes(cast, ida):
    logs(cast, About(contact_id=ida))
    lead(cast, ida)
    opt_out(contact_id=ida, means="mail", source=f"{SECRET} on the phone", by=cast.ada, at=MORNING)
    opt_in(contact_id=ida, means="mail", proof=f"{SECRET} signed", by=cast.ada, at=MORNING)
    hand = {"by": cast.ada, "team": "sales", "at": MORNING}
    move_by_hand(contact=ida, stage="mql", reason=f"{SECRET} asked", **hand)
    moved = [
        one for one in ledger.timeline(contact=ida).entries if "mql" in one.properties.values()
    ]
    take_back(position=moved[0].position, reason=f"{SECRET} did not", by=cast.ada, at=MORNING)
    [mailed] = facts.record(
        entries=[
            NewEntry(
                kind="email.clicked",
                occurred_at=MORNING,
                contact=ida,
                properties={"subject": f"For {SECRET}", "link": f"https://x.org/?n={SECRET}"},
            )
        ],
        at=MORNING,
    )
    take_back(position=mailed, reason=f"{SECRET} never got it", by=cast.ada, at=MORNING)
    twin = meet(name=f"Twin {SECRET}")
    merge_contacts(was=twin, into=ida, by=cast.ada, at=MORNING)
    change_contact(contact_id=ida, values={"job_title": f"Not {SECRET}"}, by=cast.ada, at=MORNING)

    erase_contact(contact_id=ida, request=f"{SECRET} wrote a letter", by=cast.noor, at=LATER)

    assert holding() == set()
    entries = ledger.timeline(contact=ida).entries
    assert [one.properties for one in entries if one.kind == "entry.retracted"] == [
        {"kind": kind}
        for kind in (
            "email.clicked",
            "stage.entered",
            "email.sent_by_person",
            "call.logged",
        )
    ]
    assert told(contact=ida)["contact.erased"] == {"request": "[erased] wrote a letter"}
    assert set(Offer.objects.filter(by__isnull=False).values_list("why", flat=True)) == {""}


@pytest.mark.parametrize("others", [0, 1])
def test_out_of_the_words_about_a_deal_only_the_name_goes(cast, ida, others):
    """However many others take part, and whoever its entries name."""
    bo = [meet(name="Bo Ek") for _ in range(others)]
    cf = define_field(record="deal", label="Wish", type="text", by=cast.root, at=MORNING)
    deal = sell(contacts=[*bo, ida], name=f"{SECRET} 1", at=MORNING, **{cf: f"As {SECRET}"})
    does = {"deal_id": deal, "by": cast.ada, "at": MORNING}
    logs(cast, About(deal_id=deal))
    change_deal(values={"name": f"20 seats for {SECRET} Berg"}, **does)
    change_deal(values={"next_step": f"Ask {SECRET}", cf: f"Like {SECRET}'s"}, **does)
    add_contact(contact_id=ida, role=f"decides with {SECRET}", **does)
    lose_deal(reason=f"Price, says {SECRET.upper()}", **does)
    reopen_deal(**does)
    change_deal(values={"amount": Decimal(90)}, **does)
    win_deal(**does)
    refund_deal(amount=Decimal(30), reason=f"Ms. Berg ({SECRET}) was ill", **does)
    lost = sell(contacts=[*bo, ida], name="Spare", at=MORNING)
    lose_deal(deal_id=lost, reason=f"{SECRET}s budget", by=cast.ada, at=MORNING)

    erase_contact(contact_id=ida, request="", by=cast.noor, at=LATER)

    assert holding() == holding("Berg") == set()
    row = Deal.objects.get(id=deal)
    assert (row.name, row.name_key, row.next_step, row.custom, row.custom_key) == (
        "20 seats for [erased]",
        "20 seats for [erased]",
        "Ask [erased]",
        {cf: "Like [erased]'s"},
        {cf: "like [erased]'s"},
    )
    gone = Deal.objects.get(id=lost)
    assert (gone.loss_reason, gone.loss_reason_key) == ("[erased] budget", "[erased] budget")
    says = told(deal=deal)
    assert says["deal.lost"] == {"reason": "Price, says [erased]", "stage": "Discovery"}
    assert says["deal.refunded"] == {"reason": "Ms. [erased] ([erased]) was ill"}
    assert says["deal.contact_added"] == {"role": "decides with [erased]"}
    assert DealContact.objects.get(deal=deal, contact=ida).role == "decides with [erased]"
    assert set(DealChange.objects.filter(deal=deal).values_list("field", "old", "old_key")) == {
        ("name", "[erased] 1", "[erased] 1"),
        ("next_step", "", ""),
        (cf, "As [erased]", "as [erased]"),
        ("amount", None, ""),
        ("currency", "", ""),
    }


def test_the_name_goes_out_of_deals_that_they_left_and_stays_in_those_of_others(cast, ida):
    left = sell(contacts=[ida], name=f"{SECRET} left", at=MORNING)
    remove_contact(deal_id=left, contact_id=ida, by=cast.ada, at=MORNING)
    others = sell(contacts=[meet(name=f"{SECRET} Dahl")], name=f"{SECRET} Dahl", at=MORNING)
    lose_deal(deal_id=others, reason=f"{SECRET} Dahl said no", by=cast.ada, at=MORNING)

    erase_contact(contact_id=ida, request="", by=cast.noor, at=LATER)

    assert Deal.objects.get(id=left).name == "[erased] left"
    row = Deal.objects.get(id=others)
    assert (row.name, row.loss_reason) == (f"{SECRET} Dahl", f"{SECRET} Dahl said no")
    assert told(deal=others)["deal.lost"]["reason"] == f"{SECRET} Dahl said no"


def test_the_name_goes_out_of_what_was_written_of_their_company_now_and_before(cast, ida):
    logs(cast, About(company_id=ledger.timeline(contact=ida).entries[0].company))
    change_contact(
        contact_id=ida, values={"company": found_company(name="Sund")}, by=cast.ada, at=MORNING
    )
    bo = meet(name="Bo Ek")
    write_note(about=About(contact_id=bo), text="Bo likes tea", by=cast.ada, at=MORNING)

    erase_contact(contact_id=ida, request="", by=cast.noor, at=LATER)

    assert holding() == set()
    [note] = [one for one in ledger.timeline(contact=bo).entries if one.kind == "note.written"]
    assert note.personal == {"text": "Bo likes tea"}
