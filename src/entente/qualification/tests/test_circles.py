"""No criterion asks for what comes of meeting it, in whichever document it is signed."""

from datetime import timedelta

import pytest

from entente.agreements import standing
from entente.agreements import testing as agreements
from entente.agreements.operations import drafting, signing
from entente.agreements.rules.content import ContentInvalid
from entente.agreements.rules.life import SEATS
from entente.funnel import accord as funnel_accord
from entente.funnel import queries as funnels
from entente.funnel.rules.document import STANDARD, WATERFALL
from entente.ledger import queries as facts
from entente.people.operations.contacts import change_contact
from entente.people.testing import meet
from entente.qualification import accord, keeping, operations
from entente.qualification.accord import BUSINESS
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=1)


@pytest.fixture
def cast():
    return assemble()


def definition(*, line: str = "", **clauses: str):
    said = [{**one, "text": clauses.get(one["name"], one["text"])} for one in BUSINESS["clauses"]]
    more = [{"label": "More", "text": line, "points": 5}] if line else []
    return {**BUSINESS, "clauses": said, "fit": [*BUSINESS["fit"], *more]}


def funnel(**entries: str):
    stages = [
        {**one, "entry": {"by": "criterion", "text": entries[one["key"]]}}
        if one["key"] in entries
        else one
        for one in STANDARD["stages"]
    ]
    return {"stages": stages}


def refused(kind, content) -> list[tuple[tuple, str]]:
    with pytest.raises(ContentInvalid) as wrong:
        kind.resolve(kind.validate(content), MORNING)
    return [(one.path, one.message) for one in wrong.value.problems]


OR_EARLIER = "Ask for an earlier stage, like {}, or for what leads are and do."
ARE_AND_DO = "Ask for what leads are and do."
SQL = "This clause leads into SQL, so it cannot ask"
AT_SQL = f"{SQL} who is at SQL. {OR_EARLIER.format('MQL')}"
ENTERED = "Name an earlier one, as in: entered a stage with stage"
ENTERED_SQL = f"{SQL} who entered SQL. {ENTERED} “mql”."
FROM_MQL_ON = f"who entered MQL or a later stage. {ENTERED} “iql”."
CHANGE_IT = "Change that clause first, or choose another way in."
OF_SQL = "which comes of entering SQL"
HANDED_OVER = f"{SQL} who was handed over, {OF_SQL}. {OR_EARLIER.format('MQL')}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('stage is "SQL"', AT_SQL),
        ('not (stage is "SQL") and e-mail is known', AT_SQL),
        ('stage is one of ("MQL", "SQL")', AT_SQL),
        ('stage is at or beyond "SQL" or e-mail is known', AT_SQL),
        ('stage is before "SQL"', AT_SQL),
        ("entered a stage", ENTERED_SQL),
        ("entered a stage at least 2 times", ENTERED_SQL),
        ("never entered a stage", ENTERED_SQL),
        ('entered a stage with stage "SQL"', ENTERED_SQL),
        ('entered a stage with stage is one of ("mql", "sql")', ENTERED_SQL),
        ('entered a stage with via "hand"', ENTERED_SQL),
        ('last entered a stage with stage is not "mql" in the last 9 days', ENTERED_SQL),
        ("was handed over to sales", HANDED_OVER),
        ("never was handed over to sales and e-mail is known", HANDED_OVER),
        ("was offered to a person of sales", HANDED_OVER),
    ],
)
def test_a_clause_cannot_ask_for_what_comes_of_meeting_it(cast, text, words):
    assert refused(accord.KIND, definition(sql=text)) == [(("clauses", 2, "text"), words)]


@pytest.mark.parametrize(
    "clauses",
    [
        {"sql": 'stage is "MQL" and e-mail is known'},
        {"sql": 'stage is at or beyond "MQL"'},
        {"sql": 'entered a stage with stage "mql" in the last 30 days'},
        {"sql": 'first entered a stage with stage "iql" in the last 30 days'},
        {"sql": "stage is known"},
        {"mql": 'stage is before "SQL" and e-mail is known'},
        {"mql": "never was handed over to sales and e-mail is known"},
        {"mql": "was recycled and downloaded any asset in the last 30 days"},
        {"sql": "was rejected by sales and downloaded any asset in the last 30 days"},
        {"sql": 'has at least 1 deals where (deal stage is "Proposal")'},
        {"line": 'stage is "IQL"'},
    ],
)
def test_a_clause_may_ask_for_what_came_before_it_and_for_what_people_decided(cast, clauses):
    content = definition(**clauses)

    closed = accord.KIND.resolve(accord.KIND.validate(content), MORNING)

    assert accord.KIND.validate(closed) == closed


def test_points_cannot_ask_for_the_stage_that_they_lead_into(cast):
    assert refused(accord.KIND, definition(line='stage is "SQL"')) == [
        (
            ("fit", 5, "text"),
            "It counts for the clause SQL, which leads into SQL, so it cannot ask who is at SQL. "
            + OR_EARLIER.format("MQL"),
        )
    ]


def test_a_clause_that_another_names_is_looked_into_for_both(cast):
    content = definition(iql='meets "hand-raiser"', hand_raise='stage is "IQL"')

    assert refused(accord.KIND, content) == [
        (
            ("clauses", 0, "text"),
            "This clause leads into IQL, so it cannot ask who is at IQL. "
            + OR_EARLIER.format("Visitor"),
        )
    ]


def test_which_stage_a_clause_leads_into_is_told_by_the_funnel_in_force(cast):
    agreements.agree(kind="funnel", content=WATERFALL, by=cast.noor, at=MORNING)

    accord.KIND.validate(definition(sql='stage is "SQL" and e-mail is known'))

    assert refused(accord.KIND, definition(mql='stage is "MQL"')) == [
        (
            ("clauses", 1, "text"),
            f"This clause leads into MQL, so it cannot ask who is at MQL. {ARE_AND_DO}",
        )
    ]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("entered a stage", FROM_MQL_ON),
        ('entered a stage with stage "sql"', FROM_MQL_ON),
        (
            "was handed over to sales",
            f"who was handed over, which comes of entering SQL. {ARE_AND_DO}",
        ),
    ],
)
def test_a_stage_is_not_entered_by_having_entered_it_or_a_later_one(cast, text, asked):
    words = f"This criterion leads into MQL, so it cannot ask {asked}"

    assert refused(funnel_accord.KIND, funnel(mql=text)) == [
        (("stages", 2, "entry", "text"), words)
    ]


def test_a_stage_may_ask_for_those_before_it(cast):
    content = funnel(
        mql='entered a stage with stage "iql" in the last 30 days',
        accepted='was handed over to sales and has at least 1 deals where (deal stage is "Proposal")',
    )

    closed = funnel_accord.KIND.resolve(funnel_accord.KIND.validate(content), MORNING)

    assert funnel_accord.KIND.validate(closed) == closed


def test_a_funnel_cannot_lead_a_clause_into_the_stage_that_it_asks_for(cast):
    text = 'stage is "IQL" and e-mail is known'
    agreements.agree(kind="lead_definition", content=definition(mql=text), by=cast.noor, at=MORNING)
    stages = [dict(one) for one in STANDARD["stages"]]
    stages[1]["entry"], stages[2]["entry"] = {"by": "clause", "clause": "mql"}, {"by": "hand"}

    assert refused(funnel_accord.KIND, {"stages": stages}) == [
        (
            ("stages", 1, "entry", "clause"),
            f"The clause of the ideal lead that leads here asks who is at IQL. {CHANGE_IT}",
        )
    ]
    assert funnel_accord.KIND.resolve(funnel_accord.KIND.validate(STANDARD), MORNING)


def test_documents_that_are_in_a_circle_all_the_same_are_read_and_run_as_they_were_signed(cast):
    """As those signed before circles were refused, or laid before the seats at the same time."""
    agreements.agree(kind="funnel", content=WATERFALL, by=cast.noor, at=MORNING)
    envelope = {"from_day": MORNING.date(), "review": "quarterly", "baseline": False}
    drafting.save_draft(kind="funnel", content=STANDARD, by=cast.noor, at=MORNING, **envelope)
    number = drafting.propose(kind="funnel", by=cast.noor, at=MORNING)
    circle = definition(sql='stage is "SQL" or e-mail is known')
    agreements.agree(kind="lead_definition", content=circle, by=cast.noor, at=MORNING)
    document = standing.document(kind="funnel", viewer=cast.noor, at=MORNING)
    version = standing.numbered(standing=document, number=number)
    signing.sign(
        version_id=version.id, seats=SEATS, digest=version.digest, by=cast.noor, at=MORNING
    )

    operations.keep_watching(at=MORNING)
    sara = meet(name="Sara Lind")
    last = facts.timeline(contact=sara).entries[0].position
    change_contact(contact_id=sara, values={"email": "s@x.org"}, by=SYSTEM, at=LATER)
    keeping.judge(facts.facts(after=last, until=10**9, limit=9), LATER)

    assert ("sql", "criteria") in [(one.stage, one.via) for one in funnels.passages(contact=sara)]
