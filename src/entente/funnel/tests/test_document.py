"""The funnel as both teams write it."""

import pytest

from entente.agreements.rules.content import ContentInvalid
from entente.funnel import accord, reading
from entente.funnel.rules.document import DEFAULT, STANDARD, WATERFALL, read
from entente.workspace.testing import assemble


def with_stage(place: int, **changes):
    stages = list(STANDARD["stages"])
    stages[place] = {**stages[place], **changes}
    return {"stages": stages}


def test_the_standard_funnel_hands_over_at_sql():
    assert [stage.key for stage in DEFAULT.path] == [
        "visitor", "iql", "mql", "sql", "accepted", "opportunity", "customer", "repeat",
    ]  # fmt: skip
    assert [stage.key for stage in DEFAULT.exits] == ["recycled", "disqualified", "lost", "churned"]
    assert DEFAULT.handover is DEFAULT.stage("sql")
    assert (DEFAULT.rank("mql"), DEFAULT.rank("lost"), DEFAULT.rank("mars")) == (2, -1, -1)
    assert DEFAULT.entered_by_deed("deal.won") is DEFAULT.stage("customer")


@pytest.mark.parametrize("content", [STANDARD, WATERFALL])
def test_a_starter_is_valid_and_validating_twice_changes_nothing(content):
    once = reading.validate(content)

    assert reading.validate(once) == once
    assert read(once) == read(content)
    assert accord.prose(once)[1].head == ("Stage", "Owner", "Entered", "Target", "Within")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (with_stage(1, key="visitor"), "two stages have the key visitor"),
        (with_stage(1, name="visitor"), "stages.1.name: Another stage is called visitor"),
        (
            with_stage(1, name="ＶＩＳＩＴＯＲ"),
            "stages.1.name: Another stage is called ＶＩＳＩＴＯＲ",
        ),
        (with_stage(1, key="drop table"), "a key is small letters"),
        (with_stage(1, handover=True), "stages.3.handover: Entering IQL hands over already"),
        (with_stage(1, is_exit=True, entry={"by": "hand"}), "stages.2.is_exit: Move this stage up"),
        (with_stage(1, entry={"by": "clause"}), "says it is entered by a clause and not by which"),
        (with_stage(1, target_rate="1.2"), "Enter 1 or less"),
        (with_stage(1, entry={"by": "clause", "clause": "soup"}), "stages.1.entry.clause"),
        (
            with_stage(8, entry={"by": "deed", "deed": "deal.won"}),
            "stages.8.entry.by: Choose “by hand”",
        ),
    ],
)
def test_a_funnel_that_does_not_hold_together_says_why(content, words):
    with pytest.raises(ContentInvalid, match=words):
        reading.validate(content)


def test_a_stage_may_be_named_like_sql_code():
    content = with_stage(1, name="Robert'); DROP TABLE ledger_entry;--")

    assert read(reading.validate(content)).path[1].name == "Robert'); DROP TABLE ledger_entry;--"


@pytest.mark.django_db
def test_a_stage_with_a_criterion_of_its_own_reads_as_a_sentence():
    assemble()
    text = "e-mail is known and (submitted a form or attended an event)"
    entry = {"by": "criterion", "text": text}

    rows = accord.prose(reading.validate(with_stage(1, entry=entry)))[1].rows

    assert rows[1][2] == (
        "when their e-mail is known and they submitted a form or attended an event. "
        f"In exact words: {text}"
    )


def test_what_was_typed_for_another_way_in_is_no_part_of_the_agreement():
    by_hand = {"by": "hand", "clause": "mql", "text": "phone is known", "deed": "lead.accepted"}
    whole = reading.validate(with_stage(2, entry=by_hand))

    assert whole["stages"][2]["entry"] == {
        "by": "hand", "clause": "", "text": "", "tree": None, "deed": None,
    }  # fmt: skip
