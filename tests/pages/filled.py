"""The town, with something under way on every page: for whoever walks through all of them."""

from dataclasses import dataclass
from datetime import timedelta

from entente.activities.operations import tasks
from entente.activities.rules import About
from entente.agreements import offers
from entente.agreements.operations import drafting
from entente.agreements.testing import agree
from entente.audiences import lists
from entente.audiences import operations as audiences
from entente.exchange.testing import bring_in
from entente.handoff.operations import pausing
from entente.handoff.testing import handed_over
from entente.pipeline.operations import winning
from entente.pipeline.testing import sell
from entente.web.members import letters
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.rules import Role, SeatHeld, Team, Viewer
from entente.workspace.testing import MORNING, PASSWORD, Cast
from tests.browser.town import Town, ago, furnish

QUARTER = "2026-q4"
FILE = "Email,First Name,Town\nzoe@example.com,Zoë,Köln\nada,Ada,Rom\n"


@dataclass(frozen=True, kw_only=True)
class Filled:
    """`all` holds every seat there is; `pages` are those that few links lead to."""

    all: Viewer
    town: Town
    pages: tuple[str, ...]


def fill(cast: Cast) -> Filled:
    """Documents in force and under way, leads in every state, files, lists, views, letters."""
    town = furnish(cast)
    everybody = _hold_every_seat()
    _agree(cast, everybody)
    leads = _hand_over(cast, town)
    won, lost = _close(cast, town)
    fair = lists.make_list(name="Fair in March", by=cast.noor, at=ago(3))
    lists.add_to_list(list_id=fair, contacts=town.people[:3], by=cast.noor, at=ago(3))
    view = audiences.save_view(name="The north", subject="contact", query="where=owner+is+known",
                               shared="all", by=everybody, at=ago(3))  # fmt: skip
    task = tasks.set_task(about=About(contact_id=town.people[0]), subject="Ring Sara",
                          due_on=MORNING.date(), by=everybody, at=ago(1))  # fmt: skip
    file = bring_in(content=FILE, by=everybody, at=ago(1), check=True)
    done = bring_in(content=FILE.replace("ada,", "ada@a.example,"), by=everybody, at=ago(1))
    letters.invite(
        name="Ines",
        email="ines@example.com",
        seat=SeatHeld(team=Team.SALES, role=Role.MEMBER),
        by=cast.root,
        at=ago(0.01),
    )
    workspace.note_absence(member_id=cast.ada.member_id, since=MORNING + timedelta(days=2),
                           until=MORNING + timedelta(days=4), reason="Holiday", by=cast.root,
                           at=MORNING)  # fmt: skip
    return Filled(
        all=everybody,
        town=town,
        pages=(
            "/",
            "/everything/",
            *(f"/queue/{lead}/" for lead in leads),
            f"/deals/{won}/",
            f"/deals/{lost}/",
            f"/deals/{won}/refund/",
            f"/attribution/deals/{won}/",
            f"/contacts/{town.people[5]}/",
            f"/contacts/{town.nameless}/",
            f"/contacts/?saved={view}&where=owner+is+known",
            f"/tasks/{task}/",
            f"/imports/{file.id}/",
            f"/imports/{done.id}/",
            f"/imports/{done.id}/undoing/",
            "/sla/2026-w47/",
            "/accord/lead-definition/2/",
            "/settings/members/",
            "/mail/",
        ),
    )


def _close(cast: Cast, town: Town) -> tuple[int, int]:
    """A deal that was won and one that was lost."""
    won = sell(name="Won", by=cast.noor, at=ago(20), opened_at=ago(20), amount="5000",
               owner=cast.noor.member_id, contacts=[town.people[2]])  # fmt: skip
    winning.win_deal(deal_id=won, by=cast.noor, at=ago(3))
    lost = sell(name="Lost", by=cast.noor, at=ago(20), opened_at=ago(20),
                owner=cast.noor.member_id)  # fmt: skip
    winning.lose_deal(deal_id=lost, reason="Price", by=cast.noor, at=ago(3))
    return won, lost


def _hold_every_seat() -> Viewer:
    seats = [
        SeatHeld(team=Team.SALES, role=Role.HEAD),
        SeatHeld(team=Team.MARKETING, role=Role.HEAD),
        SeatHeld(team=Team.SHARED, role=Role.SPONSOR),
        SeatHeld(team=Team.SHARED, role=Role.ADMINISTRATOR),
    ]
    member = workspace.add_member(
        name="Alva Does-Everything",
        email="alva@example.com",
        password=PASSWORD,
        seats=seats,
        at=ago(200),
    )
    return members.viewer(member_id=member, at=MORNING)


def _agree(cast: Cast, by: Viewer) -> None:
    """All in force; the next lead definition proposed, the next SLA drafted."""
    for kind in offers.kinds():
        scope = QUARTER if kind.scope == "quarter" else ""
        if kind.name != "lead_definition":
            agree(kind=kind.name, scope=scope, content=kind.starters[0].content, by=cast.noor,
                  at=ago(190))  # fmt: skip
    sla, lead = offers.kind("sla"), offers.kind("lead_definition")
    day = MORNING.date() + timedelta(days=3)
    starter = {**lead.starters[0].content, "context": []}
    drafting.save_draft(kind="lead_definition", content=starter, from_day=day, review="quarterly",
                        by=by, at=ago(1))  # fmt: skip
    drafting.propose(kind="lead_definition", by=by, at=ago(1))
    drafting.save_draft(kind="sla", content=sla.starters[0].content, from_day=day,
                        review="quarterly", by=by, at=ago(1))  # fmt: skip


def _hand_over(cast: Cast, town: Town) -> list[int]:
    """A lead that nobody rang in time, one asked about, one set aside."""
    made = []
    for number, (contact, days) in enumerate(zip(town.people[1:5], (8, 6, 4, 0.1), strict=True)):
        made.append(handed_over(contact=contact, at=ago(days)).id)
        if number == 1:
            pausing.ask_marketing(
                handover_id=made[-1], text="Which plant?", by=cast.noor, at=ago(0.05)
            )
        if number == 2:
            pausing.set_aside(handover_id=made[-1], until=MORNING + timedelta(days=3),
                              by=cast.noor, at=ago(0.05), buyers_date=True)  # fmt: skip
    return made
