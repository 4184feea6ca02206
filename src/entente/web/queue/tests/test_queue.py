"""The queue as a person of sales works it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.agreements import testing as agreements
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import queries, reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, pausing
from entente.inbox import queries as inbox
from entente.kit import clock
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.outbox import queries as outbox
from entente.people.operations import companies, contacts
from entente.people.testing import meet
from entente.qualification import accord
from entente.sla.operations import watch_clocks
from entente.sla.rules.document import STANDARD
from entente.web.navigation import Waiting
from entente.web.queue import pages, urls
from entente.web.testing import signed_in
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast():
    found = assemble(at=NOW - timedelta(days=30))
    early = NOW - timedelta(days=20)
    agreements.agree(kind="lead_definition", content=accord.BUSINESS, by=found.noor, at=early)
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=early)
    return found


def lead(name: str = "Sara Lind", minutes: int = 30) -> Handover:
    at = NOW - timedelta(minutes=minutes)
    dairy = companies.create_company(
        values={"name": f"{name} Dairy", "employees": 310, "industry": "Food"}, by=SYSTEM, at=at
    )
    contact = contacts.create_contact(
        values={
            "name": name, "job_title": "Maintenance manager", "company": dairy,
            "email": f"{name.split(maxsplit=1)[0].lower()}@example.com", "phone": "+46 31 555 01 42",
        },
        by=SYSTEM, at=at,
    )  # fmt: skip
    ledger.record(
        entries=[
            NewEntry(
                kind="form.submitted", occurred_at=at, contact=contact, team="marketing",
                asset="Downtime playbook", properties={"asks": "newsletter"},
                personal={"answer": "Filler stops. We lose a shift a month."},
            )
        ],
        at=at,
    )  # fmt: skip
    position = funnel.enter_stage(
        move=Move(contact=contact, stage="sql", occurred_at=at, via="hand"), at=at
    )
    reactions.hand_over([facts.entry(position=position)], at)
    return Handover.objects.get(cause=position)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_lead_shows_its_clock_its_reasons_and_what_they_said(cast):
    row = lead()

    page = words(signed_in(cast.ada).get(f"/queue/{row.id}/"))

    for said in (
        "Sara Lind", "3h 30m left", "to make first contact", "Fits four of our five ideal-lead criteria",
        "310", "we want", "Filler stops. We lose a shift a month.", "Accept lead",
        "Company does not fit", "Sent the form Downtime playbook",
    ):  # fmt: skip
        assert said in page or said == "we want", said


def test_what_they_did_says_how_often_when_last_and_of_what_the_latest_first(cast):
    row = lead()
    ledger.record(
        entries=[
            NewEntry(
                kind=kind, occurred_at=NOW - timedelta(days=days), contact=row.contact_id,
                team="marketing", asset=asset, properties={"page": page} if page else {},
            )
            for kind, days, asset, page in (
                ("email.clicked", 1, "Letter 16", ""), ("visit.made", 0, "", "/prices/"),
                ("asset.downloaded", 0, "Pricing guide", ""),
                ("asset.downloaded", 5, "Line stops", ""),
                ("asset.downloaded", 13, "Pricing guide", ""),
            )
        ],
        at=NOW,
    )  # fmt: skip

    page = words(signed_in(cast.ada).get(f"/queue/{row.id}/"))

    interest = page[page.index("<b>Interest</b>") :]
    rows = re.findall(
        r'<th scope="row">(.*?)</th><td>(.*?)</td>', interest[: interest.index("</table>")]
    )
    assert rows == [
        ("Downloaded", "3 times, last today: Pricing guide and Line stops"),
        ("Visited", "Once, today: /prices/"),
        ("Asked", "Once, today: Downtime playbook"),
        ("Clicked", "Once, yesterday: Letter 16"),
    ]


def test_a_row_of_everybodys_queue_gives_its_reason_whole_and_the_owner_beside_it(cast):
    mine, nobodys = lead(), lead("Hugo Lenoir")
    for row, owner in ((mine, cast.ada.member_id), (nobodys, None)):
        Handover.objects.filter(id=row.id).update(owner_id=owner)

    page = words(signed_in(cast.noor).get("/queue/?owner=all"))

    assert sorted(re.findall(r'<span class="sr">(With .*?)</span>', page)) == [
        "With Ada Sells", "With nobody yet",
    ]  # fmt: skip
    assert re.findall(r'<span class="lead__why">(.*?)</span>', page) == [
        "Sent the form Downtime playbook", "Sent the form Downtime playbook",
    ]  # fmt: skip


def test_who_handed_a_lead_over_by_hand_and_why_reaches_sales_everywhere(cast):
    sara = meet(name="Sara Lind", job_title="Plant manager")
    position = funnel.move_by_hand(
        contact=sara, stage="sql", reason="Wrote to us today: wants a price.", by=cast.milan,
        team="marketing", at=NOW,
    )  # fmt: skip
    reactions.hand_over([facts.entry(position=position)], NOW)
    row = Handover.objects.get()

    page = words(signed_in(cast.ada).get(f"/queue/{row.id}/"))
    (notice,) = inbox.notices(viewer=cast.ada)
    (mail,) = outbox.mails(viewer=cast.root)

    assert (
        "Milan Markets handed them over by hand: “Wrote to us today: wants a price.” "
        "Fits one of our five ideal-lead criteria; nothing new in the last seven days."
    ) in page
    assert notice.words == (
        "Plant manager. Handed over by Milan Markets (“Wrote to us today: wants a price.”), with "
        "16 points of fit and 0 of interest. First contact is due 24 November, 15:00."
    )
    assert notice.words in mail.text


def test_accepting_lands_on_the_next_lead_and_can_be_undone(cast):
    first, second = lead("Ann A", 90), lead("Bea B", 30)
    client = signed_in(cast.ada)

    response = client.post(f"/queue/{first.id}/accept/")

    assert (response.status_code, response["Location"]) == (303, f"/queue/{second.id}/")
    page = words(client.get(response["Location"]))
    assert "Accepted Ann A" in page
    undo = page.split('action="/queue/verdicts/')[1].split("/")[0]
    response = client.post(f"/queue/verdicts/{undo}/undo/")
    assert response["Location"] == f"/queue/{first.id}/"
    first.refresh_from_db()
    assert first.status == "new"


def test_leads_whose_clocks_are_paused_stand_last_in_the_order_in_which_they_run_on(cast):
    late, friday, thursday, running = (
        lead(name, minutes)
        for name, minutes in (("Ann A", 600), ("Bea B", 90), ("Cleo C", 60), ("Dora D", 30))
    )
    for row, days in ((friday, 3), (thursday, 2)):
        pausing.set_aside(
            handover_id=row.id, until=NOW + timedelta(days=days), buyers_date=True,
            by=cast.ada, at=NOW,
        )  # fmt: skip

    order = pages.waiting(viewer=cast.ada, at=NOW, whose="all").order

    assert order == (late.id, running.id, thursday.id, friday.id)


def test_a_no_without_what_it_needs_is_answered_and_what_was_typed_stays(cast):
    row = lead()

    response = signed_in(cast.ada).post(
        f"/queue/{row.id}/reject/", {"reason": "no_need_now", "note": "calls back in spring"}
    )

    assert response.status_code == 422
    assert "Choose a day after today on which we look again." in words(response)
    assert "calls back in spring" in words(response)


def test_rejecting_says_so_and_leaves_the_queue(cast):
    row = lead()
    client = signed_in(cast.ada)

    response = client.post(f"/queue/{row.id}/reject/", {"reason": "wrong_person"})

    assert response["Location"] == "/queue/"
    left = client.get("/queue/")
    assert left.text.count("<h1") == 1
    page = words(left)
    assert "Nobody is waiting for you" in page
    assert "Rejected" in page


def test_asking_pauses_the_clock_and_marketing_answers(cast):
    row = lead()
    signed_in(cast.ada).post(f"/queue/{row.id}/ask/", {"text": "What is her number?"})

    page = words(signed_in(cast.milan).get(f"/queue/{row.id}/"))
    assert "Paused" in page
    assert "What is her number?" in page
    answer = page.split(f'action="/queue/{row.id}/questions/')[1].split("/")[0]
    signed_in(cast.milan).post(f"/queue/{row.id}/questions/{answer}/", {"text": "+46 31"})

    assert "+46 31" in words(signed_in(cast.ada).get(f"/queue/{row.id}/"))


def test_who_was_too_slow_is_told_who_has_it(cast):
    row = lead()
    signed_in(cast.noor).post(f"/queue/{row.id}/accept/")
    client = signed_in(cast.ada)

    response = client.post(f"/queue/{row.id}/accept/")

    assert response.status_code == 303
    assert "Noor Leads was faster" in words(client.get(response["Location"]))


def test_a_lead_that_is_set_aside_comes_back_by_hand(cast):
    row = lead()
    client = signed_in(cast.ada)

    client.post(f"/queue/{row.id}/later/", {"until": "2026-12-01", "buyers_date": "yes"})
    page = words(client.get(f"/queue/{row.id}/"))
    assert "<b>Set aside until 1 December;</b> the clock is paused until then</p>" in page
    assert "Paused until 1 Dec" in page
    client.post(f"/queue/{row.id}/take-up/")

    assert "3h 30m left" in words(client.get(f"/queue/{row.id}/"))


@pytest.mark.parametrize("path", ["accept", "reject", "ask", "later", "take-up", "owner"])
def test_eve_and_marketing_decide_nothing(cast, path):
    row = lead()

    assert signed_in(cast.eve).post(f"/queue/{row.id}/{path}/").status_code == 403
    assert signed_in(cast.milan).post(f"/queue/{row.id}/{path}/").status_code in (403, 422)
    row.refresh_from_db()
    assert (row.status, row.owner_id) == ("new", cast.ada.member_id)


def test_the_queue_asks_as_many_questions_for_three_leads_as_for_one(cast):
    client = signed_in(cast.ada)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/queue/").status_code == 200
        return len(found)

    lead("Ann A")
    client.get("/queue/")
    one = asked()
    lead("Bea B")
    lead("Cleo C")

    assert asked() == one


def test_the_navigation_counts_the_list_that_opens(cast):
    lead()  # offered to Ada
    Handover.objects.filter(id=lead("Ida Berg").id).update(owner_id=cast.noor.member_id)

    of_ada = queries.waiting_count(viewer=cast.ada, own=pages.lists_own(cast.ada))
    of_noor = queries.waiting_count(viewer=cast.noor, own=pages.lists_own(cast.noor))

    assert (of_ada, of_noor) == (1, 2)


def test_the_navigation_turns_red_while_a_lead_of_ones_own_is_late(cast):
    late, running = lead("Ann A", 60 * 24), lead("Bea B", 30)
    watch_clocks(at=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert urls.waiting(cast.ada, NOW) == Waiting(
            number=2, words="leads wait, 1 late", late=True
        )
    assert len(asked) == 1
    page = words(signed_in(cast.ada).get("/contacts/"))
    assert 'nav__count--late" id="count-queue">2<span class="sr"> leads wait, 1 late' in page

    Handover.objects.filter(id=late.id).update(first_touch_at=NOW + timedelta(minutes=1))
    assert urls.waiting(cast.ada, NOW) == Waiting(number=2, words="leads wait")
    Handover.objects.filter(id=late.id).update(owner_id=cast.noor.member_id, first_touch_at=None)
    assert urls.waiting(cast.ada, NOW) == Waiting(number=1, words="lead waits")
    deciding.accept(handover_id=running.id, by=cast.ada, at=NOW)
    assert urls.waiting(cast.ada, NOW) is None


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"note": "Kept"}, "reason", "Choose one of the reasons that we agreed on."),
        ({"note": "Kept", "reason": "no_need_now"}, "wake_on", "Choose a day after today"),
    ],
)
def test_a_refused_no_says_on_top_what_lacks_and_once_beside_the_answer(cast, given, field, said):
    row = lead()

    page = words(signed_in(cast.ada).post(f"/queue/{row.id}/reject/", given))

    assert "One answer needs a change" in page
    assert page.count(said) == 2
    assert f'<a href="#field-{field}">{said}' in page
    assert f'id="field-{field}-error"' in page
    assert 'name="decide" open' in page and "Kept</textarea>" in page


def test_what_happened_so_far_names_people_and_says_that_sales_sent_the_lead_back(cast):
    row = lead()
    client = signed_in(cast.ada)
    client.post(f"/queue/{row.id}/reject/", {"reason": "no_need_now", "wake_on": "2027-01-05"})

    page = words(client.get(f"/queue/{row.id}/"))
    contact = words(client.get(f"/contacts/{row.contact_id}/"))

    assert "Offered to Ada Sells" in page
    for told in (page, contact):
        assert "Sent back to marketing until 5 January 2027: No need now" in told


def test_a_lead_that_does_not_fit_is_told_as_rejected_and_sent_back(cast):
    row = lead()
    client = signed_in(cast.ada)
    client.post(f"/queue/{row.id}/reject/", {"reason": "wrong_person"})

    told = "Rejected by sales and sent back to marketing: Wrong person"
    assert told in words(client.get(f"/queue/{row.id}/"))
    assert told in words(client.get(f"/contacts/{row.contact_id}/"))


def test_a_day_that_is_not_today_is_written_as_everywhere(cast):
    row = lead(minutes=60 * 24)

    assert "; due 23 Nov, 15:00, counting working hours" in words(
        signed_in(cast.ada).get(f"/queue/{row.id}/")
    )


def test_before_nine_too_a_lead_is_set_aside_for_tomorrow_at_the_earliest(cast):
    row = lead(minutes=200)

    with clock.frozen(NOW - timedelta(hours=3)):  # eight o'clock in Paris
        page = signed_in(cast.ada).post(f"/queue/{row.id}/later/", {"until": "2026-11-24"})

    assert (page.status_code, "Choose a day after today." in words(page)) == (422, True)


def test_all_that_one_accepted_today_counts_though_the_latest_alone_are_listed(cast):
    for number in range(14):
        row = lead(f"N{number} Lind")
        deciding.accept(handover_id=row.id, by=cast.ada, at=NOW - timedelta(minutes=9))

    page = signed_in(cast.ada).get("/queue/")

    assert "You accepted 14 today." in words(page)
    assert page.text.count("Undo: Accepted") == 12
