"""The text and digest that people sign, and what changed said in words."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.agreements.rules.content import ContentInvalid, Problem, by_model
from entente.agreements.rules.difference import Rewritten, briefly, in_words, rewritten
from entente.agreements.rules.digest import NotCanonical, canonical, digest, normal
from entente.agreements.rules.envelope import Envelope, heading, problems
from entente.agreements.rules.form import Field
from entente.agreements.rules.life import Span, State, scope_words, signed_by, state
from entente.agreements.rules.prose import Section, plain, read
from entente.agreements.rules.reviews import due_days, next_day
from entente.agreements.testing import HOUSE, House

TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "é", "z z"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(TREES)
def test_a_content_has_one_text_however_its_names_are_ordered(tree):
    turned = json.loads(json.dumps(normal(tree)), object_pairs_hook=lambda pairs: dict(pairs[::-1]))

    assert canonical(turned) == canonical(tree)


def test_the_canonical_text_is_short_and_keeps_letters():
    tree = {"b": [1.0, Decimal("0.70"), None, True], "a": {"é": date(2026, 11, 24)}}

    assert canonical(tree) == '{"a":{"é":"2026-11-24"},"b":[1,"0.70",null,true]}'


@pytest.mark.parametrize(
    "tree", [float("nan"), float("inf"), "a\x00", "\ud800", {1: 2}, {"a": {1}}]
)
def test_what_nothing_can_store_is_refused(tree):
    with pytest.raises(NotCanonical):
        canonical(tree)


def test_the_digest_covers_kind_scope_content_text_and_grammar():
    whole = {"kind": "plan", "scope": "2026-q4", "content": {"a": 1}, "text": "A", "grammar": "1"}
    changes = [
        {},
        {"kind": "sla"},
        {"scope": ""},
        {"content": {"a": 2}},
        {"text": "B"},
        {"grammar": "2"},
    ]

    digests = {digest(**{**whole, **change}) for change in changes}

    assert len(digests) == 6
    assert all(len(one) == 64 for one in digests)


def test_the_plain_text_has_one_line_for_each_paragraph_item_and_row():
    sections = [
        Section(title="Terms", paragraphs=("We call\nback.",), items=("at once", "politely")),
        Section(title="Points", head=("what", "points"), rows=(("Demo", "40"),)),
    ]

    assert plain(title="SLA", sections=sections) == (
        "SLA\n\nTerms\nWe call back.\n- at once\n- politely\n\nPoints\n|what | points|\n|Demo | 40|\n"
    )


LINES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12).map(
    lambda text: " ".join(text.split()).lstrip("-| ").replace("|", "")
)
WORDS = LINES.filter(bool)
SECTIONS = st.integers(1, 3).flatmap(
    lambda columns: st.builds(
        Section,
        title=WORDS,
        paragraphs=st.lists(WORDS, max_size=3).map(tuple),
        items=st.lists(WORDS, max_size=3).map(tuple),
        head=st.tuples(*[WORDS] * columns),
        rows=st.lists(st.tuples(*[LINES] * columns), max_size=3).map(tuple),
    )
)


@given(WORDS, st.lists(SECTIONS, max_size=3))
def test_what_is_read_is_what_was_written(title, sections):
    text = plain(title=title, sections=sections)

    assert read(text=text) == (title, tuple(sections))
    assert plain(title=title, sections=read(text=text)[1]) == text


def test_no_text_can_pass_for_an_item_or_a_row():
    sneaky = Section(title="- A", paragraphs=("| b | c |", "- d"), items=("- e | f",))

    assert read(text=plain(title="T", sections=[sneaky])) == (
        "T",
        (Section(title="A", paragraphs=("b / c |", "d"), items=("e / f",)),),
    )


def test_the_heading_says_from_when_and_how_often_it_is_reviewed():
    envelope = Envelope(from_day=date(2026, 12, 1), review="monthly")

    assert heading(title="Goal plan", scope="2026-q4", number=2, envelope=envelope) == (
        "Goal plan for Q4 2026, version 2. In force from 1 December 2026, or from the last "
        "signature if that falls later. Reviewed every month."
    )


def test_a_day_that_nobody_can_plan_for_is_refused():
    envelope = Envelope(from_day=date(9999, 12, 31), review="monthly")

    assert problems(envelope=envelope, today=date(2026, 11, 24), ever_signed=False) == [
        Problem(("envelope", "from_day"), "Choose a day within the next two years")
    ]


def test_terms_that_cannot_be_agreed_are_named_with_their_place():
    envelope = Envelope(from_day=date(2026, 11, 23), review="never", baseline=True)

    assert problems(envelope=envelope, today=date(2026, 11, 24), ever_signed=True) == [
        Problem(("envelope", "from_day"), "Choose 24 November or later"),
        Problem(("envelope", "review"), "Choose every month or every quarter"),
        Problem(
            ("envelope", "baseline"),
            "Only the first version can judge earlier facts; a version is signed already",
        ),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"declined": True}, State.DECLINED),
        ({"withdrawn": True}, State.WITHDRAWN),
        ({}, State.PROPOSED),
        ({"in_force": Span(empty=True)}, State.NEVER),
        ({"in_force": Span(until=datetime(2026, 11, 24, tzinfo=UTC))}, State.SUPERSEDED),
        ({"in_force": Span(until=datetime(2026, 11, 25, tzinfo=UTC))}, State.IN_FORCE),
        ({"in_force": Span(since=datetime(2026, 11, 24, tzinfo=UTC))}, State.IN_FORCE),
        ({"in_force": Span(since=datetime(2026, 11, 25, tzinfo=UTC))}, State.AGREED),
    ],
)
def test_where_a_version_stands_on_a_day(rows, expected):
    given = {"declined": False, "withdrawn": False, "in_force": None, **rows}

    assert state(**given, at=datetime(2026, 11, 24, tzinfo=UTC)) is expected


def test_a_signature_names_every_seat_that_its_signer_holds():
    assert signed_by(name="Noor Leads", held=["sales", "marketing"]) == (
        "Noor Leads, head of marketing and head of sales"
    )
    assert [scope_words(scope) for scope in ("2026-q4", "")] == ["Q4 2026", ""]


def test_reviews_fall_on_the_same_day_of_the_month_or_its_last():
    since = date(2026, 8, 31)

    assert due_days(since=since, review="monthly", until=date(2027, 2, 28)) == [
        date(2026, 9, 30),
        date(2026, 10, 31),
        date(2026, 11, 30),
        date(2026, 12, 31),
        date(2027, 1, 31),
        date(2027, 2, 28),
    ]
    assert next_day(since=since, review="quarterly", after=date(2026, 11, 30)) == date(2027, 2, 28)
    assert next_day(since=since, review="quarterly", after=date(2026, 11, 29)) == date(2026, 11, 30)


def test_what_changed_is_said_field_by_field():
    old = {
        "hours": 8,
        "tea": "1200",
        "share": "0.5",
        "notice": "",
        "cooks": [{"name": "Ada", "dish": "soup"}, {"name": "Milan", "dish": "rice"}],
    }
    new = {
        "hours": 9,
        "tea": "1300.50",
        "share": "0.65",
        "notice": "Wash up",
        "cooks": [
            {"name": "Noor", "dish": "tea"},
            {"name": "Ada", "dish": "stew"},
        ],
    }

    assert in_words(old=old, new=new, fields=HOUSE.fields, currency="EUR") == [
        "Hours a day: 8 hours becomes 9 hours.",
        "Tea budget: €1,200 becomes €1,300.50.",
        "Share that cooks: 50% becomes 65%.",
        "Notice: “Wash up” is new.",
        "Cook “Noor” added.",
        "Cook “Ada”: Dish: “soup” becomes “stew”.",
        "Cook “Milan” left out.",
    ]
    assert in_words(old=new, new=new, fields=HOUSE.fields) == []


def test_what_no_form_describes_is_compared_too():
    fields = [
        Field(name="tags", label="Tags", sort="choices", choices=(("a", "Alpha"), ("b", "Beta")))
    ]
    old = {
        "tags": ["a"],
        "depth": {"deep_down": 1},
        "days": ["2026-12-24", "2026-12-25"],
        "rows": [],
    }
    new = {
        "tags": ["b"],
        "depth": {"deep_down": 2},
        "days": ["2026-12-25", "2026-12-24"],
        "rows": [{"key": "sql", "on": True}],
    }

    assert in_words(old=old, new=new, fields=fields) == [
        "Tags: “Beta” added.",
        "Tags: “Alpha” left out.",
        "Days: the order changed to “2026-12-25” and “2026-12-24”.",
        "Depth, Deep down: 1 becomes 2.",
        "Rows: rows “sql” added.",
    ]


def test_rows_that_changed_places_and_long_texts_are_told():
    fields = [
        Field(
            name="stages",
            label="Stages, from the first to the last",
            sort="rows",
            row="stage",
            key="key",
            fields=(Field(name="name", label="Name"), Field(name="text", label="Criterion")),
        )
    ]
    long = "the contact downloaded any asset at least twice within the last thirty days"
    old = [{"key": "mql", "name": "MQL", "text": "a"}, {"key": "sql", "name": "SQL", "text": "b"}]
    new = [{**old[1], "text": long}, old[0]]

    assert in_words(old={"stages": old}, new={"stages": new}, fields=fields) == [
        f"Stage “SQL”: Criterion now reads “{long}”; it read “b”.",
        "Stages, from the first to the last: the order changed to stage “SQL” and stage “MQL”.",
    ]


@pytest.mark.parametrize(
    ("was", "now", "parts"),
    [
        (
            "fit is at least 32",
            "fit is at least 20 and interest is at least 18",
            (
                ("kept", "fit is at least"),
                ("removed", "32"),
                ("added", "20 and interest is at least 18"),
            ),
        ),
        (
            "phone is known",
            "phone is known and country is known",
            (("kept", "phone is known"), ("added", "and country is known")),
        ),
        (
            "phone is known and country is known",
            "phone is known",
            (("kept", "phone is known"), ("removed", "and country is known")),
        ),
    ],
)
def test_of_a_long_text_that_changed_the_words_are_marked_that_make_the_difference(was, now, parts):
    label = "Clause “SQL”"
    sentence = f"{label} now reads “{now}”; it read “{was}”."

    assert rewritten(sentence=sentence) == Rewritten(label=label, parts=parts)
    assert rewritten(sentence="Clause “SQL”: “a” becomes “b”.") is None


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("x is known and y is known", "now says “and y is known”"),
        ("x is z", "now says “z” and no longer says “known”"),
        ("x is", "no longer says “known”"),
    ],
)
def test_where_there_is_little_room_only_what_came_and_went_is_told(now, told):
    sentence = f"Criterion now reads “{now}”; it read “x is known”."

    assert briefly(sentence=sentence) == f"Criterion {told}."
    assert briefly(sentence="Target: 60% becomes 70%.") == "Target: 60% becomes 70%."


def test_a_criterion_is_compared_by_what_people_read_of_it():
    fields = [
        Field(
            name="clauses",
            label="Clauses",
            sort="rows",
            row="clause",
            key="name",
            fields=(Field(name="text", label="Criterion", sort="criterion"),),
        )
    ]

    def clause(text, tree):
        return {"clauses": [{"name": "sql", "text": text, "tree": tree}]}

    def told(old, new):
        return in_words(old=old, new=new, fields=fields)

    reworded = told(clause("fit is at least 2", ["a"]), clause("fit is at least 3", ["b"]))
    assert reworded == ["Clause “sql”: “fit is at least 2” becomes “fit is at least 3”."]  # fmt: skip
    assert told(clause("meets iql", ["a"]), clause("meets iql", ["b"])) == [
        "Clause “sql” reads as before; what it refers to has changed."
    ]
    assert told(clause("meets iql", None), clause("meets iql", ["a"])) == []


def test_a_content_comes_back_in_full_or_with_every_problem_in_words():
    validate = by_model(House)

    whole = validate({"hours": "8"})
    with pytest.raises(ContentInvalid) as refused:
        validate(
            {"hours": "many", "share": "1.2", "notice": "NO", "cooks": [{"name": ""}], "beds": 3}
        )

    assert whole == {"hours": 8, "tea": "0", "share": "0.5", "notice": "", "cooks": []}
    assert validate(whole) == whole
    assert refused.value.problems == [
        Problem(("hours",), "Enter a whole number"),
        Problem(("share",), "Enter 1 or less"),
        Problem(("notice",), "Write it without shouting"),
        Problem(("cooks", 0, "name"), "Fill this in"),
        Problem(("cooks", 0, "dish"), "Fill this in"),
        Problem(("beds",), "This is not part of the document"),
    ]
