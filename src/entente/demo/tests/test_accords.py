"""What the two teams of the demo company agreed on fits together."""

from entente.demo import accords


def test_the_goal_plan_assumes_of_each_stage_what_the_funnel_asks_of_it():
    asked = {one["key"]: one.get("target_rate") for one in accords.funnel()["stages"]}
    assumed = accords.goal_plan(goal=300_000)["assumed"]

    assert [(one["stage"], one["rate"]) for one in assumed] == [
        (one["stage"], asked[one["stage"]]) for one in assumed
    ]
    assert len(assumed) == 5
