"""What is laid before the three seats: each criterion as people say it, then as it is written."""

import pytest

from entente.agreements.rules.prose import plain, read
from entente.qualification import accord, reading
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

SQL = "fit is at least 32 and interest is at least 18 and company employees is at least 1250"
HAND = 'submitted a form with asks is one of ("demo", "price") in the last 7 days'
IQL = "e-mail is known and (submitted a form or attended an event)"

CONTENT = {
    **accord.PLAIN,
    "clauses": [
        {"name": name, "meaning": "Meant", "text": text}
        for name, text in (("iql", IQL), ("sql", SQL), ("hand_raise", HAND))
    ],
    "fit": [
        {"label": "Size", "text": "company employees is between 50 and 2000", "points": 16}
    ],
    "interest": [
        {"label": "Asked", "text": HAND.partition(" in the")[0], "points": 12,
         "half_life_days": "14", "most": 20},
    ],
}  # fmt: skip


def test_a_definition_is_read_as_people_say_it_with_the_exact_words_where_they_differ():
    assemble()
    sections = accord.prose(reading.resolve(CONTENT))

    assert [one.paragraphs for one in sections[:3]] == [
        (
            (
                "A contact is one when e-mail is known, and either submitted a form or attended an "
                "event."
            ),
            f"In exact words: {IQL}",
        ),
        (
            (
                "A contact is one when fit is at least 32, and interest is at least 18, and company "
                "employees is at least 1,250."
            ),
        ),
        (
            (
                "A contact is one when submitted a form where asks is “demo” or “price” in the last "
                "7 days."
            ),
            f"In exact words: {HAND}",
        ),
    ]
    assert [one.rows[0][:2] for one in sections[3:5]] == [
        ("Size", "company employees is between 50 and 2,000"),
        (
            "Asked",
            (
                "submitted a form where asks is “demo” or “price”. "
                'In exact words: submitted a form with asks is one of ("demo", "price")'
            ),
        ),
    ]
    assert read(text=plain(title="T", sections=sections)) == ("T", tuple(sections))
