"""A small company of customers to look at: people, firms, deals, and what happened so far."""

from dataclasses import dataclass
from datetime import timedelta

from entente.activities.operations import logging, tasks
from entente.activities.rules import About
from entente.agreements.testing import agree
from entente.funnel.operations import Move, enter_stage
from entente.handoff.operations import offering
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations import refusals
from entente.people.operations.customfields import define_field
from entente.people.testing import found_company, meet
from entente.pipeline.operations import moving, winning
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.pipeline.operations.taking_part import add_contact
from entente.pipeline.testing import sell
from entente.qualification.accord import BUSINESS
from entente.workspace.testing import MORNING, Cast

FIRMS = (
    ("Ostgård Dairy", "ostgard.example", "Food and drink: dairy", 310, "Sweden"),
    ("Brauhaus Kessel", "kessel.example", "Food and drink: beer", 140, "Germany"),
    ("Coldstream Foods", "coldstream.example", "Food and drink: frozen", 620, "United Kingdom"),
    ("Panrico Porto", "panrico.example", "Food and drink: bakery", 890, "Portugal"),
    (
        "Thornbury Bakers",
        "operations.thornbury-bakers.example",
        "Food and drink: bakery",
        75,
        "United Kingdom",
    ),
    ("Mlekpol", "mlekpol.example", "Food and drink: dairy", 2100, "Poland"),
    ("Glenmore Creamery", "", "", None, "Ireland"),
)
PEOPLE = (
    ("Sara", "Lind", "Maintenance manager", 0, "LinkedIn"),
    ("Per", "Ek", "Plant director", 0, "Referral"),
    ("Jonas", "Weber", "Plant director", 1, "Organic search"),
    ("Priya", "Nair", "Head of engineering", 2, "Webinar"),
    ("Sarah", "Boone", "Operations lead", 3, "LinkedIn"),
    ("Emma", "Whitfield", "Operations manager", 4, "Paid search"),
    ("Krzysztof", "Wójcik-Brzęczyszczykiewicz", "Kierownik utrzymania ruchu", 5, "Fair"),
    ("Aoife", "Burke", "Site manager", 6, "LinkedIn"),
)
DEALS = (
    ("Line monitoring", 0, "Discovery", "28400", 3, "Send the security pack"),
    ("Filler retrofit", 1, "Solution", "38000", 6, ""),
    ("Pilot in Berwick", 2, "Discovery", "22000", 4, "Call about the pilot"),
    ("Two bakeries", 3, "Proposal", "41000", 21, "Chase the signature"),
    ("Oven sensors", 4, "Proposal", None, 16, ""),
    ("Service year", 5, "Commit", "14000.50", 0, ""),
)


@dataclass(frozen=True, kw_only=True)
class Town:
    firms: tuple[int, ...]
    people: tuple[int, ...]
    deals: tuple[int, ...]
    nameless: int
    loose_deal: int
    size: str


def ago(days: float):
    return MORNING - timedelta(days=days)


def furnish(cast: Cast) -> Town:
    """Firms, people, deals in all stages, touches and logs; the definition of a lead is signed."""
    agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=ago(200))
    lines = define_field(
        record="contact", label="Filling lines", type="number", by=cast.root, at=ago(200)
    )
    size = define_field(
        record="contact",
        label="Uses today",
        type="choice",
        options=["Spreadsheets", "Paper", "Another system"],
        by=cast.root,
        at=ago(200),
    )
    firms = tuple(
        found_company(
            name=name,
            domain=domain,
            industry=industry,
            employees=employees,
            country=country,
            owner=cast.ada.member_id,
            at=ago(150),
        )
        for name, domain, industry, employees, country in FIRMS
    )
    people = tuple(
        meet(
            first_name=first,
            last_name=last,
            email=f"{first.lower()}@{FIRMS[firm][1] or 'glenmore.example'}",
            phone="+46 31 555 01 42" if number < 3 else "",
            job_title=role,
            company=firms[firm],
            country=FIRMS[firm][4],
            channel=channel,
            owner=(cast.ada if number % 3 else cast.noor).member_id,
            since=ago(30 + number),
            at=ago(30 + number),
            **({lines: "4"} if number == 0 else {}),
        )
        for number, (first, last, role, firm, channel) in enumerate(PEOPLE)
    )
    nameless = meet(keys=[("olist", "dac32acd4db4c29c230538b72f8dd87d")], at=ago(40))
    deals = _open(cast, firms, people)
    _live(cast, people, deals)
    loose = sell(by=cast.noor, at=ago(2), opened_at=ago(2), owner=cast.noor.member_id,
                 amount="1200", currency="GBP")  # fmt: skip
    return Town(firms=firms, people=people, deals=deals, nameless=nameless, loose_deal=loose,
                size=size)  # fmt: skip


def _open(cast, firms, people):
    """Deals where DEALS says, and enough that are over for a usual length of each stay."""
    stages = {stage.name: stage.id for stage in set_up_pipeline(at=ago(150)).stages}
    for number in range(5):
        past = sell(name=f"Earlier {number}", by=cast.ada, at=ago(120), opened_at=ago(120),
                    owner=cast.ada.member_id, amount="9000", company=firms[number])  # fmt: skip
        for days, stage in ((112, "Solution"), (104, "Proposal"), (96, "Commit")):
            moving.move_deal(deal_id=past, stage_id=stages[stage], by=cast.ada, at=ago(days))
        if number % 2:
            winning.win_deal(deal_id=past, by=cast.ada, at=ago(90 if number > 1 else 10))
        else:
            winning.lose_deal(deal_id=past, reason="Price", by=cast.ada, at=ago(90))
    made = []
    for name, firm, stage, amount, days, step in DEALS:
        deal = sell(
            name=name,
            by=cast.ada,
            at=ago(days + 30),
            opened_at=ago(days + 30),
            company=firms[firm],
            owner=(cast.ada if firm % 2 else cast.noor).member_id,
            amount=amount,
            expected_close=ago(-40).date(),
            next_step=step,
            contacts=[people[min(firm + 1, 7)]],
        )
        if stage != "Discovery":
            moving.move_deal(deal_id=deal, stage_id=stages[stage], by=cast.ada, at=ago(days))
        made.append(deal)
    add_contact(deal_id=made[0], contact_id=people[0], role="decides", by=cast.ada, at=ago(20))
    return tuple(made)


def _live(cast, people, deals):
    sara, emma = people[0], people[5]
    _touch("first_contact.made", sara, 30, channel="LinkedIn")
    _touch("asset.downloaded", sara, 12, asset="Downtime Playbook", channel="LinkedIn")
    for days in (10, 9, 8):
        _touch("email.opened", sara, days, asset="Two things plants like yours read next")
    _touch("form.submitted", sara, 12, asset="Playbook form", properties={"asks": "price"})
    _touch("event.attended", sara, 4, asset="Line-stop webinar", properties={"place": "online"})
    _touch("visit.made", sara, 0.1, properties={"page": "/changeover-checklist"})
    for stage, days in (("iql", 12), ("mql", 10), ("sql", 0.05)):
        position = enter_stage(
            move=Move(contact=sara, stage=stage, occurred_at=ago(days), via="criteria",
                      team="marketing"),
            at=ago(days),
        )  # fmt: skip
    offering.begin(cause=offering.Cause(contact=sara, position=position, at=ago(0.05)),
                   at=ago(0.05))  # fmt: skip
    logging.log_call(
        about=About(contact_id=sara, deal_id=deals[0]), outcome="voicemail", by=cast.ada,
        at=ago(0.02), text="Asked the front desk for a better hour.", minutes=2,
    )  # fmt: skip
    logging.log_meeting(about=About(contact_id=sara), place="offline", by=cast.noor, at=ago(6),
                        text="Walked along the filling lines with her and Per.")  # fmt: skip
    logging.write_note(
        about=About(contact_id=sara),
        text="“Filler stops. We lose a shift a month and find out from the operators.”",
        by=cast.ada,
        at=ago(5),
    )
    for subject, days in (("Send the security pack", 1), ("Call again about the demo", -2)):
        tasks.set_task(about=About(contact_id=sara, deal_id=deals[0]), subject=subject,
                       due_on=ago(days).date(), by=cast.ada, at=ago(3))  # fmt: skip
    refusals.opt_out(contact_id=emma, means="phone", source="told Ada on the phone", by=cast.ada,
                     at=ago(9))  # fmt: skip
    refusals.opt_out(contact_id=emma, means="mail", source="unsubscribe link", by=cast.ada,
                     at=ago(8))  # fmt: skip


def _touch(kind, contact, days, *, properties=None, **told):
    ledger.record(
        entries=[
            NewEntry(
                kind=kind,
                occurred_at=ago(days),
                contact=contact,
                team="marketing",
                properties=properties or {},
                **told,
            )
        ],
        at=ago(days),
    )
