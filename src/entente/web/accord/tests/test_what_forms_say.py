"""What the forms of documents say beside their questions: examples, what is missing, summaries."""

import pytest

from entente.agreements import offers
from entente.agreements.rules.content import ContentInvalid
from entente.web.accord.forms import checked, drawn, typed

pytestmark = pytest.mark.django_db


def rows(name, place, content):
    kind = offers.kind(name)
    nodes = drawn.draw(fields=kind.fields, typed=typed.from_content(kind.fields, content))
    return [(row.title, row.note) for row in nodes[place].rows]


def test_a_folded_stage_says_who_how_many_how_soon_and_what_it_is(cast):
    stages = dict(rows("funnel", 0, offers.kind("funnel").starters[0].content))

    assert {name: stages[name] for name in ("Visitor", "IQL", "SQL", "Customer", "Lost")} == {
        "Visitor": "Marketing",
        "IQL": "Marketing; 40% move on within 30 days",
        "SQL": "Marketing, with Sales; 75% move on within 5 days; the hand-over",
        "Customer": "Sales, with Marketing",
        "Lost": "Sales; a side exit",
    }


def test_a_folded_line_says_its_points_with_words(cast):
    content = offers.kind("lead_definition").starters[0].content
    one = {**content["interest"][0], "points": 1, "half_life_days": "1"}

    assert rows("lead_definition", 1, content)[:2] == [
        ("Size", "16 points; company employees is between 50 and 2000"),
        ("Industry", "10 points; company industry is known"),
    ]
    assert rows("lead_definition", 2, {**content, "interest": [one, content["interest"][2]]}) == [
        ("Asked", "1 point, halves every 1 day, 20 at most"),
        ("Attended", "10 points, halves every 30 days, 10 at most"),
    ]


def criteria(fields):
    for field in fields:
        if field.sort == "criterion":
            yield field
        else:
            yield from criteria(field.fields)


def test_every_criterion_has_an_example_that_can_be_signed(cast):
    lead, funnel = offers.kind("lead_definition"), offers.kind("funnel")
    asked = [*criteria(lead.fields), *criteria(funnel.fields)]
    like = [one.hint.removeprefix("As in: ") for one in asked]

    assert [one.hint.startswith("As in: ") for one in asked] == [True] * 4
    content = dict(lead.starters[0].content)
    for part, text in zip(("clauses", "fit", "interest"), like, strict=False):
        content[part] = [{**content[part][0], "text": text}]
    assert lead.validate(content)["fit"][0]["text"] == like[1]
    stages = [dict(one) for one in funnel.starters[0].content["stages"]]
    stages[1]["entry"] = {"by": "criterion", "text": like[3]}
    assert funnel.validate({"stages": stages})["stages"][1]["entry"]["text"] == like[3]


def test_what_is_missing_is_asked_for_by_its_name(cast):
    kind = offers.kind("funnel")
    blank = typed.begun(kind.fields[0].fields)

    _, problems = checked.content(fields=kind.fields, typed={"stages": [blank]})

    assert [(path[2:], words) for path, words in problems] == [
        (("name",), "Enter a name for the stage"),
        (("meaning",), "Say what it means"),
        (("owner",), "Choose one"),
        (("entry", "clause"), "Choose one"),
    ]


def test_a_slip_in_an_operator_is_named_and_no_columns_are_counted(cast):
    kind = offers.kind("lead_definition")
    content = dict(kind.starters[0].content)
    content["clauses"] = [{**content["clauses"][0], "text": "fit is at lest 30"}]

    with pytest.raises(ContentInvalid) as refused:
        kind.validate(content)

    assert refused.value.problems == [
        (
            ("clauses", 0, "text"),
            "“is at lest” does not fit here. Did you mean “is at least”?",
        )
    ]


@pytest.mark.parametrize(
    ("name", "place", "typed_in", "words"),
    [
        ("goal_plan", ("offline", "share"), "100", "Enter less than 100%"),
        ("goal_plan", ("offline", "share"), "101", "Enter a percentage from 0 to 100"),
        ("sla", ("remind_at",), "100", "Enter less than 100%"),
        ("sla", ("remind_at",), "99.5", ""),
    ],
)
def test_a_share_that_is_too_large_is_answered_in_percent(cast, name, place, typed_in, words):
    kind = offers.kind(name)
    shown = typed.from_content(kind.fields, kind.starters[0].content)
    last = shown
    for part in place[:-1]:
        last = last[part]
    last[place[-1]] = typed_in

    content, wrong = checked.content(fields=kind.fields, typed=shown)
    try:
        kind.validate(content)
        found = wrong
    except ContentInvalid as invalid:
        found = checked.together(wrong, invalid.problems)

    assert [tuple(one) for one in found] == ([(place, words)] if words else [])
