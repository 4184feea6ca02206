"""What became of those who entered a stage, told from passages and never from a current stage."""

from datetime import UTC, datetime, timedelta

import numpy as np

from entente.funnel.rules import cases, doubts, passages
from entente.funnel.rules.cases import Cases
from entente.funnel.rules.document import DEFAULT
from entente.funnel.rules.doubts import About, Doubt
from entente.funnel.rules.passages import Passages
from entente.funnel.rules.shape import Ending, Shape, SideExit, Stage, of_document

MQL, SQL, OPPORTUNITY, WON = range(4)
ADA, BELA, CARLA, DORA = 11, 12, 13, 14
SHAPE = Shape(
    stages=(
        Stage("mql", "MQL", "marketing"),
        Stage("sql", "SQL", "marketing"),
        Stage("opportunity", "Opportunity", "sales"),
        Stage("won", "Won", "sales"),
    ),
    exits=(
        SideExit("lost", "Lost", Ending.LOST),
        SideExit("recycled", "Recycled", Ending.RECYCLED),
        SideExit("disqualified", "Disqualified", Ending.LOST),
    ),
)


def day(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number - 1)


LOOK = day(100)


def told(*moves: tuple[int, str, int]) -> list[Cases]:
    rows = [(who, key, day(when), False) for who, key, when in moves]
    return cases.stage_cases(passages=passages.from_rows(rows=rows, shape=SHAPE), at=LOOK)


def doubted(known: Passages, found: list[Cases], **more) -> list[Doubt]:
    return doubts.doubts(passages=known, cases=found, start=day(1), until=LOOK, **more)


def story(one: Cases) -> dict[int, tuple[Ending, float, bool]]:
    """Contact to how the stay ended first, after how many days, and whether it moved on."""
    return {
        contact: (cases.ENDINGS[ended], days, moved)
        for contact, ended, days, moved in zip(
            one.contact.tolist(),
            one.ended.tolist(),
            one.days.tolist(),
            one.moved_on.tolist(),
            strict=True,
        )
    }


def test_a_straight_way_ends_each_stay_with_the_next_stage():
    found = told((ADA, "mql", 1), (ADA, "sql", 4), (ADA, "opportunity", 10), (ADA, "won", 40))

    assert [story(one) for one in found] == [
        {ADA: (Ending.ADVANCED, 3, True)},
        {ADA: (Ending.ADVANCED, 6, True)},
        {ADA: (Ending.ADVANCED, 30, True)},
        {ADA: (Ending.OPEN, 60, False)},
    ]


def test_a_skipped_stage_is_no_detour():
    found = told((ADA, "mql", 1), (ADA, "won", 31))

    assert [story(one) for one in found] == [
        {ADA: (Ending.ADVANCED, 30, True)},
        {},
        {},
        {ADA: (Ending.OPEN, 69, False)},
    ]


def test_open_lost_and_recycled_are_three_things():
    found = told(
        (ADA, "mql", 1), (BELA, "mql", 1), (BELA, "lost", 8), (CARLA, "mql", 1),
        (CARLA, "recycled", 3), (DORA, "mql", 1), (DORA, "disqualified", 2),
    )  # fmt: skip

    assert story(found[MQL]) == {
        ADA: (Ending.OPEN, 99, False),
        BELA: (Ending.LOST, 7, False),
        CARLA: (Ending.RECYCLED, 2, False),
        DORA: (Ending.LOST, 1, False),
    }


def test_a_recycled_lead_that_wins_has_moved_on_and_was_recycled_first():
    found = told((ADA, "sql", 1), (ADA, "recycled", 5), (ADA, "sql", 60), (ADA, "won", 80))

    assert story(found[SQL]) == {ADA: (Ending.RECYCLED, 4, True)}
    assert len(found[SQL]) == 1


def test_the_first_entry_counts_and_the_second_is_no_second_case():
    found = told((ADA, "mql", 1), (ADA, "mql", 20), (ADA, "sql", 30))

    assert story(found[MQL]) == {ADA: (Ending.ADVANCED, 29, True)}


def test_who_comes_back_down_after_leaving_has_not_moved_on_from_there():
    # Raised a hand, was recycled, and came in again as an MQL: the SQL before does not count.
    found = told((ADA, "sql", 1), (ADA, "recycled", 5), (ADA, "mql", 50))

    assert story(found[MQL]) == {ADA: (Ending.OPEN, 50, False)}
    assert not found[MQL].disordered.any()


def test_who_comes_back_down_and_up_again_has():
    found = told((ADA, "sql", 1), (ADA, "recycled", 5), (ADA, "mql", 50), (ADA, "sql", 70))

    assert story(found[MQL]) == {ADA: (Ending.ADVANCED, 20, True)}


def test_a_close_before_the_first_contact_is_counted_and_doubted():
    rows = [(ADA, "mql", day(10), True), (ADA, "won", day(4), False), (BELA, "mql", day(1), True)]
    known = passages.from_rows(rows=rows, shape=SHAPE)

    found = cases.stage_cases(passages=known, at=LOOK)

    assert story(found[MQL]) == {
        ADA: (Ending.ADVANCED, 0, True),
        BELA: (Ending.OPEN, 99, False),
    }
    assert doubted(known, found) == [Doubt(About.LATER_STAGE_FIRST, "mql", 1, (ADA,))]


def columns(*rows: tuple[int, str, datetime, bool]) -> Passages:
    """Each row: who entered what when, and whether a file told so."""
    keys = list(dict.fromkeys(row[1] for row in rows))
    return passages.from_columns(
        contacts=np.array([row[0] for row in rows], np.int64),
        keys=keys,
        key_of=np.array([keys.index(row[1]) for row in rows], np.int64),
        entered=np.array([passages.instant(at=row[2]) for row in rows], np.int64),
        by_day=np.zeros(len(rows), np.bool_),
        told=np.array([row[3] for row in rows], np.bool_),
        shape=SHAPE,
    )


def test_whom_we_see_come_back_to_an_earlier_stage_has_not_moved_on_by_what_they_did_before():
    """A customer of long ago, told of by a file, is handed over today and then accepted."""
    known = columns(
        (ADA, "won", day(1), True),
        (ADA, "sql", day(50), False),
        (BELA, "won", day(1), True),
        (BELA, "sql", day(50), False),
        (BELA, "opportunity", day(52), False),
    )

    found = cases.stage_cases(passages=known, at=LOOK)

    assert story(found[SQL]) == {ADA: (Ending.OPEN, 50, False), BELA: (Ending.ADVANCED, 2, True)}
    assert doubted(known, found) == []


def test_what_we_see_today_does_not_make_the_dates_of_a_file_right():
    """Won before the first contact, as the file says, and handed over today."""
    file = [(ADA, "mql", day(10), True), (ADA, "won", day(4), True)]
    before = columns(*file)
    after = columns(*file, (ADA, "sql", day(90), False))

    stories = [
        (story(found[MQL]), found[MQL].onto.tolist(), doubted(known, found))
        for known in (before, after)
        for found in [cases.stage_cases(passages=known, at=LOOK)]
    ]

    said = [Doubt(About.LATER_STAGE_FIRST, "mql", 1, (ADA,))]
    assert stories == [({ADA: (Ending.ADVANCED, 0, True)}, [WON], said)] * 2


def test_a_customer_of_ours_whom_a_file_calls_a_lead_moves_on_when_we_hand_them_over():
    known = columns(
        (ADA, "won", day(1), False), (ADA, "mql", day(50), True), (ADA, "sql", day(60), False)
    )

    found = cases.stage_cases(passages=known, at=LOOK)

    assert story(found[MQL]) == {ADA: (Ending.ADVANCED, 10, True)}
    assert doubted(known, found) == []


def test_who_came_again_and_bought_again_as_a_file_tells_it_is_in_order():
    known = columns(
        (ADA, "won", day(1), True), (ADA, "mql", day(50), True), (ADA, "won", day(70), True)
    )

    found = cases.stage_cases(passages=known, at=LOOK)

    assert story(found[MQL]) == {ADA: (Ending.ADVANCED, 20, True)}
    assert doubted(known, found) == []


def test_the_same_day_is_in_order_where_only_the_day_is_known():
    rows = [(ADA, "mql", day(1) + timedelta(hours=15), False), (ADA, "sql", day(1), True)]
    known = passages.from_rows(rows=rows, shape=SHAPE)

    found = cases.stage_cases(passages=known, at=LOOK)

    assert story(found[MQL]) == {ADA: (Ending.ADVANCED, 0, True)}
    assert doubted(known, found) == []


def test_what_happens_after_the_look_has_not_happened():
    rows = [
        (ADA, "mql", day(1), False),
        (ADA, "sql", day(30), False),
        (BELA, "mql", day(40), False),
    ]
    known = passages.from_rows(rows=rows, shape=SHAPE)

    found = cases.stage_cases(passages=known, at=day(20))

    assert [story(one) for one in found[:2]] == [{ADA: (Ending.OPEN, 19, False)}, {}]


def test_unknown_stages_are_counted_and_said():
    rows = [(ADA, "mql", day(1), False), (ADA, "suspect", day(2), False)]
    known = passages.from_rows(rows=rows, shape=SHAPE)

    found = cases.stage_cases(passages=known, at=LOOK)

    assert story(found[MQL]) == {ADA: (Ending.OPEN, 99, False)}
    assert doubted(known, found) == [Doubt(About.UNKNOWN_STAGE, "suspect", 1, (ADA,))]


def test_who_entered_an_unknown_stage_counts_once_and_only_with_the_period():
    rows = [
        (ADA, "suspect", day(2), False), (ADA, "suspect", day(9), False),
        (BELA, "suspect", day(9), False), (CARLA, "suspect", day(0), False),
        (CARLA, "prospect", day(0), False), (DORA, "mql", day(3), False),
        (DORA, "prospect", day(101), False),
    ]  # fmt: skip
    known = passages.from_rows(rows=rows, shape=SHAPE)

    assert doubted(known, cases.stage_cases(passages=known, at=LOOK)) == [
        Doubt(About.UNKNOWN_STAGE, "prospect", 1, (DORA,)),
        Doubt(About.UNKNOWN_STAGE, "suspect", 2, (ADA, BELA)),
    ]


def test_who_was_deleted_is_counted_and_said():
    rows = [(ADA, "mql", day(1), False), (ADA, "sql", day(2), False), (BELA, "mql", day(1), False)]
    known = passages.from_rows(rows=rows, shape=SHAPE)

    found = cases.stage_cases(passages=known, at=LOOK)

    assert doubted(known, found, deleted=[ADA, CARLA]) == [Doubt(About.DELETED, "", 1, (ADA,))]


def test_nobody_at_all():
    assert [len(one) for one in told()] == [0, 0, 0, 0]


def test_a_cohort_is_half_open_and_reached_counts_skipped_stages():
    rows = [
        (ADA, "mql", day(1), False), (ADA, "won", day(9), False), (BELA, "mql", day(5), False),
        (BELA, "sql", day(6), False), (CARLA, "mql", day(10), False),
    ]  # fmt: skip
    known = passages.from_rows(rows=rows, shape=SHAPE)

    cohort = cases.stage_cases(passages=known, at=LOOK)[MQL].within(start=day(1), until=day(10))

    assert cohort.contact.tolist() == [ADA, BELA]
    assert cases.reached(passages=known, cases=cohort, at=LOOK) == [2, 2, 1, 1]
    assert cases.furthest(passages=known, at=day(7)).tolist() == [MQL, SQL, -1]


def test_the_snapshot_of_february_is_not_its_cohort():
    january, february, march = day(1), day(32), day(60)
    rows = [(lead, "mql", january + timedelta(hours=lead), False) for lead in range(100)]
    rows += [(lead, "mql", february + timedelta(hours=lead), False) for lead in range(200, 400)]
    wins = (
        [(lead, january) for lead in range(10)]
        + [(lead, february) for lead in range(10, 25)]
        + [(lead, march) for lead in range(25, 30)]
        + [(lead, february) for lead in range(200, 220)]
        + [(lead, march) for lead in range(220, 250)]
    )
    rows += [(lead, "won", month + timedelta(days=20), False) for lead, month in wins]
    found = cases.stage_cases(passages=passages.from_rows(rows=rows, shape=SHAPE), at=LOOK)[MQL]

    first = found.within(start=january, until=february)
    second = found.within(start=february, until=march)

    assert cases.snapshot(cases=found, start=february, until=march) == (35, 200)  # 17.5 %
    assert (first.moved_on.sum(), len(first)) == (30, 100)
    assert (second.moved_on.sum(), len(second)) == (50, 200)  # so far


def test_the_agreed_funnel_has_this_shape():
    shape = of_document(document=DEFAULT)

    assert [stage.key for stage in shape.stages][:4] == ["visitor", "iql", "mql", "sql"]
    assert shape.stages[shape.index(key="sql")].plan == 0.75
    assert {way.key: way.ending for way in shape.exits} == {
        "recycled": Ending.RECYCLED,
        "disqualified": Ending.LOST,
        "lost": Ending.LOST,
        "churned": Ending.LOST,
    }


def test_columns_tell_the_same_as_plain_rows_told_one_by_one():
    dice = np.random.default_rng(2)
    keys = [stage.key for stage in SHAPE.stages] + [way.key for way in SHAPE.exits]
    for _ in range(150):
        moves = [
            (int(dice.integers(0, 6)), keys[dice.integers(0, 7)], int(dice.integers(1, 30)))
            for _ in range(dice.integers(1, 40))
        ]
        found = told(*moves)
        for place in range(4):
            assert story(found[place]) == plain_story(moves, place), moves


def plain_story(moves: list[tuple[int, str, int]], place: int) -> dict[int, tuple]:
    """The definition, contact by contact."""
    stages = [stage.key for stage in SHAPE.stages]
    endings = {way.key: way.ending for way in SHAPE.exits}
    found = {}
    for who in {move[0] for move in moves}:
        own = [(key, when) for contact, key, when in moves if contact == who]
        entries = [when for key, when in own if key == stages[place]]
        if not entries:
            continue
        start = min(entries)
        further = [when for key, when in own if key in stages[place + 1 :]]
        ends = [(when, 0, Ending.ADVANCED) for when in further if when >= start]
        out = [(when, key) for key, when in own if key in endings]
        ends += [
            (when, 1 + (endings[key] is Ending.RECYCLED), endings[key])
            for when, key in out
            if when >= start
        ]
        moved = any(when >= start for when in further)
        first_further = min(further, default=start)
        left_between = any(first_further <= when <= start for when, _ in out)
        if not moved and first_further < start and not left_between:
            ends, moved = [(start, 0, Ending.ADVANCED)], True
        when, _, ending = min(ends, default=(100, 0, Ending.OPEN))
        found[who] = (ending, when - start, moved)
    return found
