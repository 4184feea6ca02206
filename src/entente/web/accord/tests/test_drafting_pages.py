"""Writing a document on its page: begin, edit with what was typed kept, save, propose."""

from dataclasses import replace
from datetime import date

import pytest

from entente.agreements import offers, queries, standing
from entente.agreements.rules.content import ContentInvalid, Problem
from entente.agreements.testing import HOUSE, agree
from entente.agreements.tests.stories import SOUP, propose, version
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

DRAFT = "/accord/house-rules/draft/"
ANSWERS = {
    "hours": "8",
    "tea": "1,200.50",
    "share": "70 %",
    "notice": "",
    "cooks.0.name": "Ada",
    "cooks.0.dish": "soup",
    "envelope.from_day": "2026-11-24",
    "envelope.review": "monthly",
}


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE):
        yield


def draft_of(cast):
    return standing.document(kind="house_rules", viewer=cast.noor, at=MORNING).draft


def test_a_draft_begins_where_one_chooses(cast):
    noor = signed_in(cast.noor)

    choices = noor.get(DRAFT).text
    begun = noor.get(f"{DRAFT}?starter=a-small-house").text

    assert "Eight hours, one cook." in choices
    assert f'href="{DRAFT}?starter=a-small-house"' in choices
    assert "Nothing is kept until you save it." in begun
    assert 'value="soup"' in begun
    assert draft_of(cast) is None


def test_what_was_typed_is_saved_as_content(cast):
    response = signed_in(cast.noor).post(
        DRAFT, {**ANSWERS, "starter": "a-small-house", "envelope.baseline": "on"}
    )

    assert (response.status_code, response["Location"]) == (303, DRAFT)
    kept = draft_of(cast)
    assert kept.content == {
        "hours": 8,
        "tea": "1200.5",
        "share": "0.7",
        "notice": "",
        "cooks": [{"name": "Ada", "dish": "soup"}],
    }
    assert (kept.from_day, kept.review, kept.baseline, kept.origin) == (
        date(2026, 11, 24),
        "monthly",
        True,
        "the starter “A small house”",
    )
    again = signed_in(cast.noor).get(DRAFT).text
    assert 'value="70"' in again
    assert "At least 70% of us cook." in again


def test_every_problem_is_told_beside_its_field_and_on_top_and_nothing_typed_is_lost(cast):
    response = signed_in(cast.noor).post(
        DRAFT,
        {
            **ANSWERS,
            "hours": "many <b>",
            "share": "170",
            "notice": "WASH UP",
            "cooks.0.dish": "",
            "envelope.from_day": "2026-11-01",
        },
    )

    page = response.text
    assert response.status_code == 422
    assert "<title>Error: Draft of house rules" in page
    assert "Five answers need a change" in page
    for field, words in (
        ("hours", "Hours a day: Enter a whole number"),
        ("share", "Share that cooks: Enter a percentage from 0 to 100"),
        ("notice", "Notice: Write it without shouting"),
        ("cooks.0.dish", "Ada, Dish: Enter the dish"),
        ("envelope.from_day", "In force from: Choose 24 November or later"),
    ):
        assert f'<a href="#f-{field}">{words}</a>' in page
        assert f'id="f-{field}-error"' in page
    for typed in ("many &lt;b&gt;", "170", "WASH UP", 'value="2026-11-01"'):
        assert typed in page
    assert draft_of(cast) is None


@pytest.mark.parametrize("typed", ["1,200.50", "1.200,50", "1 200,50"])
def test_numbers_are_read_with_points_and_with_commas(cast, typed):
    signed_in(cast.noor).post(DRAFT, {**ANSWERS, "tea": typed, "share": "72,5 %"})

    content = draft_of(cast).content
    assert (content["tea"], content["share"]) == ("1200.5", "0.725")


def test_a_number_that_reads_in_two_ways_is_asked_back(cast):
    response = signed_in(cast.noor).post(DRAFT, {**ANSWERS, "tea": "1.200"})

    assert "“1.200” can be read in two ways; enter 1200 or 1.20" in response.text
    assert draft_of(cast) is None


@pytest.mark.parametrize("typed", ["1e-999999", "1e-7", "0.00000001"])
def test_a_share_finer_than_any_agreement_is_told(cast, typed):
    response = signed_in(cast.noor).post(DRAFT, {**ANSWERS, "share": typed})

    assert response.status_code == 422
    assert "Share that cooks: Enter a percentage with at most 6 decimals" in response.text


def test_a_day_that_has_passed_or_is_none_is_told(cast):
    noor = signed_in(cast.noor)

    passed = noor.post(DRAFT, {**ANSWERS, "envelope.from_day": "2026-11-01"})
    none = noor.post(DRAFT, {**ANSWERS, "envelope.from_day": "soon"})

    assert (passed.status_code, none.status_code) == (422, 422)
    assert "In force from: Choose 24 November or later" in passed.text
    assert "In force from: Enter a day like 2026-11-24" in none.text


def test_rows_are_added_moved_and_left_out_without_keeping_anything(cast):
    noor = signed_in(cast.noor)
    two = {**ANSWERS, "cooks.7.name": "Milan", "cooks.7.dish": "rice"}

    added = noor.post(DRAFT, {**ANSWERS, "do": "add:cooks"})
    moved = noor.post(DRAFT, {**two, "do": "up:cooks.1"})
    left = noor.post(DRAFT, {**two, "do": "remove:cooks.0"})
    part = noor.post(DRAFT, {**ANSWERS, "do": "add:cooks"}, headers={"HX-Request": "true"})

    assert [answer.status_code for answer in (added, moved, left, part)] == [200] * 4
    assert 'id="f-cooks.1.name" name="cooks.1.name" value=""' in added.text
    assert 'name="cooks.0.name" value="Milan"' in moved.text
    assert 'name="cooks.1.name" value="Ada"' in moved.text
    assert 'name="cooks.0.name" value="Milan"' in left.text
    assert 'name="cooks.1.name"' not in left.text
    assert part.text.startswith("<form")
    assert draft_of(cast) is None


def test_nonsense_deeds_change_nothing(cast):
    for deed in (
        "up:cooks.9",
        "remove:hours.0",
        "add:nothing",
        "up:",
        "jump:cooks.0",
        "add:cooks.x.y",
    ):
        response = signed_in(cast.noor).post(DRAFT, {**ANSWERS, "do": deed})
        assert response.status_code == 200
        assert 'name="cooks.0.name" value="Ada"' in response.text


def test_one_button_saves_and_proposes(cast):
    response = signed_in(cast.noor).post(DRAFT, {**ANSWERS, "do": "propose"})

    assert (response.status_code, response["Location"]) == (303, "/accord/house-rules/1/")
    assert (version(1, viewer=cast.noor).proposed_by, draft_of(cast)) == ("Noor Leads", None)


def test_what_says_the_same_is_not_proposed_and_the_page_says_why(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING, review="monthly")

    response = signed_in(cast.noor).post(
        DRAFT, {**ANSWERS, "tea": "0", "share": "50", "do": "propose"}
    )

    assert response.status_code == 422
    assert "The draft says the same as version 1, which is in force." in response.text


def test_changing_a_proposed_text_warns_whose_signatures_end_and_ends_them(cast):
    propose(SOUP, by=cast.noor)
    noor = signed_in(cast.noor)

    warned = noor.get(f"{DRAFT}?from=1").text
    noor.post(DRAFT, {**ANSWERS, "from": "1"})

    assert "Version 1 is proposed. Saving a draft takes it back." in warned
    page = signed_in(cast.ada).get("/accord/house-rules/1/").text
    assert "House rules, version\N{NO-BREAK SPACE}1, was taken back before everybody signed" in page
    assert draft_of(cast).origin == "version 1"


def test_a_draft_is_discarded(cast):
    signed_in(cast.noor).post(DRAFT, ANSWERS)

    response = signed_in(cast.noor).post(f"{DRAFT}removal/")

    assert (response.status_code, draft_of(cast)) == (303, None)


def test_who_may_not_draft_is_refused_before_anything_is_written(cast):
    for viewer in (cast.ada, cast.milan, cast.eve):
        client = signed_in(viewer)
        for response in (
            client.get(DRAFT),
            client.post(DRAFT, ANSWERS),
            client.post(f"{DRAFT}removal/"),
            client.post("/accord/house-rules/starter/", {"starter": "a-small-house"}),
        ):
            assert response.status_code == 403
    assert draft_of(cast) is None


def test_a_first_accord_is_proposed_and_signed_on_one_page(cast):
    noor = signed_in(cast.noor)

    before = noor.get("/accord/first/").text
    proposed = noor.post("/accord/house-rules/starter/", {"starter": "a-small-house"})
    reading = noor.get("/accord/first/").text
    digest = version(1, viewer=cast.noor).digest
    signed = noor.post(
        "/accord/house-rules/1/signature/",
        {"seat": ["marketing", "sales", "sponsor"], "digest": digest, "then": "first"},
    )
    after = noor.get("/accord/first/").text

    assert "Sign your first accord in fifteen minutes" in before
    assert "Eight hours, one cook." in before
    assert "Ada cooks soup." in before
    assert "A starter is proposed as a baseline: it judges what happened before it, too." in before
    assert "Baseline: it also judges what happened before that. Reviewed" in reading
    assert [(answer.status_code, answer["Location"]) for answer in (proposed, signed)] == [
        (303, "/accord/first/#house-rules")
    ] * 2
    assert "Ada cooks soup." in reading
    assert f'name="digest" value="{digest}"' in reading
    assert "Your first accord is signed" in after
    assert queries.in_force(kind="house_rules", at=MORNING).baseline is True


def test_a_starter_that_is_none_is_told(cast):
    response = signed_in(cast.noor).post("/accord/house-rules/starter/", {"starter": "castle"})

    assert response.status_code == 422
    assert "There is no such starter; choose one of the list." in response.text


def test_a_definition_that_refers_to_what_is_gone_says_so(cast):
    def gone(content, at):
        raise ContentInvalid([Problem(("cooks", 0, "name"), "Ada cooks here no more")])

    signed_in(cast.noor).post(DRAFT, ANSWERS)
    with offers.only(replace(HOUSE, resolve=gone)):
        opened = signed_in(cast.noor).get(DRAFT)
        proposed = signed_in(cast.noor).post(DRAFT, {**ANSWERS, "do": "propose"})

    assert "It cannot be proposed as it is: Ada cooks here no more." in opened.text
    assert proposed.status_code == 422
    assert '<a href="#f-cooks.0.name">Ada, Name: Ada cooks here no more</a>' in proposed.text
