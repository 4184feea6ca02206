"""A no on the pages of the accord: what it needs, what it says, and where it leads."""

from datetime import timedelta

import pytest

from entente.agreements import offers
from entente.agreements.operations import signing
from entente.agreements.testing import HOUSE, agree
from entente.agreements.tests.stories import SOUP, STEW, propose, three_heads
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE):
        yield


def post(viewer, path, **data):
    return signed_in(viewer).post(path, data)


def test_a_no_needs_a_reason_and_keeps_what_was_typed(cast):
    propose(SOUP, by=cast.noor)

    empty = post(cast.noor, "/accord/house-rules/1/decline/", seat="sales", reason=" ")
    told = post(cast.noor, "/accord/house-rules/1/decline/", seat="sales", reason="Too much <soup>")

    assert empty.status_code == 422
    assert empty.text.count("Say why, so that the next draft can be better.") == 2
    assert "<title>Error: House rules, version 1" in empty.text
    assert told.status_code == 303
    seen = signed_in(cast.ada).get("/accord/").text
    assert "Too much &lt;soup&gt;" in seen
    assert "Noor Leads, head of marketing, head of sales and sponsor" in seen


def test_a_no_without_a_reason_comes_back_open_with_its_seat_and_its_error(cast):
    propose(SOUP, by=cast.noor)

    answer = post(cast.noor, "/accord/house-rules/1/decline/", seat="sponsor", reason=" ").text

    assert '<details class="popup" open>' in answer
    assert '<input type="radio" name="seat" value="sponsor" checked>' in answer
    assert answer.count(" checked><span>") == 1 + 3  # and all three to sign for
    assert '<a href="#reason">Say why, so that the next draft can be better.</a>' in answer
    assert 'aria-describedby="reason-hint reason-error" aria-invalid="true"' in answer


def test_what_was_declined_says_by_whom_and_that_it_never_holds(cast):
    mia, sam, _ = three_heads()
    proposed = propose(SOUP, by=mia)
    signing.sign(
        version_id=proposed.id, seats=["marketing"], digest=proposed.digest, by=mia, at=MORNING
    )
    signing.decline(version_id=proposed.id, seat="sales", reason="Too much", by=sam, at=MORNING)

    page = signed_in(cast.ada).get("/accord/house-rules/1/")

    for words in (
        "Declined by Sam Sells, head of sales, on 24 November: “Too much”",
        "Sam Sells Declined 24 November, 10:00 : “Too much”",
        "Mia Marks Signed 24 November, 10:00 ; it ended",
        "Sponsor Not signed",
        "In force Never: it was declined before all three had signed",
        "The signatures given ended with the no. A new draft can begin from this text.",
    ):
        assert words in told(page)
    assert "once all three have signed" not in told(page)


@pytest.mark.parametrize("how", ["declined", "taken back"])
def test_what_nobody_had_signed_says_nothing_of_signatures_that_ended(cast, how):
    mia, sam, _ = three_heads()
    proposed = propose(SOUP, by=mia)
    if how == "declined":
        signing.decline(version_id=proposed.id, seat="sales", reason="No", by=sam, at=MORNING)
    else:
        signing.take_back(version_id=proposed.id, reason="A slip", by=mia, at=MORNING)

    page = told(signed_in(cast.ada).get("/accord/house-rules/1/"))

    ends = {"declined": "A new draft can begin from this text.", "taken back": "A slip."}
    assert ends[how] in page
    assert "signatures given ended" not in page


def test_the_overview_says_who_declined_last_and_leads_to_a_new_draft(cast):
    mia, sam, _ = three_heads()
    proposed = propose(SOUP, by=mia)
    signing.decline(version_id=proposed.id, seat="sales", reason="Too much", by=sam, at=MORNING)

    hers, adas = (signed_in(one).get("/accord/") for one in (mia, cast.ada))
    propose(STEW, by=mia)
    after = signed_in(mia).get("/accord/")

    assert "Declined by Sam Sells, head of sales Draft it again" in told(hers)
    assert 'href="/accord/house-rules/draft/?from=1" aria-label="Draft it again' in hers.text
    assert "Declined by Sam Sells, head of sales" in told(adas)
    assert "Draft it again" not in adas.text
    assert "Draft it again" not in after.text


def test_that_everything_holds_is_not_said_alone_while_a_change_is_under_way_or_was_declined(cast):
    mia, sam, _ = three_heads()
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)

    def headline():
        return told(signed_in(cast.ada).get("/accord/")).partition(". ")[0]

    quiet = headline()
    drafted = propose(STEW, by=mia)
    waiting = headline()
    signing.decline(version_id=drafted.id, seat="sales", reason="Too much", by=sam, at=MORNING)
    declined = headline()
    tomorrow = MORNING.date() + timedelta(days=1)
    agree(kind="house_rules", content=STEW, by=cast.noor, at=MORNING, from_day=tomorrow)
    coming = told(signed_in(cast.ada).get("/accord/"))

    assert quiet.endswith(
        "Everything that we agreed is signed and in force Marketing, sales and the "
        "sponsor sign each document; what happened is always judged by the version "
        "that was in force then"
    )
    assert "Every document is in force; 1 change to be signed Marketing" in waiting
    assert "Every document is in force; 1 change declined Marketing" in declined
    assert "Every document is in force; 1 change signed and yet to begin Marketing" in coming
    assert "Version 3 is signed, from 25 November" in coming


def test_what_a_proposal_changes_is_read_before_its_text(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    mia, *_ = three_heads()
    propose(STEW, by=mia)

    page = signed_in(mia).get("/accord/house-rules/2/").text

    assert page.count('id="changes"') == 1
    assert page.index('id="changes"') < page.index("accord-text")


def test_the_walk_says_who_declined_and_why_and_leads_to_a_new_draft(cast):
    mia, sam, _ = three_heads()
    proposed = propose(SOUP, by=mia)
    signing.decline(version_id=proposed.id, seat="sales", reason="Too much", by=sam, at=MORNING)

    hers, adas = (signed_in(one).get("/accord/first/") for one in (mia, cast.ada))
    propose(STEW, by=mia)
    after = told(signed_in(mia).get("/accord/first/"))

    said = "Version 1 was declined by Sam Sells, head of sales, on 24 November: “Too much”."
    assert f"{said} Draft it again Or begin anew from a starter. A small house" in told(hers)
    assert 'href="/accord/house-rules/draft/?from=1" aria-label="Draft it again' in hers.text
    assert said in told(adas)
    assert "Draft it again" not in adas.text
    assert "was declined" not in after
