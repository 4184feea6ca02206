"""What both sign is what runs: clauses qualify, points explain themselves, nothing is revoked."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.agreements import testing as agreements
from entente.agreements.rules.content import ContentInvalid
from entente.audiences import operations as audiences
from entente.audiences import queries as asked
from entente.audiences.facts import UNSIGNED
from entente.audiences.lists import make_list
from entente.funnel import operations as moving
from entente.funnel import queries as funnels
from entente.funnel.rules.document import STANDARD
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.operations import companies, contacts
from entente.qualification import accord, keeping, operations, queries, reading, scoring
from entente.qualification.operations import LetThrough
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def later(days: float = 0, minutes: float = 0):
    return MORNING + timedelta(days=days, minutes=minutes)


def sara() -> int:
    dairy = companies.create_company(
        values={"name": "Ostgård Dairy", "industry": "Food", "employees": 310},
        by=SYSTEM,
        at=MORNING,
    )
    return contacts.create_contact(
        values={
            "name": "Sara Lind",
            "email": "sara@ostgard.example",
            "job_title": "Maintenance manager",
            "country": "Sweden",
            "company": dairy,
        },
        by=SYSTEM,
        at=MORNING,
    )


def signed(cast, content, days: float = 0):
    version = agreements.agree(
        kind="lead_definition", content=content, by=cast.noor, at=later(days)
    )
    operations.keep_watching(at=later(days))
    return version


def does(contact: int, kind: str, at, *, batch=None, **properties) -> None:
    [position] = ledger.record(
        entries=[
            NewEntry(
                kind=kind, occurred_at=at, contact=contact, team="marketing", batch=batch,
                properties=properties,
            )
        ],
        at=at,
    )  # fmt: skip
    entry = facts.entry(position=position)
    (audiences.take_in if batch else keeping.judge)([entry], at)


def stages(contact: int) -> list[str]:
    return [row.stage for row in funnels.passages(contact=contact)]


def with_sql(text: str):
    clauses = [
        {**clause, "text": text} if clause["name"] == "sql" else clause
        for clause in accord.PLAIN["clauses"]
    ]
    return {**accord.PLAIN, "clauses": clauses}


@pytest.mark.parametrize("content", [accord.BUSINESS, accord.PLAIN])
def test_a_starter_can_be_signed_as_it_stands(cast, content):
    closed = reading.resolve(content)

    assert reading.validate(closed) == closed
    assert all(clause["tree"] for clause in closed["clauses"])
    assert signed(cast, content).number == 1


def test_a_contact_becomes_what_the_signed_clauses_say(cast):
    signed(cast, accord.BUSINESS)
    contact = sara()

    does(contact, "form.submitted", later(1), asks="newsletter")
    assert stages(contact) == ["iql", "mql"]

    does(contact, "asset.downloaded", later(2), topic="pricing")
    assert stages(contact) == ["iql", "mql", "sql"]

    entry = facts.timeline(contact=contact, kinds=["stage.entered"]).entries[0]
    assert entry.properties == {
        "stage": "sql", "stage_name": "SQL", "via": "criteria",
        "clause": "sql", "reason": "Meets the clause SQL of the ideal lead, version 1",
    }  # fmt: skip
    assert facts.entry(position=entry.cause).kind == "asset.downloaded"


def test_a_hand_raiser_bypasses_the_score(cast):
    signed(cast, accord.BUSINESS)
    contact = contacts.create_contact(values={"name": "Jo"}, by=SYSTEM, at=MORNING)

    does(contact, "form.submitted", later(1), asks="demo")

    assert stages(contact) == ["sql"]


def test_the_card_explains_every_point_and_the_bulk_form_agrees(cast):
    signed(cast, accord.BUSINESS)
    contact = sara()
    does(contact, "form.submitted", later(0), asks="newsletter")
    does(contact, "asset.downloaded", later(14), topic="pricing")
    at = later(14)

    card = scoring.card(contact=contact, at=at)
    bulk = scoring.scores(contacts=[contact], at=at)[contact]

    assert [(line.label, line.state, line.points) for line in card.fit] == [
        ("Size", "met", 16.0),
        ("Industry", "met", 10.0),
        ("Role", "met", 16.0),
        ("Reachable", "met", 8.0),
        ("Country", "met", 10.0),
    ]
    assert {line.label: line.points for line in card.interest if line.points} == {
        "Asked": 6.0,
        "Downloaded": 8.0,
    }
    assert (card.total, card.most_fit, card.most_interest) == (74.0, 60.0, 60.0)
    assert (bulk.fit, bulk.interest) == (Decimal(60), Decimal("14.000000"))
    assert scoring.card(contact=contact, at=later(-1)) is None


def test_an_unknown_fact_gives_no_points_and_says_so(cast):
    signed(cast, accord.BUSINESS)
    contact = contacts.create_contact(values={"name": "Jo"}, by=SYSTEM, at=MORNING)

    card = scoring.card(contact=contact, at=later(1))

    asked_for = ["Size", "Industry", "Role", "Reachable", "Country"]
    assert [line.label for line in card.unknown] == asked_for
    assert card.total == 0


def test_what_is_seen_and_does_not_fit_is_missed_though_more_is_unknown(cast):
    fit = [
        'phone is known and job title is "Cook"',
        'phone is known or country is "Norway"',
        "phone is known and country is known",
    ]
    lines = [accord._fit(f"Line {number}", text, 5) for number, text in enumerate(fit)]
    signed(cast, {**accord.PLAIN, "fit": lines})
    contact = contacts.create_contact(
        values={"name": "Jo", "job_title": "Pilot", "country": "Chile"}, by=SYSTEM, at=MORNING
    )

    card = scoring.card(contact=contact, at=later(1))

    assert [line.state for line in card.fit] == ["missed", "missed", "unknown"]


def test_imported_history_qualifies_nobody_until_something_new_happens(cast):
    signed(cast, accord.PLAIN)
    contact = sara()

    does(contact, "form.submitted", later(1), batch=3)
    assert stages(contact) == []

    does(contact, "form.submitted", later(2))
    assert stages(contact) == ["mql", "sql"]


def test_a_new_definition_shows_who_would_qualify_and_lets_them_through_by_hand(cast):
    people = [sara()]
    does(people[0], "asset.downloaded", later(0))
    signed(cast, with_sql("downloaded any asset in the last 30 days"))

    assert stages(people[0]) == []
    assert operations.waiting_outside(way="sql", at=later(0)) == people
    with pytest.raises(Refused):
        operations.let_through(way="sql", most=5, by=cast.ada, at=later(0))

    assert operations.let_through(way="sql", most=5, by=cast.noor, at=later(0)) == LetThrough(
        entered=tuple(people), left_out=()
    )
    assert stages(people[0]) == ["sql"]
    assert operations.waiting_outside(way="sql", at=later(0)) == []


def test_the_next_version_revokes_nothing_and_judges_from_its_day(cast):
    signed(cast, with_sql("downloaded any asset"))
    first, second = sara(), contacts.create_contact(values={"name": "Al"}, by=SYSTEM, at=MORNING)
    created = facts.facts(after=0, until=10**9, kinds=["contact.created"], limit=9)
    audiences.evaluate(created, MORNING)
    does(first, "asset.downloaded", later(1))

    signed(cast, with_sql("attended an event"), days=2)
    does(second, "asset.downloaded", later(3))

    assert stages(first) == ["iql", "mql", "sql"]
    assert stages(second) == ["mql"]
    assert [queries.definition(at=later(days)).number for days in (1, 3)] == [1, 2]


@pytest.mark.parametrize("stood_again", [False, True])
def test_a_stage_put_in_between_hands_nobody_over_a_second_time(cast, stood_again):
    signed(cast, accord.PLAIN)
    contact = sara()
    does(contact, "form.submitted", later(1))
    aware = {"key": "aware", "name": "Aware", "meaning": "Knows us", "owner": "marketing"}
    visitor, *others = STANDARD["stages"]
    stages_now = [visitor, {**aware, "entry": {"by": "hand"}}, *others]

    agreements.agree(kind="funnel", content={"stages": stages_now}, by=cast.noor, at=later(2))
    if stood_again:
        moving.keep_standing(at=later(2))
    does(contact, "form.submitted", later(3))

    assert stages(contact) == ["mql", "sql"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jobtitle is known", "Did you mean"),
        ("company employees is at least many", "clauses.2.text: “many” does not fit"),
        ('meets "SQL"', "refers to itself"),
        ("", "Fill this in"),
        ("owner is me", "me"),
    ],
)
def test_a_text_that_cannot_run_is_answered_with_its_place(cast, text, words):
    with pytest.raises(ContentInvalid, match=words) as refused:
        reading.validate(with_sql(text))

    assert ("clauses", 2, "text") in [problem.path for problem in refused.value.problems]


LISTED = 'list includes "Fair"', 'was put on a list with list "fair"'


def test_a_list_stands_in_no_text_that_is_signed_for_it_changes_without_the_other_team(cast):
    make_list(name="Fair", by=cast.milan, at=MORNING)
    line = {"label": "Listed", "text": LISTED[0], "points": 5}
    deed = {"label": "Put on", "text": LISTED[1], "points": 5, "half_life_days": 9, "most": 9}
    card = {"fit": [line], "interest": [deed]}

    with pytest.raises(ContentInvalid) as refused:
        reading.validate({**with_sql(f"e-mail is known and not ({LISTED[0]})"), **card})

    assert [(one.path, one.message.partition(": ")[2]) for one in refused.value.problems] == [
        (path, UNSIGNED)
        for path in (("clauses", 2, "text"), ("fit", 0, "text"), ("interest", 0, "text"))
    ]


def test_the_card_may_not_ask_for_the_score(cast):
    wrong = {**accord.BUSINESS, "fit": [{"label": "Loop", "text": "score is known", "points": 5}]}

    with pytest.raises(ContentInvalid, match="cannot ask for the score"):
        reading.validate(wrong)


def test_nobody_slips_in_a_tree_that_says_something_else_than_the_text(cast):
    closed = reading.resolve(accord.PLAIN)
    forged = {**closed, "clauses": [dict(clause) for clause in closed["clauses"]]}
    forged["clauses"][0]["tree"] = forged["clauses"][2]["tree"]

    assert reading.validate(forged) == closed


def test_a_list_is_filtered_by_score(cast):
    signed(cast, accord.BUSINESS)
    contact = sara()

    criterion = asked.understood(text="fit is at least 60 and score is known", at=later(1))
    at = asked.asking(at=later(1))

    assert asked.matching(criterion=criterion, asked=at) == [contact]
    assert asked.explain(criterion=criterion, record=contact, asked=at).verdict.qualifies
