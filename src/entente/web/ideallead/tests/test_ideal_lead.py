"""The ideal lead at work: what it says, what sales said of it, and letting a mass through."""

import re
from datetime import timedelta
from html import unescape

import pytest

from entente.agreements import testing as agreements
from entente.audiences import operations as audiences
from entente.funnel.operations import Move, enter_stage
from entente.funnel.queries import standings
from entente.funnel.rules.document import STANDARD
from entente.handoff.operations.history import PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.testing import found_company, meet
from entente.qualification import operations as qualification
from entente.qualification.accord import BUSINESS
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def ago(**span):
    return MORNING - timedelta(**span)


@pytest.fixture
def signed(cast):
    agreements.agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=MORNING)
    return cast


def judged(cast, number: int, *, version: int, reason: str = "", days: int = 10) -> None:
    """A lead that this version let through by its clause for an SQL, and what became of it."""
    at = ago(days=days)
    contact = meet(name=f"Lead {version}-{number}-{reason}", channel="Fair", at=at)
    move = Move(contact=contact, stage="sql", occurred_at=at, via="criteria", clause="sql")
    sort = {"company_does_not_fit": "fit", "no_need_now": "timing"}.get(reason, "")
    write_past(
        past=[
            PastHandover(
                contact=contact, company=None, cause=enter_stage(move=move, at=at), clause="sql",
                definition=version, created_at=at, owner=cast.ada.member_id, owner_name="Ada Sells",
                first_offered_at=at, decided_at=at, reason=reason, sort=sort,
                status=Status.REJECTED if reason else Status.ACCEPTED,
            )
        ],
        at=MORNING,
    )  # fmt: skip


def read(response) -> str:
    assert response.status_code == 200
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def part(text: str, first: str, after: str) -> str:
    return text[text.index(first) : text.index(after, text.index(first))].strip()


def test_before_it_is_agreed_the_page_leads_to_writing_it(cast):
    assert read(signed_in(cast.noor).get("/ideal-lead/")) == (
        "Ideal lead Write it No ideal lead is agreed yet. Only “does not fit” counts against it. No "
        "ideal lead is agreed yet Sales drafts it as the customer of it, both sides sign, and from then on it runs as it was signed. Write the "
        "ideal lead"
    )


def test_the_page_says_what_was_signed_and_how_sales_judges_it(signed):
    for n in range(6):
        judged(signed, n, version=1)
    for n in range(4):
        judged(signed, n, version=1, reason="company_does_not_fit")
    judged(signed, 0, version=1, reason="no_need_now")
    judged(signed, 9, version=1, reason="company_does_not_fit", days=91)  # too long ago

    page = read(signed_in(signed.ada).get("/ideal-lead/"))

    assert part(page, "Sales found", "Clauses").startswith(
        "Sales found 6 of 11 leads of version 1 to fit. Only"
    )
    assert part(page, "Clauses", "“Would enter”") == (
        "Clauses The ideal lead, version 1 Clause Met when Would enter Let through IQL Gave "
        "contact data in return for information Their e-mail is known and they submitted a form, "
        "downloaded any asset or attended an event In exact words: e-mail is known and (submitted a "
        "form or downloaded any asset or attended an event) 0 MQL Fits, and shows interest Their "
        "fit is at least 20 and their interest is at least 10 0 SQL Fits well and is interested "
        "now: ready for sales Their fit is at least 32, their interest is at least 18 and their "
        "company has at least 50 employees In exact words: fit is at least 32 and interest is at "
        "least 18 and company employees is at least 50 0 Hand-raiser Asked for a demo, a price or a "
        "call They submitted a form asking for “demo”, “price” or “call” in the last 7 days In "
        'exact words: submitted a form with asks is one of ("demo", "price", "call") in the last 7 '
        "days 0"
    )
    assert part(page, "Why sales said no", "Points card") == (
        "Why sales said no Verdicts of the last 90 days Company does not fit 4 No need now 1 By "
        "clause Verdicts of the last 90 days Leads Accepted Did not fit Other rejections Fit Likely SQL 6 "
        "4 1 60% 31–83% By first channel Verdicts of the last 90 days Leads Accepted Did not fit "
        "Other rejections Fit Likely Fair 6 4 1 60% 31–83%"
    )


def test_a_version_that_mended_it_stands_beside_the_one_before(signed):
    for n in range(5):
        judged(signed, n, version=1, days=200)
        judged(signed, n, version=1, reason="company_does_not_fit", days=200)
    for n in range(10):
        judged(signed, n, version=2)

    agreements.agree(
        kind="lead_definition", content={**BUSINESS, "context": []}, by=signed.noor, at=MORNING
    )

    page = read(signed_in(signed.ada).get("/ideal-lead/"))

    assert "Version 2 repaired it: 10 of 10 fit, 5 of 10 before." in page
    assert part(page, "Of the leads", "Clauses") == (
        "Of the leads of version 1 sales found 50% to fit; of version 2, 100%."
    )
    assert part(page, "By version", "By clause") == (
        "By version All verdicts so far Leads Accepted Did not fit Other rejections Fit Likely "
        "Version 1 5 5 0 50% 24–76% Version 2 10 0 0 100% 72–100%"
    )


@pytest.mark.parametrize(
    ("why", "fit", "not_fit", "finding"),
    [
        ("hardly better than six of ten", 7, 3, "Sales found 7 of 10 leads of version 2 to fit."),
        ("too few", 3, 0, "Too early to say how good version 2 is: 3 verdicts so far."),
    ],
)
def test_a_version_that_may_have_mended_nothing_is_told_by_its_own_leads(
    signed, why, fit, not_fit, finding
):
    agreements.agree(
        kind="lead_definition", content={**BUSINESS, "context": []}, by=signed.noor, at=MORNING
    )
    for version, good, bad in ((1, 6, 4), (2, fit, not_fit)):
        for n in range(good):
            judged(signed, n, version=version)
        for n in range(bad):
            judged(signed, n, version=version, reason="company_does_not_fit")

    assert finding in read(signed_in(signed.ada).get("/ideal-lead/")), why


def test_a_reason_that_was_dropped_is_called_as_the_version_called_it_that_had_it(cast):
    called = {"company_does_not_fit": "Far too small", "no_need_now": "Not this year"}
    with_own = [
        {**one, "label": called.get(one["key"], one["label"])} for one in BUSINESS["reasons"]
    ]
    without = [
        {**one, "label": "Asks again later"} if one["key"] == "no_need_now" else one
        for one in with_own
        if one["key"] != "company_does_not_fit"
    ]
    for reasons, days in ((BUSINESS["reasons"], 80), (with_own, 60), (without, 5)):
        agreements.agree(
            kind="lead_definition", content={**BUSINESS, "reasons": reasons}, by=cast.noor,
            at=ago(days=days),
        )  # fmt: skip
    for reason, times in (("company_does_not_fit", 3), ("no_need_now", 2), ("wrong_person", 1)):
        for n in range(times):
            judged(cast, n, version=2, reason=reason)

    page = read(signed_in(cast.ada).get("/ideal-lead/"))

    assert part(page, "Why sales said no", "Points card").startswith(
        "Why sales said no Verdicts of the last 90 days Far too small 3 Asks again later 2 Wrong person 1"
    )


def test_a_mass_that_met_a_clause_already_is_let_through_by_a_head_as_many_as_they_say(signed):
    firm = found_company(name="Nordwind", employees=300, industry="Food", country="Norway")
    people = [
        meet(
            name=f"Person {n}", email=f"p{n}@example.com", phone="+46 31 555", country="Norway",
            job_title="Head of plant", company=firm,
        )
        for n in range(3)
    ]  # fmt: skip
    touches(people)
    qualification.keep_watching(at=MORNING)
    noor, ada = signed_in(signed.noor), signed_in(signed.ada)

    page = noor.get("/ideal-lead/").text
    assert 'aria-label="How many MQL"' in page
    assert 'aria-label="How many MQL"' not in ada.get("/ideal-lead/").text
    assert ada.post("/ideal-lead/mql/entry/", {"most": "2"}).status_code == 403
    assert noor.post("/ideal-lead/nothing/entry/", {"most": "2"}).status_code == 404
    said = noor.post("/ideal-lead/mql/entry/", {"most": "2"}, follow=True)

    assert "Let 2 contacts through" in said.text
    assert {one: row.stage for one, row in standings(contacts=people).items()} == {
        people[0]: "mql", people[1]: "mql",
    }  # fmt: skip
    for odd in ("", "-1", "many", "9" * 30):
        assert (
            "Let 0 contacts through"
            in noor.post("/ideal-lead/mql/entry/", {"most": odd}, follow=True).text
        )


def test_the_page_says_who_no_longer_meets_the_clause_and_was_left_out(cast):
    agreements.agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=ago(days=60))
    firm = found_company(name="Nordwind", employees=300, industry="Food", country="Norway")
    [faded, keen] = [
        meet(name=name, email=f"{name}@example.com", job_title="Head of plant", company=firm)
        for name in ("Sara", "Jonas")
    ]
    touches([faded], at=ago(days=59))
    qualification.keep_watching(at=ago(days=59))
    touches([keen], at=ago(hours=1))
    audiences.look_again(name="lead_definition/1/mql", contacts=[keen], at=ago(minutes=30))

    said = signed_in(cast.noor).post("/ideal-lead/mql/entry/", {"most": "2"}, follow=True)

    assert "Let 1 contact through; 1 contact no longer meets the criterion" in said.text
    assert list(standings(contacts=[faded, keen])) == [keen]


def test_a_stage_that_waits_for_a_clause_nobody_signed_is_named(cast):
    clauses = [one for one in BUSINESS["clauses"] if one["name"] != "mql"]
    agreements.agree(
        kind="lead_definition", content={**BUSINESS, "clauses": clauses}, by=cast.noor, at=MORNING
    )

    page = read(signed_in(cast.ada).get("/ideal-lead/"))

    assert (
        "The funnel enters MQL by the clause MQL, which is in no ideal lead in force: nobody "
        "enters it unless by hand. Read the funnel"
    ) in page
    assert "The funnel enters SQL" not in page


def test_a_stage_with_a_criterion_of_its_own_shows_who_would_enter_it(cast):
    meet(name="Sara", country="Sweden")
    swedes = {"by": "criterion", "text": 'country is "Sweden"'}
    stages = [
        {**one, "entry": swedes if one["key"] == "mql" else {"by": "hand"}}
        for one in STANDARD["stages"]
    ]
    agreements.agree(kind="funnel", content={"stages": stages}, by=cast.noor, at=ago(days=1))
    qualification.keep_watching(at=ago(hours=2))
    client = signed_in(cast.noor)

    page = read(client.get("/ideal-lead/"))
    said = client.post("/ideal-lead/stage-mql/entry/", {"most": "2"}, follow=True)

    assert "MQL Fits, and shows interest Their country is “Sweden” 1 Let through" in page
    assert "Let 1 contact through" in said.text


AN_HOUR_AGO = ago(hours=1)


def touches(people: list[int], *, at=AN_HOUR_AGO) -> None:
    ledger.record(
        entries=[
            NewEntry(
                kind=kind, occurred_at=at, contact=one, team="marketing", asset="Guide",
                properties={},
            )
            for one in people
            for kind in ("form.submitted", "asset.downloaded")
        ],
        at=at,
    )  # fmt: skip


def test_eve_sees_no_ideal_lead(signed):
    assert signed_in(signed.eve).get("/ideal-lead/").status_code == 403
