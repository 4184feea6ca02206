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
                "A contact is an IQL when their e-mail is known and they submitted a form or attended an "
                "event."
            ),
            f"In exact words: {IQL}",
        ),
        (
            (
                "A contact is an SQL when their fit is at least 32, their interest is at least 18 and their "
                "company has at least 1,250 employees."
            ),
            f"In exact words: {SQL}",
        ),
        (
            (
                "A contact is a hand-raiser when they submitted a form asking for “demo” or “price” in "
                "the last 7 days."
            ),
            f"In exact words: {HAND}",
        ),
    ]
    assert [one.rows[0][:2] for one in sections[3:5]] == [
        (
            "Size",
            (
                "their company has between 50 and 2,000 employees. "
                "In exact words: company employees is between 50 and 2000"
            ),
        ),
        (
            "Asked",
            (
                "they submitted a form asking for “demo” or “price”. "
                'In exact words: submitted a form with asks is one of ("demo", "price")'
            ),
        ),
    ]
    assert read(text=plain(title="T", sections=sections)) == ("T", tuple(sections))


def test_a_text_that_says_the_same_stands_there_once():
    assemble()
    text = "fit is at least 20 and company industry is known"
    said = {"name": "mql", "meaning": "M", "text": text}
    sections = accord.prose(reading.resolve({**accord.PLAIN, "clauses": [said]}))

    assert sections[0].paragraphs == (
        "A contact is an MQL when their fit is at least 20 and their company’s industry is known.",
    )


def test_every_starter_reads_as_whole_sentences():
    assemble()

    told = [
        section.paragraphs[0]
        for content in (accord.BUSINESS, accord.PLAIN)
        for section in accord.prose(reading.resolve(content))[:4]
    ]

    assert told == [
        (
            "A contact is an IQL when their e-mail is known and they submitted a form, downloaded any asset "
            "or attended an event."
        ),
        "A contact is an MQL when their fit is at least 20 and their interest is at least 10.",
        (
            "A contact is an SQL when their fit is at least 32, their interest is at least 18 and their company "
            "has at least 50 employees."
        ),
        (
            "A contact is a hand-raiser when they submitted a form asking for “demo”, “price” or “call” in "
            "the last 7 days."
        ),
        "A contact is an IQL when their e-mail is known.",
        (
            "A contact is an MQL when they submitted a form in the last 90 days, downloaded any asset in "
            "the last 90 days or attended an event in the last 90 days."
        ),
        (
            "A contact is an SQL when either their e-mail is known or their phone is known, and they either "
            "downloaded any asset at least twice in the last 30 days or submitted a form in the last 30 "
            "days."
        ),
        (
            "A contact is a hand-raiser when they submitted a form asking for “demo”, “price” or “call” in "
            "the last 7 days."
        ),
    ]
