"""What follows from what: the consumers of the ledger and the deeds of the timetable. One page."""

from entente.activities import jobs as activities
from entente.audiences import operations as audiences
from entente.audiences.judging import WATCH
from entente.exchange.jobs import Importer
from entente.exchange.operations import forgetting
from entente.funnel import operations as funnel
from entente.funnel import reactions as funnel_reactions
from entente.handoff import reactions as handoff
from entente.handoff.operations import offering, pausing, waking
from entente.handoff.rules import attempts
from entente.inbox import reactions as inbox
from entente.jobs.timetable import Recurring
from entente.ledger.events import Consumer
from entente.outbox import jobs as outbox
from entente.plan import operations as plan
from entente.qualification import keeping
from entente.sla import operations as sla


def _reaction(name: str, handle, *reads: str) -> Consumer:
    return Consumer(name=name, sort="reaction", handle=handle, reads=frozenset(reads))


def consumers() -> tuple[Consumer, ...]:
    """Every reader of the ledger, projections before the reactions that look at them."""
    return (
        Consumer(
            name=funnel.PASSAGES,
            sort="projection",
            handle=funnel.apply,
            reads=funnel.READS,
            reset=funnel.forget,
        ),
        Consumer(
            name="audiences.history",
            sort="projection",
            handle=audiences.take_in,
            reset=audiences.keep,
        ),
        _reaction(WATCH, keeping.judge),
        _reaction("funnel.deals", funnel_reactions.follow_deals, *funnel_reactions.READS),
        _reaction("handoff.begin", handoff.hand_over, "stage.entered"),
        _reaction("handoff.taken_back", handoff.take_back, "entry.retracted"),
        _reaction("handoff.attempts", handoff.note, *attempts.READS),
        _reaction(
            "handoff.converted", handoff.convert, "deal.opened", "deal.deleted", "deal.restored"
        ),
        _reaction("inbox.accord", inbox.follow_the_accord, *inbox.READS),
        _reaction("activities.reviewed", activities.finish_review_tasks, *activities.READS),
    )


def deeds() -> tuple[Recurring, ...]:
    """Everything that is done again and again; `every` is in seconds."""
    return (
        Recurring(name="outbox.deliver", every=1.0, run=outbox.deliver),
        Recurring(name="exchange.import", every=0.2, run=Importer().work),
        Recurring(
            name="exchange.forget", every=3600.0, run=lambda at: forgetting.forget_files(at=at)
        ),
        Recurring(
            name="activities.reviews",
            every=300.0,
            run=lambda at: activities.set_review_tasks(at=at),
        ),
        Recurring(name="funnel.standings", every=5.0, run=lambda at: funnel.keep_standing(at=at)),
        Recurring(name="qualification.tick", every=5.0, run=keeping.tick),
        Recurring(name="sla.clocks", every=10.0, run=lambda at: sla.watch_clocks(at=at)),
        Recurring(name="plan.forecast", every=60.0, run=lambda at: plan.keep_forecast(at=at)),
        Recurring(name="handoff.end_due", every=20.0, run=lambda at: pausing.end_due(at=at)),
        Recurring(name="handoff.wake", every=300.0, run=lambda at: waking.wake(at=at)),
        Recurring(
            name="handoff.route_unoffered",
            every=20.0,
            run=lambda at: offering.route_unoffered(at=at),
        ),
    )
