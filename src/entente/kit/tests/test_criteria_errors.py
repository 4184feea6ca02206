"""A text that says nothing is answered with where, what was expected, and what was perhaps meant."""

import pytest

from entente.kit.criteria.errors import CriterionError, Place, Problem, said
from entente.kit.criteria.text.parse import MAX_TEXT, parse
from entente.kit.criteria.tree import MAX_NODES
from entente.kit.tests.criteria_cast import CONTACTS


def problem(text: str) -> Problem:
    with pytest.raises(CriterionError) as caught:
        parse(text, vocabulary=CONTACTS)
    return caught.value.problem


def test_an_unknown_name_is_answered_with_the_nearest_ones():
    found = problem('owner is me and\n  job tittle contains "x"')

    assert (found.code, found.place, found.nearest) == (
        "unknown_name",
        Place(line=2, column=3, start=18, end=21),
        ("job title",),
    )
    assert found.expected[:2] == ("the name of a field", "a behaviour")
    assert str(found) == (
        "Line 2, column 3: “job tittle” is not the name of a field or behaviour here. "
        "Did you mean job title?"
    )


def test_a_name_that_needs_brackets_is_offered_with_them():
    assert problem("is partner since is known").nearest == ('[is "partner" since]',)


def test_a_field_of_a_deal_is_no_field_of_a_contact():
    assert problem("amount is known").code == "unknown_name"
    assert problem("has a deal where (job title is known)").code == "unknown_name"


SAID = {
    'job title is at least "x"': (
        "wrong_operator", 11, "“job title” is a text, which “is at least” does not take."
    ),
    "company employees is “ten”": (
        "wrong_value", 22, "“company employees” is a number and cannot be compared with this."
    ),
    'owner is "Ada Bergh"': ("unknown_option", 10, "“owner” has no “Ada Bergh”."),
    'stage is "; drop table"': ("unknown_option", 10, "“stage” has no “; drop table”."),
    'meets "MQLs"': ("unknown_option", 7, "The definition has no “MQLs”."),
    "visit in the last 2.5 days": ("absurd_number", 19, "A count is a whole number up to 100000."),
    "visit on 2026-02-31": ("no_such_day", 10, "There is no day 2026-02-31."),
    f"company employees is {'9' * 41}": ("absurd_number", 22, "A number has at most 40 digits."),
    'job title is "\x00"': ("bad_text", 14, "A text holds a character that nothing can store."),
    'job title is "\ud800"': ("bad_text", 14, "A text holds a character that nothing can store."),
    'job title is "x': ("does_not_fit", 14, "“\"x” does not fit here."),
    "job title is known and": ("does_not_fit", 23, "The text ends too early."),
    "(job title is known": ("does_not_fit", 20, "The text ends too early."),
    "job title is known)": ("does_not_fit", 19, "“)” does not fit here."),
    "job title": ("does_not_fit", 10, "The text ends too early."),
    "has a deal where (": ("does_not_fit", 19, "The text ends too early."),
    "downloaded any asset with topik “x”": (
        "unknown_name", 27, "“topik” is not the name of a property here."
    ),
    "has a dael": ("unknown_name", 7, "“dael” is not the name of a related record here."),
    "  ": ("empty", 1, "There is no condition yet."),
    "(" * 21: ("too_deep", 21, "More than 20 parentheses inside each other."),
    "not " * 20 + "everyone": ("too_deep", 1, "More than 20 conditions inside each other."),
    "everyone or " * MAX_NODES + "everyone": (
        "too_long", None, "A criterion has at most 500 conditions."
    ),
    "x" * (MAX_TEXT + 1): ("too_long", None, "A criterion has at most 20000 characters."),
}  # fmt: skip


@pytest.mark.parametrize("text", SAID, ids=[text[:40] for text in SAID])
def test_what_is_wrong_is_said_with_its_place(text):
    found = problem(text)

    assert (found.code, found.place and found.place.column, found.words) == SAID[text]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "company employees is at lest 30",
            "“is at lest” does not fit here. Did you mean “is at least”?",
        ),
        (
            "company employees at least 30",
            "“at least” does not fit here. Did you mean “is at least”?",
        ),
        (
            "company employees is atleast 30",
            "“is atleast” does not fit here. Did you mean “is at least”?",
        ),
        (
            "company employees atleast 30",
            "“atleast” does not fit here. Did you mean “is at least”?",
        ),
        (
            "company employees ismore than 3",
            "“ismore than” does not fit here. Did you mean “is more than”?",
        ),
        ('job title contians "x"', "“contians” does not fit here. Did you mean “contains”?"),
        ("stage is knwon", "“is knwon” does not fit here. Did you mean “is known”?"),
        (
            "downloaded any asset with pages is mor than 3",
            "“is mor than” does not fit here. Did you mean “is more than”?",
        ),
        (
            "job title is hot",
            "“hot” does not fit here. Expected a text in quotes, a number, a date like 2026-03-31, me, no, yes.",
        ),
        (
            "company employees is",
            "The text ends too early. Expected a text in quotes, a number, a date like 2026-03-31, me, no, yes.",
        ),
        (
            "owner is me and\njob title contians x",
            "Line 2, column 11: “contians” does not fit here. Did you mean “contains”?",
        ),
        (
            "company employees is “ten”",
            (
                "Line 1, column 22: “company employees” is a number and cannot be compared with this. "
                "Expected a number."
            ),
        ),
    ],
)
def test_the_nearest_operator_is_named_and_in_one_line_nobody_counts_columns(text, told):
    assert said(problem(text), text=text) == told


def test_after_a_field_only_what_its_type_takes_is_expected():
    assert problem("stage iz x").expected == (
        "is at or beyond", "is one of", "is none of", "is", "is before", "is known", "is not",
        "is unknown",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["job title", "is is is", "[", "]", "[]", '"', "“", "visit with", "and", "has", "= = =", "ß" * 500,
     "first", "has at least 99999999 deals", "visit at least -1 times", "\u202e", "not", "9" * 9000,
     "visit in the last 99999 hours where", "[job title", "😀 is known", "me", "visit,visit"],
)  # fmt: skip
def test_whatever_is_typed_gets_an_answer(text):
    assert problem(text).words
