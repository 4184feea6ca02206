"""What is worth a look: a campaign that sales refuses, what mended it; nothing where nothing is."""

from datetime import timedelta

import pytest

from entente.agreements.testing import agree
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff.operations.history import PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.insights import campaigns, worth
from entente.insights import funnel as told
from entente.kit import periods
from entente.kit.statistics.proportions import Rate
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations import contacts
from entente.qualification.accord import BUSINESS
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
REASONS = "21 of 21 rejections say “Company does not fit”: they met the clause SQL of version 1."


def ago(days: float):
    return MORNING - timedelta(days=days)


@pytest.fixture
def cast():
    return assemble(at=ago(200))


def definition(employees: int) -> dict:
    clauses = [
        {**clause, "text": f"{clause['text']} and company employees is at least {employees}"}
        if employees and clause["name"] == "sql"
        else clause
        for clause in BUSINESS["clauses"]
    ]
    return {**BUSINESS, "clauses": clauses}


def handed(cast, *, campaign: str, days: float, accepted: bool, version: int = 1,
           came: float | None = None) -> None:  # fmt: skip
    """One lead, handed over so many days ago, where not said otherwise the day they came."""
    at = ago(days)
    contact = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=at)
    touch = NewEntry(kind="ad.clicked", occurred_at=ago(came or days), contact=contact, campaign=campaign,
                     channel="social", team="marketing")  # fmt: skip
    ledger.record(entries=[touch], at=at)
    cause = funnel.enter_stages(
        moves=[Move(contact=contact, stage="sql", occurred_at=at, via="criteria", source="test")],
        at=at,
    )[0]
    past = PastHandover(
        contact=contact,
        company=None,
        cause=cause,
        clause="sql",
        definition=version,
        created_at=at,
        owner=cast.ada.member_id,
        owner_name=cast.ada.name,
        first_offered_at=at,
        status=Status.ACCEPTED if accepted else Status.REJECTED,
        decided_at=at + timedelta(days=1),
        reason="" if accepted else "company_does_not_fit",
        reason_label="" if accepted else "Company does not fit",
        sort="" if accepted else "fit",
        attempts=(),
        fit=None,
        interest=None,
    )
    write_past(past=[past], at=MORNING)


def give_away(cast):
    """A campaign of which sales took 3 of 24, beside 20 of 24 others."""
    agree(kind="lead_definition", content=definition(0), by=cast.noor, at=ago(190))
    for n in range(24):
        handed(cast, campaign="Giveaway", days=100 + n / 4, accepted=n < 3)
        handed(cast, campaign="", days=100 + n / 4, accepted=n < 20)


def mend(cast):
    """The next version, and 20 of 22 taken since."""
    agree(kind="lead_definition", content=definition(50), by=cast.noor, at=ago(60))
    for n in range(22):
        handed(cast, campaign="", days=40 + n / 4, accepted=n < 20, version=2)


def test_a_giveaway_that_sales_refuses_is_named_with_what_mended_it(cast):
    give_away(cast)
    mend(cast)

    (found,) = campaigns.poorly_accepted(viewer=cast.noor, at=MORNING)

    assert found.title == "Giveaway doubled the leads while sales accepted 12% of them"
    assert found.bars == (("All other leads", Rate(40, 46)), ("Giveaway", Rate(3, 24)))
    assert (found.strength, found.where, found.teams) == (
        "Strong", "SQL to Accepted", ("marketing", "sales"),
    )  # fmt: skip
    assert found.words == (
        "48 leads came while it ran, 10–16 August; none in as many days before. "
        "While they were handed over, 10–16 August, sales accepted 23 of all 48 (48%); "
        "at other times 20 of 22 (91%). "
        f"{REASONS}"
    )
    assert found.remedy == (
        "Version 2 came into force on 25 September. Clause “SQL” now says “and "
        "company employees is at least 50”. Since then sales accepted 91% of 22."
    )
    assert (found.url, found.link) == ("/accord/lead-definition/2/", "Read version 2")
    assert campaigns.poorly_accepted(viewer=cast.eve, at=MORNING) == []


def test_leads_and_verdicts_are_counted_beside_as_many_days_before(cast):
    agree(kind="lead_definition", content=definition(0), by=cast.noor, at=ago(190))
    for n in range(24):
        handed(cast, campaign="Giveaway", days=100 + n / 2, accepted=n < 3)
        handed(cast, campaign="", days=100 + n / 2, accepted=n < 20)
        handed(cast, campaign="", days=112 + n / 2, accepted=n < 21, came=113)
        handed(cast, campaign="", days=130 + n / 2, accepted=False)

    (found,) = campaigns.poorly_accepted(viewer=cast.noor, at=MORNING)

    assert found.words == (
        "44 leads (28 a week) came while it ran, 5–15 August; 26 (17 a week) in as many days before. "
        "While they were handed over, 4–16 August, sales accepted 24 of all 49 (49%); "
        "in as many days before 20 of 23 (87%). "
        f"{REASONS}"
    )


def test_without_a_next_version_both_sides_look_at_the_clause(cast):
    give_away(cast)

    (found,) = campaigns.poorly_accepted(viewer=cast.noor, at=MORNING)

    assert (found.remedy, found.url) == (
        "Sales and marketing look at the clause together.",
        "/ideal-lead/",
    )


def test_a_period_is_judged_by_what_was_handed_over_in_it_and_mended_by_all_that_came_since(cast):
    give_away(cast)
    mend(cast)

    def found(period: str):
        within = periods.parse(text=period)
        worths = campaigns.poorly_accepted(viewer=cast.noor, at=MORNING, period=within)
        notes = told.table(viewer=cast.noor, at=MORNING, period=within).notes[1:]
        return [(one.bars[0], one.words, one.remedy[-37:]) for one in worths], notes

    assert found("2026-q4") == ([], ())
    assert found("2026-q3") == (
        [
            (
                ("All other leads", Rate(20, 24)),
                f"48 leads came while it ran, 10–16 August; none in as many days before. {REASONS}",
                " Since then sales accepted 91% of 22.",
            )
        ],
        ("Giveaway doubled the leads while sales accepted 12% of them.",),
    )


def test_a_campaign_is_said_to_have_doubled_the_leads_of_the_very_period_only(cast):
    agree(kind="lead_definition", content=definition(0), by=cast.noor, at=ago(190))
    for n in range(24):
        handed(cast, campaign="Giveaway", days=40 + n / 4, accepted=n < 3, came=100 + n / 4)
        handed(cast, campaign="", days=40 + n / 4, accepted=n < 20, came=100 + n / 4)

    def titles(period):
        within = period and periods.parse(text=period)
        return [one.title for one in
                campaigns.poorly_accepted(viewer=cast.noor, at=MORNING, period=within)]  # fmt: skip

    assert titles(None) == ["Giveaway doubled the leads while sales accepted 12% of them"]
    assert titles("2026-q4") == ["Giveaway brought leads of whom sales accepted few"]


@pytest.mark.parametrize(("many", "accepted"), [(19, 0), (24, 18)])
def test_a_handful_or_a_small_difference_is_not_worth_a_look(cast, many, accepted):
    agree(kind="lead_definition", content=definition(0), by=cast.noor, at=ago(190))
    for n in range(many):
        handed(cast, campaign="Letter", days=100 + n / 4, accepted=n < accepted)
        handed(cast, campaign="", days=100 + n / 4, accepted=n < 20)

    assert campaigns.poorly_accepted(viewer=cast.noor, at=MORNING) == []


def test_evidence_is_strong_where_chance_is_rare():
    assert [worth.strength(p=p) for p in (0.009, 0.01, 0.05)] == ["Strong", "Some", "Some"]
