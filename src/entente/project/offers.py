"""What higher rooms offer to lower ones: kinds of entry, kinds of document, fields of criteria.

One page, read once when the program starts.
"""

from entente.activities import events as activity_events
from entente.activities.operations import answers as activity_answers
from entente.agreements import events as agreements_events
from entente.agreements import glossary
from entente.agreements import offers as agreements
from entente.agreements.words import TERMS
from entente.audiences import answers as audience_answers
from entente.audiences import events as audience_events
from entente.audiences import facts as audience_facts
from entente.audiences import judging
from entente.audiences import lists as audience_lists
from entente.audiences import offers as audiences
from entente.audiences.offers import FieldsOffered, RecordsOffered
from entente.exchange import answers as exchange_answers
from entente.funnel import accord as funnel_accord
from entente.funnel import events as funnel_events
from entente.funnel import facts as funnel_facts
from entente.funnel import offers as funnel_offers
from entente.funnel import operations as funnel
from entente.handoff import events as handoff_events
from entente.handoff import offers as handoff
from entente.handoff.operations import answers as handoff_answers
from entente.ledger import events as ledger_events
from entente.ledger import offers as ledger
from entente.people import events as people_events
from entente.people import facts as people_facts
from entente.people import offers as people
from entente.pipeline import events as pipeline_events
from entente.pipeline import facts as pipeline_facts
from entente.pipeline import gathering
from entente.pipeline.operations import answers as pipeline_answers
from entente.pipeline.operations import erasing as pipeline_erasing
from entente.plan import accord as plan_accord
from entente.qualification import accord as qualification_accord
from entente.qualification import circles
from entente.qualification import facts as qualification_facts
from entente.qualification import operations as qualification
from entente.qualification import reactions as qualification_reactions
from entente.sla import accord as sla_accord
from entente.sla import answers as sla_answers
from entente.sla import events as sla_events
from entente.web import toasts


def wire() -> None:
    """Fill every registry. Doing it twice changes nothing."""
    ledger.declare_kinds(ledger_events.KINDS)
    ledger.declare_kinds(agreements_events.KINDS)
    glossary.define(TERMS)
    ledger.declare_kinds(people_events.KINDS)
    ledger.declare_kinds(pipeline_events.KINDS)
    ledger.declare_kinds(activity_events.KINDS)
    ledger.declare_kinds(audience_events.KINDS)
    ledger.declare_kinds(funnel_events.KINDS)
    agreements.register(qualification_accord.KIND)
    agreements.register(funnel_accord.KIND)
    agreements.register(sla_accord.KIND)
    agreements.register(plan_accord.KIND)
    ledger.declare_kinds(handoff_events.KINDS)
    ledger.declare_kinds(sla_events.KINDS)
    funnel_offers.follows_handing_over(handoff_events.HANDED_OVER.name, handoff_events.OFFERED.name)
    funnel_offers.offer_clauses(circles.asked_by_clauses)
    handoff.on_due(room="sla", due=sla_answers.first_contact_due)
    _offer_fields()
    for prefix in (qualification.PREFIX, qualification.STAGES):
        judging.on_met(prefix, qualification_reactions.qualify)
    _answer_people()


def _answer_people() -> None:
    """What happens elsewhere when records are joined, renamed, erased, or an import is undone."""
    for room, answers in (("pipeline", pipeline_answers), ("activities", activity_answers)):
        people.on_merge(
            record="contact", room=room, join=answers.join_contacts, part=answers.part_contacts
        )
        people.on_merge(
            record="company", room=room, join=answers.join_companies, part=answers.part_companies
        )
        people.on_void(room=room, holds=answers.holds, void=answers.void)
    people.on_merge(
        record="contact",
        room="audiences",
        join=audience_lists.join_contacts,
        part=audience_lists.part_contacts,
    )
    for room, answers in (("watched", audience_answers), ("handoff", handoff_answers)):
        people.on_merge(
            record="contact", room=room, join=answers.join_contacts, part=answers.part_contacts
        )
        people.on_erase(room=room, erase=answers.erase)
        people.on_void(room=room, holds=answers.holds, void=answers.void)
    people.on_erase(room="funnel", erase=funnel.erase)
    people.on_erase(room="sla", erase=sla_answers.erase)
    people.on_void(room="exchange", holds=exchange_answers.holds, void=exchange_answers.void)
    people.on_erase(room="exchange", erase=exchange_answers.erase)
    people.on_erase_words(room="exchange", erase=exchange_answers.erase_words)
    people.on_erase_words(room="pipeline", erase=pipeline_erasing.erase_words)
    people.on_erase_words(room="activities", erase=activity_answers.erase_words)
    people.on_erase(room="web", erase=toasts.erase)
    people.on_rename(room="pipeline", rename=pipeline_answers.follow_names)
    people.on_erase(room="activities", erase=activity_answers.erase)


def _offer_fields() -> None:
    audiences.offer_fields(
        "people",
        FieldsOffered(
            subject="contact",
            fields=people_facts.contact_fields,
            gather=people_facts.gather_contacts,
            changed_by=people_facts.CHANGED_BY,
        ),
    )
    audiences.offer_fields(
        "people",
        FieldsOffered(
            subject="company",
            fields=people_facts.company_fields,
            gather=people_facts.gather_companies,
        ),
    )
    audiences.offer_fields(
        "funnel",
        FieldsOffered(
            subject="contact",
            fields=funnel_facts.contact_fields,
            gather=funnel_facts.gather_contacts,
            changed_by=funnel_facts.CHANGED_BY,
        ),
    )
    audiences.offer_fields(
        "qualification",
        FieldsOffered(
            subject="contact",
            fields=qualification_facts.contact_fields,
            gather=qualification_facts.gather_contacts,
            changed_by=ledger.touch_kinds(),
            by_behaviour=True,
        ),
    )
    audiences.offer_fields(
        "audiences",
        FieldsOffered(
            subject="contact",
            fields=audience_facts.contact_fields,
            gather=audience_facts.gather_contacts,
            changed_by=audience_facts.CHANGED_BY,
        ),
    )
    _offer_deals()


def _offer_deals() -> None:
    audiences.offer_fields(
        "pipeline",
        FieldsOffered(
            subject="deal",
            fields=pipeline_facts.deal_fields,
            gather=gathering.gather_deals,
            changed_by=pipeline_facts.CHANGED_BY,
        ),
    )
    for subject, records, gather in (
        ("contact", pipeline_facts.deals_of_contacts, gathering.gather_of_contacts),
        ("company", pipeline_facts.deals_of_companies, gathering.gather_of_companies),
    ):
        audiences.offer_records(
            "pipeline",
            RecordsOffered(
                subject=subject,
                records=records,
                gather=gather,
                changed_by=pipeline_facts.CHANGED_BY,
            ),
        )
