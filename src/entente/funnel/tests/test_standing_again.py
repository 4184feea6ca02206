"""Another funnel comes into force: everybody stands by its stages, from its day on."""

from copy import deepcopy
from datetime import timedelta

import pytest

from entente.agreements import testing as agreements
from entente.funnel import operations, queries
from entente.funnel.operations import Move
from entente.funnel.rules.document import STANDARD
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def later(days: float):
    return MORNING + timedelta(days=days)


@pytest.fixture
def cast():
    people = assemble()
    agreements.agree(kind="funnel", content=STANDARD, by=people.noor, at=MORNING)
    return people


def enter(contact: int, *stages: str) -> None:
    for n, stage in enumerate(stages):
        at = later(n / 10)
        operations.enter_stage(
            move=Move(contact=contact, stage=stage, occurred_at=at, via="hand"), at=at
        )


def stand() -> dict[int, tuple[str, int, str]]:
    rows = queries.standings(contacts=[1, 2, 3, 4])
    return {contact: (row.stage, row.rank, row.exit) for contact, row in sorted(rows.items())}


def without(key: str):
    content = deepcopy(STANDARD)
    content["stages"] = [stage for stage in content["stages"] if stage["key"] != key]
    return content


def with_one_more(key: str, place: int):
    content = deepcopy(STANDARD)
    stage = {"key": key, "name": key.title(), "meaning": "In between", "owner": "marketing"}
    content["stages"].insert(place, {**stage, "entry": {"by": "hand"}})
    return content


def test_nobody_stands_in_a_stage_that_is_gone(cast):
    enter(1, "mql", "accepted")
    enter(2, "accepted", "recycled")
    enter(3, "accepted", "opportunity")
    operations.keep_standing(at=later(0.5))

    agreements.agree(kind="funnel", content=without("accepted"), by=cast.noor, at=later(1))
    before = stand()
    stood = operations.keep_standing(at=later(1))

    assert before == {
        1: ("accepted", 4, ""),
        2: ("accepted", 4, "recycled"),
        3: ("opportunity", 5, ""),
    }
    assert stood == 3
    assert stand() == {1: ("mql", 2, ""), 2: ("", -1, "recycled"), 3: ("opportunity", 4, "")}


def test_a_stage_put_in_between_moves_everybody_behind_it_one_on(cast):
    enter(1, "iql")
    enter(2, "sql", "lost")

    agreements.agree(kind="funnel", content=with_one_more("aware", 2), by=cast.noor, at=later(1))
    operations.keep_standing(at=later(1))

    assert stand() == {1: ("iql", 1, ""), 2: ("sql", 4, "lost")}


def test_the_order_of_stages_says_who_got_furthest(cast):
    enter(1, "mql", "sql")
    content = deepcopy(STANDARD)
    iql, mql, sql = content["stages"][1:4]
    content["stages"][1:4] = [iql, sql, mql]

    agreements.agree(kind="funnel", content=content, by=cast.noor, at=later(1))
    operations.keep_standing(at=later(1))

    assert stand() == {1: ("mql", 3, "")}


def test_a_funnel_signed_ahead_waits_for_its_day_and_stands_everybody_once(cast):
    enter(1, "mql", "accepted")
    operations.keep_standing(at=later(0.5))
    coming = later(7)
    agreements.agree(
        kind="funnel", content=without("accepted"), by=cast.noor, at=later(1),
        from_day=coming.date(),
    )  # fmt: skip

    stood = [operations.keep_standing(at=at) for at in (later(1), later(6), coming, later(7.1))]

    assert stood == [0, 0, 1, 0]
    assert stand() == {1: ("mql", 2, "")}


def test_what_happened_under_the_earlier_funnel_may_be_told_late(cast):
    agreements.agree(kind="funnel", content=without("accepted"), by=cast.noor, at=later(1))
    late = Move(contact=1, stage="accepted", occurred_at=later(0.5), via="reaction")
    now = Move(contact=1, stage="accepted", occurred_at=later(2), via="hand")

    operations.enter_stage(move=late, at=later(2))
    with pytest.raises(
        operations.NoSuchStage, match="Our funnel has no stage accepted; it has vis"
    ):
        operations.enter_stage(move=now, at=later(2))

    assert [row.stage for row in queries.passages(contact=1)] == ["accepted"]
    assert stand() == {1: ("", -1, "")}


def test_another_plan_alone_stands_nobody_again(cast):
    enter(1, "mql")
    operations.keep_standing(at=later(0.5))
    content = deepcopy(STANDARD)
    content["stages"][2]["target_rate"] = "0.05"

    agreements.agree(kind="funnel", content=content, by=cast.noor, at=later(1))

    assert operations.keep_standing(at=later(1)) == 0


def test_built_from_the_first_entry_everybody_stands_as_they_did(cast, monkeypatch):
    for contact, stages in enumerate((("mql", "accepted"), ("sql", "recycled"), ("accepted",)), 1):
        enter(contact, *stages)
    agreements.agree(kind="funnel", content=without("accepted"), by=cast.noor, at=later(1))
    monkeypatch.setattr(operations, "CHUNK", 2)
    operations.keep_standing(at=later(1))
    stood = stand()

    operations.forget()
    operations.project(contacts=[1, 2, 3], at=later(2))

    assert stand() == stood == {1: ("mql", 2, ""), 2: ("sql", 3, "recycled"), 3: ("", -1, "")}
