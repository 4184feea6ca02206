"""What people see and do on the pages of the accord: read, sign, decline, confirm."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.template import engines
from django.test import Client

from entente.agreements import offers, queries
from entente.agreements.operations import drafting, signing
from entente.agreements.rules.life import State
from entente.agreements.testing import HOUSE, agree
from entente.agreements.tests.stories import SOUP, STEW, propose, seated, three_heads, version
from entente.kit import clock
from entente.web.testing import signed_in, told
from entente.web.testing import words as read
from entente.workspace.operations import add_member, unseat_member
from entente.workspace.rules import SIGNING_SEATS, Role, SeatHeld, Team
from entente.workspace.testing import MORNING

TITLE = "House rules"


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE):
        yield


def post(viewer, path, **data):
    return signed_in(viewer).post(path, data)


def test_who_has_no_seat_is_told_so_and_sees_nothing(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)

    for path in ("/accord/", "/accord/house-rules/", "/accord/house-rules/1/", "/accord/first/"):
        response = signed_in(cast.eve).get(path)
        assert response.status_code == 403
        assert "Your seat does not let you see the accord." in response.text
        assert "soup" not in response.text


def test_a_version_is_read_beside_its_changes_signatures_and_digest(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    proposed = propose(STEW, by=cast.noor)

    page = signed_in(cast.ada).get("/accord/house-rules/2/").text

    for words in (
        "House rules, version\N{NO-BREAK SPACE}2, waits for all three signatures",
        "We are open 9 hours a day.",
        "Ada cooks stew.",
        "What changes against version 1",
        "Hours a day: 8 hours becomes 9 hours.",
        "Cook “Ada”: Dish: “soup” becomes “stew”.",
        "Text, content and signatures agree with it.",
        proposed.digest,
    ):
        assert words in page
    assert "Sign as" not in page
    assert "Decline…" not in page


def test_a_seat_that_has_not_signed_names_everybody_who_can(cast):
    mia, _, _ = three_heads()
    propose(SOUP, by=mia)

    page = told(signed_in(cast.milan).get("/accord/house-rules/1/"))

    assert [
        f"{names} Not signed yet" in page
        for names in (
            "Mia Marks and Noor Leads",
            "Noor Leads and Sam Sells",
            "Sponsor Noor Leads and Sue Sponsors",
        )
    ] == [True, True, True]


def test_a_seat_that_nobody_holds_says_so_and_shows_an_administrator_the_way(cast):
    propose(SOUP, by=cast.noor)
    unseat_member(
        member_id=cast.noor.member_id, seat=SIGNING_SEATS["sponsor"], by=cast.root, at=MORNING
    )

    for viewer, way in (
        (cast.root, "Seat somebody"),
        (cast.milan, "An administrator can seat somebody under Settings, Members."),
    ):
        page = signed_in(viewer).get("/accord/house-rules/1/")
        assert f"Sponsor Nobody holds this seat. {way}" in told(page)
        assert ('href="/settings/members/">Seat somebody' in page.text) is (viewer == cast.root)


def test_three_sign_and_the_page_says_from_when_it_holds(cast):
    mia, sam, sue = three_heads()
    proposed = propose(SOUP, by=mia)
    url = "/accord/house-rules/1/"

    answers = [
        post(signer, f"{url}signature/", seat=seat, digest=proposed.digest)
        for signer, seat in ((mia, "marketing"), (sam, "sales"), (sue, "sponsor"))
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(303, url)] * 3
    page = told(signed_in(sue).get(url))
    assert "House rules, version 1, is in force" in page
    for words in (
        "Mia Marks Signed 24 November",
        "Sam Sells Signed 24 November",
        "Sponsor Sue Sponsors Signed 24 November",
    ):
        assert words in page
    assert queries.in_force(kind="house_rules", at=MORNING).number == 1


def test_one_person_signs_for_three_seats_and_each_signature_says_so(cast):
    proposed = propose(SOUP, by=cast.noor)

    post(
        cast.noor,
        "/accord/house-rules/1/signature/",
        seat=["marketing", "sales", "sponsor"],
        digest=proposed.digest,
    )

    page = signed_in(cast.milan).get("/accord/house-rules/1/").text
    assert page.count("Noor Leads, head of marketing, head of sales and sponsor") == 3


def test_a_forged_seat_is_refused_and_nothing_is_written(cast):
    mia = seated("Mia Marks", Team.MARKETING)
    proposed = propose(SOUP, by=mia)

    for forger, seat in (
        (mia, ["marketing", "sponsor"]),
        (cast.ada, "sales"),
        (cast.root, "sponsor"),
    ):
        response = post(
            forger, "/accord/house-rules/1/signature/", seat=seat, digest=proposed.digest
        )
        assert response.status_code == 403
        assert "signs for that seat, and you do not hold it" in response.text
    declined = post(cast.ada, "/accord/house-rules/1/decline/", seat="sales", reason="No")
    assert declined.status_code == 403
    assert (version(1, viewer=mia).signatures, version(1, viewer=mia).state) == ((), State.PROPOSED)


def test_a_text_that_changed_since_the_page_was_shown_is_not_signed(cast):
    shown = propose(SOUP, by=cast.noor)
    propose(STEW, by=cast.noor)

    old = post(cast.noor, "/accord/house-rules/1/signature/", seat="sales", digest=shown.digest)
    new = post(cast.noor, "/accord/house-rules/2/signature/", seat="sales", digest=shown.digest)

    assert (old.status_code, new.status_code) == (422, 422)
    assert "This version was taken back: The text was changed." in old.text
    assert "The text that you were shown is not the one that is proposed." in new.text
    assert version(2, viewer=cast.noor).signatures == ()


def test_documents_that_wait_for_the_same_seats_are_told_in_one_sentence(cast):
    mia, _, _ = three_heads()
    more = [replace(HOUSE, name=name, title=f"The {name}") for name in ("menu", "larder")]

    with offers.only(HOUSE, *more):
        propose(SOUP, by=mia)
        for one in more:
            asks = {"kind": one.name, "by": mia, "at": MORNING}
            drafting.save_draft(content=SOUP, from_day=MORNING.date(), review="quarterly", **asks)
            drafting.propose(**asks)
        page = told(signed_in(mia).get("/accord/"))

    assert "then. House rules, the menu and the larder wait for all three signatures." in page


def test_the_overview_says_what_waits_for_whom(cast):
    mia, sam, _ = three_heads()
    proposed = propose(SOUP, by=mia)
    signing.sign(
        version_id=proposed.id, seats=["marketing"], digest=proposed.digest, by=mia, at=MORNING
    )

    hers, his = (signed_in(one).get("/accord/").text for one in (mia, sam))

    assert "No document is in force yet" in hers
    assert "waits for the head of sales and the sponsor" in hers
    assert "Read and sign House rules, version 1" not in hers
    assert "House rules waits for your signature" in his
    assert "It waits for you as head of sales." in his
    assert '<span class="sr"> wait for your signature</span>' in his


def test_columns_of_which_nothing_is_to_be_told_are_left_out(cast):
    agree(kind=HOUSE.name, content=SOUP, by=cast.noor, at=MORNING - timedelta(days=1))
    client = signed_in(cast.noor)

    def heads(address: str) -> list[str]:
        return re.findall(r'role="columnheader"[^>]*>([^<]+)<', client.get(address).text)

    calm = heads("/accord/"), heads("/accord/house-rules/")
    propose(STEW, by=cast.noor)

    assert calm == (
        ["Document", "State", "In force", "Signed by", "Next review"],
        ["Version", "State", "In force", "Proposed"],
    )
    assert "Under way" in heads("/accord/")


def test_a_member_confirms_to_have_read_what_is_in_force(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    seats = [SeatHeld(team=Team.SALES, role=Role.MEMBER)]
    add_member(name="Known From A File", seats=seats, at=MORNING)

    before = signed_in(cast.ada).get("/accord/").text
    response = post(cast.ada, "/accord/house-rules/1/reading/")
    after = signed_in(cast.ada).get("/accord/").text

    assert response.status_code == 303
    assert "Read House rules, version 1" in before
    assert "Read House rules, version 1" not in after
    page = signed_in(cast.ada).get("/accord/house-rules/1/").text
    assert "2 of 3 members of both teams signed it or confirmed to have read it." in page


def test_a_due_review_is_noted_on_the_version(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    with clock.frozen(MORNING + timedelta(days=92)):
        due = signed_in(cast.noor).get("/accord/house-rules/1/").text
        silent = post(cast.noor, "/accord/house-rules/1/review/", due_on="2027-02-24", outcome=" ")
        noted = post(
            cast.noor, "/accord/house-rules/1/review/", due_on="2027-02-24", outcome="Kept as it is"
        )
        after = signed_in(cast.noor).get("/accord/").text

    assert "Its review is due since" in due
    assert (silent.status_code, noted.status_code) == (422, 303)
    assert "Say what came of it" in silent.text
    assert "Review due" not in after
    assert "24 May" in after


def test_what_came_of_a_review_stays_where_it_was_typed(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    path, long = "/accord/house-rules/1/review/", "We keep the soup as it is. " * 100
    words = "Kept as it is, for another year"
    with clock.frozen(MORNING + timedelta(days=92)):
        answer = post(cast.noor, path, due_on="2027-02-24", outcome=long)
        post(cast.noor, path, due_on="2027-02-24", outcome="Kept as it is")
        late = post(cast.noor, path, due_on="2027-02-24", outcome=words)

    assert answer.status_code == late.status_code == 422
    assert f'name="outcome" placeholder="Kept as it is" value="{long}"' in answer.text
    assert answer.text.count("Shorten what came of it to 2000 characters.") == 2
    assert '<a href="#outcome">' in answer.text
    assert 'aria-invalid="true" aria-describedby="outcome-error"' in answer.text
    assert f"What you wrote It was not kept; copy what you still need {words}" in read(late)


def test_a_baseline_and_a_late_signature_are_said(cast):
    proposed = propose(SOUP, by=cast.noor, baseline=True)
    later = MORNING + timedelta(days=3)
    with clock.frozen(later):
        signing.sign(
            version_id=proposed.id,
            seats=["marketing", "sales", "sponsor"],
            digest=proposed.digest,
            by=cast.noor,
            at=later,
        )
        page = signed_in(cast.ada).get("/accord/house-rules/1/").text

    assert "24 November; the last signature fell later" in page
    assert "Since 27 November" in page
    assert "Baseline: it also judges what happened before 27 November, under that label." in page


def test_the_print_view_holds_the_signed_text_and_nothing_around(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)

    page = signed_in(cast.ada).get("/accord/house-rules/1/?print=1").text

    assert "Ada cooks soup." in page
    assert '<nav class="nav"' not in page
    assert page.count("24 November 2026, 10:00</time>") == 3


def test_what_does_not_exist_is_not_found(cast):
    for path in ("/accord/house-rules/7/", "/accord/nonsense/", "/accord/house-rules/2026-q4/"):
        assert signed_in(cast.noor).get(path).status_code == 404


def test_a_stranger_is_sent_to_sign_in(cast):
    response = Client().get("/accord/house-rules/1/")

    assert (response.status_code, response["Location"]) == (
        303,
        "/sign-in/?next=/accord/house-rules/1/",
    )


def test_the_glossary_explains_every_word(cast):
    page = signed_in(cast.eve).get("/glossary/").text

    assert 'id="sql"' in page
    assert "sales-qualified lead" in page


def test_a_term_leads_to_its_definition_and_an_unknown_word_is_left_alone():
    engine = engines["django"]

    text = engine.from_string('{% term "SQL" "SQLs" %} and {% term word %}').render(
        {"word": "<Quux>"}
    )

    assert text == (
        '<dfn><a class="term" href="/glossary/#sql" title="A lead that meets the signed sales-ready '
        'clause, and is handed over.">SQLs</a></dfn> and &lt;Quux&gt;'
    )


def test_the_overview_shows_this_quarters_plan_and_leaves_out_what_is_over(cast):
    plan = replace(HOUSE, name="plan", title="Goal plan", scope="quarter")
    summer = MORNING - timedelta(days=120)

    with offers.only(plan):
        begun = signed_in(cast.noor).get("/accord/").text
        agree(kind="plan", scope="2026-q3", content=SOUP, by=cast.noor, at=summer)
        over = signed_in(cast.noor).get("/accord/").text
        agree(kind="plan", scope="2026-q4", content=SOUP, by=cast.noor, at=MORNING)
        now = signed_in(cast.noor).get("/accord/").text
        quarters = signed_in(cast.ada).get("/accord/plan/")
        one = signed_in(cast.ada).get("/accord/plan/2026-q3/")

    assert 'href="/accord/plan/">Choose a quarter</a>' in begun
    assert 'href="/accord/plan/">Choose a quarter</a>' in over
    assert "Everything that we agreed is signed and in force" in now
    assert "Q3 2026" not in now.partition("Documents")[2]
    for words in (
        "Q1 2027 Not begun",
        "Q4 2026 Version 1 is in force",
        "Q3 2026 Version 1 held until its quarter was over",
    ):
        assert words in told(quarters)
    assert one.status_code == 200
