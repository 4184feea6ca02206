"""A plan counts the stages of the funnel that will be in force, and stays with the one it names."""

from datetime import timedelta

import pytest

from entente.agreements import queries
from entente.agreements.operations import drafting, proposing, signing
from entente.agreements.rules.life import SEATS
from entente.agreements.standing import document
from entente.agreements.testing import agree
from entente.funnel.rules.document import STANDARD as FUNNEL
from entente.funnel.rules.document import WATERFALL as FUNNEL_WATERFALL
from entente.plan.rules.document import STANDARD as PLAN
from entente.plan.rules.document import WATERFALL as PLAN_WATERFALL
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db

QUARTER = "2026-q4"
WALK = "/accord/first/"


def propose(cast, kind: str, starter: str, scope: str = ""):
    of = {"kind": kind, "scope": scope, "at": MORNING}
    proposing.propose_starter(**of, starter=starter, by=cast.noor)
    return document(**of, viewer=cast.noor).proposed


def propose_plan(cast, starter: str):
    return propose(cast, "goal_plan", starter, QUARTER)


def sign(cast, version):
    return signing.sign(
        version_id=version.id, seats=SEATS, digest=version.digest, by=cast.noor, at=MORNING
    )


def decline(cast, version):
    signing.decline(
        version_id=version.id, seat="sales", reason="Too many stages", by=cast.noor, at=MORNING
    )


def pinned(version) -> tuple:
    funnel = version.closed["funnel"]
    return funnel["number"], [stage["key"] for stage in funnel["stages"]]


def refusal(cast, version) -> str:
    with pytest.raises(signing.UnableToSign) as refused:
        sign(cast, version)
    return str(refused.value)


def test_on_the_walk_the_plan_that_fits_is_the_one_of_the_funnel_that_is_proposed(cast):
    propose(cast, "funnel", "waterfall")

    page = told(signed_in(cast.noor).get(WALK))
    plan = propose_plan(cast, "waterfall")

    assert (
        "From visitor to customer From visits and appointments through IQL, MQL, SQL to won deals "
        "Assume a rate for SAL too: a stage of the funnel, version 1, which is proposed. "
        "Sharpen it first Waterfall MQL, SAL, SQL, won: for the waterfall funnel Propose it"
    ) in page
    assert pinned(plan) == (1, ["mql", "sal", "sql"])


def test_all_that_was_proposed_together_is_signed_and_counts_the_same_stages(cast):
    funnel = propose(cast, "funnel", "waterfall")
    plan = propose_plan(cast, "waterfall")
    sign(cast, plan)
    before = told(signed_in(cast.noor).get(f"/plan/{QUARTER}/"))
    sign(cast, funnel)
    after = told(signed_in(cast.noor).get(f"/plan/{QUARTER}/"))

    said = (
        "The plan counts the stages of the funnel, version 1, which is not in force; until one "
        "is, the standard funnel counts. Change the plan"
    )
    assert (said in before, "counts the stages" in after) == (True, False)


def test_a_funnel_in_force_goes_before_one_agreed_and_that_before_one_proposed(cast):
    def counted() -> tuple:
        starter = "waterfall" if waterfall else "from-visitor-to-customer"
        return pinned(propose_plan(cast, starter))

    waterfall = False
    assert counted() == (None, ["iql", "mql", "sql", "accepted", "opportunity"])
    propose(cast, "funnel", "waterfall")
    waterfall = True
    assert counted() == (1, ["mql", "sal", "sql"])
    day = MORNING.date() + timedelta(days=7)
    agree(kind="funnel", content=FUNNEL, by=cast.noor, at=MORNING, from_day=day)
    propose(cast, "funnel", "waterfall")
    waterfall = False
    assert counted()[0] == 2
    agree(kind="funnel", content=FUNNEL_WATERFALL, by=cast.noor, at=MORNING)
    propose(cast, "funnel", "from-visitor-to-repeat-customer")
    waterfall = True
    assert counted()[0] == 4


@pytest.mark.parametrize("how", ["declined", "taken back"])
def test_a_plan_whose_funnel_never_came_to_be_is_not_signed(cast, how):
    funnel, plan = propose(cast, "funnel", "waterfall"), propose_plan(cast, "waterfall")
    if how == "declined":
        decline(cast, funnel)
    else:
        propose(cast, "funnel", "from-visitor-to-repeat-customer")

    words = f"This plan counts the stages of the funnel, version 1, which was {how}: draft it again"
    walk, page = (signed_in(cast.noor).get(at) for at in (WALK, f"/accord/goal-plan/{QUARTER}/1/"))

    assert refusal(cast, plan) == f"{words}."
    assert f"{words}. Draft it again" in told(walk)
    assert f"{words}. Draft it again" in told(page)
    assert f'href="/accord/goal-plan/{QUARTER}/draft/?from=1"' in walk.text
    assert f'name="digest" value="{plan.digest}"' not in walk.text
    assert f'name="digest" value="{plan.digest}"' not in page.text
    assert "Decline version 1" in told(page)
    assert queries.in_force(kind="goal_plan", scope=QUARTER, at=MORNING) is None


def test_a_plan_of_a_funnel_that_was_replaced_since_is_not_signed(cast):
    yesterday = MORNING - timedelta(days=1)
    agree(kind="funnel", content=FUNNEL_WATERFALL, by=cast.noor, at=yesterday)
    plan = propose_plan(cast, "waterfall")
    agree(kind="funnel", content=FUNNEL, by=cast.noor, at=MORNING)

    assert refusal(cast, plan) == (
        "This plan counts the stages of the funnel, version 1, which is superseded: draft it again."
    )


def test_a_plan_of_the_standard_funnel_is_signed_while_the_one_that_comes_has_its_stages(cast):
    plan = propose_plan(cast, "from-visitor-to-customer")
    other = propose(cast, "funnel", "waterfall")
    refused = refusal(cast, plan)
    decline(cast, other)
    propose(cast, "funnel", "from-visitor-to-repeat-customer")

    assert refused == (
        "This plan counts the stages of the standard funnel, and version 1 of the funnel is "
        "proposed: draft it again."
    )
    assert sign(cast, plan).in_force_from == MORNING.date()


def test_a_plan_of_the_standard_funnel_says_which_other_one_is_in_force(cast):
    agree(kind="goal_plan", scope=QUARTER, content=PLAN, by=cast.noor, at=MORNING)
    agree(kind="funnel", content=FUNNEL_WATERFALL, by=cast.noor, at=MORNING)

    assert (
        "The plan counts the stages of the standard funnel; version 1 of the funnel is in force."
    ) in told(signed_in(cast.noor).get(f"/plan/{QUARTER}/"))


def test_a_plan_in_force_says_where_a_funnel_of_other_stages_is(cast):
    agree(kind="funnel", content=FUNNEL, by=cast.noor, at=MORNING)
    agree(kind="goal_plan", scope=QUARTER, content=PLAN, by=cast.noor, at=MORNING)
    said = "The plan counts the stages of the funnel, version 1; version 2 is in force."

    def says() -> list[bool]:
        return [
            said in told(signed_in(cast.noor).get(at)) for at in (f"/plan/{QUARTER}/", "/room/")
        ]

    same = says()
    agree(kind="funnel", content=FUNNEL_WATERFALL, by=cast.noor, at=MORNING)
    other = says()
    agree(kind="goal_plan", scope=QUARTER, content=PLAN_WATERFALL, by=cast.noor, at=MORNING)

    assert (same, other, says()) == ([False, False], [True, True], [False, False])


def test_the_draft_of_a_plan_offers_the_stages_of_a_funnel_that_is_proposed(cast):
    own = {
        **FUNNEL_WATERFALL,
        "stages": [
            {**one, "key": "ready", "name": "Ready"} if one["key"] == "sal" else one
            for one in FUNNEL_WATERFALL["stages"]
        ],
    }
    of = {"kind": "funnel", "by": cast.noor, "at": MORNING}
    drafting.save_draft(**of, content=own, from_day=MORNING.date(), review="quarterly")
    drafting.propose(**of)

    page = signed_in(cast.noor).get(f"/accord/goal-plan/{QUARTER}/draft/?starter=waterfall").text

    assert '<option value="ready"' in page


def test_a_room_without_a_single_lead_says_that_the_simulated_quarters_win_nothing(cast):
    agree(kind="goal_plan", scope=QUARTER, content=PLAN, by=cast.noor, at=MORNING)

    page = told(signed_in(cast.noor).get("/room/"))

    assert "the plan needs today. Eight in ten simulated quarters win nothing." in page
    assert "between €0" not in page
