"""A stage of the funnel that is entered by a criterion of its own, as it was signed."""

from datetime import timedelta

import pytest

from entente.agreements import testing as agreements
from entente.agreements.rules.content import ContentInvalid
from entente.audiences.lists import make_list
from entente.funnel import queries as funnels
from entente.funnel import reading
from entente.funnel.rules.document import STANDARD
from entente.handoff import reactions as handoff
from entente.handoff.models import Handover
from entente.ledger import queries as facts
from entente.people.operations.contacts import change_contact
from entente.people.testing import meet
from entente.qualification import accord, keeping, operations
from entente.qualification.operations import LetThrough
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
SWEDES = {"by": "criterion", "text": 'country is "Sweden"'}


@pytest.fixture
def cast():
    return assemble()


def later(days: float = 0):
    return MORNING + timedelta(days=days)


def funnel(**entries):
    stages = [
        {**stage, "entry": entries.get(stage["key"], stage["entry"])}
        for stage in STANDARD["stages"]
    ]
    return {"stages": stages}


def signed(cast, at=MORNING, **entries):
    version = agreements.agree(kind="funnel", content=funnel(**entries), by=cast.noor, at=at)
    operations.keep_watching(at=at)
    return version


def moves(contact: int, country: str, at) -> None:
    """Whoever moves to another country is evaluated by what is told of it."""
    last = facts.timeline(contact=contact).entries[0].position
    change_contact(contact_id=contact, values={"country": country}, by=SYSTEM, at=at)
    told = facts.facts(after=last, until=10**9, limit=9)
    keeping.judge(told, at)


def passages(contact: int) -> list[tuple[str, str, str]]:
    return [(row.stage, row.via, row.reason) for row in funnels.passages(contact=contact)]


def test_whoever_newly_meets_the_criterion_enters_and_the_reason_names_the_version(cast):
    signed(cast, mql=SWEDES)
    sara, jonas = meet(name="Sara Lind"), meet(name="Jonas Weber")

    moves(sara, "Sweden", later(1))
    moves(jonas, "Norway", later(1))

    assert passages(sara) == [
        ("mql", "criteria", "Meets the criterion of MQL in the funnel, version 1")
    ]
    assert passages(jonas) == []


def test_the_hand_over_may_have_a_criterion_of_its_own(cast):
    signed(cast, sql=SWEDES)
    sara = meet(name="Sara Lind")

    moves(sara, "Sweden", later(1))
    entered = [one for one in facts.timeline(contact=sara).entries if one.kind == "stage.entered"]
    handoff.hand_over(entered, later(1))

    assert list(Handover.objects.values_list("contact_id", "clause")) == [(sara, "")]


def test_those_who_met_it_before_are_shown_and_let_through_by_hand(cast):
    here = meet(name="Sara Lind", country="Sweden")
    signed(cast, mql=SWEDES)

    assert passages(here) == []
    assert operations.waiting_outside(way="stage-mql", at=later()) == [here]
    found = operations.let_through(way="stage-mql", most=5, by=cast.noor, at=later())

    assert found == LetThrough(entered=(here,), left_out=())
    assert [stage for stage, _, _ in passages(here)] == ["mql"]
    assert operations.waiting_outside(way="stage-mql", at=later()) == []


def test_the_next_version_revokes_nothing_and_judges_from_its_day(cast):
    sara, jonas = meet(name="Sara Lind"), meet(name="Jonas Weber")
    signed(cast, mql=SWEDES)
    moves(sara, "Sweden", later(1))

    signed(cast, at=later(2), mql={"by": "criterion", "text": 'country is "Norway"'})
    moves(jonas, "Sweden", later(3))

    assert [stage for stage, _, _ in passages(sara)] == ["mql"]
    assert passages(jonas) == []


def test_a_stage_signed_as_by_hand_is_entered_by_no_clause(cast):
    agreements.agree(kind="lead_definition", content=accord.PLAIN, by=cast.noor, at=MORNING)
    signed(cast, iql={"by": "hand", "clause": "iql"})
    sara = meet(name="Sara Lind")

    last = facts.timeline(contact=sara).entries[0].position
    change_contact(contact_id=sara, values={"email": "s@x.org"}, by=SYSTEM, at=later(1))
    keeping.judge(facts.facts(after=last, until=10**9, limit=9), later(1))

    assert passages(sara) == []
    assert operations.waiting_outside(way="iql", at=later(1)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('soup is "hot" and (((', "stages.2.entry.text: “soup” is not the name"),
        ("jobtitle is known", "Did you mean"),
        ("score is at least 20", "Points are of the ideal lead"),
        ('stage is "IQL"', "cannot ask for the stage"),
        ("owner is me", "me"),
    ],
)
def test_a_text_that_cannot_run_is_answered_with_its_place(cast, text, words):
    with pytest.raises(ContentInvalid, match=words) as refused:
        reading.validate(funnel(mql={"by": "criterion", "text": text}))

    assert [problem.path for problem in refused.value.problems] == [("stages", 2, "entry", "text")]


@pytest.mark.parametrize("text", ['list includes "Fair"', "was put on a list"])
def test_no_stage_is_entered_by_a_list_for_it_changes_without_the_other_team(cast, text):
    make_list(name="Fair", by=cast.milan, at=MORNING)

    with pytest.raises(ContentInvalid, match="A list can be changed without both signatures"):
        reading.validate(funnel(mql={"by": "criterion", "text": text}))


def test_what_is_signed_holds_the_tree_of_its_text_and_no_other(cast):
    closed = reading.resolve(funnel(mql=SWEDES))
    slipped = {**SWEDES, "tree": reading.resolve(funnel(mql={**SWEDES, "text": "phone is known"}))[
        "stages"][2]["entry"]["tree"]}  # fmt: skip

    assert closed["stages"][2]["entry"]["tree"] is not None
    assert reading.validate(closed) == closed
    assert reading.validate(funnel(mql=slipped)) == closed
