"""A definition may refer to a field of one's own; what happens when that field is retired."""

from datetime import date

import pytest

from entente.agreements import offers, queries
from entente.agreements.operations import drafting
from entente.agreements.testing import agree
from entente.audiences import queries as audiences
from entente.audiences.operations import save_view
from entente.kit.criteria import canonical
from entente.people.operations.customfields import define_field, retire_field
from entente.people.testing import meet
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db

DRAFT = "/accord/lead-definition/draft/"


@pytest.fixture
def lines(cast):
    return define_field(
        record="contact", label="Filling lines", type="number", by=cast.root, at=MORNING
    )


def definition():
    starter = offers.kind("lead_definition").starters[1].content
    clauses = [
        {**one, "text": "Filling lines is at least 2"} if one["name"] == "sql" else one
        for one in starter["clauses"]
    ]
    return {**starter, "clauses": clauses}


def test_a_draft_that_refers_to_it_says_where_and_cannot_be_proposed(cast, lines):
    drafting.save_draft(kind="lead_definition", content=definition(), from_day=MORNING.date(),
                        review="quarterly", by=cast.noor, at=MORNING)  # fmt: skip
    retire_field(name=lines, by=cast.root, at=MORNING)

    page = signed_in(cast.noor).get(DRAFT).text

    said = page.partition("It cannot be proposed as it is: ")[2].partition("</p>")[0]
    assert said.strip() == "Line 1, column 1: “Filling lines” was retired on 24 November 2026."
    with pytest.raises(Exception, match="Filling lines"):
        drafting.propose(kind="lead_definition", by=cast.noor, at=MORNING)
    assert queries.in_force(kind="lead_definition", at=MORNING) is None


def test_what_is_signed_goes_on_meaning_what_it_meant(cast, lines):
    many, few = meet(name="Many", **{lines: "3"}), meet(name="Few", **{lines: "1"})
    agree(kind="lead_definition", content=definition(), by=cast.noor, at=MORNING)

    retire_field(name=lines, by=cast.root, at=MORNING)

    signed = queries.in_force(kind="lead_definition", at=MORNING).content["clauses"]
    tree = canonical.from_json(next(one["tree"] for one in signed if one["name"] == "sql"))
    words = audiences.spoken(at=MORNING)
    criterion = audiences.Understood(tree=tree, words=words, subject="contact")
    asked = audiences.asking(at=MORNING)
    assert audiences.matching(criterion=criterion, asked=asked, ids=[many, few]) == [many]


def test_a_saved_view_that_asks_of_it_goes_on_listing_whom_it_listed(cast, lines):
    meet(name="Many", **{lines: "3"})
    meet(name="Few", **{lines: "1"})
    retire_field(name=lines, by=cast.root, at=MORNING)
    client = signed_in(cast.ada)

    listed = client.get("/contacts/", {"where": "Filling lines is at least 2"})
    unknown = client.get("/contacts/", {"where": "Feeling lines is at least 2"})

    assert (listed.status_code, "1 contact<" in listed.text) == (200, True)
    assert "Filling lines" not in client.get("/contacts/filter/").text
    assert unknown.status_code == 422
    assert "Did you mean" in unknown.text


def test_who_retires_it_reads_first_which_documents_and_views_ask_for_it(cast, lines):
    agree(kind="lead_definition", content=definition(), by=cast.noor, at=MORNING)
    agree(kind="lead_definition", content={**definition(), "context": ["phone"]}, by=cast.noor,
          at=MORNING, from_day=date(2026, 12, 1))  # fmt: skip
    view = {"subject": "contact", "query": "where=Filling+lines+is+at+least+2", "shared": "own"}
    save_view(**view, name="Many lines", by=cast.ada, at=MORNING)
    save_view(**{**view, "query": "where=country+is+known"}, name="A country", by=cast.ada,
              at=MORNING)  # fmt: skip
    unasked = define_field(record="contact", label="Colour", type="text", by=cast.root, at=MORNING)
    root = signed_in(cast.root)

    asked = told(root.get(f"/settings/fields/{lines}/retirement/"))
    free = told(root.get(f"/settings/fields/{unasked}/retirement/"))

    assert (
        "These ask for it, and go on judging by what it holds: "
        "The ideal lead, version 1, in force since 24 November "
        "The ideal lead, version 2, in force from 1 December "
        "1 saved view filters by it and goes on listing by what it holds. Offer it no more"
    ) in asked
    assert "These ask for it" not in free
    assert "saved view" not in free


def test_what_is_signed_says_on_its_pages_that_the_field_was_retired(cast, lines):
    agree(kind="lead_definition", content=definition(), by=cast.noor, at=MORNING)
    pages = ("/accord/lead-definition/", "/accord/lead-definition/1/")
    client = signed_in(cast.ada)
    before = [told(client.get(page)) for page in pages]

    retire_field(name=lines, by=cast.root, at=MORNING)

    words = (
        "“Filling lines” was retired on 24 November: it can be filled in no more, and what it held "
        "still counts."
    )
    assert [words in one for one in before] == [False, False]
    assert [words in told(client.get(page)) for page in pages] == [True, True]
